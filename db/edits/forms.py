"""How a diff is kept and read: small JSON for a jsonb column, one line for psql.

Of equal stretches only the words beside a change are kept, of long changes the two ends: the spans say where the
whole stands in the texts of the two revisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from db.edits.words import HAN, Change, tokens

CONTEXT = 4
"""Words of context on either side of a change; a Han character is half of one."""
LONGEST_CHANGE = 600
"""Characters of one side of a change that the JSON keeps: a paragraph."""
MOST_CHANGES = 500
"""Changes that the JSON keeps: of a text that was rewritten all over, the texts themselves tell the rest."""
LONGEST_LINE = 2_000
"""Characters of the one-line form: what a reader in psql scrolls through."""
_SHORT = 160
"""Characters of one side of a change in the one-line form."""
_IS_HAN = re.compile(f"[{HAN}]")
_BREAKS = re.compile(r"\n\s*")


def stored(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The JSON form: equal stretches as {op, text}, changes as {op, old, new, old_span, new_span}; [] for none.

    A span is [start, end) in characters of the revision's text: `substr(body, start + 1, end - start)` in SQL.
    Of more than `MOST_CHANGES` the rest is counted: {op: 'more', count}.
    """
    places = [at for at, change in enumerate(changes) if change.op != "equal"]
    rest = len(places) - MOST_CHANGES
    kept = changes if rest <= 0 else changes[: places[MOST_CHANGES]]
    items = [_item(change, context.text) for change, context in in_context(kept)]
    return items if rest <= 0 else [*items, {"op": "more", "count": rest}]


def line(changes: Sequence[Change]) -> str:
    """'… the meeting of [-9-]{+12+} May …': '' where nothing changed, ¶ for a new paragraph."""
    parts: list[str] = []
    length = 0
    for change, context in in_context(changes):
        part = _squeezed(context.text) if change.op == "equal" else _marked(change)
        if length + len(part) > LONGEST_LINE:
            return "".join([*parts, " …"]).strip()
        parts.append(part)
        length += len(part)
    return "".join(parts).strip()


class Context(NamedTuple):
    """The words of an equal stretch that stand beside changes, with an ellipsis for those left out."""

    head: str
    """After a change; the whole stretch where nothing was left out."""
    tail: str
    """Before the next one."""

    @property
    def text(self) -> str:
        return self.head + self.tail.removeprefix("…") if self.head else self.tail


def in_context(changes: Sequence[Change], words: int = CONTEXT) -> Iterator[tuple[Change, Context]]:
    """Every stretch in order, the equal ones with their words that are context; nothing if all is equal."""
    if all(change.op == "equal" for change in changes):
        return
    for at, change in enumerate(changes):
        is_equal = change.op == "equal"
        yield change, _context(change.old, at > 0, at < len(changes) - 1, words) if is_equal else Context("", "")


def shortened(text: str, longest: int) -> str:
    """The two ends of a long text, with an ellipsis between."""
    if len(text) <= longest:
        return text
    head = (longest - 3) * 2 // 3
    return f"{text[:head]} … {text[head + 3 - longest :]}"


def _item(change: Change, text: str) -> dict[str, Any]:
    if change.op == "equal":
        return {"op": "equal", "text": text}
    old, new = change.old, change.new
    return {
        "op": change.op,
        "old": shortened(old, LONGEST_CHANGE),
        "new": shortened(new, LONGEST_CHANGE),
        "old_span": [change.place.old, change.place.old + len(old)],
        "new_span": [change.place.new, change.place.new + len(new)],
    }


def _context(text: str, is_after: bool, is_before: bool, words: int) -> Context:
    first = _first(text, words) if is_after else 0
    last = _last(text, words) if is_before else 0
    if first + last >= len(text) - 1:
        return Context(text, "")
    head, tail = text[:first].rstrip(), text[len(text) - last :].lstrip()
    return Context(f"{head} …" if is_after else "", f"… {tail}" if is_before else "")


def _first(text: str, words: int) -> int:
    # a word of more than 40 letters is none: what is read for the context stays short
    return _reach(tokens(text[: words * 40]), words)


def _last(text: str, words: int) -> int:
    return _reach(tokens(text[-words * 40 :])[::-1], words)


def _reach(found: Sequence[str], words: int) -> int:
    """Characters of so many words with all that stands between them."""
    room, length = 2 * words, 0
    for token in found:
        if token[0].isalnum():
            room -= 1 if _IS_HAN.match(token) else 2
        if room < 0:
            break
        length += len(token)
    return length


def _marked(change: Change) -> str:
    old = f"[-{shortened(_squeezed(change.old), _SHORT)}-]" if change.old else ""
    new = f"{{+{shortened(_squeezed(change.new), _SHORT)}+}}" if change.new else ""
    return old + new


def _squeezed(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", _BREAKS.sub(" ¶ ", text))
