"""Names generated from structure: each is understood as its own meeting, and what a meeting is called is readable."""

from __future__ import annotations

import pytest

from db.values import TagInput
from flows.registry import load_registry
from flows.steps.congress import Congress, congress_table
from flows.steps.names import claims, names_en, names_zh
from flows.steps.numbers import chinese, english_spellings, figure, word
from flows.steps.tag import compile_tagger

REGISTRY = load_registry()
TAGGER = compile_tagger(REGISTRY)


def _tagged(text: str, year: int | None) -> list[str]:
    return [tag.congress_id for tag in TAGGER.tag(TagInput("", text, str(year or ""))).coverage]


@pytest.mark.parametrize("congress", REGISTRY.congresses, ids=lambda one: one.id)
def test_every_generated_name_means_its_meeting(congress: Congress) -> None:
    for name in names_en(congress):
        assert _tagged(f"Word came from the {name}, said a visitor.", congress.year) == [congress.id], name
    for name in names_zh(congress):
        assert _tagged(f"昨日，{name}传来消息。", congress.year) == [congress.id], name


@pytest.mark.parametrize(
    ("congress_id", "name"),
    [
        ("cpc-chongqing-6", "The Sixth Chongqing Municipal Congress of the CPC"),
        ("cpc-chongqing-6", "6th CPC Chongqing Municipal Congress"),
        ("cpc-chongqing-4", "4th Congress of the CPC Chongqing Municipal Committee"),
        ("cpc-chongqing-4", "中共重庆市第四次代表大会"),
        ("cpc-national-20", "20th Congress of the Chinese Communist Party"),
        ("cpc-central-20-plenum-3", "二十届三中全会"),
        ("chongqing-npc-2023", "重庆市第六届人民代表大会第一次会议"),
        ("cppcc-2023", "全国政协十四届一次会议"),
    ],
)
def test_names_seen_in_the_press_are_generated(congress_id: str, name: str) -> None:
    congress = REGISTRY.congress(congress_id)
    assert congress is not None
    assert name.removeprefix("The ").lower() in claims(congress)


def test_labels_and_dates_read_well() -> None:
    table = {row[0]: row[1:] for row in congress_table(REGISTRY)}
    assert table["cpc-chongqing-6"] == (
        "2022-05-27 to 2022-05-31",
        "6th CPC Chongqing Municipal Congress",
        "中国共产党重庆市第六次代表大会",
    )
    assert table["cpc-chongqing-5"][0] == "2017-05-20 (derived) to 2017-05-24"
    assert table["cpc-chongqing-7"][0] == "2027 (day unknown)"
    assert table["npc-2023"][1] == "1st Session of the 14th National People's Congress"
    assert table["chongqing-cppcc-2024"][1] == "2nd Session of the 6th CPPCC Chongqing Municipal Committee"
    assert table["cpc-chongqing-6-plenum-3"][1] == "3rd Plenary Session of the 6th CPC Chongqing Municipal Committee"


def test_numbers() -> None:
    assert [figure(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd",
    ]  # fmt: skip
    assert [word(number) for number in (1, 9, 12, 20, 21, 40)] == [
        "first", "ninth", "twelfth", "twentieth", "twenty-first", "fortieth",
    ]  # fmt: skip
    assert [chinese(number) for number in (1, 10, 11, 20, 21, 30)] == ["一", "十", "十一", "二十", "二十一", "三十"]
    assert english_spellings(21) == ("21st", "twenty-first", "twenty first")
