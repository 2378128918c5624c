"""What changed between two registries, and how the archive's tags stand to the one of today, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.tag_rules import Standing
from flows.registry import load_registry
from flows.steps.congress import Day, Person
from flows.steps.registry_change import changes, told
from flows.steps.rules import as_data, code_of, rule_version
from flows.steps.standing import sentence
from flows.steps.tag import RULE_VERSION

SHIPPED = load_registry()
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
VERSION = f"{RULE_VERSION}.abc"


def test_a_version_is_that_of_the_rules_with_a_digest() -> None:
    assert code_of(rule_version(SHIPPED)) == RULE_VERSION
    assert rule_version(SHIPPED) == rule_version(load_registry())


@given(st.randoms(use_true_random=False))
def test_the_order_of_entries_and_files_changes_no_version(rng: object) -> None:
    shuffled = {}
    for name in ("places", "congresses", "topics", "people"):
        entries = list(getattr(SHIPPED, name))
        rng.shuffle(entries)  # type: ignore[attr-defined]
        shuffled[name] = tuple(entries)
    names = SHIPPED.lookalikes.names[::-1]
    turned = replace(SHIPPED, **shuffled, lookalikes=replace(SHIPPED.lookalikes, names=names))
    assert rule_version(turned) == rule_version(SHIPPED)


def test_every_field_of_every_entry_counts() -> None:
    for table in ("places", "congresses", "topics", "people"):
        entry = getattr(SHIPPED, table)[0]
        for name in entry.__dataclass_fields__:
            value = getattr(entry, name)
            other = (*value, "x") if isinstance(value, tuple) else value + 1 if isinstance(value, int) else "x"
            changed = replace(SHIPPED, **{table: (replace(entry, **{name: other}), *getattr(SHIPPED, table)[1:])})
            assert rule_version(changed) != rule_version(SHIPPED), (table, name)


def test_changes_are_told_with_their_fields() -> None:
    first, *rest = SHIPPED.congresses
    new = replace(
        SHIPPED,
        congresses=(replace(first, opens=Day(date(2022, 5, 2), "seen"), facts=()), *rest[:-1]),
        people=(*SHIPPED.people, Person("new", "New", ("Newcomer",))),
        lookalikes=replace(SHIPPED.lookalikes, names=SHIPPED.lookalikes.names[1:]),
    )
    found = [told(change) for change in changes(as_data(SHIPPED), as_data(new))]
    assert {"registry": "person new", "what": "added", "fields": ""} in found
    assert {"registry": f"congress {rest[-1].id}", "what": "removed", "fields": ""} in found
    assert any(row["registry"] == f"congress {first.id}" and "opens" in row["fields"] for row in found)
    assert any(row["registry"].startswith("lookalike") for row in found)
    assert len(found) == 4
    assert changes(as_data(new), as_data(new)) == []


def standing(**changed: object) -> Standing:
    known = Standing(is_known=True, is_current=False, other_count=0, basis=("1.old",), first_used_at=None)
    return known._replace(**changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (standing(is_current=True), ""),
        (standing(is_current=True, other_count=1), "1 text was tagged by another registry than the rest"),
        (standing(is_current=True, other_count=1200), "1,200 texts were tagged by another registry than the rest"),
        (standing(is_known=False, basis=()), "does not know by which registry"),
        (standing(basis=(f"{RULE_VERSION}.old",)), "the registry changed; older articles are tagged as before"),
        (standing(basis=("0.old",)), "the rules of the tagger changed; older articles"),
        (standing(basis=(VERSION,), first_used_at=NOW - timedelta(hours=5)), "the registry changed today;"),
        (standing(basis=(VERSION,), first_used_at=NOW - timedelta(days=1)), "the registry changed yesterday;"),
        (standing(basis=(VERSION,), first_used_at=NOW - timedelta(days=9)), "the registry changed 9 days ago;"),
    ],
)
def test_how_the_tags_stand_is_a_sentence(found: Standing, expected: str) -> None:
    said = sentence(found, VERSION, NOW)
    assert expected in said
    assert said.endswith("congresswatch retag") if expected else said == ""
