"""The Chinese words that meetings' names are built from, each with what it means; the rest is in `lexicon`."""

from __future__ import annotations

from flows.steps.tokens import COMMITTEE, CONGRESS, CPPCC, NATIONAL, PARTY, PEOPLE, PLENARY, SESSION, TWO, WEAK, Token

CHINESE: dict[str, tuple[Token, ...]] = {
    **dict.fromkeys(("中国共产党", "中共", "党的", "我们党"), (PARTY,)),
    "中共中央": (PARTY, Token("E")),
    "党中央": (PARTY, Token("E")),
    "中央委员会": (Token("E"),),
    "委员会": (COMMITTEE,),
    "全国委员会": (NATIONAL, COMMITTEE),
    "全国": (NATIONAL,),
    "代表大会": (CONGRESS,),
    "全国代表大会": (NATIONAL, CONGRESS),
    "党代会": (WEAK, CONGRESS),
    "人民代表大会": (PEOPLE,),
    "人大": (PEOPLE,),
    "人代会": (PEOPLE, SESSION),
    "人大会议": (PEOPLE, SESSION),
    "政协会议": (CPPCC, SESSION),
    "人民代表大会会议": (PEOPLE, SESSION),
    "全国人大": (NATIONAL, PEOPLE),
    "全国人代会": (NATIONAL, PEOPLE, SESSION),
    "全国人大会议": (NATIONAL, PEOPLE, SESSION),
    "全国人民代表大会会议": (NATIONAL, PEOPLE, SESSION),
    "全国政协会议": (NATIONAL, CPPCC, SESSION),
    "全国政协": (NATIONAL, CPPCC),
    "政协": (CPPCC,),
    "人民政协": (CPPCC,),
    "中国人民政治协商会议": (CPPCC,),
    "两会": (TWO,),
    "全会": (PLENARY,),
    "全体会议": (PLENARY,),
    "开幕": (Token("V"),),
    "闭幕": (Token("V"),),
    "隆重开幕": (Token("V"),),
    "胜利闭幕": (Token("V"),),
}
