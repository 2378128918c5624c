"""Folding: spellings that readers take as one become one, and every span leads back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.steps.fold import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Chen Min’er", "chen min'er"),
        ("“two” – sessions", '"two" - sessions'),
        ("ＣＰＣ\u00a0２０th", "cpc 20th"),
        ("中國共產黨重慶市第六次代表大會", "中国共产党重庆市第六次代表大会"),
        ("Con\u00adgress\u200b", "congress"),
        ("İ", "i"),
    ],
)
def test_one_spelling(written: str, folded: str) -> None:
    assert fold(written).text == folded


@given(
    st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("’“\u200b\u00ad國İ "), max_size=60), st.data()
)
def test_a_span_leads_back_to_what_was_folded(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, last = folded.span(start, end)
    assert fold(text[first:last]).text == folded.text[start:end]
