"""Makes text and JSON safe for PostgreSQL: NUL and lone surrogates do not exist there.

One such character would otherwise reject a whole batch (DataError, CharacterNotInRepertoire).
"""

from __future__ import annotations

import math
import re
from typing import Any

_BAD = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> str:
    """The text without NUL; surrogate pairs rejoined, lone surrogates replaced by U+FFFD."""
    if not _BAD.search(text):
        return text
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return joined.replace("\x00", "")


def clean_json(value: Any) -> Any:
    """The same for every string inside lists and dicts; NaN and infinity become null."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
