"""Two revisions in, the words of a row of the view `edit` out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from db.edits.forms import line, stored
from db.edits.kinds import Name, Text, kinds, names
from db.edits.runs import Budget
from db.edits.words import Change, diff


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit's row says of two texts."""

    kinds: tuple[Name, ...]
    evidence: list[dict[str, str]]
    """For jsonb: {name, old, new}, the words that decided each kind."""
    diff: dict[str, list[dict[str, Any]]]
    """For jsonb: field -> changes as `forms.stored` gives them; only fields that changed."""
    line: str
    """The same for a reader in psql: 'title: … | body: …'."""


def edit(old: Text, new: Text) -> Edit:
    """Kinds, evidence and diff of two consecutive revisions."""
    found = kinds(old, new)
    changes = changed_fields(old, new)
    return Edit(
        tuple(names(found)),
        [asdict(kind) for kind in found],
        {field: stored(each) for field, each in changes.items()},
        " | ".join(f"{field}: {line(each)}" for field, each in changes.items()),
    )


def changed_fields(old: Text, new: Text) -> dict[str, tuple[Change, ...]]:
    """The diff of each field whose words are not the same; lists have an entry a line."""
    budget = Budget()
    pairs = {
        field: (one, other)
        for (field, one), (_, other) in zip(_fields(old).items(), _fields(new).items(), strict=True)
        if one != other
    }
    return {field: diff(one, other, budget) for field, (one, other) in pairs.items()}


def _fields(text: Text) -> dict[str, str]:
    return {
        "title": text.title,
        "body": text.body,
        "authors": "\n".join(text.authors),
        "editors": "\n".join(text.editors),
        "published_on": str(text.published_on or ""),
        "captions": "\n".join(text.captions),
    }
