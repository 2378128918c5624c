"""The step as a whole: a real article in a page like its own, what is no article, and input of any kind."""

from __future__ import annotations

import html
import json
import random
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.values import Article, Capture, Hints, NotArticle
from flows.steps.extract import EXTRACTOR_VERSION, extract

URL = "https://www.ichongqing.info/2022/06/02/municipal-cpc-congress-concludes/"
HINTS = Hints(language="en", domains=("ichongqing.info",), article_url=r"/\d{4}/\d{2}/\d{2}/[^/]+/?$")
SEEDS = Path(__file__).parents[3] / "shared" / "seed"
PAGES = Path(__file__).parent.parent / "pages"
TEXT = """<p>The ferry ran again on Tuesday, and the band played until the boat reached the other quay.</p>
<p>Nine minutes later, with the last note still in the air, one hundred and forty children walked ashore.</p>
<p>"We kept the engine dry all that time," said the man who steered the boat, and who steers it again now.</p>"""
MORE = """<p>The second boat returns from the yard in autumn, and planners expect four thousand passengers a day.</p>
<p>Residents of the southern quay had asked for the line since the bridge was closed to those who walk.</p>
<p>A timetable will hang at both quays on Friday, in large letters, said the district's transport office.</p>"""


def capture(
    body: bytes | str, url: str = URL, status: int = 200, content_type: str = "text/html; charset=utf-8"
) -> Capture:
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return Capture(url, url, status, {"content-type": content_type}, data, datetime(2026, 11, 22, tzinfo=UTC))


def article(body: bytes | str, hints: Hints = HINTS, url: str = URL) -> Article:
    result = extract(capture(body, url), hints)
    assert isinstance(result, Article), result
    return result


def page(body: str, head: str = "", title: str = "Old Ferry Crosses Again") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"


def seed_page(lines: list[str]) -> str:
    """The seed's text as its site prints it: site line, headline, byline, captions in plain paragraphs, footer."""
    site, headline, byline, *rest = [line for line in lines if line.strip()]
    paragraphs: list[str] = []
    for line in rest:
        text = html.escape(line)
        if line.rstrip().endswith(("(Photo/ Zou Le)", "(iChongqing file photo)")):
            picture = f"/wp-content/uploads/2022/06/{len(paragraphs)}.jpg"
            paragraphs.append(f'<p><img src="{picture}" alt="{text}"></p><p>{text}</p>')
        else:
            paragraphs.append(f"<p>{text}</p>")
    foot = next(number for number, line in enumerate(rest) if line.startswith("New Era"))
    return (
        f"<!DOCTYPE html><html lang='en-US'><head><title>{headline} | ichongqing</title></head><body>"
        f"<div class='logo'>{site}</div><div class='menu'><a href='/news/'>News</a> <a href='/art/'>Art</a></div>"
        f"<div class='single'><h1>{headline}</h1><p>{byline}</p>{''.join(paragraphs[:foot])}</div>"
        f"<div class='bottom'>{''.join(paragraphs[foot:])}</div></body></html>"
    )


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed article is not beside this repository")
def test_the_seed_article_is_read_as_a_reader_reads_it() -> None:
    lines = next(SEEDS.glob("*.txt")).read_text(encoding="utf-8").splitlines()
    found = article(seed_page(lines))
    assert found.title == "Municipal CPC Congress Concludes with Three Major Tasks for Five-Year Plan"
    assert found.authors == ("Vivian Yan",)
    assert (found.published_on, found.published_at, found.date_precision) == (date(2022, 6, 2), None, "day")
    captions = [line for line in lines if line.endswith(("(Photo/ Zou Le)", "(iChongqing file photo)"))]
    assert list(found.captions) == captions
    assert [image.caption for image in found.images] == captions
    start = next(number for number, line in enumerate(lines) if line.startswith("Chongqing-"))
    end = next(number for number, line in enumerate(lines) if line.startswith("New Era"))
    wanted = [line for line in lines[start:end] if line.strip() and line not in captions]
    assert found.body.split("\n\n") == [" ".join(line.split()) for line in wanted]
    assert found.language == "en"


def test_the_version_names_ours_and_the_library() -> None:
    assert EXTRACTOR_VERSION.startswith("2+trafilatura-")


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        (
            "https://www.ichongqing.info/2022/06/02/another-slug/",
            "https://www.ichongqing.info/2022/06/02/another-slug/",
        ),
        ("/2022/06/02/another-slug/", "https://www.ichongqing.info/2022/06/02/another-slug/"),
        ("https://www.ichongqing.info/", URL),
        ("https://elsewhere.example/2022/06/02/another-slug/", URL),
        ("https://ichongqing.info.elsewhere.example/2022/06/02/a/", URL),
        ("https://www.ichongqing.info/news/", URL),
        ("http://[broken", URL),
        ("javascript:alert(1)", URL),
    ],
)
def test_a_claimed_address_is_taken_only_where_it_can_be_believed(canonical: str, expected: str) -> None:
    found = article(page(TEXT, f'<link rel="canonical" href="{canonical}">'))
    assert found.canonical_url == expected


def test_hints_drop_what_they_name_and_ignore_a_broken_selector() -> None:
    body = f"{TEXT}<p class='advert'>Buy the new umbrella, now with a handle that floats on water.</p>{MORE}"
    found = article(page(body), Hints(drop=("p.advert", "p[[")))
    assert "umbrella" not in found.body


def test_links_to_other_articles_are_no_part_of_the_body() -> None:
    links = "".join(f'<p><a href="/{n}/">Another story about the river, number {n}</a></p>' for n in range(6))
    assert "Another story" not in article(page(f"<div>{TEXT}{MORE}{links}</div>")).body


def test_headings_and_lists_stay_in_the_body() -> None:
    body = f"<div>{TEXT}<h2>What it costs</h2><ul><li>Two yuan for adults on weekdays.</li></ul>{MORE}</div>"
    paragraphs = article(page(body)).body.split("\n\n")
    assert "What it costs" in paragraphs
    assert any("Two yuan" in paragraph for paragraph in paragraphs)


def test_the_article_in_an_unclosed_menu_is_found() -> None:
    found = article(page(f"<aside><button>Menu{TEXT}{MORE}"))
    assert "the band played" in found.body


@pytest.mark.parametrize(
    ("body", "status", "content_type", "reason"),
    [
        (b"", 200, "text/html", "empty"),
        (b" \n\x00", 200, "text/html", "empty"),
        (page(TEXT).encode(), 404, "text/html", "error page"),
        (page("<p>Sorry, nothing is here. Try the search.</p>", title="404 Not Found").encode(), 200, "", "error page"),
        (b"%PDF-1.7 ...", 200, "application/pdf", "not html"),
        (b'{"a": 1}', 200, "application/json", "not html"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, 200, "text/html", "not html"),
        (b"<html><body><script>var a = 1</script></body></html>", 200, "text/html", "no text"),
        (b"<html><body></body></html>", 200, "text/html", "no text"),
    ],
)
def test_what_is_no_article_says_why(body: bytes, status: int, content_type: str, reason: str) -> None:
    assert extract(capture(body, status=status, content_type=content_type), HINTS) == NotArticle(reason)


def test_a_page_whose_article_is_missing_is_neither_its_menu_nor_its_cookie_notice() -> None:
    menu = "".join(f'<a href="/{name}/">{name} of the city</a>' for name in ("News", "Politics", "Economy", "Culture"))
    notice = '<div class="cookie-notice"><p>We use cookies to remember which language you would like to read.</p></div>'
    body = (
        f"<html><head><title>Port opens | iC</title></head><body>{notice}<nav>{menu}</nav><main></main></body></html>"
    )
    assert extract(capture(body.encode()), HINTS) == NotArticle("no text")


def test_a_home_page_and_a_listing_are_no_articles() -> None:
    teasers = "".join(
        f'<li><a href="/{n}/">The {n}th story about what the river brought this week</a></li>' for n in range(30)
    )
    home = page(f"<ul>{teasers}</ul><p>News from two quays, every day.</p>", title="iRivergate")
    assert isinstance(extract(capture(home, "https://www.ichongqing.info/"), HINTS), NotArticle)
    assert extract(capture(page(f"<ul>{teasers}</ul>"), "https://www.ichongqing.info/news/"), HINTS) == NotArticle(
        "listing"
    )


def test_a_very_long_title_and_nul_bytes_are_data() -> None:
    title = "A very long headline " * 20
    found = article(page(TEXT.replace("ferry", "fer\x00ry"), title=title.strip()))
    assert len(found.title) > 300
    assert "The ferry ran" in found.body


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + TEXT,
        "<b><i>" * 50_000 + TEXT,
        "<span class='author date'>x</span>" * 20_000,
        "<li><a href='/a/'>A headline, and another one</a></li>" * 15_000,
        "<table><tr><td>" * 30_000,
        "(" * 500_000,
        "a, " * 300_000,
        '<script type="application/ld+json">' + "[" * 200_000 + "</script>" + TEXT,
        '<script type="application/ld+json">' + '{"@graph":[' * 900 + "1" + "]}" * 900 + "</script>" + TEXT,
        "<table>" + ("<tr>" + "<td>cell, it said</td>" * 20 + "</tr>") * 10_000 + "</table>",
        "<table><tr>" + "<td>cell, it said.</td>" * 200_000 + "</tr></table>" + TEXT,
        "<h1>" + "A long headline " * 65_000 + "</h1>" + TEXT,
        "<div " + "a=b " * 9_999 + ">" + TEXT,
        "<div " + " ".join(f"a{n}=b" for n in range(1_000_000)) + ">" + TEXT,
        "<p>By " + "Lin Wen, " * 100_000 + "</p>" + TEXT,
        "2022-06-02 " * 100_000,
        "\x00" * 3_000_000 + TEXT,
        "<p>The ferry ran again on Tuesday, and the band played on.</p>" * 80_000,
    ],
    ids=[
        *("nested", "inline", "marked", "links", "tables", "brackets", "commas", "json", "json-graph", "table-rows"),
        *("table-row", "headline", "attributes", "million-attributes", "authors", "dates", "nuls", "megabytes"),
    ],
)
def test_a_pathological_page_is_answered_in_bounded_time(body: str) -> None:
    started = time.process_time()
    extract(capture(page(body)), HINTS)
    assert time.process_time() - started < 20


@given(st.binary(max_size=3_000))
def test_any_bytes_get_an_answer(body: bytes) -> None:
    assert isinstance(extract(capture(body), HINTS), Article | NotArticle)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(PAGES.glob("*.html"))), st.randoms(use_true_random=False))
def test_a_mutated_page_gets_an_answer(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 30)):
        start = rng.randrange(len(data))
        data[start : start + rng.randint(0, 40)] = rng.choice([b"", b"<", b">", b"\x00", b"\xff\xfe", b"</div>", b'"'])
        data = data or bytearray(b" ")
    assert isinstance(extract(capture(bytes(data)), HINTS), Article | NotArticle)


@given(
    st.dictionaries(
        st.sampled_from(["@type", "@id", "author", "datePublished", "headline", "@graph", "articleSection", "name"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("NewsArticle"),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "@id", "@type"]), inner)
            ),
            max_leaves=8,
        ),
    )
)
def test_any_json_ld_gets_an_answer(node: dict[str, object]) -> None:
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    assert isinstance(extract(capture(page(TEXT, script)), HINTS), Article | NotArticle)
