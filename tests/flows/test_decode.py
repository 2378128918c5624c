"""Bytes -> text: the words that were written come back, whatever the labels say, or the loss is counted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.decode import UNREADABLE_SHARE, decode
from flows.steps.mojibake import garbled_count, undone

ENGLISH = (
    "The ferry ran again on Tuesday.",
    "“We kept the engine dry,” said the man who steers it.",
    "It’s nine minutes — no more — from quay to quay.",
    "Tickets cost €2 at Café Río; the naïve pay three.",
)
SIMPLIFIED = (
    "渡轮星期二恢复开航，乐队一直演奏到对岸。",
    "九分钟以后，一百四十个孩子在码头上岸。",
    "市民说，大桥关闭以来，他们一直要求开通这条航线。",
    "第二艘船今年秋天从船厂返回，每天可以运送四千名旅客。",
    "（记者　江小渡）ＡＢＣ１２３：“全角字符保持原样”。",
)
TRADITIONAL = (
    "渡輪星期二恢復開航，樂隊一直演奏到對岸。",
    "九分鐘以後，一百四十個孩子在碼頭上岸。",
    "市民說，大橋關閉以來，他們一直要求開通這條航線。",
    "第二艘船今年秋天從船廠返回，每天可以運送四千名旅客。",
)
LABELS = ("", "utf-8", "gbk", "gb2312", "big5", "iso-8859-1", "windows-1252", "utf-16", "no-such-charset")


def page(sentences: list[str], label: str) -> str:
    meta = f'<meta charset="{label}">' if label else ""
    return (
        f"<html><head>{meta}<title>{sentences[0]}</title></head><body><p>{'</p><p>'.join(sentences)}</p></body></html>"
    )


def texts(sentences: tuple[str, ...], least: int = 1) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sentences), min_size=least, max_size=8)


WRITTEN = st.one_of(
    st.tuples(texts(ENGLISH), st.sampled_from(["utf-8", "cp1252", "utf-16"])),
    st.tuples(texts(SIMPLIFIED), st.sampled_from(["utf-8", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])),
    # Traditional characters in GBK read as well in Big5: only their own encodings
    st.tuples(texts(TRADITIONAL), st.sampled_from(["utf-8", "big5", "utf-16"])),
)


@settings(max_examples=300, deadline=None)
@given(WRITTEN, st.sampled_from(LABELS), st.sampled_from(LABELS))
def test_a_text_comes_back_in_any_encoding_under_any_label(
    written: tuple[list[str], str], label: str, header: str
) -> None:
    sentences, encoding = written
    # the label that is right for the bytes is believed; a Chinese label on English bytes is refuted by nothing
    if encoding == "cp1252" and {label, header} & {"gbk", "gb2312", "big5"}:
        return
    text = page(sentences, label)
    found = decode(text.encode(encoding), f"text/html; charset={header}" if header else "text/html")
    assert found.text == text
    assert found.replaced_share == 0.0


@pytest.mark.parametrize("junk", [b"\xff", b"\x80", b"\xfe\xff"])
@pytest.mark.parametrize("label", ["gb2312", ""])
def test_a_bad_byte_in_a_gbk_page_costs_that_character_and_no_other(junk: bytes, label: str) -> None:
    text = page(list(SIMPLIFIED), label)
    body = text.encode("gbk").replace("开航".encode("gbk"), "开航".encode("gbk") + junk)
    found = decode(body, "text/html")
    assert found.text.replace("\ufffd", "") == text
    assert 1 <= found.text.count("\ufffd") <= 4
    assert found.replaced_share < UNREADABLE_SHARE


@pytest.mark.parametrize("label", ["", "utf-8", "gbk", "iso-8859-1"])
def test_broken_bytes_in_utf8_cost_those_characters_and_no_other(label: str) -> None:
    text = page([*ENGLISH, *SIMPLIFIED], label)
    body = text.encode()[:-9] + "岸".encode()[:2]
    found = decode(b"\xe5" + body, "text/html")
    assert found.text.strip("\ufffd") == text[:-9]
    assert found.replaced_share < UNREADABLE_SHARE


def test_a_few_odd_bytes_in_an_english_page_do_not_lose_it() -> None:
    body = page([*ENGLISH] * 20, "utf-8").replace("€", "").replace("é", "").encode("ascii", "ignore")
    found = decode(body.replace(b"Tickets", b"\x81Tickets"), "text/html; charset=utf-8")
    assert found.replaced_share < UNREADABLE_SHARE
    assert "The ferry ran again" in found.text


def test_bytes_that_are_no_text_say_so() -> None:
    assert decode(b"\x81\xff" * 500, "text/html; charset=utf-16").replaced_share > UNREADABLE_SHARE


@given(st.binary(max_size=2_000), st.sampled_from(LABELS))
def test_any_bytes_give_a_text_that_can_be_stored(body: bytes, label: str) -> None:
    found = decode(body, f"text/html; charset={label}")
    assert not any(char in found.text for char in "\x00\x0b\x1b\x7f\ufffe\uffff")
    found.text.encode()
    assert 0.0 <= found.replaced_share <= 1.0


def misread(text: str, as_what: str) -> str:
    """UTF-8 bytes taken for another encoding's; Windows leaves five bytes without a character as they are."""
    if as_what != "cp1252":
        return text.encode().decode(as_what)
    return "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in text.encode())


@pytest.mark.parametrize("as_what", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", [*ENGLISH[1:3], *SIMPLIFIED, *TRADITIONAL, "共产党", "😀 two ferries"])
def test_utf8_encoded_twice_is_read_as_it_was_meant(text: str, as_what: str) -> None:
    assert undone(misread(text, as_what)) == text
    assert undone(f"<p>{misread(text, as_what)}</p> and {text}") == f"<p>{text}</p> and {text}"


@pytest.mark.parametrize("text", SIMPLIFIED)
def test_gbk_taken_for_latin_is_read_as_it_was_meant(text: str) -> None:
    garbled = text.encode("gbk").decode("latin-1")
    assert undone(garbled)[:6] == text[:6]


def test_utf8_taken_for_gbk_is_read_as_it_was_meant_where_nothing_was_lost() -> None:
    text = "中国的孩子们"
    assert undone(text.encode().decode("gb18030")) == text


def test_numbers_of_windows_characters_are_those_characters() -> None:
    assert undone("It&#146;s &#x93;open&#148; &#149; now &#8212;") == "It’s “open” • now &#8212;"


@pytest.mark.parametrize(
    "text",
    [
        *ENGLISH,
        *SIMPLIFIED,
        *TRADITIONAL,
        "«LE CAFÉ» à côté — «É»",
        "NÃO, ÂGE, ÀÁÂÃÄÅ, Ærø, ÄÖÜ",
        "Đặng Thị Ngọc Thịnh",
        'The page shows "Ã¤" and “Ã©” where letters should be',
        "1°–3° à 5 €",
    ],
)
def test_what_is_written_well_stays(text: str) -> None:
    assert undone(text) == text
    assert garbled_count(text) == 0


@given(st.text(max_size=200))
def test_undoing_twice_changes_no_more_and_any_text_gets_an_answer(text: str) -> None:
    once = undone(text)
    assert garbled_count(once) >= 0
    assert text.isascii() is False or "&#" in text or once == text


def test_what_is_lost_is_counted() -> None:
    assert garbled_count("The ferry\ufffds bell") == 1
    assert garbled_count("渡轮锟斤拷恢复\ufffd开航") == 2
    assert garbled_count("The ferryâ€™s bell") == 1
