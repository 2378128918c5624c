"""Traps: addresses that are made for ever are told from articles, by every form that the outlets use."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.traps import trap_reason

TODAY = date(2026, 11, 22)
SITE = "https://www.example.cn"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/news/news/news/a.html", "trap: repeated path"),
        ("/a/b/a/b/a/b/story/", "trap: repeated path"),
        ("/en/../en/x/x/x", "trap: repeated path"),
        ("/1/1/1/1/x.html", "trap: repeated path"),
        ("/" + "/".join("abcdefghijklm") + "/", "trap: deep path"),
        ("/calendar/2027/05/", "trap: day out of range"),
        ("/2027/02/01/story/", "trap: day out of range"),
        ("/events/2150/01/02/", "trap: day out of range"),
        ("/1949/10/01/", "trap: day out of range"),
        ("/calendar?day=2027-03-01", "trap: day out of range"),
        ("/list?" + "&".join(f"f{number}=1" for number in range(9)), "trap: many parameters"),
        ("/story/?sid=9f8e7d6c5b4a39281706", "trap: session id (sid)"),
        ("/story/?id=7&PHPSESSID=1q2w3e4r5t6y7u8i9o0p", "trap: session id (phpsessid)"),
        ("/story/;jsessionid=0A1B2C3D4E5F", "trap: session id (jsessionid)"),
        ("/(S(lit3py55t21z5v55vlm25s55))/story.aspx", "trap: session id (in the path)"),
    ],
)
def test_a_trap_is_named(path: str, reason: str) -> None:
    assert trap_reason(SITE + path, TODAY) == reason


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/news/news/a.html",
        "/2011/11/11/story/",
        "/11/11/11/story/",
        "/a/b/a/b/story/",
        "/2027/01/20/announced/",
        "/calendar/2026/12/",
        "/10462/10758/10760/10765/2022/6/2/0a1b2c3d.shtml",
        "/history/1949/",
        "/show?sid=14&id=7",
        "/show?session=the-fifth-session-of-the-congress",
        "/?p=150636",
        "/a/b/c/d/e/f/g/h/i/j/k/l/",
        "/news//news/story/",
    ],
)
def test_a_good_address_is_let_through(path: str) -> None:
    assert trap_reason(SITE + path, TODAY) == ""


days = st.dates(date(2000, 1, 1), TODAY)
numbers = st.integers(1, 10**19)
words = st.from_regex(r"[a-z]{1,12}(?:-[a-z0-9]{1,12}){0,8}", fullmatch=True)
hexes = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)

FORMS = (
    "/{day:%Y/%m/%d}/{slug}/",
    "/{day:%Y/%m/%d}/{slug}/amp/",
    "/?p={number}",
    "/mixmedia/a/{day:%Y%m/%d}/WS{hex}.html",
    "/{day:%Y%m%d}/{hex}/c.html",
    "//english/{day:%Y-%m/%d}/c_{number}.htm",
    "/gate/big5/www.xinhuanet.com/english/{day:%Y-%m/%d}/c_{number}.htm",
    "/n3/{day:%Y/%m%d}/c90000-{number}.html",
    "/90785/{number}.html",
    "/{day:%Y%m/%d}/print{number}.html",
    "/a/{day:%Y%m/%d}/WS{hex}.html",
    "/cndy/{day:%Y-%m/%d}/content_{number}.htm",
    "/m/20thcpccongress/{day:%Y-%m/%d}/content_{number}_8.html",
    "/news/{day:%Y-%m-%d}/{slug}/index.html",
    "/news/{hex}/index.html",
    "/content/{number}.shtml",
    "/hd/{day:%Y-%m-%d}/detail-{slug}.shtml",
    "/{day:%Y/%m-%d}/{number}.shtml",
    "/news/metro/{day:%y%m%d}{number}/",
    "/html/{day:%Y-%m/%d}/content_{number}.htm",
    "/1/detail/{number}/web/content_{number}.htm",
    "/cqrb/{day:%Y-%m/%d}/003/content_rb_{number}.htm",
    "/Government/OfficialRelease/{day.year}/{day.month}/{day.day}/{number}.shtml",
    "/10462/10758/10760/10765/{day.year}/{day.month}/{day.day}/{hex}.shtml",
    "/news/topnews/{day:%Y%m/%d}/content_WS{hex}.html",
)


@given(st.sampled_from(FORMS), days, words, numbers, hexes)
def test_no_outlets_own_address_form_is_a_trap(form: str, day: date, slug: str, number: int, code: str) -> None:
    path = form.format(day=day, slug=slug, number=number, hex=code)
    assert trap_reason(SITE + path, TODAY) == ""


@given(st.text(max_size=60), st.text(alphabet="/ab01?=&:[];(", max_size=60))
def test_no_text_is_too_strange(text: str, tail: str) -> None:
    trap_reason(text, TODAY)
    trap_reason(SITE + tail, TODAY)
