"""The README is true: its commands exist, its settings are all there are, its questions and its example work."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crawler.source import load_sources
from flows.cli import main
from flows.questions import QUESTIONS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
RUNBOOK = (ROOT / "deploy" / "README.md").read_text("utf-8")
# at the start of a line or of a span of code, after a prompt, settings or a pipe, or between $( and )
BEFORE = r"(?:^ *|`|\| *|\$\()(?:\$ )?(?:[A-Z_]+=\S* +)*"
SHOWN = re.compile(BEFORE + r"(?:as_)?congresswatch((?: +[^\s|>`)][^|>`)\n]*)?)(?=[|>`)\n])", re.M)
MOST_TARGETS = 13


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command that does something."""
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from leaves(child, (*path, name))
    else:
        yield path


def shown_commands(text: str) -> list[str]:
    return sorted({match[1].strip() for match in SHOWN.finditer(text)})


def section(title: str) -> str:
    """The text under a second-level heading of the README."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert found, title
    return found[1]


@pytest.mark.parametrize("path", list(leaves(main)), ids=" ".join)
def test_every_command_is_documented_with_an_example(path: tuple[str, ...]) -> None:
    words = " ".join(("congresswatch", *path))
    assert re.search(rf"^\| `{words}` \| [^|]+ \| `[^|`]*{words}[^|`]*` \|$", section("The commands"), re.M)


def resolved(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the first words name, and the words that are left for it."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize("line", shown_commands(README + RUNBOOK))
def test_every_command_line_that_is_shown_is_accepted(line: str, tmp_path: Path) -> None:
    command, words = resolved(shlex.split(line))
    if isinstance(command, click.Group) or not words:
        # a command that is only named
        assert words in ([], ["--help"])
        return
    for place, word in enumerate(words):
        if word.endswith((".html", ".jsonl", ".dump")):
            words[place] = str(tmp_path / Path(word).name)
            Path(words[place]).touch()
    # raises a UsageError for an unknown option, a missing argument or a value out of range
    with command.make_context(line, words):
        pass


def test_the_command_lines_are_found() -> None:
    found = shown_commands(README)
    assert {"demo", "db url", "tag -", "run newsroom", "search '\"municipal congress\" -youth' --limit 1"} <= set(found)


def test_the_settings_table_and_the_example_file_name_the_same_settings() -> None:
    explained = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.M))
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", section("Settings"), re.M)) == explained


OURS = re.compile(r"CONGRESSWATCH_\w+|DATABASE_URL(?:_FILE)?|PREFECT_\w+")


def names_read(tree: ast.Module) -> Iterator[str]:
    """The names that a module reads from the environment, as they are or by a constant of the module."""
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        key: ast.expr | None = None
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.environ.get", "os.getenv", "env.get"):
            key = node.args[0]
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            key = node.slice if ast.unparse(node.value) in ("os.environ", "env") else None
        elif isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]) in ("os.environ", "env"):
            key = node.left
        value = constants.get(key.id) if isinstance(key, ast.Name) else getattr(key, "value", None)
        if isinstance(value, str):
            yield value


def test_every_setting_the_code_reads_is_explained_and_the_other_way_round() -> None:
    explained = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.M))
    files = [file for package in ("crawler", "db", "flows") for file in (ROOT / package).rglob("*.py")]
    read = {name for file in files for name in names_read(ast.parse(file.read_text("utf-8")))}
    assert {name for name in read if OURS.fullmatch(name)} == explained


def test_the_questions_are_those_of_the_demo_word_for_word() -> None:
    asked = re.findall(r"^\*\*\d\. (.*?)\*\*\n\n```sql\n(.*?);\n```$", section("Ask the archive"), re.M | re.S)
    assert asked == [tuple(question) for question in QUESTIONS]


def test_the_example_of_a_source_is_a_source(tmp_path: Path) -> None:
    text = section("Add a source")
    toml, name = re.search(r"```toml\n(.*?)```", text, re.S), re.search(r"`([a-z-]+)\.toml`", text)
    assert toml
    assert name
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / f"{name[1]}.toml").write_text(toml[1], "utf-8")
    loaded = load_sources(tmp_path)
    assert loaded.problems == ()
    assert loaded.get(name[1]).discover.feeds


def targets() -> dict[str, str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+):.*?## (.+)$", makefile, re.M))


def test_every_make_target_that_is_named_exists() -> None:
    code = " ".join(re.findall(r"`[^`\n]+`|^ {4}.+", README + RUNBOOK, re.M))
    named = set(re.findall(r"\bmake (?:-C \S+ )?([a-z0-9-]+)", code))
    assert {"demo", "test"} <= named <= set(targets())


def test_the_makefile_stays_small() -> None:
    assert len(targets()) <= MOST_TARGETS


@pytest.mark.parametrize("page", ["README.md", "deploy/README.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    links = re.findall(r"\]\(([^)#\s]+)\)", text)
    assert links
    missing = [link for link in links if "://" not in link and not (ROOT / page).parent.joinpath(link).exists()]
    assert missing == []


def test_every_word_of_the_models_is_explained() -> None:
    """The states of a page and the outcomes of a run, as the tables know them."""
    from db.models import OUTCOMES, PAGE_STATES

    assert [state for state in PAGE_STATES if f"`{state}`" not in section("How it runs")] == []
    assert ", ".join(OUTCOMES) in section("Words we use")
