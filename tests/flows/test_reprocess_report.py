"""The report of a reading again: numbers first, every text shown as text, nothing of what there is none of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from flows.steps.reprocess_report import MAX_DIFF, Found, headline, markdown, sections

NONE = {
    "source": "paper",
    "extractor_version": "3+2",
    "rule_version": "1",
    "text_count": 1204,
    "refused_count": 0,
    "still_refused_count": 0,
    "current_count": 0,
    "skipped_count": 0,
    "changed_count": 0,
    "version_count": 0,
    "vanishing_count": 0,
    "appearing_count": 0,
}
PAGE: dict[str, Any] = {"title": "Ferry | <b>again</b>", "url": "https://p.example/a"}


def test_nothing_to_tell_is_one_line() -> None:
    assert headline(NONE) == "1,204 texts read again: 1,204 read the same"
    assert list(sections(Found(NONE))) == []


def test_numbers_are_told_one_and_many() -> None:
    some = NONE | {"changed_count": 1, "vanishing_count": 2, "appearing_count": 1, "refused_count": 7}
    assert headline(some) == (
        "1,204 texts and 7 refused captures read again: 1,201 read the same, 1 text would change,"
        " 2 would be no articles any more, 1 refused capture is an article now"
    )


def test_titles_and_diffs_stay_in_their_cells() -> None:
    row = PAGE | {"kinds": ["body"], "changed_count": 3, "diff": "body: [-By | A-]" + "x" * 2 * MAX_DIFF}
    text = markdown(Found(NONE | {"changed_count": 1}, largest=[row]))
    line = next(line for line in text.splitlines() if line.startswith("| [Ferry"))
    assert "[Ferry \\| &lt;b&gt;again&lt;/b&gt;](<https://p.example/a>)" in line
    assert "\\[-By \\| A-\\]" in line
    assert line.endswith("x … |")


def test_every_section_has_its_rows_and_says_how_many_more_there_are() -> None:
    found = Found(
        NONE | {"vanishing_count": 5, "appearing_count": 1},
        kinds=[{"kind": "body", "count": 3, "example_url": "https://p.example/b"}],
        congresses=[PAGE | {"before": [], "after": ["cpc-chongqing-6, focus"]}],
        vanishing=[PAGE | {"reason": "listing", "published_on": date(2022, 6, 1)}],
        appearing=[PAGE | {"reason": "", "captured_at": datetime(2022, 6, 2, 3, 0, tzinfo=UTC)}],
    )
    text = markdown(found)
    assert [section.title for section in sections(found)] == [
        "By kind",
        "Tied to other congresses, or otherwise",
        "No articles any more",
        "Articles that had been refused",
    ]
    assert "… and 4 more." in text
    assert "they stay as they are" in text
    assert "| – | cpc-chongqing-6, focus |" in text
    assert "| 2022-06-02 03:00 | – |" in text


def test_the_rest_of_what_was_read_is_told_as_such() -> None:
    rest = replace(Found(NONE), summary=NONE | {"current_count": 40, "skipped_count": 2, "version_count": 5})
    assert "42 rows of what was read are dealt with already" in markdown(rest)
    assert headline(rest.summary) == "1,204 texts read again: 5 read the same"
