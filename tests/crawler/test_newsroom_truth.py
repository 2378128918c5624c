"""What the newsroom says about itself can be relied on: by seed, in its texts, and over time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from datetime import timedelta

import pytest

from crawler.newsroom.archive import Newsroom
from crawler.newsroom.assignments import FIRST_CLOCK
from crawler.newsroom.events import STAGES
from crawler.newsroom.meetings import meetings
from crawler.newsroom.truth import TrueArticle

REGISTRY = {
    "cpc-chongqing-6",
    "cpc-national-20",
    "cpc-chongqing-6-plenum-3",
    "cpc-central-20-plenum-3",
    "npc-2023",
    "cppcc-2023",
    "chongqing-npc-2023",
    "chongqing-cppcc-2023",
}


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build()


def own(newsroom: Newsroom) -> list[TrueArticle]:
    return [one for one in newsroom.articles if one.reprint_of is None]


def test_the_default_newsroom_is_always_the_same(newsroom: Newsroom) -> None:
    assert Newsroom.build() == newsroom
    assert len(newsroom.listed("newsroom")) == 320
    assert len(newsroom.listed("newsroom-daily")) == 140


def test_another_seed_is_another_newsroom(newsroom: Newsroom) -> None:
    other = Newsroom.build(seed=7, size=0.2)

    assert not {one.body for one in other.articles} & {one.body for one in newsroom.articles}


@pytest.mark.parametrize("size", [0.02, 0.3, 3.0])
def test_size_scales_both_outlets(size: float) -> None:
    newsroom = Newsroom.build(size=size)

    assert len(newsroom.listed("newsroom")) == round(320 * size)
    reprints = [one for one in newsroom.articles if one.reprint_of]
    assert len(reprints) == min(max(1, round(40 * size)), round(320 * size))


def test_addresses_and_numbers_are_unique_and_rise_with_time(newsroom: Newsroom) -> None:
    for outlet in newsroom.outlets:
        articles = newsroom.of(outlet.slug)
        assert len({one.path for one in articles}) == len(articles)
        by_id = sorted(articles, key=lambda one: one.id)
        assert [one.published_at for one in by_id] == sorted(one.published_at for one in articles)


def test_no_two_articles_share_a_body(newsroom: Newsroom) -> None:
    bodies = Counter(one.body for one in own(newsroom))

    assert bodies.most_common(1)[0][1] == 1


def test_own_articles_are_too_different_to_pass_for_reprints(newsroom: Newsroom) -> None:
    """Word five-grams in English, character five-grams in Chinese: reprint detection must have a margin."""
    for language in ("en", "zh"):
        shingles = [_shingles(one) for one in own(newsroom) if one.language == language][::2]
        closest = max(len(a & b) / len(a | b) for turn, a in enumerate(shingles) for b in shingles[:turn])
        assert closest < 0.4


def _shingles(article: TrueArticle) -> frozenset[int]:
    units: Collection[str] = article.body.split() if article.language == "en" else article.body
    units = list(units)
    return frozenset(hash(tuple(units[i : i + 5])) for i in range(len(units) - 4))


def test_texts_read_as_texts(newsroom: Newsroom) -> None:
    """No mark of the pattern language and no broken punctuation is left over."""
    wrong = re.compile(r"[\[\]{}|]| [.,;]|,\.|，。|。。|\bthe the\b")
    for article in newsroom.articles:
        for text in (article.title, *article.paragraphs, *article.captions):
            assert not wrong.search(text), text


def test_articles_have_the_length_of_news(newsroom: Newsroom) -> None:
    for article in own(newsroom):
        length = len(article.body.split()) if article.language == "en" else len(article.body) * 2 // 3
        assert 140 <= length <= 720, article.title
        assert len(article.paragraphs) >= 4


def test_every_listed_meeting_is_covered_at_every_level(newsroom: Newsroom) -> None:
    seen = {(one, level) for article in newsroom.articles for one, level, _ in article.coverage}

    assert {(one, "focus") for one in REGISTRY} <= seen
    assert {level for one, level in seen if one == "cpc-chongqing-6"} == {"focus", "substantive", "anchor"}


def test_the_congress_is_covered_before_during_and_after(newsroom: Newsroom) -> None:
    phases = Counter(
        phase
        for article in newsroom.of("newsroom")
        for one, level, phase in article.coverage
        if one == "cpc-chongqing-6" and level == "focus"
    )

    assert min(phases["before"], phases["during"], phases["after"]) >= 3


def test_phases_agree_with_the_dates(newsroom: Newsroom) -> None:
    """Also where two sessions are told together: both must then be in that phase."""
    known = {meeting.ids[0]: meeting for meeting in meetings() if len(meeting.ids) == 1}
    for article in own(newsroom):
        for congress, level, phase in article.coverage:
            meeting = known.get(congress)
            if meeting is None or level != "focus":
                continue
            if phase == "before":
                assert article.published_on <= meeting.opens
            elif phase == "during":
                assert meeting.opens <= article.published_on <= meeting.opens + timedelta(days=10)
            else:
                assert meeting.closes is not None
                assert article.published_on >= meeting.closes


def test_coverage_is_in_the_words(newsroom: Newsroom) -> None:
    """A covered meeting is named in the text; focus names it at the top, the other levels never do."""
    names = {meeting.ids: meeting.names for meeting in meetings()}
    for article in newsroom.articles:
        ids = tuple(one for one, _, _ in article.coverage)
        if ids not in names:
            continue
        wordings = names[ids][article.language]
        text = f"{article.paragraphs[0]}".lower()
        is_on_top = any(name.lower() in text for name in wordings)
        assert any(name.lower() in article.body.lower() for name in wordings), article.title
        assert is_on_top == (article.coverage[0][1] == "focus"), article.title


def test_counter_examples_are_there_and_cover_nothing(newsroom: Newsroom) -> None:
    subjects = {one.subject: one.coverage for one in newsroom.articles}

    for name in ("youth league", "trade unions", "mobile congress", "standing committee", "us congress"):
        assert subjects[name] == ()
    assert subjects["viet nam congress"] == ()
    assert subjects["sichuan congress"] == (("cpc-sichuan-12", "focus", "during"),)


def test_a_title_is_no_coverage(newsroom: Newsroom) -> None:
    titled = [one for one in newsroom.of("newsroom") if "a deputy to the National People's Congress who" in one.body]

    assert titled
    assert all(one.coverage == () for one in titled)


def test_reprints_repeat_their_origin_within_two_days(newsroom: Newsroom) -> None:
    origins = {(one.outlet, one.id): one for one in newsroom.articles}
    reprints = [one for one in newsroom.articles if one.reprint_of]

    assert len(reprints) == 40
    for copy in reprints:
        assert copy.reprint_of is not None
        origin = origins[copy.reprint_of]
        assert copy.body == origin.body
        assert copy.coverage == origin.coverage
        assert origin.published_at < copy.published_at
        assert (copy.published_on - origin.published_on).days in (0, 1, 2)


def test_datelines_and_bylines_come_in_their_forms(newsroom: Newsroom) -> None:
    articles = newsroom.of("newsroom")
    datelines = {match[1] for one in articles if (match := re.match(r"Chongqing( ?[-–—] {0,2})", one.body))}
    bylines = [one.byline for one in articles]

    assert {"- ", " - ", "–", "—", "-  "} <= datelines
    assert "" in bylines
    assert any(re.fullmatch(r"By [A-Z]+, [A-Z]+\|[A-Z][a-z]{2} \d{2},\d{4}", line) for line in bylines)
    assert any(len(one.authors) == 2 for one in articles)
    for one in articles:
        assert one.byline == "" or one.byline.endswith(f"|{one.published_on:%b %d,%Y}")


def test_some_articles_have_yesterdays_date_in_utc(newsroom: Newsroom) -> None:
    assert any(one.published_at.date() != one.published_on for one in newsroom.articles)


def test_edits_change_what_they_say(newsroom: Newsroom) -> None:
    edited = [(one, edit) for one in newsroom.articles for edit in one.edits]

    assert {edit.kinds for _, edit in edited} == {("title",), ("numbers",), ("addition",), ("people",), ("cut",)}
    for article, edit in edited:
        before, after = article.version(FIRST_CLOCK), article.version(STAGES["edited"])
        assert (before.title, before.paragraphs) == (article.title, article.paragraphs)
        assert (after.title, after.paragraphs) == (edit.title, edit.paragraphs)
        assert (before.title != after.title) == (edit.kinds == ("title",))
        assert (before.body != after.body) == (edit.kinds != ("title",))
        assert len(after.paragraphs) - len(before.paragraphs) == {"addition": 1, "cut": -1}.get(edit.kinds[0], 0)


def test_events_come_in_their_stages(newsroom: Newsroom) -> None:
    counts = [len(newsroom.listed("newsroom", moment)) for moment in STAGES.values()]
    removed = [one for one in newsroom.of("newsroom") if one.removal]

    assert {one.removal.kind for one in removed if one.removal} == {"404", "410", "home"}
    assert counts == [320, 320, 320 - len(removed), 328 - len(removed)]
    assert all(one.removed_on is not None for one in removed)
