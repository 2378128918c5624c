"""Bytes to text: whatever the labels say, the words arrive whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.steps.decode import UNREADABLE_SHARE, decode

CHINESE = "中国共产党重庆市第六次代表大会在重庆开幕，听取和审查市委的报告。"
TRADITIONAL = "中國共產黨重慶市第六次代表大會在重慶開幕，聽取和審查市委的報告。"
LATIN = "The café on the quay — closed since May — opens again."


def labelled(text: str, charset: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body><p>{text}</p></body></html>'


@pytest.mark.parametrize(
    ("text", "written_in", "meta", "header"),
    [
        (CHINESE, "gbk", "gb2312", ""),
        (CHINESE, "gb18030", "gbk", ""),
        (CHINESE, "gbk", "utf-8", ""),
        (CHINESE, "gbk", "", "text/html; charset=gbk"),
        (CHINESE, "gbk", "iso-8859-1", ""),
        (CHINESE, "gbk", "nonsense", "text/html; charset=nonsense"),
        (CHINESE, "gbk", "", ""),
        (CHINESE, "utf-8", "gb2312", "text/html; charset=gbk"),
        (CHINESE, "utf-8-sig", "gbk", ""),
        (CHINESE, "utf-16", "", ""),
        (TRADITIONAL, "big5", "big5", ""),
        (TRADITIONAL, "big5", "", ""),
        (LATIN, "cp1252", "iso-8859-1", ""),
        (LATIN, "cp1252", "", ""),
    ],
)
def test_words_survive_wrong_labels(text: str, written_in: str, meta: str, header: str) -> None:
    decoded = decode(labelled(text, meta).encode(written_in), header)
    assert text in decoded.text
    assert decoded.replaced_share < UNREADABLE_SHARE


def test_one_bad_byte_does_not_turn_the_page_into_mojibake() -> None:
    body = labelled(CHINESE * 20, "gb2312").encode("gbk")
    broken = body.replace("重庆".encode("gbk"), b"\xd6\xff\xc7\xec", 1)
    assert decode(broken).text.count("共产党") == 20


def test_truncated_utf8_loses_only_its_last_character() -> None:
    body = labelled(CHINESE * 20, "utf-8").encode()[:-20]
    decoded = decode(body[: body.rindex("报".encode()) + 2])
    assert decoded.encoding == "utf-8"
    assert decoded.text.count("共产党") == 20


def test_noise_is_known_as_noise() -> None:
    noise = bytes(range(128, 256)) * 40
    assert decode(b"<html>" + noise, "text/html; charset=utf-8").replaced_share > 0.0


@given(st.binary(max_size=2_000), st.sampled_from(["", "text/html; charset=utf-8", "text/html; charset=big5", "a;b"]))
def test_never_raises_and_never_returns_what_a_database_refuses(body: bytes, content_type: str) -> None:
    decoded = decode(body, content_type)
    assert "\x00" not in decoded.text
    assert not any("\ud800" <= char <= "\udfff" for char in decoded.text)
    assert 0.0 <= decoded.replaced_share <= 1.0
