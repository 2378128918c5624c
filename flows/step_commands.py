"""`congresswatch extract` and `tag`: the pure steps on files, without a database."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from db.settings import Settings
from db.values import Article, Broken, Capture, Hints, NotArticle, Tagging, TagInput
from flows.registry import load_registry
from flows.steps.tag import Tagger, compile_tagger

if TYPE_CHECKING:
    from flows.processing import Result
    from flows.steps.memory import Memory

# what a line of a stranger's file can raise; a deeply nested one exhausts the parser
UNREADABLE = (ValueError, KeyError, TypeError, RecursionError)


def extract_files(files: Iterable[Path], url: str, language: str, explain: bool = False) -> Iterator[dict[str, Any]]:
    """One line per page; its id is the file's path."""
    asked = (_Asked(str(path), path, url or f"file://{path.absolute()}", language) for path in files)
    return _lines_of(asked, explain, None)


def extract_manifest(manifest: Path, explain: bool = False, has_memory: bool = True) -> Iterator[dict[str, Any]]:
    """One line per line of the manifest (id, path beside the manifest, url; lang if known).

    With a memory, what repeats on pages of earlier lines of the same host is left out as furniture.
    """
    from flows.steps.memory import Memory

    return _lines_of(_asked(manifest), explain, Memory() if has_memory else None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page to be extracted."""

    name: Any
    path: Path
    url: str
    language: str


_Line = dict[str, Any]


def _asked(manifest: Path) -> Iterator[_Asked | _Line]:
    """The pages of a manifest; for a line that names none, the line that says so."""
    with manifest.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                if not isinstance(entry, dict):
                    raise TypeError("not an object of fields")
                path = manifest.parent / entry["path"]
                name = entry.get("id", entry["path"])
            except UNREADABLE as error:
                yield {"id": None, "error": f"{manifest}, line {number}: {_told(error)}"}
                continue
            yield _Asked(name, path, str(entry.get("url") or ""), str(entry.get("lang") or ""))


def _lines_of(asked: Iterable[_Asked | _Line], explain: bool, memory: Memory | None) -> Iterator[_Line]:
    """The answers, in order; pages are read and extracted a few ahead."""
    from flows.processing import extracted

    waiting: deque[_Asked | _Line] = deque()
    for result in extracted(_captures(asked, waiting)):
        while isinstance(waiting[0], dict):
            yield cast("_Line", waiting.popleft())
        yield _line(cast("_Asked", waiting.popleft()), result, explain, memory)
    yield from cast("deque[_Line]", waiting)


def _captures(asked: Iterable[_Asked | _Line], waiting: deque[_Asked | _Line]) -> Iterator[tuple[Capture, Hints]]:
    for page in asked:
        found = _capture(page) if isinstance(page, _Asked) else page
        if isinstance(found, dict):
            waiting.append(found)
        elif isinstance(page, _Asked):
            waiting.append(page)
            # no zone is known of a file: a day is the one the page writes
            yield found, Hints(language=page.language, timezone="")


def _capture(page: _Asked) -> Capture | _Line:
    try:
        body = page.path.read_bytes()
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    except OSError as error:
        return {"id": page.name, "error": f"{page.path}: {error.strerror or error}"}
    except (EOFError, zlib.error) as error:
        return {"id": page.name, "error": f"{page.path}: damaged gzip: {error}"}
    return Capture(page.url, page.url, 200, {}, body, datetime.now(UTC))


def _line(page: _Asked, result: Result, explain: bool, memory: Memory | None) -> _Line:
    if isinstance(result, Broken):
        return {"id": page.name, "error": f"{page.path}: {result.reason}"}
    if isinstance(result, NotArticle):
        none: _Line = {"title": "", "authors": [], "published_on": None, "body": ""}
        return {"id": page.name, **none, "no_article": result.reason}
    host = host_of(page.url)
    fields = asdict(memory.cleaned(host, result) if memory and host else result)
    if not explain:
        del fields["left_out"]
    return {"id": page.name, **fields}


def host_of(url: str) -> str:
    """The host whose pages share their furniture; empty where the address has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=1)
def default_tagger(settings: Settings) -> Tagger:
    """The tagger of the user's registry. Raises RegistryError where it is broken: who only asks is told."""
    return compile_tagger(load_registry(settings.config))


def tagged_as(tagger: Tagger, article: Article, slug: str) -> Tagging:
    from flows.processing import tag_input

    return tagger.tag(tag_input(article, slug))


def tag_lines(lines: Iterable[bytes], settings: Settings) -> Iterator[dict[str, Any]]:
    """One line out per line in; a bad line gives a line with `error` and its number."""
    tagger = default_tagger(settings)
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _tagged(tagger, line, number)


def _tagged(tagger: Tagger, line: bytes, number: int) -> dict[str, Any]:
    name = None
    try:
        entry = json.loads(line)
        if not isinstance(entry, dict):
            raise TypeError("not an object of fields")
        name = entry.get("id")
        tagging = tagger.tag(_tag_input(entry))
    except UNREADABLE as error:
        return {"id": name, "error": f"line {number}: {_told(error)}"}
    return {"id": name, **asdict(tagging)}


def _tag_input(entry: dict[str, Any]) -> TagInput:
    fields = {name: entry.get(name) or "" for name in ("title", "text", "date", "lang", "url", "source")}
    if type(fields["date"]) is int:
        fields["date"] = str(fields["date"])  # 2022 is a date of the precision of a year
    for name, value in fields.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} is not a text")
    fields["language"] = fields.pop("lang")
    return TagInput(**fields)


def _told(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error}"
    return f"no {error} in it" if isinstance(error, KeyError) else str(error)
