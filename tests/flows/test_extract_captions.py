"""Captions and credits, in every way the real sites print them."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from flows.steps.captions import Pictures, credit_of, take_pictures
from flows.steps.tree import inner, squeeze

BASE = "https://news.example/2022/06/02/a/"


def take(html: str) -> tuple[Pictures, str]:
    scope = fromstring(f"<div>{html}</div>")
    pictures = take_pictures(scope, BASE)
    return pictures, squeeze(inner(scope))


@pytest.mark.parametrize(
    "credit",
    [
        "Photo/ Zou Le",
        "Photo/Xinhua",
        "Photo/Zhang Jinhui, Visual Chongqing",
        "Photo by Li Wenke and Shi Tao/Diyiyan TV-CQNEWS",
        "photo/ the organizer",
        "iChongqing file photo",
        "File photo",
        "Photo provided to iChongqing",
        "iChongqing/Gaowei Zhang",
        "Photograph taken by James Alexander",
        "Photograph provided by cqnews.net",
        "Video credits: Visual Chongqing",
    ],
)
def test_a_credit_in_brackets_makes_a_paragraph_a_caption(credit: str) -> None:
    caption = f"The ferry leaves the quay. ({credit})"
    assert credit_of(caption) == credit
    pictures, rest = take(f"<p>Before.</p><p>{caption}</p><p>After.</p>")
    assert pictures.captions == (caption,)
    assert rest == "Before.After."


def test_brackets_in_running_text_are_no_credit() -> None:
    for text in (
        "The congress elected delegates (see the list).",
        "He joined the club in 1998 (the photograph of that day hangs in the hall) and left in 2004.",
        "(We will) put people first.",
    ):
        assert credit_of(text) == ""


def test_the_paragraph_below_a_picture_is_its_caption_when_it_repeats_the_alt_text() -> None:
    words = "Benches made of old planks wait at the southern quay"
    pictures, rest = take(f'<p><img src="/q.jpg" alt="{words}."></p><p>{words}.</p><p>The story goes on.</p>')
    assert pictures.captions == (f"{words}.",)
    assert pictures.images[0].url == "https://news.example/q.jpg"
    assert rest == "The story goes on."


def test_a_paragraph_below_a_picture_is_text_without_a_sign() -> None:
    pictures, rest = take('<p><img src="/q.jpg"></p><p>The story goes on with this sentence.</p>')
    assert pictures.captions == ()
    assert len(pictures.images) == 1
    assert rest == "The story goes on with this sentence."


def test_a_figure_keeps_caption_and_credit_with_its_image() -> None:
    pictures, rest = take(
        '<figure><img data-src="//cdn.example/a.jpg"><figcaption>Dawn. (Photo/ Zou Le)</figcaption></figure>'
    )
    image = pictures.images[0]
    assert (image.url, image.caption, image.credit) == (
        "https://cdn.example/a.jpg",
        "Dawn. (Photo/ Zou Le)",
        "Photo/ Zou Le",
    )
    assert rest == ""


def test_a_caption_printed_twice_is_told_once() -> None:
    caption = "Dawn at the quay. (Photo/ Zou Le)"
    pictures, _ = take(f'<figure><img src="/a.jpg"><figcaption>{caption}</figcaption></figure><p>{caption}</p>')
    assert pictures.captions == (caption,)


def test_icons_and_trackers_are_no_pictures() -> None:
    pictures, _ = take(
        '<img src="/logo.png"><img src="data:image/gif;base64,R0"><img src="/p.gif" width="1" height="1">'
    )
    assert pictures.images == ()


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("渡轮驶离码头。新华社记者 刘潺 摄", "新华社记者 刘潺 摄"),
        ("渡轮驶离码头。（资料图）", "资料图"),
        ("码头夜景（图片由市交通局提供）", "图片由市交通局提供"),
        ("渡轮驶离码头。重庆日报首席记者 张三 摄/视觉重庆", "重庆日报首席记者 张三 摄/视觉重庆"),
        ("The ferry leaves the quay. (Xinhua/Tang Yi)", "Xinhua/Tang Yi"),
        ("退休以后，他和老伴一样喜欢摄影。", ""),
    ],
)
def test_a_credit_names_the_photographer_and_a_sentence_does_not(caption: str, credit: str) -> None:
    assert credit_of(caption) == credit


@pytest.mark.parametrize("small", ["<p><small>{}</small></p>", '<p style="font-size: 12px">{}</p>'])
def test_a_paragraph_set_smaller_than_the_next_is_the_pictures(small: str) -> None:
    words = "Benches wait at the southern quay."
    pictures, rest = take(f'<p><img src="/q.jpg"></p>{small.format(words)}<p>The story goes on.</p>')
    assert (pictures.captions, rest) == ((words,), "The story goes on.")
    # where everything is set so, it says nothing
    both = small.format(words) + small.format("The story goes on.")
    assert take(f'<p><img src="/q.jpg"></p>{both}')[0].captions == ()


def test_a_picture_that_leads_to_another_article_is_not_this_ones() -> None:
    pictures, _ = take(
        '<p>Text.</p><a href="/b/"><img src="/b.jpg"><span>Night Market Opens Again</span></a>'
        '<div class="related"><a href="/c/"><img src="/c.jpg"></a></div>'
        '<a href="/large.jpg"><img src="/own.jpg"></a>'
    )
    assert [image.url for image in pictures.images] == ["https://news.example/own.jpg"]


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("A lantern dries in the workshop. ZHOU KAI/FOR CHINA DAILY", "ZHOU KAI/FOR CHINA DAILY"),
        ("A lantern dries in the workshop. Photo by Li Wei/China Daily", "Photo by Li Wei/China Daily"),
        # the words of a sentence
        ("She sold her first photo by the river.", ""),
        ("The signs read BUY ONE/GET ONE at the market", ""),
    ],
)
def test_a_credit_without_brackets_stands_in_capitals_or_behind_its_label(caption: str, credit: str) -> None:
    assert credit_of(caption) == credit


def test_italics_behind_a_break_below_the_picture_are_its_caption() -> None:
    pictures, rest = take('<p><img src="/q.jpg"><br><em>Benches wait at the quay</em></p><p>The story goes on.</p>')
    assert (pictures.captions, rest) == (("Benches wait at the quay",), "The story goes on.")
    # italics among other words are a part of them
    assert take('<p><img src="/q.jpg"><br><em>Benches</em> wait at the quay.</p>')[0].captions == ()


@pytest.mark.parametrize("end", ["Lin Wen", "/ Lin Wen", "Lin Wen/Quay Daily"])
def test_a_photographers_bare_name_ends_the_caption_below_a_picture(end: str) -> None:
    words = f"Benches wait at the southern quay. {end}"
    pictures, rest = take(f'<p><img src="/q.jpg"></p><p>{words}</p><p>The story goes on.</p>')
    assert (pictures.captions, rest) == ((words,), "The story goes on.")
    assert pictures.images[0].credit == end.removeprefix("/ ")
    # away from a picture it is a line like others
    assert take(f"<p>{words}</p>")[0].captions == ()
