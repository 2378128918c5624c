"""A name that a filter is given and the archive has not: the nearest are offered, nothing is searched in silence."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

import click

from db import queries_names
from db.archive import Archive

_FEW = 8
_MANY = 20_000
"""Names among which alike ones are looked for: half a second."""


def refuse_unknown(archive: Archive, filters: Mapping[str, str]) -> None:
    """Raise click.BadParameter for the first name by `kind` that the archive does not know. '' asks for nothing."""
    for kind, name in filters.items():
        # half a surrogate pair of an argument cannot be sent, and names nothing
        asked = name.encode("utf-8", "replace").decode().replace("\0", " ")
        known = archive.call(queries_names.other_names, kind, asked) if name else []
        if known:  # of an archive that has none at all its emptiness is to be said
            raise click.BadParameter(_offer(name, known), param_hint=f"--{kind}")


def _offer(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known[:_MANY], 3)
    return f"the archive has no {name!r}; " + (f"did you mean {', '.join(near)}?" if near else f"it has {_few(known)}")


def _few(known: Sequence[str]) -> str:
    more = len(known) - _FEW
    return ", ".join(known[:_FEW]) + (f" and {more} more" if more > 0 else "")
