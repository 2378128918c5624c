"""Copies of one text are one story, whatever the order in which they came, went and came again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from crawler.newsroom import Newsroom
from db import queries_stories, runs, stories
from db.archive import Archive
from db.copies.signature import VERSION
from db.identity.likeness import revision_sha256, text_sha256
from db.identity.rewriting import rewrite
from db.values import Article, Pending, Processed, Tagging
from tests.db.test_store import HOME, SOURCE, article, fetch, rows
from tests.support.batches import one_by_one

START = datetime(2022, 6, 2, tzinfo=UTC)
LONG = next(one.body for one in Newsroom.build(size=0.1).articles if one.language == "en" and len(one.body) > 1500)
OTHER = next(
    one.body for one in reversed(Newsroom.build(size=0.1).articles) if one.language == "en" and len(one.body) > 1500
)
SENTENCES = LONG.replace("\n\n", " ").split(". ")
CUT = ". ".join(SENTENCES[: len(SENTENCES) // 2]) + "."
TURNED = ". ".join([*SENTENCES[3:], *SENTENCES[:3]])
LED = "A reporter of ours writes from the quay on Tuesday morning. " + LONG


@dataclass
class Press:
    """Two outlets that print texts; `names` are articles."""

    archive: Archive
    sources: dict[str, int] = field(default_factory=dict)

    def source(self, slug: str) -> int:
        if slug not in self.sources:
            self.sources[slug] = self.archive.call(runs.save_source, {"slug": slug, **SOURCE, "name": slug.title()})
        return self.sources[slug]

    def prints(
        self, name: str, body: str, *, slug: str = "paper", day: int = 1, stated_origin: str = "", claims: str = ""
    ) -> None:
        """`claims`: the article that this page says it is."""

        def made(pending: Pending) -> Processed:
            told = article(pending, title=name, body=body, published_on=date(2022, 6, day), stated_origin=stated_origin)
            url = f"{HOME}/{claims}/" if claims else told.canonical_url
            return Processed(pending, replace(told, canonical_url=url), Tagging(), "1", "1")

        fetch(self.archive, self.source(slug), f"/{name}/", at=START + timedelta(days=day))
        self.archive.process(self.source(slug), None, 50, one_by_one(made))

    def settle(self, size: int = stories.linking.BATCH) -> None:
        while self.archive.call(stories.link, size):
            pass
        while self.archive.call(stories.tell_shares):
            pass

    def stories(self) -> set[frozenset[str]]:
        found = rows(self.archive, "select array_agg(title) as titles from article_current group by story_id")
        return {frozenset(row["titles"]) for row in found}

    def is_sound(self) -> bool:
        return not rows(
            self.archive,
            "select from story_member join story_text on story_text.id = text_id"
            " where story_text.story_id <> story_member.story_id"
            " union all select from story_cluster"
            " where not exists (select from story_text where story_id = story_cluster.id)"
            " union all select from story_band where not exists (select from story_text where id = text_id)"
            f" union all select from story_text where version <> {VERSION}",
        )


@pytest.fixture
def press(archive: Archive) -> Press:
    return Press(archive)


def test_whole_cut_turned_and_newly_led_copies_are_one_story_and_another_text_is_not(press: Press) -> None:
    press.prints("origin", LONG, day=1)
    press.prints("again", LONG, slug="daily", day=2)
    press.prints("cut", CUT, slug="daily", day=3)
    press.prints("turned", TURNED, slug="daily", day=4)
    press.prints("led", LED, slug="daily", day=5)
    press.prints("other", OTHER, slug="daily", day=5)
    press.settle()
    assert press.stories() == {frozenset({"origin", "again", "cut", "turned", "led"}), frozenset({"other"})}
    assert press.is_sound()
    [story] = rows(press.archive, "select * from story where article_count > 1")
    assert (story["title"], story["origin_source"], story["source_count"], story["text_count"]) == (
        "origin",
        "paper",
        2,
        4,
    )
    assert story["is_origin_known"]
    assert story["origin_reason"].startswith("published on 2022-06-01")
    copies = {row["copy_title"]: row for row in rows(press.archive, "select * from syndication")}
    assert copies.keys() == {"again", "cut", "turned", "led"}
    assert copies["again"]["is_exact"]
    assert copies["again"]["share_kept"] == 1
    assert copies["cut"]["lag"] == timedelta(days=2)
    assert 0.4 < copies["cut"]["share_kept"] < 0.6
    assert copies["turned"]["share_kept"] > 0.9 < copies["led"]["share_kept"]


def test_whose_text_it_says_it_is_comes_before_all_dates(press: Press) -> None:
    press.prints("early-copy", LONG, day=1, stated_origin="Daily")
    press.prints("late-origin", LED, slug="daily", day=2)
    press.settle()
    [story] = rows(press.archive, "select title, origin_reason from story")
    assert story["title"] == "late-origin"
    assert "named as the source" in story["origin_reason"]


def test_a_number_noted_down_leads_to_what_became_of_the_story(press: Press) -> None:
    press.prints("one", LONG)
    press.prints("two", CUT)
    before = [row["story_id"] for row in rows(press.archive, "select story_id from story order by 1")]
    press.settle()
    found = [press.archive.call(queries_stories.story_id, number) for number in before]
    assert len(before) == 2
    assert set(found) == {before[0]}
    assert press.archive.call(queries_stories.story_id, 99_999) is None


def test_a_new_signature_is_looked_for_again(press: Press) -> None:
    press.prints("one", LONG)
    press.prints("two", CUT)
    press.settle()
    press.archive.call(lambda connection: connection.execute(text("update story_text set version = 0")))
    press.settle()
    assert press.stories() == {frozenset({"one", "two"})}
    assert press.is_sound()


def test_stopped_after_any_batch_the_stories_are_the_same(press: Press) -> None:
    for number, body in enumerate((LONG, CUT, TURNED, LED, OTHER)):
        press.prints(f"n{number}", body)
    press.settle(size=1)
    assert press.stories() == {frozenset({"n0", "n1", "n2", "n3"}), frozenset({"n4"})}
    assert press.is_sound()


@pytest.mark.parametrize("body", ["", "Two words", "。", "a" * 2_000_000, "word " * 400_000])
def test_texts_that_are_hardly_any_are_stories_of_their_own(press: Press, body: str) -> None:
    press.prints("one", body)
    press.prints("two", body + " 2", slug="daily")
    press.prints("other", LONG)
    press.settle()
    assert frozenset({"other"}) in press.stories()
    assert press.is_sound()


def test_of_many_copies_few_are_read(press: Press) -> None:
    for number in range(70):
        press.prints(f"n{number:02}", f"Report {number} from the quay. {LONG}")
    press.settle()
    assert len(press.stories()) == 1
    seen: list[int] = []
    real = stories.linking.links

    def counted(body: str, candidates: Iterable[stories.linking.Candidate]) -> object:
        given = list(candidates)
        seen.append(len(given))
        return real(body, given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stories.linking, "links", counted)
        press.prints("new", f"Report new from the quay. {LONG}")
        press.settle()
    assert seen
    assert max(seen) <= 4
    assert len(press.stories()) == 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(["cut", "led", "turned", "own"]), max_size=4))
def test_no_order_of_arrival_edit_and_leaving_matters(archive: Archive, random: Random, gone: list[str]) -> None:
    """Texts read anew become others and come back: what is left is what never having seen the others would give."""
    archive.call(empty)
    press = Press(archive)
    bodies = {"own": LONG, "cut": CUT, "turned": TURNED, "led": LED, "other": OTHER}
    names = random.sample(sorted(bodies), len(bodies))
    for name in names:
        press.prints(name, bodies[name], slug=random.choice(["paper", "daily"]))
        if random.random() < 0.5:
            press.settle(size=random.choice([1, 2, 50]))
    press.settle()
    for name in dict.fromkeys(gone):
        archive.call(_read_as, name, f"Quite another text, of {name} alone, that nobody else has ever printed before.")
    press.settle(size=random.choice([1, 50]))
    left = frozenset(bodies) - {"other"} - set(gone)
    wanted = {frozenset({"other"}), *(frozenset({name}) for name in set(gone))} | ({left} if left else set())
    assert press.stories() == wanted
    assert press.is_sound()
    for name in dict.fromkeys(gone):
        archive.call(_read_as, name, bodies[name])
    press.settle()
    assert press.stories() == {frozenset(bodies) - {"other"}, frozenset({"other"})}
    assert press.is_sound()


def empty(connection: Connection) -> None:
    connection.execute(text("truncate source, article, story_cluster, story_text, story_band, story_merge cascade"))


def _read_as(connection: Connection, title: str, body: str) -> None:
    """The article's text as another reading of its capture would give it."""
    row = connection.execute(text("select id, article_id from revision where title = :title"), {"title": title}).one()
    made = Article("", title, body)
    columns = {"body": body, "text_sha256": text_sha256(made), "revision_sha256": revision_sha256(made)}
    rewrite(connection, row.article_id, {row.id: (columns, Processed(None, made, Tagging(), "1", "1"))})  # type: ignore[arg-type]
