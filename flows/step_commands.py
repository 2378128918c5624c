"""`congresswatch extract` and `tag`: the pure steps on files, without a database."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from db.settings import Settings
from db.values import Article, Capture, Hints, Tagging, TagInput
from flows.registry import load_registry
from flows.steps.tag import Tagger, compile_tagger

# what a line of a stranger's file can raise; a deeply nested one exhausts the parser
UNREADABLE = (ValueError, KeyError, TypeError, RecursionError)


def extract_files(files: Iterable[Path], url: str, language: str) -> Iterator[dict[str, Any]]:
    """One line per page; its id is the file's path."""
    for path in files:
        yield _extracted(str(path), path, url or f"file://{path.absolute()}", language)


def extract_manifest(manifest: Path) -> Iterator[dict[str, Any]]:
    """One line per line of the manifest (id, path beside the manifest, url; lang if known)."""
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
            yield _extracted(name, path, str(entry.get("url") or ""), str(entry.get("lang") or ""))


def _extracted(name: Any, path: Path, url: str, language: str) -> dict[str, Any]:
    from flows.steps.extract import extract

    try:
        body = path.read_bytes()
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    except OSError as error:
        return {"id": name, "error": f"{path}: {error.strerror or error}"}
    except (EOFError, zlib.error) as error:
        return {"id": name, "error": f"{path}: damaged gzip: {error}"}
    capture = Capture(url, url, 200, {}, body, datetime.now(UTC))
    try:
        # no zone is known of a file: a day is the one the page writes
        result = extract(capture, Hints(language=language, timezone=""))
    except Exception as error:  # whatever a page does to a parser is that page's failure
        return {"id": name, "error": f"{path}: {type(error).__name__}: {error}"}
    if not isinstance(result, Article):
        return {"id": name, "title": "", "authors": [], "published_on": None, "body": "", "no_article": result.reason}
    return {"id": name, **asdict(result)}


@lru_cache(maxsize=1)
def default_tagger(settings: Settings) -> Tagger:
    """The tagger of the registry in force. Raises RegistryError."""
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
