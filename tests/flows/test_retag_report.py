"""What a retag tells: lines that are read, tables that hold whatever a title holds."""

from __future__ import annotations

import json
from typing import Any

from db.values import CoverageTag, Evidence, Tag, Tagging, TagInput
from flows.steps.registry_change import Change
from flows.steps.retag_report import MAX_CHANGES, Found, headline, markdown, numbers, sections
from flows.steps.retagged import Stored, compared

SUMMARY: dict[str, Any] = {
    "rule_version": "1.new",
    "basis": "1.old",
    "stage": "looked",
    "looked_count": 1200,
    "tagged_count": 300,
    "why": {"hold a name that changed": 250, "may name a meeting": 50},
    "article_count": 12,
    "former_count": 1,
    "staged_count": 13,
    "current_count": 0,
}
BEFORE = {"congress_id": "npc-2022", "level": "anchor", "phase": None, "day_offset": None, "words": ["the NPC"]}
AFTER = {
    "congress_id": "npc-2022",
    "level": "focus",
    "phase": "during",
    "day_offset": 3,
    "evidence": [{"text": "the | NPC"}, {"text": "the | NPC"}],
}


LABELLED = {
    "labels_before": [{"kind": "topic", "value": "a"}, {"kind": "topic", "value": "b"}],
    "labels_after": [
        {"kind": "topic", "value": "b"},
        {"kind": "person", "value": "c", "evidence": [{"text": "C | D"}]},
    ],
}


def found(**changed: Any) -> Found:
    sample = {"title": "A | title\nof two", "url": "https://paper.example/a/", "published_on": None}
    values: dict[str, Any] = {
        "summary": SUMMARY,
        "changes": [Change("people", "someone", "added", {}, {"names": ["x"]})],
        "kinds": [{"kind": "level", "count": 12}],
        "levels": [{"congress": "npc-2022", "level": "focus", "before": 1, "after": 13, "gained": 12, "lost": 0}],
        "labels": [{"kind": "person", "label": "someone", "gained": 4, "lost": 0}],
        "samples": {
            kind: [{**sample, **LABELLED, "before": [BEFORE], "after": [AFTER]}] for kind in ("level", "labels")
        },
    }
    return Found(**{**values, **changed})


def test_the_headline_counts_one_and_many() -> None:
    assert headline(SUMMARY) == ("1,200 texts looked at, 300 tagged again: 12 articles would move, and 1 former text")
    assert headline({**SUMMARY, "article_count": 1, "former_count": 0}).endswith(": 1 article would move")
    assert headline({**SUMMARY, "article_count": 0, "former_count": 0}).endswith(": nothing would move")


def test_nothing_moved_has_no_sections_but_why() -> None:
    nothing = Found({**SUMMARY, "article_count": 0, "former_count": 0})
    assert [section.title for section in sections(nothing)] == ["Why texts were tagged again"]


def test_every_section_has_its_rows() -> None:
    told = {section.title: section.rows for section in sections(found())}
    assert told["What changed in the registry"] == [{"registry": "person someone", "what": "added", "fields": ""}]
    assert told["By congress and level"][0]["moved"] == "+12"
    (sample,) = told["Level, for example"]
    assert sample["now"] == "npc-2022, anchor (“the NPC”)"
    (labels,) = told["Other labels, for example"]
    assert (labels["gained"], labels["lost"]) == ("person c (“C | D”)", "topic a")
    assert sample["then"] == "npc-2022, focus, during, day 3 (“the | NPC”)"


def test_titles_and_words_stay_in_their_cells() -> None:
    page = markdown(found())
    shown = [line for line in page.splitlines() if "paper.example" in line]
    assert [row.replace("\\|", "").count("|") for row in shown] == [5, 5]


def test_many_changes_are_counted() -> None:
    many = [Change("people", f"p{number}", "added", {}, {"names": ["x"]}) for number in range(MAX_CHANGES + 7)]
    assert "… and 7 more." in markdown(found(changes=many))


def test_numbers_are_a_row() -> None:
    row = numbers(found())
    assert (row["looked_at"], row["articles_moved"], row["kinds"], row["was"]) == (1200, 12, {"level": 12}, ["1.old"])
    assert json.dumps(row)


def test_a_title_that_has_the_same_tags_moves_in_no_way() -> None:
    evidence = (Evidence("title", 0, 3, "NPC", "rule"),)
    tagging = Tagging(
        (CoverageTag("npc-2022", "focus", None, None, 1.0, evidence),), (Tag("topic", "x", 1.0, evidence),)
    )
    words = '[{"field": "title", "start": 0, "end": 3, "text": "NPC", "rule": "rule"}]'
    coverage = (
        f'[{{"score": 1, "level": "focus", "phase": null, "congress_id": "npc-2022", "day_offset": null,'
        f' "evidence": {words}}}]'
    )
    labels = f'[{{"kind": "topic", "value": "x", "score": 1, "evidence": {words}}}]'
    assert compared(Stored(1, TagInput("", ""), coverage, labels), tagging, "why").kinds == ()
    other = coverage.replace('"rule": "rule"', '"rule": "another"')
    assert compared(Stored(1, TagInput("", ""), other, labels), tagging, "why").kinds == ("evidence",)
    assert compared(Stored(1, TagInput("", ""), "[]", labels), tagging, "why").kinds == ("gained",)
    assert compared(Stored(1, TagInput("", ""), other, "[]"), tagging, "why").kinds == ("labels",)
