"""The last resort for a date: htmldate's search through the whole page.

Promise: never more precise than a day, never raises; asked only where the page states no date at all.
"""

from __future__ import annotations

from datetime import date, datetime

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement

from db.values import DateCandidate


def searched_date(root: HtmlElement, captured_at: datetime) -> DateCandidate | None:
    """The day the page's text and links point to, as a candidate of the rule 'search'; None where there is none."""
    try:
        found = find_date(root, original_date=True, extensive_search=False, max_date=captured_at.date().isoformat())
        on = date.fromisoformat(found) if found else None
    except (ValueError, TypeError, AttributeError, etree.LxmlError, RecursionError):
        return None
    # the first of January is how the search writes a bare year, mostly the copyright line's
    return None if on is None or (on.month, on.day) == (1, 1) else DateCandidate("search", found, on)
