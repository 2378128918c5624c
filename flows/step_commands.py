"""`congresswatch extract` and `tag`: the pure steps on files, without a database."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from db.settings import Settings
from db.values import Article, Capture, Hints, TagInput, Tagging
from flows.registry import load_registry
from flows.steps.tag import Tagger, compile_tagger


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
                path = manifest.parent / entry["path"]
                name = entry.get("id", entry["path"])
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                yield {"id": None, "error": f"{manifest}, line {number}: {_told(error)}"}
                continue
            yield _extracted(name, path, entry.get("url") or "", entry.get("lang") or "")


def _extracted(name: Any, path: Path, url: str, language: str) -> dict[str, Any]:
    from flows.steps.extract import extract

    try:
        body = path.read_bytes()
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    except (OSError, EOFError) as error:
        return {"id": name, "error": f"{path}: {error}"}
    capture = Capture(url, url, 200, {}, body, datetime.now(UTC))
    result = extract(capture, Hints(language=language))
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
        name = entry.get("id")
        tagging = tagger.tag(_tag_input(entry))
    except (ValueError, TypeError, AttributeError) as error:
        return {"id": name, "error": f"line {number}: {_told(error)}"}
    return {"id": name, **asdict(tagging)}


def _tag_input(entry: dict[str, Any]) -> TagInput:
    fields = {name: entry.get(name) or "" for name in ("title", "text", "date", "lang", "url", "source")}
    for name, value in fields.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} is not a text")
    fields["language"] = fields.pop("lang")
    return TagInput(**fields)


def _told(error: Exception) -> str:
    return f"no {error} in it" if isinstance(error, KeyError) else str(error)
