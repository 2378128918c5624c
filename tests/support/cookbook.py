"""The questions of db/cookbook.md, and how they are asked.

python -m tests.support.cookbook HOME   builds the archive that answers in HOME and writes the answers anew
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

from tests.support.grown import grow
from tests.support.workplace import Workplace

FILE = Path(__file__).parent.parent.parent / "db" / "cookbook.md"
SIZE = 0.4
_QUESTION = re.compile(r"\*\*(\d+)\. (.*?)\*\*\n\n```sql\n(.*?)```\n```text\n(.*?)```", re.S)


class Recipe(NamedTuple):
    number: int
    words: str
    sql: str
    answer: str


def recipes() -> list[Recipe]:
    return [
        Recipe(int(number), words, sql, answer)
        for number, words, sql, answer in _QUESTION.findall(FILE.read_text("utf-8"))
    ]


def asked(workplace: Workplace, sql: str) -> str:
    """What a person sees who asks it in psql."""
    return workplace.command("db", "psql", "--", "-X", "-q", "-P", "pager=off", "-c", sql).stdout.rstrip() + "\n"


def _write_anew(home: Path) -> None:
    workplace = Workplace(home, home / "demo-config", "")
    if not home.exists():
        grow(workplace, SIZE)

    def again(found: re.Match[str]) -> str:
        before = found[0].partition("```text\n")[0]
        return f"{before}```text\n{asked(workplace, found[3])}```"

    FILE.write_text(_QUESTION.sub(again, FILE.read_text("utf-8")), "utf-8")
    workplace.command("db", "stop")


if __name__ == "__main__":
    _write_anew(Path(sys.argv[1]))
