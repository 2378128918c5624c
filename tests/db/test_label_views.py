"""Who said it first, who stopped, who is named beside whom: of the texts read today, reprints apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import text

from db import runs, stories
from db.archive import Archive
from db.values import CoverageTag, Evidence, Pending, Processed, Tag, Tagging
from tests.db.test_coverage_days import START
from tests.db.test_store import HOME, SOURCE, article, fetch, rows
from tests.db.test_stories import LONG, OTHER
from tests.support.batches import one_by_one

PHRASE = "two-establishes"


def proof(start: int, words: str, field: str = "body") -> Evidence:
    return Evidence("title" if field == "title" else "body", start, start + len(words), words, "name")


def prints(archive: Archive, slug: str, name: str, body: str, day: int | None, *tags: Tag, at: int = 1) -> None:
    source = archive.call(runs.save_source, {"slug": slug, **SOURCE, "name": slug.title()})

    def made(pending: Pending) -> Processed:
        told = article(pending, title=name, body=body, published_on=date(2022, 6, day) if day else None)
        coverage = (CoverageTag("cpc-chongqing-6", "focus", "after", 1, 0.5, ()),)
        told = replace(told, canonical_url=f"{HOME}/{name}/", date_precision="day" if day else "")
        return Processed(pending, told, Tagging(coverage, tags), "1", "1")

    fetch(archive, source, f"/{name}/", at=START + timedelta(hours=at))
    archive.process(source, None, 50, one_by_one(made))


def phrase() -> Tag:
    return Tag("phrase", PHRASE, 0.4, (proof(0, "two establishes"),))


def person(name: str, start: int, field: str = "body") -> Tag:
    return Tag("person", name, 0.4, (proof(start, "Somebody", field),))


def test_who_said_it_first_and_how_long_the_others_took(archive: Archive) -> None:
    prints(archive, "herald", "later", OTHER, 5, phrase())
    prints(archive, "paper", "first", LONG, 2, phrase())
    prints(archive, "paper", "again", OTHER + " More.", 3, phrase())
    prints(archive, "paper", "undated", "A word without a day.", None, phrase())
    found = rows(archive, "select source, first_on, lag_days, said_nth from phrase_first order by 4")
    assert [tuple(row.values()) for row in found] == [
        ("paper", date(2022, 6, 2), 0, 1),
        ("herald", date(2022, 6, 5), 3, 2),
    ]


def test_a_reprint_says_nothing_of_its_own(archive: Archive) -> None:
    prints(archive, "paper", "first", LONG, 2, phrase())
    prints(archive, "herald", "copy", LONG, 3, phrase())
    archive.call(stories.link)
    assert [row["source"] for row in rows(archive, "select source from phrase_first")] == ["paper"]
    (use,) = rows(archive, "select sum(article_count) as articles, sum(story_count) as stories from phrase_use")
    assert (use["articles"], use["stories"]) == (2, 1)


def test_a_phrase_that_an_edit_took_out_is_no_longer_said(archive: Archive) -> None:
    prints(archive, "paper", "first", LONG, 2, phrase())
    prints(archive, "paper", "first", OTHER, 2, at=5)
    assert rows(archive, "select * from label where kind = 'phrase'") == []


def test_a_silence_tells_what_is_known_since(archive: Archive) -> None:
    prints(archive, "paper", "first", LONG, 2, phrase())
    prints(archive, "paper", "then", OTHER, 4)
    archive.call(
        lambda connection: connection.execute(
            text(
                "insert into completeness_day select id, day::date, case extract(day from day) when 5 then 'partial'"
                " else 'complete' end, '' from source, generate_series(date '2022-06-01', '2022-06-05', '1 day') day"
            )
        )
    )
    (told,) = rows(archive, "select * from phrase_silence")
    assert (told["last_on"], told["articles_since"]) == (date(2022, 6, 2), 1)
    assert (told["complete_days_since"], told["days_since"]) == (2, 3)


def test_people_named_together_in_the_order_they_are_named(archive: Archive) -> None:
    prints(archive, "paper", "a", LONG, 2, person("chen", 10), person("hu", 40))
    prints(archive, "paper", "b", OTHER, 3, person("chen", 80), person("hu", 5, "title"))
    found = rows(archive, "select * from people_together where person = 'chen'")
    assert [(row["other"], row["article_count"], row["named_first_count"]) for row in found] == [("hu", 2, 1)]
