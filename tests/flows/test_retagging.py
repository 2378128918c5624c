"""The archive tagged again: told first, then as if each text had been tagged so in the first place, come what may."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from db import queries_retag, retagging, runs, tag_rules
from db.archive import Archive
from db.values import Article, Pending, Processed, TagInput
from flows.desk import congress_row
from flows.processing import tag_input
from flows.registry import load_registry
from flows.retag import Retag
from flows.retagging import found
from flows.rules_in_force import Rules, standing, used
from flows.steps.affected import ALL, MEETING, NAME, OTHER
from flows.steps.congress import Day, Person
from tests.db.test_store import HOME, NOW, SOURCE, fetch, rows

SHIPPED = load_registry()
OLD = Rules(SHIPPED)
NEW = Rules(
    replace(
        SHIPPED,
        people=(*SHIPPED.people, Person("ferryman", "The Ferryman", ("Old Ferryman",))),
        congresses=tuple(
            replace(one, opens=Day(date(2022, 5, 20), "seen")) if one.id == "cpc-chongqing-6" else one
            for one in SHIPPED.congresses
            if one.id != "npc-2022"
        ),
    )
)
NEWER = Rules(replace(SHIPPED, people=(*SHIPPED.people, Person("band", "The Band", ("brass band",)))))
TEXTS = {
    "/opening/": ("Sixth Chongqing Municipal Congress of the CPC opens", "It opened on Friday. The Old Ferryman came."),
    "/ferry/": ("The ferry", "The Old Ferryman ran the ferry again on Tuesday, and a brass band played."),
    "/quiet/": ("Nothing", "Nobody came, and nothing was said."),
    "/npc/": ("NPC annual session opens in Beijing", "The National People's Congress opened its annual session."),
    "/band/": ("A brass band", "The brass band played in Chongqing."),
}


@pytest.fixture
def source_id(archive: Archive) -> int:
    return archive.call(runs.save_source, {"slug": "paper", **SOURCE})


def store(archive: Archive, source_id: int, rules: Rules, *paths: str, hours: int = 0, more: str = "") -> None:
    """What a run by these rules stores of the pages, as they are so many hours later."""

    def process(batch: Sequence[Pending]) -> list[Processed]:
        return [processed(each) for each in batch]

    def processed(pending: Pending) -> Processed:
        title, body = TEXTS[pending.capture.final_url.removeprefix(HOME)]
        day = date(2022, 3, 5) if "npc" in pending.capture.final_url else date(2022, 5, 27)
        made = Article(pending.capture.final_url, title, body + more, published_on=day, date_precision="day")
        return Processed(pending, made, rules.tagger.tag(tag_input(made, "paper")), "1", rules.version)

    used(archive, rules)
    archive.call(runs.save_congresses, [congress_row(one) for one in rules.registry.congresses])
    fetch(archive, source_id, *(paths or TEXTS), at=NOW + timedelta(hours=hours))
    archive.process(source_id, None, 50, process)


def wrong(archive: Archive, rules: Rules) -> list[str]:
    """Texts of the archive that have other tags than these rules give them."""
    told = rows(
        archive,
        "select revision.id, title, body, published_on, language, canonical_url, (select jsonb_agg(to_jsonb(tag))"
        " from coverage_tag tag where revision_id = revision.id) as coverage, (select jsonb_agg(to_jsonb(tag)) from tag"
        " where revision_id = revision.id) as labels from revision join article on article.id = article_id",
    )
    return [row["canonical_url"] for row in told if stored_tags(row) != fresh_tags(row, rules)]


def stored_tags(row: dict[str, Any]) -> list[str]:
    return sorted(written(one) for one in [*(row["coverage"] or []), *(row["labels"] or [])])


def fresh_tags(row: dict[str, Any], rules: Rules) -> list[str]:
    given = TagInput(row["title"], row["body"], row["published_on"].isoformat(), "", row["canonical_url"], "paper")
    tagging = rules.tagger.tag(given)
    every = [*tagging.coverage, *tagging.tags]
    return sorted(written({**asdict(one), "rule_version": rules.version}) for one in every)


def written(tag: dict[str, Any]) -> str:
    said = {key: value for key, value in tag.items() if key not in ("id", "revision_id")}
    return json.dumps({**said, "score": float(said["score"])}, sort_keys=True)


class Again:
    """What the flow does; `moves`: transactions after which it is killed."""

    def __init__(self, archive: Archive, rules: Rules, moves: int = 10_000, portion: int = 2) -> None:
        self.archive, self.rules, self.moves, self.portion = archive, rules, moves, portion
        run_id = archive.call(runs.open_run, None, "retag", "")
        self.flow = Retag(archive, rules, run_id)
        self.call: Any = self._call

    def _call(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        if self.moves == 0:
            raise KeyboardInterrupt
        self.moves -= 1
        return self.archive.call(function, *args, **kwargs)

    def look(self, *, is_afresh: bool = False) -> None:
        if self.flow.begin(is_afresh=is_afresh) != "looking":
            return
        while portion := self.call(queries_retag.next_portion, self.flow.id, self.portion):
            self.call(retagging.stage, self.flow.id, portion, self.flow.look(portion.texts))
        self.call(retagging.reach, self.flow.id, "looked")

    def make_current(self) -> None:
        number, version = self.flow.id, self.rules.version
        self.call(retagging.reach, number, "applying")
        while self.call(retagging.apply, number):
            pass
        while self.call(retagging.relabel, number):
            pass
        while texts := self.call(queries_retag.others, version, self.portion):
            looked = dict(zip([row.other_id for row in texts], self.flow.look(texts), strict=True))
            self.call(retagging.settle, number, looked)
        self.call(retagging.finish, number, [congress_row(one) for one in self.rules.registry.congresses])

    def whole(self) -> None:
        self.look()
        self.make_current()


def retag(archive: Archive, rules: Rules) -> None:
    Again(archive, rules).whole()


@pytest.fixture
def stored(archive: Archive, source_id: int) -> int:
    """An archive of the old rules, one text of which was edited."""
    store(archive, source_id, OLD)
    store(archive, source_id, OLD, "/ferry/", hours=5, more=" It rained.")
    assert wrong(archive, OLD) == []
    assert standing(archive, OLD) == ""
    return source_id


def test_looking_tells_what_would_move_and_moves_nothing(archive: Archive, stored: int) -> None:
    again = Again(archive, NEW)
    again.look()
    assert wrong(archive, OLD) == []
    told = found(archive, again.flow.id)
    assert told.summary["looked_count"] == told.summary["total_count"] == 6
    assert told.summary["why"] == {NAME: 3, MEETING: 1}
    assert {row["kind"]: row["count"] for row in told.kinds} == {"labels": 2, "day": 1, "lost": 1}
    assert [(one.table, one.id, one.what) for one in told.changes] == [
        ("congresses", "cpc-chongqing-6", "changed"),
        ("congresses", "npc-2022", "removed"),
        ("people", "ferryman", "added"),
    ]
    assert told.labels == [{"kind": "person", "label": "ferryman", "gained": 2, "lost": 0}]
    (sample,) = told.samples["day"]
    assert (sample["before"][0]["day_offset"], sample["after"][0]["day_offset"]) == (0, 7)
    assert sample["before"][0]["words"] == ["Sixth Chongqing Municipal Congress of the CPC"]


def test_then_it_is_as_if_it_had_been_tagged_so_in_the_first_place(archive: Archive, stored: int) -> None:
    assert "the registry changed; older articles" in standing(archive, NEW)
    retag(archive, NEW)
    assert wrong(archive, NEW) == []
    assert standing(archive, NEW) == ""
    assert rows(archive, "select * from retagged") == rows(archive, "select * from tagged_otherwise") == []
    assert rows(archive, "select opens_on::text from congress where id = 'cpc-chongqing-6'") == [
        {"opens_on": "2022-05-20"}
    ]
    assert rows(archive, "select * from congress where id = 'npc-2022'") == []


@pytest.mark.parametrize("moves", range(1, 30, 2))
def test_killed_anywhere_the_same_command_ends_with_the_same_tags(archive: Archive, stored: int, moves: int) -> None:
    killed = Again(archive, NEW, moves, portion=1)
    try:
        killed.whole()
    except KeyboardInterrupt:
        versions = {row["rule_version"] for row in rows(archive, "select rule_version from coverage_tag")}
        assert versions <= {OLD.version, NEW.version}
    retag(archive, NEW)
    assert wrong(archive, NEW) == []
    assert standing(archive, NEW) == ""


def test_what_runs_store_meanwhile_by_either_rules_is_right_in_the_end(archive: Archive, source_id: int) -> None:
    store(archive, source_id, OLD, "/opening/", "/ferry/", "/npc/")
    again = Again(archive, NEW)
    again.look()
    store(archive, source_id, OLD, "/band/", "/quiet/")
    store(archive, source_id, OLD, "/opening/", hours=3, more=" The Old Ferryman left.")
    store(archive, source_id, NEW, "/ferry/", hours=3, more=" The Old Ferryman slept.")
    again.make_current()
    assert wrong(archive, NEW) == []
    assert standing(archive, NEW) == ""


def test_a_run_that_still_goes_by_the_old_rules_afterwards_is_noticed_and_mended(archive: Archive, stored: int) -> None:
    retag(archive, NEW)
    store(archive, stored, OLD, "/opening/", hours=9, more=" The Old Ferryman left.")
    assert standing(archive, NEW) == "1 text was tagged by another registry than the rest: congresswatch retag"
    again = Again(archive, NEW)
    again.look()
    assert found(archive, again.flow.id).summary["why"] == {OTHER: 1}
    again.make_current()
    assert wrong(archive, NEW) == []
    assert standing(archive, NEW) == ""


def test_new_texts_by_the_new_rules_need_not_be_looked_at(archive: Archive, stored: int) -> None:
    store(archive, stored, NEW, "/opening/", hours=9, more=" The Old Ferryman left.")
    again = Again(archive, NEW)
    again.look()
    assert found(archive, again.flow.id).summary["looked_count"] == 6
    again.make_current()
    assert wrong(archive, NEW) == []


def test_a_text_that_came_back_while_it_was_looked_at_is_right_in_the_end(archive: Archive, stored: int) -> None:
    again = Again(archive, NEW)
    again.look()
    store(archive, stored, OLD, "/ferry/", hours=12)
    again.make_current()
    assert len(rows(archive, "select * from revision where title = 'The ferry'")) == 3
    assert wrong(archive, NEW) == []


@pytest.mark.parametrize("moves", [4, 6, 8, 9, 10])
def test_rules_that_change_once_more_in_the_middle(archive: Archive, stored: int, moves: int) -> None:
    killed = Again(archive, NEW, moves)
    with pytest.raises(KeyboardInterrupt):
        killed.whole()
    retag(archive, NEWER)
    assert wrong(archive, NEWER) == []
    assert standing(archive, NEWER) == ""


def test_going_back_to_the_old_registry_undoes_it(archive: Archive, stored: int) -> None:
    Again(archive, NEW).look()
    assert standing(archive, OLD) == ""
    retag(archive, NEW)
    retag(archive, OLD)
    assert wrong(archive, OLD) == []


def test_an_archive_that_does_not_know_its_rules_is_tagged_whole(archive: Archive, stored: int) -> None:
    with psycopg.connect(archive.url) as connection:
        connection.execute("delete from archive_fact where key = 'tag_rules'")
        connection.execute("delete from tag_rules")
        connection.execute("update tag set rule_version = '1'")
        connection.execute("delete from coverage_tag")
    assert "does not know by which registry" in standing(archive, NEW)
    again = Again(archive, NEW)
    again.look()
    told = found(archive, again.flow.id)
    assert told.summary["why"] == {ALL: 6}
    assert told.everything == "it is not known by which registry the archive was tagged"
    again.make_current()
    assert wrong(archive, NEW) == []


def test_looking_again_begins_afresh_only_when_asked(archive: Archive, stored: int) -> None:
    first, second, third = Again(archive, NEW), Again(archive, NEW), Again(archive, NEW)
    first.look()
    second.look()
    third.look(is_afresh=True)
    assert first.flow.id == second.flow.id < third.flow.id
    assert rows(archive, "select count(distinct retagging_id) as n from retagged") == [{"n": 1}]


def test_counts_per_level_are_those_of_the_view(archive: Archive, stored: int) -> None:
    again = Again(archive, NEW)
    again.look()
    told = found(archive, again.flow.id).levels
    counted = "select congress_id as congress, level, count(*) from coverage group by 1, 2"
    before = {(row["congress"], row["level"]): row["count"] for row in rows(archive, counted)}
    again.make_current()
    after = {(row["congress"], row["level"]): row["count"] for row in rows(archive, counted)}
    assert all(row["before"] == before.get((row["congress"], row["level"]), 0) for row in told)
    assert all(row["after"] == after.get((row["congress"], row["level"]), 0) for row in told)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert changed <= {(row["congress"], row["level"]) for row in told}


def test_the_archive_of_no_texts_is_of_whatever_rules_come_first(archive: Archive) -> None:
    used(archive, OLD)
    used(archive, NEW)
    assert archive.call(tag_rules.basis) == (OLD.version,)
    assert standing(archive, NEW) == ""
