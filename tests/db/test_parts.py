"""An article on several pages is one article with the whole text, whatever the order in which its pages come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db import discovery, ledger
from db.archive import Archive
from db.identity.parts import Reading, Shot, readings
from db.values import Article, Candidate, Capture, Fetched, FetchFailure, NotArticle, Pending, Processed
from tests.db.test_identity import DAY, HOME, START, A, Shown, World, body, orders

FIRST, SECOND, THIRD = (f"{HOME}/c_123456{tail}.htm" for tail in ("", "_2", "_3"))


def at(minute: int) -> Any:
    return START + timedelta(minutes=minute)


def shot(number: int, minute: int) -> Shot:
    """The capture of a page at a minute; its id tells both."""
    return Shot(number * 100_000 + minute, at(minute), number)


def read(*shots: Shot) -> dict[int, list[int]]:
    return {key: [one.first_id, *one.part_ids] for key, one in readings(shots).items()}


def test_the_pages_of_one_visit_are_read_together() -> None:
    assert read(shot(1, 0), shot(2, 1), shot(3, 2)) == {100_000: [100_000, 200_001, 300_002]}
    assert read(shot(1, 2), shot(2, 1), shot(3, 0)) == {100_002: [100_002, 200_001, 300_000]}


def test_a_page_that_came_late_completes_what_was_seen_before() -> None:
    assert read(shot(1, 0), shot(2, 5000)) == {100_000: [100_000, 205_000]}
    assert read(shot(1, 0), shot(1, 4000), shot(2, 5000)) == {
        100_000: [100_000, 205_000],
        104_000: [104_000, 205_000],
    }


def test_a_further_page_that_was_captured_again_alone_is_a_reading_of_its_own() -> None:
    assert read(shot(1, 0), shot(2, 1), shot(3, 2), shot(2, 9000)) == {
        100_000: [100_000, 200_001, 300_002],
        209_000: [100_000, 209_000, 300_002],
    }


def test_each_visit_reads_its_own_pages() -> None:
    assert read(shot(1, 0), shot(2, 1), shot(1, 9000), shot(2, 9003)) == {
        100_000: [100_000, 200_001],
        109_000: [109_000, 209_003],
    }


def test_without_a_first_page_nothing_is_read_and_what_is_older_than_it_is_no_text_of_its_own() -> None:
    assert read(shot(2, 1)) == {}
    assert read(shot(2, 1), shot(2, 5000), shot(1, 9000)) == {109_000: [109_000, 205_000]}
    assert readings([shot(1, 0), shot(51, 1)]) == {100_000: Reading(100_000)}


class Pages(World):
    """A source with an article on three pages; one that claims to be itself is not joined."""

    def fetch(self, *facts: Shown) -> None:
        listed = [(Candidate(fact.url, "feed"), "") for fact in facts]
        self.archive.call(discovery.discover, self.source_id, None, listed, START, DAY)
        pages = {row["url"]: row["id"] for row in self.rows("select url, id from here")}
        for fact in facts:
            if fact.failed:
                self.archive.call(ledger.save_failures, None, [FetchFailure(pages[fact.url], fact.failed)])
            else:
                content = json.dumps(asdict(fact)).encode()
                capture = Capture(fact.url, fact.url, 200, {}, content, at(fact.minute))
                self.archive.call(ledger.save_captures, None, [Fetched(pages[fact.url], capture)])

    def _processed(self, pending: Pending) -> Processed:
        first, *parts = (Shown(**json.loads(one.body)) for one in (pending.capture, *pending.parts))
        if first.refused:
            return Processed(pending, NotArticle(first.refused))
        joined = [place for place, part in enumerate(parts) if part.claims != part.url and not part.refused]
        whole = "\n\n".join(body(one.text) for one in [first, *(parts[place] for place in joined)])
        own = first.claims or (FIRST if first.url in (SECOND, THIRD) else first.url)
        found = Article(own, "On it", whole, (), None, date(2022, 6, 2), "day", joined=tuple(joined))
        return Processed(pending, found)

    def told(self) -> list[str]:
        """The words of each of the texts under the first page's address."""
        rows = self.rows(
            "select body from here page join revision on revision.article_id = page.article_id"
            f" where page.url = '{FIRST}' order by sequence"
        )
        return [" ".join(part.split("0")[0] for part in row["body"].split("\n\n")) for row in rows]


def always(archive: Archive, *facts: Shown) -> Pages:
    """The world after the facts, which is the same in whatever order they come."""
    worlds = []
    for order, batches, max_count in orders(facts, 24):
        world, left = Pages(archive, facts), list(order)
        for count in [*batches, len(left)]:
            now, left = left[:count], left[count:]
            for fact in now:
                world.fetch(fact)
            world.process(max_count)
        world.finish(max_count)
        worlds.append(world)
    for world in worlds[1:]:
        assert world.end() == worlds[0].end()
    return worlds[0]


def ends(world: Pages) -> list[Sequence[Any]]:
    found = world.rows(
        "select url, state, reason, canonical_url from here left join article on article_id = article.id"
    )
    return sorted((row["url"], row["state"], row["canonical_url"]) for row in found)


WHOLE = [
    (FIRST, "archived", FIRST),
    (SECOND, "alias", FIRST),
    (THIRD, "alias", FIRST),
]


def test_the_whole_text_is_told_once_in_whatever_order_the_pages_come(archive: Archive) -> None:
    world = always(archive, Shown(FIRST, "a"), Shown(SECOND, "b", minute=1), Shown(THIRD, "c", minute=2))
    assert world.told() == ["a b c"]
    assert ends(world) == sorted(WHOLE)
    assert {row["reason"] for row in world.rows("select reason from here where state = 'alias'")} == {
        "another page of an article"
    }


def test_a_page_that_came_late_is_no_edit(archive: Archive) -> None:
    facts = [Shown(FIRST, "a"), Shown(THIRD, "c", minute=2), Shown(SECOND, failed="timeout")]
    world = Pages(archive, facts)
    world.fetch(*facts)
    world.finish()
    assert world.told() == ["a c"]
    world.fetch(Shown(SECOND, "b", minute=9000))
    assert world.process() == {"unchanged": 1}
    world.finish()
    assert world.told() == ["a b c"]
    assert (
        world.end()
        == always(archive, Shown(FIRST, "a"), Shown(THIRD, "c", minute=2), Shown(SECOND, "b", minute=9000)).end()
    )


def test_a_change_of_a_further_page_is_a_revision(archive: Archive) -> None:
    world = always(
        archive,
        Shown(FIRST, "a"),
        Shown(SECOND, "b", minute=1),
        Shown(SECOND, "b+", minute=5000),
        Shown(SECOND, "b+", minute=7000),
    )
    assert world.told() == ["a b", "a b"]
    assert [row["body"].endswith("edited") for row in world.rows("select body from revision order by sequence")][
        -1:
    ] == [True]
    assert len(world.told()) == 2


def test_both_pages_change_at_once(archive: Archive) -> None:
    world = always(
        archive,
        Shown(FIRST, "a"),
        Shown(SECOND, "b", minute=1),
        Shown(FIRST, "x", minute=5000),
        Shown(SECOND, "y", minute=5001),
    )
    assert world.told() == ["a b", "x y"]


def test_a_page_that_says_it_is_itself_is_its_own_article(archive: Archive) -> None:
    world = always(archive, Shown(FIRST, "a"), Shown(SECOND, "b", minute=1, claims=SECOND), Shown(THIRD, "c", minute=2))
    assert world.told() == ["a c"]
    assert (SECOND, "archived", SECOND) in ends(world)


@pytest.mark.parametrize("refused", ["error page", "no text"])
def test_a_page_that_answered_with_nothing_is_left_out(archive: Archive, refused: str) -> None:
    world = always(archive, Shown(FIRST, "a"), Shown(SECOND, minute=1, refused=refused), Shown(THIRD, "c", minute=2))
    assert world.told() == ["a c"]


def test_a_further_page_stands_in_until_the_first_can_be_had(archive: Archive) -> None:
    world = Pages(archive, [])
    world.fetch(Shown(FIRST, failed="timeout"), Shown(SECOND, "b", minute=1))
    world.finish()
    assert world.rows("select count(*) as n from here where article_id is not null") == [{"n": 1}]
    world.fetch(Shown(FIRST, "a", minute=60))
    world.finish()
    assert world.told() == ["a b"]


def test_the_first_page_waits_for_those_that_are_still_to_be_asked(archive: Archive) -> None:
    world = Pages(archive, [])
    listed = [(Candidate(url, "link"), "") for url in (SECOND, THIRD)]
    archive.call(discovery.discover, world.source_id, None, listed, START, DAY)
    world.archive.call(world_due, world.source_id)
    world.fetch(Shown(FIRST, "a"))
    assert world.process() == {}
    world.fetch(Shown(SECOND, "b", minute=1))
    assert world.process() == {}
    world.fetch(Shown(THIRD, failed="http 404"))
    world.finish()
    assert world.told() == ["a b"]


def test_with_its_first_page_the_whole_article_is_asked_for_again(archive: Archive) -> None:
    world = Pages(archive, [])
    world.fetch(Shown(FIRST, "a"), Shown(SECOND, "b", minute=1), Shown(A, "c"), Shown(THIRD, failed="http 404"))
    world.finish()
    archive.call(lambda connection: connection.execute(text("update page set due_at = null")))
    assert archive.call(ledger.take_due_pages, world.source_id, None, 0, 10) == []
    due = f"update page set due_at = now() where url = '{FIRST}' and source_id = {world.source_id}"
    archive.call(lambda connection: connection.execute(text(due)))
    taken = archive.call(ledger.take_due_pages, world.source_id, None, 0, 10)
    assert {page.url for page in taken} == {FIRST, SECOND}


def world_due(connection: Any, source_id: int) -> None:
    connection.execute(text("update page set due_at = now() where source_id = :source"), {"source": source_id})
