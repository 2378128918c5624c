"""One page, one identity: whatever the order in which pages are found, fetched and processed, the rows are the same."""

from __future__ import annotations

import itertools
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from db import discovery, ledger, queries, reasons, runs
from db.archive import Archive
from db.identity.retelling import sightings
from db.store import claim, save
from db.values import Article, Candidate, Capture, Fetched, FetchFailure, NotArticle, Pending, Processed

START = datetime(2022, 6, 2, 3, 0, tzinfo=UTC)
DAY = date(2022, 6, 2)
HOME = "https://paper.example"
DOMAINS = ("paper.example", "old-paper.example")


@dataclass(frozen=True)
class Shown:
    """What a page showed at one moment: its text (a word), or why it could not be had."""

    url: str
    text: str = ""
    claims: str = ""
    """The address it says is its own; empty: its own."""
    sent_to: str = ""
    minute: int = 0
    title: str = ""
    refused: str = ""
    failed: str = ""


def body(word: str) -> str:
    """A text of sixty words that shares none with another word's; 'a+' is the text 'a', a little edited."""
    stem = word.rstrip("+")
    more = [f"{word} edited"] if word != stem else []
    return " ".join([*(f"{stem}{number}" for number in range(60)), *more])


def article(shown: Shown) -> Article | NotArticle:
    if shown.refused:
        return NotArticle(shown.refused)
    own = shown.claims or shown.sent_to or shown.url
    title = shown.title or f"On {shown.text.rstrip('+')}"
    return Article(own, title, body(shown.text), (), None, DAY, "day", language="en")


class World:
    """A source of its own in the archive, and what its pages show."""

    def __init__(self, archive: Archive, facts: Sequence[Shown]) -> None:
        self.archive = archive
        self.slug = f"paper-{secrets.token_hex(4)}"
        row = {"name": "P", "home_url": HOME, "language": "en", "timezone": "Asia/Shanghai", "is_local": False}
        self.source_id = archive.call(runs.save_source, {"slug": self.slug, **row})
        self.facts = {(fact.url, START + timedelta(minutes=fact.minute)): fact for fact in facts}

    def fetch(self, *facts: Shown) -> None:
        listed = [(Candidate(fact.url, "feed"), "") for fact in facts]
        self.archive.call(discovery.discover, self.source_id, None, listed, START, DAY)
        pages = {row["url"]: row["id"] for row in self.rows("select url, id from here")}
        for fact in facts:
            at = START + timedelta(minutes=fact.minute)
            if fact.failed:
                self.archive.call(ledger.save_failures, None, [FetchFailure(pages[fact.url], fact.failed)])
            else:
                capture = Capture(fact.url, fact.sent_to or fact.url, 200, {}, fact.url.encode(), at)
                self.archive.call(ledger.save_captures, None, [Fetched(pages[fact.url], capture)])

    def process(self, max_count: int = 50) -> Counter[str]:
        def once(connection: Any) -> Counter[str]:
            done = [self._processed(each) for each in claim(connection, self.source_id, max_count)]
            return save(connection, self.source_id, None, done, DOMAINS)

        return self.archive.call(once)

    def _processed(self, pending: Pending) -> Processed:
        return Processed(pending, article(self.facts[pending.page_url, pending.capture.captured_at]))

    def finish(self, max_count: int = 50) -> None:
        for _ in range(200):
            if not self.process(max_count):
                return
        raise AssertionError("it never ends")

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """What a query finds that reads `here`, the pages of this source."""
        here = f"with here as (select * from page where source_id = {self.source_id}) "
        return self.archive.call(queries.select_rows, here + sql)

    def end(self) -> list[tuple[Any, ...]]:
        """The final rows: each page, its article, that article's texts."""
        found = self.rows(
            "select page.url, page.state, page.reason, article.canonical_url, article.first_captured_at, sequence,"
            " split_part(body, ' ', 1) || right(body, 1) as body, first_seen_at, last_seen_at, is_current,"
            " (select count(*) from capture where capture.page_id = page.id and processed_at is null) as unprocessed"
            " from here page left join article on article.id = page.article_id"
            " left join revision on revision.article_id = article.id order by page.url, sequence"
        )
        return [tuple(row.values()) for row in found]

    def texts(self, url: str) -> list[str]:
        found = self.rows(
            "select split_part(body, ' ', 1) as word from here page join revision"
            f" on revision.article_id = page.article_id where page.url = '{url}' order by sequence"
        )
        return [row["word"].rstrip("0") for row in found]

    def states(self) -> dict[str, tuple[str, str | None]]:
        found = self.rows(
            "select page.url, state, canonical_url from here page left join article on article.id = article_id"
        )
        return {row["url"].removeprefix(HOME): (row["state"], _path(row["canonical_url"])) for row in found}


def _path(url: str | None) -> str | None:
    return url.removeprefix(HOME) if url else None


def told(archive: Archive, facts: Sequence[Shown], batches: Sequence[int] = (), max_count: int = 50) -> World:
    """The facts in this order, processed after each of these counts, and to the end."""
    world = World(archive, facts)
    left = list(facts)
    for count in [*batches, len(left)]:
        now, left = left[:count], left[count:]
        for fact in now:
            world.fetch(fact)
        world.process(max_count)
    world.finish(max_count)
    return world


def orders(facts: Sequence[Shown], count: int = 6) -> Iterator[tuple[list[Shown], list[int], int]]:
    """The facts in every order, or in some where there are many; each with a way to cut it into batches."""
    random = Random(len(facts))
    every = list(itertools.permutations(facts))
    for order in every if len(every) <= count else random.sample(every, count):
        yield list(order), random.choice([[], [1], [2], [1, 1], [1] * len(facts)]), random.choice([1, 2, 50])


def always(archive: Archive, *facts: Shown) -> World:
    """The world after the facts, which is the same in whatever order they come."""
    worlds = [told(archive, *each) for each in orders(facts)]
    for world in worlds[1:]:
        assert world.end() == worlds[0].end()
    return worlds[0]


A, B, C = f"{HOME}/2022/a/", f"{HOME}/2022/bb/", f"{HOME}/2022/ccc/"


def test_a_believed_claim_makes_an_alias(archive: Archive) -> None:
    world = always(archive, Shown(A, "x"), Shown(f"{HOME}/?p=7", "x+", claims=A, minute=1))
    assert world.states() == {"/2022/a/": ("archived", "/2022/a/"), "/?p=7": ("alias", "/2022/a/")}
    assert world.texts(A) == ["x"]


def test_a_claim_of_another_article_is_a_lie(archive: Archive) -> None:
    world = always(archive, Shown(A, "x"), Shown(B, "y", claims=A, minute=1), Shown(C, "z", claims=A, minute=2))
    assert world.states() == {
        "/2022/a/": ("archived", "/2022/a/"),
        "/2022/bb/": ("archived", "/2022/bb/"),
        "/2022/ccc/": ("archived", "/2022/ccc/"),
    }


def test_a_claimed_page_that_nobody_knew_is_fetched_and_waited_for(archive: Archive) -> None:
    world = World(archive, [Shown(B, "x", claims=A)])
    world.fetch(Shown(B, "x", claims=A))
    assert world.process() == {"waiting": 1}
    assert world.process() == {}
    assert world.states() == {"/2022/a/": ("queued", None), "/2022/bb/": ("fetched", None)}
    row = world.rows("select way, due_at <= now() as is_due, state from here page where state = 'queued'")[0]
    assert row == {"way": "canonical", "is_due": True, "state": "queued"}


@pytest.mark.parametrize("trouble", ["http 404", "http 503", "timeout"])
def test_who_claims_a_page_that_cannot_be_had_speaks_for_it(archive: Archive, trouble: str) -> None:
    lost = Shown(A, failed=trouble)
    world = always(archive, lost, Shown(B, "x", claims=A, minute=1), Shown(C, "x+", claims=A, minute=2))
    state = "missing" if trouble == "http 404" else "failed"
    assert world.states() == {
        "/2022/a/": (state, None),
        "/2022/bb/": ("alias", "/2022/a/"),
        "/2022/ccc/": ("alias", "/2022/a/"),
    }


def test_the_page_s_own_text_takes_over_when_it_comes(archive: Archive) -> None:
    alias = Shown(B, "x+", claims=A)
    late = told(archive, [Shown(A, failed="http 503"), alias, Shown(A, "x", minute=9)], [2])
    soon = told(archive, [Shown(A, "x", minute=9), alias])
    assert late.states() == {"/2022/a/": ("archived", "/2022/a/"), "/2022/bb/": ("alias", "/2022/a/")}
    assert late.end() == soon.end()
    assert late.rows("select count(*) as n from article where id in (select article_id from here)") == [{"n": 1}]


def test_many_that_claim_one_broken_page_are_articles_of_their_own_in_the_end(archive: Archive) -> None:
    liars = [Shown(f"{HOME}/2022/liar-{n}/", word, claims=A, minute=n) for n, word in enumerate("pqr")]
    broken = Shown(A, failed="http 503")
    while_broken = always(archive, broken, *liars)
    assert while_broken.states()["/2022/liar-0/"] == ("alias", "/2022/a/")
    assert while_broken.states()["/2022/liar-1/"] == ("archived", "/2022/liar-1/")
    mended = told(archive, [broken, *liars, Shown(A, "x", minute=9)], [4])
    assert {state for state, _ in mended.states().values()} == {"archived"}
    assert mended.texts(A) == ["x"]
    assert mended.texts(liars[0].url) == ["p"]


def test_pages_that_claim_each_other_do_not_wait_for_ever(archive: Archive) -> None:
    world = always(
        archive,
        Shown(A, "x", claims=B),
        Shown(B, "x+", claims=C, minute=1),
        Shown(C, "x", claims=A, minute=2),
    )
    assert world.states() == dict.fromkeys(["/2022/bb/", "/2022/ccc/"], ("alias", "/2022/a/")) | {
        "/2022/a/": ("archived", "/2022/a/")
    }


def test_a_chain_of_claims_leads_to_its_end(archive: Archive) -> None:
    world = always(archive, Shown(A, "x"), Shown(B, "x", claims=A, minute=1), Shown(C, "x+", claims=B, minute=2))
    assert {target for _, target in world.states().values()} == {"/2022/a/"}


def test_a_page_that_nobody_fetches_for_a_day_is_not_waited_for(archive: Archive) -> None:
    world = World(archive, [Shown(B, "x", claims=A)])
    world.fetch(Shown(B, "x", claims=A))
    world.process()
    world.archive.call(
        lambda connection: connection.exec_driver_sql(
            f"update page set due_at = due_at - interval '2 days' where source_id = {world.source_id}"
        )
    )
    assert world.process() == {"new": 1}
    assert world.states()["/2022/bb/"] == ("alias", "/2022/a/")


def test_a_later_part_is_an_alias_by_its_address(archive: Archive) -> None:
    first, second = f"{HOME}/content_1234567.htm", f"{HOME}/content_1234567_2.htm"
    world = always(archive, Shown(first, "x"), Shown(second, "y", claims=first, minute=1))
    assert world.states()["/content_1234567_2.htm"] == ("alias", "/content_1234567.htm")
    assert world.texts(first) == ["x"]


def test_a_redirect_makes_an_alias_and_its_target_known(archive: Archive) -> None:
    sent = Shown(f"{HOME}/?p=7", "x", sent_to=A)
    world = told(archive, [sent])
    assert world.states() == {"/?p=7": ("alias", "/2022/a/"), "/2022/a/": ("archived", "/2022/a/")}
    both = always(archive, sent, Shown(A, "x+", minute=1), Shown(A, "x", minute=2))
    assert both.texts(A) == ["x", "x", "x"]


def test_a_page_that_once_was_sent_elsewhere_and_then_shows_its_own_text_is_an_article(archive: Archive) -> None:
    world = always(archive, Shown(A, "x"), Shown(B, "x", sent_to=A, minute=1), Shown(B, "y", minute=2))
    assert world.states() == {"/2022/a/": ("archived", "/2022/a/"), "/2022/bb/": ("archived", "/2022/bb/")}


def test_one_text_title_and_day_has_the_best_of_its_addresses(archive: Archive) -> None:
    world = always(archive, Shown(C, "x", minute=2), Shown(B, "x", minute=1), Shown(A, "x", minute=3))
    assert {target for _, target in world.states().values()} == {"/2022/a/"}
    # before the article's own address was seen, the others tell its history
    assert world.rows(
        "select distinct first_seen_at from revision where article_id in (select article_id from here)"
    ) == [{"first_seen_at": START + timedelta(minutes=1)}]


def test_edits_before_a_better_address_was_found_are_kept(archive: Archive) -> None:
    world = always(
        archive, Shown(B, "x", minute=1), Shown(B, "x+", minute=2), Shown(A, "x+", minute=3), Shown(B, "x", minute=4)
    )
    assert world.states() == {"/2022/a/": ("archived", "/2022/a/"), "/2022/bb/": ("alias", "/2022/a/")}
    rows = world.rows(
        "select distinct sequence, right(body, 6) = 'edited' as is_edited, is_current from revision"
        " where article_id in (select article_id from here) order by 1"
    )
    assert [tuple(row.values()) for row in rows] == [(1, False, False), (2, True, True)]


def test_a_moved_domain_is_one_article_with_one_history(archive: Archive) -> None:
    old = "https://old-paper.example/2022/a/"
    world = always(archive, Shown(old, "x", minute=1), Shown(A, "x+", minute=5), Shown(old, "x", minute=6))
    assert world.states() == {old: ("alias", "/2022/a/"), "/2022/a/": ("archived", "/2022/a/")}
    assert world.texts(A) == ["x", "x"]


def test_the_same_path_on_another_domain_with_another_text_is_another_article(archive: Archive) -> None:
    old = "https://old-paper.example/2022/a/"
    world = always(archive, Shown(old, "x", minute=1), Shown(A, "y", minute=5))
    assert {state for state, _ in world.states().values()} == {"archived"}


def test_an_old_domain_that_now_sends_its_readers_on(archive: Archive) -> None:
    old = "https://old-paper.example/2022/a/"
    world = always(archive, Shown(old, "x", minute=1), Shown(old, "x+", sent_to=A, minute=5), Shown(A, "x+", minute=6))
    assert world.states() == {old: ("alias", "/2022/a/"), "/2022/a/": ("archived", "/2022/a/")}
    assert world.texts(A) == ["x", "x"]


def test_the_spelling_of_an_article_s_address_does_not_depend_on_who_came_first(archive: Archive) -> None:
    plain = A.replace("https:", "http:")
    world = always(archive, Shown(A, "x", claims=plain, minute=1), Shown(A, "x", minute=2))
    assert world.states() == {"/2022/a/": ("archived", "/2022/a/")}


def told_alike(archive: Archive, facts: Sequence[Shown], random: Random) -> World:
    """The world after the facts in order, one by one, which is the same after any other order and batches of them."""
    straight = told(archive, facts, [1] * len(facts))
    mixed = random.sample(facts, len(facts))
    cuts = [random.randint(0, 3) for _ in facts]
    other = told(archive, mixed, cuts, random.choice([1, 2, 50]))
    assert other.end() == straight.end()
    return straight


histories = st.lists(
    st.tuples(st.sampled_from(["page", "twin"]), st.sampled_from(["x", "x+", "x++"])), min_size=1, max_size=7
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories, st.randoms(use_true_random=False))
# swings at last, and what came late stood between the text it has and one that it only showed
@example([("page", "x"), ("page", "x++"), ("page", "x"), ("page", "x+"), ("twin", "x++")], Random(4))
def test_history_in_any_order_and_any_batches(archive: Archive, history: list[tuple[str, str]], random: Random) -> None:
    urls = {"page": A, "twin": f"{HOME}/?p=7"}
    facts = [
        Shown(A, word, minute=minute) if page == "page" else Shown(urls["twin"], word, sent_to=A, minute=minute)
        for minute, (page, word) in enumerate(history)
    ]
    straight = told_alike(archive, facts, random)
    runs_of = [word for word, _ in itertools.groupby(word for _, word in history)]
    # texts that come back again and again are of a page that swings: tests/db/test_history.py
    if len(runs_of) - len(set(runs_of)) < 2:
        assert len(straight.texts(A)) == len(runs_of)


looks = st.lists(
    st.tuples(st.sampled_from(["page", "twin", "copy"]), st.sampled_from(["x", "x+", "x++"]), st.sampled_from([9, 25])),
    min_size=4,
    max_size=9,
).filter(lambda history: any(page == "page" for page, _, _ in history))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(looks, st.randoms(use_true_random=False))
def test_what_lasts_for_days_ends_a_swing_in_any_order(
    archive: Archive, history: list[tuple[str, str, int]], random: Random
) -> None:
    """As above, but hours lie between: a text that stays makes texts that only passed before it edits after all."""
    at = [sum(hours for _, _, hours in history[:place]) * 60 for place in range(len(history))]
    sent = {"page": (A, ""), "twin": (f"{HOME}/?p=7", A), "copy": (B, "")}
    facts = [
        Shown(sent[page][0], word, claims=A, sent_to=sent[page][1], minute=minute)
        for minute, (page, word, _) in zip(at, history, strict=True)
    ]
    told_alike(archive, facts, random)


def test_a_text_that_only_passed_is_read_once_more_where_it_was_an_edit_after_all(archive: Archive) -> None:
    hours = {0: "x", 9: "x+", 18: "x", 43: "x", 52: "x+", 30: "x"}
    facts = [Shown(A, word, minute=60 * hour) for hour, word in hours.items()]
    world = told(archive, facts[:-1], [1] * 5)
    assert len(world.texts(A)) == 1
    late = told(archive, facts, [1] * 5)
    assert [row[6].endswith("d") for row in late.end()] == [False, True, False, True]
    # nobody looked at the page for that: what it answers today is told by captures of today
    assert late.rows(
        "select count(*) as n from here page join page_event on page_id = page.id where outcome <> ''"
    ) == [{"n": len(facts)}]


@pytest.mark.parametrize("reason", ["error page", "empty", "no text", "listing", "home page"])
def test_an_error_page_that_calls_itself_a_page_is_asked_again(archive: Archive, reason: str) -> None:
    answers = [Shown(A, refused=reason, minute=n) for n in range(5)]
    world = World(archive, answers)
    seen = []
    for answer in answers:
        world.fetch(answer)
        assert sum(world.process().values()) == 1
        row = world.rows(
            "select state, reason, attempt_count, round(extract(epoch from due_at - now()) / 60)::int as minutes"
            "  from here page"
        )[0]
        seen.append(tuple(row.values()))
    # what was published while the site's layout was broken for a day is had in the end
    assert seen[:4] == [("failed", reason, n, minutes) for n, minutes in enumerate((10, 60, 360, 1440), 1)]
    assert seen[4] == ("skipped", reason, 5, None)


def test_a_page_that_is_no_article_is_not_asked_again(archive: Archive) -> None:
    world = told(archive, [Shown(A, refused="not html")])
    assert world.rows("select state, due_at from here page") == [{"state": "skipped", "due_at": None}]


def test_an_outage_that_sends_readers_to_the_home_page_loses_no_article(archive: Archive) -> None:
    away = Shown(A, refused="listing", sent_to=f"{HOME}/")
    healed = Shown(A, "x", minute=9)
    world = World(archive, [away, healed])
    world.fetch(away)
    assert world.process() == {"failed": 1}
    assert world.rows("select state, due_at > now() as is_due from here page") == [{"state": "failed", "is_due": True}]
    world.fetch(healed)
    world.process()
    assert world.states() == {"/2022/a/": ("archived", "/2022/a/")}


def asked(archive: Archive, answers: Sequence[Shown]) -> list[tuple[str, str]]:
    """State and reason of the page after each answer."""
    world = World(archive, answers)
    seen = []
    for answer in answers:
        world.fetch(answer)
        world.process()
        row = world.rows("select state, reason from here page")[0]
        seen.append((row["state"], row["reason"]))
    return seen


def test_a_page_that_is_sent_elsewhere_for_long_is_not_called_a_listing(archive: Archive) -> None:
    seen = asked(archive, [Shown(A, refused="home page", sent_to=f"{HOME}/", minute=n) for n in range(5)])
    assert seen == [*[("failed", "sent on to a home page")] * 4, ("skipped", "sent on to a home page")]


def test_only_what_a_page_s_own_address_answers_makes_it_a_listing(archive: Archive) -> None:
    away = [Shown(A, refused="listing", sent_to=f"{HOME}/", minute=n) for n in range(4)]
    own = [Shown(A, refused="listing", minute=10 + n) for n in range(5)]
    seen = asked(archive, [*away, *own])
    assert seen[4:] == [*[("failed", "listing")] * 4, ("skipped", "listing")]


def test_what_was_given_up_and_is_asked_once_more_has_its_answer_at_once(archive: Archive) -> None:
    seen = asked(archive, [Shown(A, refused="listing", minute=n) for n in range(6)])
    assert seen[4:] == [("skipped", "listing")] * 2


def made_up(number: int) -> str:
    return f"{HOME}/2022/shown-{number}/"


def test_a_site_that_makes_up_an_address_at_each_fetch_is_archived_and_no_longer_asked(archive: Archive) -> None:
    facts = [Shown(made_up(n), "x", claims=made_up(n + 1), minute=n) for n in range(12)]
    world = World(archive, facts)
    world.fetch(facts[0])
    world.process()
    asked_urls = [facts[0].url]
    while due := world.rows("select url, id from here page where state = 'queued' order by id"):
        answer = facts[len(asked_urls)]
        assert [row["url"] for row in due] == [answer.url]
        capture = Capture(answer.url, answer.url, 200, {}, b"", START + timedelta(minutes=answer.minute))
        archive.call(ledger.save_captures, None, [Fetched(due[0]["id"], capture)])
        world.finish()
        asked_urls.append(answer.url)
        # whoever claimed it speaks as soon as it has come, whatever that one claims
        assert world.rows("select 1 from here page where state = 'fetched'") == []
    world.finish()
    assert len(asked_urls) == 1 + discovery.MAX_HOPS
    assert sorted(state for state, _ in world.states().values()) == ["alias", "alias", "alias", "archived", "skipped"]
    assert {target for state, target in world.states().values() if state != "skipped"} <= set(map(_path, asked_urls))
    assert world.rows("select reason, hop_count from here page where state = 'skipped'") == [
        {"reason": reasons.TOO_FAR, "hop_count": discovery.MAX_HOPS + 1}
    ]


def test_a_claim_that_leads_on_by_claims_ends_at_the_article_s_own_text(archive: Archive) -> None:
    """As of a page for small devices that names another, which names the one for all."""
    facts = [Shown(C, "x", claims=B), Shown(B, "x+", claims=A, minute=1), Shown(A, "x++", minute=2)]
    world = World(archive, facts)
    world.fetch(facts[0])
    world.finish()
    for fact in facts[1:]:
        page_id = world.rows("select id from here page where state = 'queued'")[0]["id"]
        capture = Capture(fact.url, fact.url, 200, {}, b"", START + timedelta(minutes=fact.minute))
        archive.call(ledger.save_captures, None, [Fetched(page_id, capture)])
        world.finish()
    assert world.states() == {
        "/2022/a/": ("archived", "/2022/a/"),
        "/2022/bb/": ("alias", "/2022/a/"),
        "/2022/ccc/": ("alias", "/2022/a/"),
    }


def test_the_history_of_one_article_is_found_without_reading_the_whole_archive(archive: Archive) -> None:
    world = told(archive, [Shown(A, "x"), Shown(A, "x+", minute=1)], [1])
    article_id = world.rows("select article_id from here page")[0]["article_id"]

    def reads(connection: Any) -> tuple[int, dict[str, int]]:
        """Captures that told the history, and how often each table was read whole to find them."""
        for statement in MANY_PAGES:
            connection.exec_driver_sql(statement)
        before = dict(connection.exec_driver_sql(WHOLE_READS).all())
        found = sightings(connection, article_id, "paper.example/2022/a")
        after = dict(connection.exec_driver_sql(WHOLE_READS).all())
        return len(found), {name: after[name] - before[name] for name in after}

    assert archive.call(reads) == (2, {"capture": 0, "page": 0})


MANY_PAGES = (
    "insert into page (source_id, url, url_key, url_key_sha256, state, way, discovered_on)"
    " select source_id, 'u' || n, 'u' || n, sha256(('u' || n)::bytea), 'queued', 'feed', '2022-06-02'"
    "   from page cross join generate_series(1, 5000) n",
    "insert into capture (page_id, captured_at, url, final_url, status, headers, blob_sha256, processed_at, outcome)"
    " select page.id, now(), '', '', 200, '{}', blob.sha256, now(), 'new' from page, (select * from blob limit 1) blob"
    "  where page.article_id is null",
    "analyze page, capture",
)
WHOLE_READS = "select relname, seq_scan from pg_stat_xact_user_tables where relname in ('page', 'capture')"


def test_an_archived_page_keeps_its_article_whatever_it_answers(archive: Archive) -> None:
    world = told(
        archive,
        [Shown(A, "x"), Shown(A, refused="error page", minute=1), Shown(A, refused="listing", minute=2)],
        [1, 1],
    )
    assert world.states() == {"/2022/a/": ("archived", "/2022/a/")}
    assert world.texts(A) == ["x"]
