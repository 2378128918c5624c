"""Names generated from structure: each is understood as its own meeting, and what a meeting is called is readable."""

from __future__ import annotations

import pytest

from db.values import TagInput
from flows.registry import load_registry
from flows.steps.congress import Congress, congress_table
from flows.steps.names import claims, names_en, names_zh
from flows.steps.numbers import chinese, english_spellings, figure, word
from flows.steps.tag import compile_tagger
from flows.steps.yearly_names import names_of_year, two_sessions

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


YEARLY = [one for one in REGISTRY.congresses if names_of_year(one)]


@pytest.mark.parametrize("congress", YEARLY, ids=lambda one: one.id)
@pytest.mark.parametrize("date", ["year", ""])
def test_a_session_is_understood_by_its_year(congress: Congress, date: str) -> None:
    year = congress.year if date else None
    for name in names_of_year(congress):
        assert _tagged(_sentence(name), year) == [congress.id], name


@pytest.mark.parametrize("congress", YEARLY, ids=lambda one: one.id)
def test_the_two_sessions_of_a_year_are_understood_together(congress: Congress) -> None:
    both = {congress.id.replace("cppcc", "npc"), congress.id.replace("npc", "cppcc")}
    for name in two_sessions(congress):
        assert set(_tagged(_sentence(name), congress.year)) == both, name
        assert set(_tagged(_sentence(name), None)) == both, name


def test_names_with_a_year_are_those_in_use() -> None:
    national, own = REGISTRY.congress("npc-2023"), REGISTRY.congress("chongqing-npc-2024")
    assert national
    assert own
    assert "2023 NPC session" in names_of_year(national)
    assert "2023年全国两会" in two_sessions(national)
    assert {"2024 Chongqing two sessions", "2024年重庆市两会", "重庆2024年两会"} <= {*two_sessions(own)}


def test_of_two_sessions_in_a_year_the_first_is_called_by_it() -> None:
    first, second = REGISTRY.congress("sichuan-npc-2024"), REGISTRY.congress("sichuan-npc-2024-3")
    assert first
    assert second
    assert names_of_year(first)
    assert names_of_year(second) == two_sessions(second) == ()


def test_congresses_and_plenums_are_not_called_by_their_year() -> None:
    assert not any(names_of_year(one) for one in REGISTRY.congresses if one.family in ("party-congress", "plenum"))


def _sentence(name: str) -> str:
    return f"Word came from the {name}, said a visitor." if name.isascii() else f"昨日，{name}传来消息。"


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
