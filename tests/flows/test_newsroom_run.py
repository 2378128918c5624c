"""The whole way on the newsroom: what the archive holds afterwards is what the newsroom knows of itself."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from crawler.newsroom import Newsroom, Site, TrueArticle, serve, source_toml
from tests.support.workplace import Workplace

SLUGS = ("newsroom", "newsroom-daily")


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.4)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with serve(newsroom, dict.fromkeys(SLUGS, 0)) as opened:
        yield opened


def watch(workplace: Workplace, site: Site) -> None:
    for slug in SLUGS:
        workplace.add_source(slug, source_toml(slug, site.base_urls[slug]))


def test_a_run_archives_the_newsroom_and_the_next_one_finds_nothing_new(workplace: Workplace, site: Site) -> None:
    watch(workplace, site)
    for row in workplace.run_all(*SLUGS):
        assert row["state"] == "completed", row
        assert row["new"] == len(site.listed(row["source"]))
        assert row["failed"] == 0
    before = archived(workplace)
    _compare(before, {(true.outlet, true.path): true for slug in SLUGS for true in site.listed(slug)})
    _agrees_on_stories(workplace, site)
    _keeps_what_was_received(workplace, site)

    site.requests.clear()
    for again in workplace.run_all(*SLUGS):
        assert (again["state"], again["new"], again["revised"]) == ("completed", 0, 0)
    assert archived(workplace) == before
    fetched_again = [seen.path for seen in site.requests if "content_" in seen.path or seen.path.startswith("/20")]
    assert fetched_again == []
    assert all(seen.user_agent.startswith("congresswatch/") for seen in site.requests)


Archived = dict[tuple[str, str], dict[str, object]]


def archived(workplace: Workplace) -> Archived:
    rows = workplace.rows(
        "select source, canonical_url, title, authors, published_on, language, body, captions, array(select"
        " congress_id || ' ' || level || ' ' || coalesce(phase, '') from coverage_tag tag"
        " where tag.revision_id = article_current.revision_id order by congress_id) as coverage from article_current"
    )
    return {(row["source"], urlsplit(row["canonical_url"]).path): row for row in rows}


def _compare(found: Archived, truth: dict[tuple[str, str], TrueArticle]) -> None:
    """Identity and dates exactly; the rest by share, told by field with an example."""
    assert set(found) == set(truth)
    wrong: dict[str, list[str]] = {"title": [], "published_on": [], "language": [], "body": [], "captions": []}
    for key, true in truth.items():
        wanted = {
            "title": true.title,
            "published_on": true.published_on,
            "language": true.language,
            "body": true.body.split(),
            "captions": list(true.captions),
        }
        row = {**found[key], "body": str(found[key]["body"]).split()}
        for name, value in wanted.items():
            if row[name] != value:
                wrong[name].append(f"{key[1]}: {row[name]!r:.200} is not {value!r:.200}")
    assert wrong == {name: [] for name in wrong}


def _agrees_on_stories(workplace: Workplace, site: Site) -> None:
    rows = workplace.rows(
        "select copy.canonical_url as copy, origin.canonical_url as origin from article_current copy"
        " join story on story.story_id = copy.story_id join article_current origin"
        " on origin.article_id = story.origin_article_id where copy.source <> origin.source"
    )
    found = {(urlsplit(row["copy"]).path, urlsplit(row["origin"]).path) for row in rows}
    listed = {(true.outlet, true.id): true for slug in SLUGS for true in site.listed(slug)}
    wanted = {
        (true.path, listed[true.reprint_of].path)
        for true in listed.values()
        if true.reprint_of and true.reprint_of in listed
    }
    assert found == wanted
    assert wanted


def test_articles_published_later_are_the_only_ones_fetched_later(workplace: Workplace, site: Site) -> None:
    watch(workplace, site)
    first = workplace.run("newsroom")
    later = site.newsroom.of("newsroom")[-1].published_at
    site.clock = later
    expected = len(site.newsroom.listed("newsroom", later)) - first["new"]
    removed = sum(true.is_removed(later) for true in site.newsroom.of("newsroom"))
    assert workplace.run("newsroom")["new"] == expected + removed


def _keeps_what_was_received(workplace: Workplace, site: Site) -> None:
    rows = workplace.rows(
        "select count(*) as captures, min(status) as status, count(*) filter (where headers ? 'content-type') as typed,"
        " min(byte_count) > 1000 as whole from capture join blob on sha256 = blob_sha256"
    )
    count = sum(len(site.listed(slug)) for slug in SLUGS)
    assert rows == [{"captures": count, "status": 200, "typed": count, "whole": True}]
