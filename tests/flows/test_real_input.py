"""Input nobody here wrote: the article this project began with, and real pages of all kinds. Absent: skipped."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.newsroom import render_article_page
from crawler.newsroom.truth import Photo
from tests.support.pages_site import labelled_pages, serving, source_toml
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SEED = SHARED / "seed" / "municipal-cpc-congress-concludes.txt"
SETS = [SHARED / "pages" / f"{name}.jsonl" for name in ("aeb", "wcxb", "zh")]
FURNITURE = ("Leaving a message", "ICP", "Cookie", "telephone", "About Us", "iChongqing Title", "New Era, New Journey")


def _is_caption(line: str) -> bool:
    return line.endswith(("(Photo/ Zou Le)", "(iChongqing file photo)"))


def _seed_page(text: str) -> tuple[bytes, list[str], list[str]]:
    """The page in the newsroom's template, with its paragraphs and its captions as a reader sees them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    title, byline = lines[1], lines[2]
    end = next(number for number, line in enumerate(lines) if line.startswith("New Era"))
    paragraphs = [line for line in lines[3:end] if not _is_caption(line)]
    photos = []
    for number, line in enumerate(lines[3:end]):
        if _is_caption(line):
            before = sum(not _is_caption(other) for other in lines[3 : 3 + number])
            photos.append(Photo(f"/images/{number}.jpg", line, before))
    page = render_article_page(title, paragraphs, byline=byline, photos=photos)
    return page.encode(), paragraphs, [photo.caption for photo in photos]


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not beside this checkout")
def test_the_article_this_project_began_with(workplace: Workplace) -> None:
    page, paragraphs, captions = _seed_page(SEED.read_text("utf-8"))
    with serving({"seed": page}) as url:
        workplace.add_source("ichongqing", 'language = "en"\n' + source_toml(url, "iChongqing"))
        assert workplace.run("ichongqing")["new"] == 1
    article = workplace.rows("select * from article_current")[0]
    assert article["title"] == "Municipal CPC Congress Concludes with Three Major Tasks for Five-Year Plan"
    assert article["authors"] == ["Vivian Yan"]
    assert str(article["published_on"]) == "2022-06-02"
    assert (article["published_at"], article["date_precision"]) == (None, "day")
    assert article["captions"] == captions
    assert len(captions) == 2
    assert article["body"].split() == " ".join(paragraphs).split()
    assert not [words for words in FURNITURE if words in article["body"]]
    coverage = workplace.rows("select congress_id, level, phase, day_offset, evidence from coverage order by 1")
    assert [(row["congress_id"], row["level"], row["phase"], row["day_offset"]) for row in coverage] == [
        ("cpc-chongqing-6", "focus", "after", 6),
        ("cpc-national-20", "anchor", "before", -136),
    ]
    for row in coverage:
        for evidence in row["evidence"]:
            assert article[evidence["field"]][evidence["start"] : evidence["end"]] == evidence["text"]


@pytest.mark.skipif(not all(path.exists() for path in SETS), reason="the real pages are not beside this checkout")
def test_every_real_page_ends_in_one_counted_state(workplace: Workplace) -> None:
    pages = {name: body for path in SETS for name, body in labelled_pages(path).items()}
    with serving(pages) as url:
        workplace.add_source("pages", source_toml(url))
        row = workplace.run("pages")
    assert row["state"] in ("completed", "warning")
    # what the pages link to beside one another is not there
    states = workplace.rows(
        "select state, reason, count(*)::int as page_count from page where hop_count = 0 group by 1, 2 order by 3 desc"
    )
    print(f"real pages at {datetime.now(UTC):%Y-%m-%d}:", *states, sep="\n  ")
    assert sum(state["page_count"] for state in states) == len(pages)
    assert {state["state"] for state in states} <= {"archived", "alias", "skipped", "failed"}
    # one page of a hundred may be beyond us; a batch that is lost is a hundred
    assert sum(state["page_count"] for state in states if state["state"] == "failed") <= len(pages) // 100
    assert workplace.rows("select count(*) as n from capture where processed_at is null") == [{"n": 0}]
    assert row["new"] >= len(pages) * 0.95
