"""What repeats across a source's pages is left out, and nothing that a journalist wrote."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.values import Article, RepeatedLine
from flows.step_commands import host_of
from flows.steps.memory import Memory
from flows.steps.repeats import index, learned, without

NOTICE = "iRiver: follow us on all channels"
TERMS = "The views in this article are the writer's own and not those of the house."


def report(number: int, *after: tuple[str, str], before: Sequence[tuple[str, str]] = ()) -> Article:
    """An article of two paragraphs of its own, with blocks (letter, text) before and after them."""
    own = [
        ("p", f"The bridge number {number} opened on Tuesday after years of work."),
        ("p", f"Builder {number} called it a good day, and {number * 7} guests came to see it."),
    ]
    blocks = [*before, *own, *after]
    return Article(
        "", f"Bridge {number} opens", "\n\n".join(t for _, t in blocks), structure="".join(k for k, _ in blocks)
    )


def cleaned(articles: Sequence[Article]) -> list[Article]:
    lines = index(learned(articles))
    return [without(article, lines) for article in articles]


def texts(article: Article) -> list[str]:
    return article.body.split("\n\n")


def test_one_article_teaches_nothing() -> None:
    only = report(1, ("p", NOTICE), ("i", NOTICE))
    assert learned([only]) == ()
    assert without(only, {}) is only


def test_a_notice_below_every_text_goes_and_is_explained() -> None:
    found = cleaned([report(n, ("h", "About us"), ("p", NOTICE)) for n in range(1, 7)])
    for number, article in enumerate(found, 1):
        assert article.body == report(number).body
        assert article.structure == "pp"
        assert [(each.text, each.rule) for each in article.left_out] == [
            ("About us", "repeated on 6 pages"),
            (NOTICE, "repeated on 6 pages"),
        ]


def test_spelling_and_spaces_do_not_hide_a_line() -> None:
    variants = [NOTICE, f"{NOTICE.upper()}…", f"  {NOTICE.replace(' ', '  ')}", NOTICE.replace(":", " -")]
    found = cleaned([report(n, ("p", text)) for n, text in enumerate(variants, 1)])
    assert [article.structure for article in found] == ["pp"] * 4


def test_a_line_that_hides_another_is_no_shelter() -> None:
    """Half of the pages end with one notice more: below it the first one is at the end all the same."""
    articles = [report(n, ("p", NOTICE), *([("p", "Share, print, send")] if n % 2 else [])) for n in range(1, 9)]
    assert {article.structure for article in cleaned(articles)} == {"pp"}


def test_lists_of_other_articles_headlines_go_and_the_own_headline_stays() -> None:
    titles = [("i", f"Bridge {n} opens near the old harbour") for n in range(1, 5)]
    articles = [
        Article("", titles[n - 1][1], report(n, *titles).body, structure=report(n, *titles).structure)
        for n in range(1, 5)
    ]
    for number, article in enumerate(cleaned(articles)):
        assert texts(article)[2:] == [titles[number][1]]


PHRASE = "The congress calls on all to study its report and to carry it out."


@pytest.mark.parametrize("count", [3, 4])
def test_a_set_phrase_in_some_articles_stays(count: int) -> None:
    articles = [report(n, *([("p", PHRASE)] if n <= count else [])) for n in range(1, 11)]
    assert cleaned(articles) == articles
    assert cleaned(articles[:count]) == articles[:count]


def test_a_set_phrase_amid_the_texts_stays_though_all_have_it() -> None:
    articles = [report(n, ("p", PHRASE), ("p", f"In the end {n} people sang.")) for n in range(1, 16)]
    assert cleaned(articles) == articles


def test_daily_bulletins_of_one_form_stay() -> None:
    bulletins = [
        Article(
            "",
            f"Bulletin of day {day}",
            f"On day {day} the city reported {day + 3} cases.\n\nAll patients are treated in hospital.\n\n"
            "Their contacts are under observation.\n\nNew cases by district\n\nResidents can call the hotline.",
            structure="ppphp",
        )
        for day in range(1, 31)
    ]
    assert cleaned(bulletins) == bulletins
    mixed = [*bulletins[:5], *(report(n) for n in range(1, 16))]
    assert cleaned(mixed) == mixed


def test_reprints_and_versions_of_one_article_are_one_sighting() -> None:
    copies = [report(1, ("p", PHRASE), ("i", "Gate of the north")) for _ in range(8)]
    articles = [*copies, report(2), report(3)]
    assert cleaned(articles) == articles


@pytest.mark.parametrize("opening", ["Letters from the river", "Every week our writer looks at the river."])
def test_a_weekly_column_keeps_its_opening(opening: str) -> None:
    articles = [report(n, before=[("p", opening)] if n % 3 == 0 else []) for n in range(1, 31)]
    assert cleaned(articles) == articles


def test_headings_and_labels_amid_the_texts_stay() -> None:
    """Every test of a product has the same parts."""
    parts = [("h", "How we tested it for weeks"), ("p", "Pros:"), ("i", "Cheap")]
    articles = [report(n, *parts, ("p", f"In the end model {n} won by {n} points.")) for n in range(1, 31)]
    assert cleaned(articles) == articles


def test_rows_of_a_table_are_not_taken_lightly() -> None:
    articles = [report(n, ("r", "Team | Won | Lost"), ("r", "North | 3 | 1")) for n in range(1, 9)]
    assert cleaned(articles) == articles


def test_what_is_running_text_at_the_end_takes_more_than_a_label() -> None:
    few = [report(n, *([("p", TERMS)] if n <= 5 else [])) for n in range(1, 11)]
    assert cleaned(few) == few
    all_of_them = [report(n, ("p", TERMS)) for n in range(1, 21)]
    assert {article.structure for article in cleaned(all_of_them)} == {"pp"}


def test_an_article_that_is_nothing_else_stays_whole() -> None:
    lines = index(learned([report(n, ("p", NOTICE)) for n in range(1, 7)]))
    only = Article("", "Follow us", NOTICE, structure="p")
    assert without(only, lines) == only


KEYS = ["a", "b", "c", "d", "e"]
known = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(["top", "tail", "any"])), max_size=8)


@given(st.lists(st.sampled_from([*KEYS, "own"]), min_size=1, max_size=9), known, known)
def test_cleaned_step_by_step_is_cleaned_at_once(
    words: list[str], first: list[tuple[str, str]], later: list[tuple[str, str]]
) -> None:
    """Lines that are learned later make of stored texts what they make of the page itself."""
    article = Article("", "title", "\n\n".join(["the text", *words]), structure="p" * (len(words) + 1))
    early, late = (index(_line(*each) for each in set(lines)) for lines in (first, [*first, *later]))
    assert without(without(article, early), late).body == without(article, late).body


def _line(text: str, place: str) -> RepeatedLine:
    notices = [report(n, ("p", text)) for n in range(1, 7)]
    (key,) = {line.key for line in learned(notices)}
    return RepeatedLine(key, place, text, 2, 2)  # type: ignore[arg-type]


def test_memory_is_of_one_host_and_of_what_came_before() -> None:
    memory = Memory()
    articles = [report(n, ("p", NOTICE)) for n in range(1, 6)]
    found = [memory.cleaned("a.example", article).structure for article in articles]
    assert found == ["ppp", "ppp", "pp", "pp", "pp"]
    assert memory.cleaned("b.example", articles[0]) == articles[0]


@pytest.mark.parametrize(
    ("url", "host"), [("https://www.a.example/x", "a.example"), ("file:///tmp/x", ""), ("", ""), ("http://[x", "")]
)
def test_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host
