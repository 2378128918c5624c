"""An article on several pages is read as one, from its first page on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from db.values import Article, Capture, Context, Hints, NotArticle
from flows.steps.extract import extract

AT = datetime(2022, 6, 2, tzinfo=UTC)
HEAD = "Ferry crews vote on the new timetable"
LEAD = "The crews of the seven river ferries voted on Thursday on a timetable that adds a late boat."
TEXTS = [
    "The late boat leaves the northern pier at eleven, after the last train from the airport has come in.",
    "Captain Odile Marn said that she had waited nine years for a vote that was counted in the open.",
    "The harbour office wants to review the late boat in autumn, when the nights on the river turn cold.",
    "Not everyone was pleased: two engineers asked who would pay for the fuel of half empty boats.",
    "The council will hear them on Monday in the old customs house, where the doors are open to all.",
    "Until then the boats keep to the timetable of spring, and the pier stays dark after ten.",
]


def address(number: int) -> str:
    return "https://paper.example/2022/c_123456" + (f"_{number}.html" if number > 1 else ".html")


def page(number: int, texts: Sequence[str], *, links: Sequence[int] = (1, 2, 3), head: str = "") -> Capture:
    """A page of the article: each repeats headline, byline and lead, and has a pager."""
    pager = "".join(f'<a href="{address(link)}">{link}</a> ' for link in links if link != number)
    body = "".join(f"<p>{text}</p>" for text in texts)
    html = (
        f"<html><head><title>{HEAD}</title>{head}</head><body><div class='article'><h1>{HEAD}</h1>"
        f"<p>By Ana Ferro | 2022-06-02 10:00</p>{body}<p>{number} {pager}<a>Next page</a></p></div></body></html>"
    )
    return capture(html, number)


def capture(html: str, number: int) -> Capture:
    return Capture(address(number), address(number), 200, {"content-type": "text/html"}, html.encode(), AT)


def read(first: Capture, *parts: Capture) -> Article:
    found = extract(first, Hints(timezone=""), Context(parts=parts))
    assert isinstance(found, Article)
    return found


def test_each_paragraph_of_each_page_once_and_in_order() -> None:
    pages = [page(number, [LEAD, *TEXTS[2 * number - 2 : 2 * number]]) for number in (1, 2, 3)]
    found = read(*pages)
    assert found.body.split("\n\n") == [LEAD, *TEXTS]
    assert (found.title, found.structure, found.joined) == (HEAD, "p" * 7, (0, 1))
    assert found.canonical_url == address(1)


def test_a_page_that_only_the_one_before_it_names_is_joined_too() -> None:
    parts = [page(2, TEXTS[2:4], links=(1, 3)), page(3, TEXTS[4:], links=(1, 2))]
    assert read(page(1, [LEAD, *TEXTS[:2]], links=(2,)), *parts).body.split("\n\n") == [LEAD, *TEXTS]


def test_a_page_that_names_itself_is_joined_only_where_another_page_names_it() -> None:
    own = f"<link rel='canonical' href='{address(2)}'>"
    second = page(2, TEXTS[2:4], head=own)
    assert read(page(1, [LEAD, *TEXTS[:2]]), second).joined == (0,)
    assert read(page(1, [LEAD, *TEXTS[:2]], links=()), second).joined == ()


def test_a_site_that_ignores_the_number_tells_nothing_twice() -> None:
    texts = [LEAD, *TEXTS[:2]]
    found = read(page(1, texts), page(2, texts))
    assert (found.body.split("\n\n"), found.joined) == (texts, ())


def test_an_error_page_is_no_part() -> None:
    broken = capture(
        "<html><head><title>404 Not Found</title></head><body><h1>404</h1><p>No page.</p></body></html>", 2
    )
    assert read(page(1, [LEAD, *TEXTS[:2]]), broken, page(3, TEXTS[4:])).joined == (1,)


@pytest.mark.parametrize("last", ["The vote was close.", "完。"])
def test_a_last_page_of_a_few_words_is_not_lost(last: str) -> None:
    assert read(page(1, [LEAD, *TEXTS[:2]]), page(2, [last])).body.endswith(f"\n\n{last}")


def test_who_signs_on_the_last_page_has_written_it() -> None:
    first = capture(
        f"<html><body><h1>{HEAD}</h1><p>{LEAD}</p><p>{TEXTS[0]}</p><a href='{address(2)}'>2</a></body></html>", 1
    )
    second = capture(f"<html><body><p>{TEXTS[1]}</p><p>{TEXTS[2]}</p><p>By Ana Ferro</p></body></html>", 2)
    assert read(first, second).authors == extract_authors(second) != ()


def extract_authors(capture: Capture) -> tuple[str, ...]:
    found = extract(capture, Hints(timezone=""))
    assert isinstance(found, Article)
    return found.authors


def test_slides_are_one_photo_story() -> None:
    slides = [slide(number) for number in (1, 2, 3)]
    found = read(*slides)
    assert found.captions == tuple(f"{TEXTS[number]} (Photo by Lin Bo)" for number in (1, 2, 3))
    assert found.body == "\n\n".join(found.captions)
    assert len(found.images) == 3


def slide(number: int) -> Capture:
    more = "".join(f'<a href="{address(other)}">{other}</a>' for other in (1, 2, 3) if other != number)
    html = (
        f"<html><head><title>{HEAD}</title></head><body><h1>{HEAD}</h1><div class='article'><figure>"
        f"<img src='/p{number}.jpg'><figcaption>{TEXTS[number]} (Photo by Lin Bo)</figcaption></figure></div>{more}"
        "</body></html>"
    )
    return capture(html, number)


def test_no_part_makes_an_article_of_what_is_none() -> None:
    gone = capture("<html><head><title>404 Not Found</title></head><body><h1>404</h1></body></html>", 1)
    assert isinstance(extract(gone, Hints(), Context(parts=(gone,))), NotArticle)


def test_an_article_of_its_own_whose_address_ends_like_a_part_s_is_none() -> None:
    related = f"<aside><a href='{address(2)}'>Farmers welcome early rain</a></aside>"
    first = capture(f"<html><body><h1>{HEAD}</h1><p>{LEAD}</p><p>{TEXTS[0]}</p>{related}</body></html>", 1)
    found = read(first, page(2, TEXTS[2:4]))
    assert found.body.split("\n\n") == [LEAD, TEXTS[0]]


def test_a_page_that_was_added_later_is_no_part_of_the_article_as_it_was() -> None:
    before = capture(f"<html><body><h1>{HEAD}</h1><p>{LEAD}</p><p>{TEXTS[0]}</p></body></html>", 1)
    own = f"<link rel='canonical' href='{address(1)}'>"
    assert read(before, page(2, TEXTS[2:4], head=own)).body.split("\n\n") == [LEAD, TEXTS[0]]
