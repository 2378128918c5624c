"""What kind of change an edit is: told by invented pairs in English and Chinese, and by what holds of any pair."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.edits import surnames
from db.edits.kinds import NAMES, Kind, Text, kinds, names
from db.edits.runs import STEPS, Budget
from flows.steps import pinyin

FERRY = "The ferry ran again on Tuesday with {} children on board. The band played until the boat reached the quay."
COUNCIL = "The council met in the new hall. Members spoke about water and roads. The public could listen for an hour."
THREE = (
    "The ferry ran again in spring after eleven quiet years.",
    "Planners expect that most commuters will leave their cars at home.",
    "The second boat is still in the yard and will be painted green.",
)
PRESENT = "Present were Chen Weiguo, Li Anming, Wang Hongtao and Zhao Lingmei of the standing committee."
HAN_PRESENT = "市领导陈卫国、李安明、王洪涛、赵凌梅出席会议。"
HAN_FERRY = "渡船昨日恢复开行，共有{}名学生上船。乐队一直演奏到船靠对岸。"
HAN_THREE = ("渡船停航多年后恢复开行。", "不少居民打算把汽车留在家里。", "新船还在船厂里，要漆成绿色。")

BODIES = {
    # figures
    "a figure": (FERRY.format(140), FERRY.format(160), "numbers"),
    "a figure in words": (FERRY.format("eleven"), FERRY.format("twelve"), "numbers"),
    "a figure now in digits": (FERRY.format("one hundred and forty"), FERRY.format("140"), ""),
    "thousands with and without comma": (FERRY.format("1,400"), FERRY.format("1400"), ""),
    "full-width digits": (FERRY.format("１４０"), FERRY.format("140"), ""),
    "a unit": ("The new line is 12 km long, they said.", "The new line is 12 miles long, they said.", "numbers"),
    "a unit spelled out": ("The new line is 12 km long.", "The new line is 12 kilometres long.", ""),
    "percent spelled out": ("Traffic rose by 12 percent in a year.", "Traffic rose by 12% in a year.", ""),
    "a share": (
        "Traffic rose by 12 percent this spring.",
        "Traffic fell by 14 percent this spring.",
        "correction numbers",
    ),
    "a sum": ("It cost 3.2 million yuan in all, she said.", "It cost 3.4 million yuan in all, she said.", "numbers"),
    "a sum in full": ("It cost $3.2 million in all, she said.", "It cost 3,200,000 dollars in all, she said.", ""),
    "a sum as headlines have it": ("The bridge cost $5m in all.", "The bridge cost 5 million dollars in all.", ""),
    "two thousand three hundred": ("They sold two thousand three hundred tickets.", "They sold 2,300 tickets.", ""),
    "a hundred": ("They sold about a hundred tickets.", "They sold about 100 tickets.", ""),
    "two and three are not five": (
        "It stops at piers two and three today.",
        "It stops at piers five today.",
        "correction numbers",
    ),
    "frost": ("It was -5 degrees on the quay at noon.", "It was 5 degrees on the quay at noon.", "numbers"),
    "a figure in a corrected sentence": (
        "The engine was dried and tested by 12 men for a week.",
        "The engine was dried and painted by 14 men for a week.",
        "correction numbers",
    ),
    "a figure gone with its sentence": (f"{COUNCIL} Some 300 people came.", COUNCIL, "cut"),
    "Chinese figure": (HAN_FERRY.format("一百二十"), HAN_FERRY.format("一百四十"), "numbers"),
    "Chinese figure in digits": (HAN_FERRY.format("一百二十"), HAN_FERRY.format("120"), ""),
    "Chinese single figure": (HAN_FERRY.format("三"), HAN_FERRY.format("五"), "numbers"),
    "Chinese share in digits": ("客流同比增长百分之十二，创下新高。", "客流同比增长12%，创下新高。", ""),
    "Chinese share": ("客流同比增长百分之十二，创下新高。", "客流同比增长百分之二十，创下新高。", "numbers"),
    "Chinese ten thousands": ("全年运送旅客3.5万人次。", "全年运送旅客35000人次。", ""),
    "Chinese hundred millions": ("项目总投资12亿元。", "项目总投资12万元。", "numbers"),
    "Chinese kilograms": ("船上装着5千克大米和蔬菜。", "船上装着5公斤大米和蔬菜。", ""),
    "Chinese full-width": ("全长１２．５公里，设站９座。", "全长12.5公里，设站9座。", ""),
    "Chinese year beside a count": ("到了2022，300人报名参加。", "到了2022，500人报名参加。", "numbers"),
    "Chinese congress": ("学习贯彻党的十九大精神座谈会召开。", "学习贯彻党的二十大精神座谈会召开。", "numbers"),
    # days
    "a day": ("The meeting of 9 May was put off again.", "The meeting of 12 May was put off again.", "date"),
    "a day written otherwise": ("It opened on May 9, 2022 at last.", "It opened on 9 May 2022 at last.", ""),
    "a day in capitals": ("IT OPENED ON 9 MAY AT LAST", "It opened on 9 May at last", ""),
    "a weekday": (FERRY.format(140), FERRY.format(140).replace("Tuesday", "Wednesday"), "date"),
    "a year": ("Work on the quay began in 2019.", "Work on the quay began in 2020.", "date"),
    "an hour": (
        "The first boat leaves at 9:30 a.m. on weekdays.",
        "The first boat leaves at 8:30 a.m. on weekdays.",
        "date",
    ),
    "an hour's dots": (
        "The first boat leaves at 9:30 a.m. on weekdays.",
        "The first boat leaves at 9:30 am on weekdays.",
        "",
    ),
    "a length of time": ("The work took ten years in all.", "The work took nine years in all.", "numbers"),
    "a day and a figure": ("On 9 May some 140 came ashore.", "On 12 May some 160 came ashore.", "numbers date"),
    "Chinese day": ("会议将于5月9日召开，市民可旁听。", "会议将于5月12日召开，市民可旁听。", "date"),
    "Chinese day in characters": ("会议将于五月九日召开，市民可旁听。", "会议将于5月9日召开，市民可旁听。", ""),
    "Chinese yesterday": ("渡船昨日恢复开行，乐队奏乐。", "渡船今日恢复开行，乐队奏乐。", "date"),
    # persons
    "a name's spelling": (
        "Mayor Chen Minger opened the quay.",
        "Mayor Chen Min'er opened the quay.",
        "people",
    ),
    "a name's apostrophe": ("Mayor Chen Min'er opened the quay.", "Mayor Chen Min’er opened the quay.", ""),
    "a name's capitals": ("Mayor CHEN Min'er opened the quay.", "Mayor Chen Min'er opened the quay.", ""),
    "an office": (
        "Chen Weiguo said that the quay would be widened.",
        "Chen Weiguo, deputy mayor of the city, said that the quay would be widened.",
        "correction",
    ),
    "order of a list": (PRESENT, PRESENT.replace("Chen Weiguo, Li Anming", "Li Anming, Chen Weiguo"), "people"),
    "out of a list": (PRESENT, PRESENT.replace("Li Anming, ", ""), "people"),
    "into a list": (PRESENT, PRESENT.replace("Li Anming, ", "Li Anming, Zhou Keqiang, "), "people"),
    "another speaker": (
        "The boat is dry, said the engineer John Carter at noon.",
        "The boat is dry, said the engineer Mary Walsh at noon.",
        "people",
    ),
    "gone with the sentence": (f"{COUNCIL} Mayor Chen Weiguo said nothing.", COUNCIL, "cut people"),
    "one of several mentions": (
        f"Mayor Chen Weiguo came late. {COUNCIL} Chen Weiguo left early.",
        f"Mayor Chen Weiguo came late. {COUNCIL}",
        "cut",
    ),
    "no name": ("He saw the Great Eastern Bridge in fog.", "He saw the Old Eastern Bridge in fog.", "correction"),
    "Chinese order of a list": (HAN_PRESENT, HAN_PRESENT.replace("陈卫国、李安明", "李安明、陈卫国"), "people"),
    "Chinese out of a list": (HAN_PRESENT, HAN_PRESENT.replace("李安明、", ""), "people"),
    "Chinese name": ("市委书记陈卫国强调，要把码头修好。", "市委书记陈伟国强调，要把码头修好。", "people"),
    "Chinese office": ("市委书记陈卫国强调，要把码头修好。", "市委副书记陈卫国强调，要把码头修好。", "correction"),
    "Chinese foreign name": ("总统约翰·卡特表示，愿意再来。", "总统约翰·卡达表示，愿意再来。", "people"),
    "Chinese lines of those present": ("出席：\n陈卫国\n李安明", "出席：\n李安明\n陈卫国", "people"),
    # words
    "a word": (
        "The council met in the new hall by the river.",
        "The council met in the old hall by the river.",
        "correction",
    ),
    "a spelling": ("The counsil met in the new hall today.", "The council met in the new hall today.", "correction"),
    "a spelling in another form": (
        "The wharf has been organised well.",
        "The wharf has been organized well.",
        "correction",
    ),
    "a negation": ("The plan was approved by the council.", "The plan was not approved by the council.", "correction"),
    "Chinese word": ("会议在新会堂举行，市民可旁听。", "会议在旧会堂举行，市民可旁听。", "correction"),
    "traditional characters": ("会议在新会堂举行。", "會議在新會堂舉行。", "correction"),
    # sentences
    "a sentence more": (COUNCIL, f"{COUNCIL} Tickets are free.", "addition"),
    "a sentence less": (COUNCIL, COUNCIL.replace("Members spoke about water and roads. ", ""), "cut"),
    "a clause more": (
        "The council met in the new hall.",
        "The council met in the new hall, although the roof above it had not been finished yet.",
        "addition",
    ),
    "a clause less": (
        "The plan, which nobody in the villages had been asked about, was approved.",
        "The plan was approved.",
        "cut",
    ),
    "a sentence for another": (
        COUNCIL,
        COUNCIL.replace("Members spoke about water and roads.", "A dog slept under a bench."),
        "addition cut",
    ),
    "a correction note": (
        FERRY.format(140),
        f"{FERRY.format(160)}\n\nCorrection: an earlier version of this story gave a wrong number of children.",
        "addition numbers",
    ),
    "paragraphs swapped": ("\n\n".join(THREE), "\n\n".join((THREE[1], THREE[0], THREE[2])), "correction"),
    "a paragraph split": (" ".join(THREE), f"{THREE[0]}\n\n{THREE[1]} {THREE[2]}", ""),
    "a sentence split": (
        "The second boat is still in the yard, and the captain waits.",
        "The second boat is still in the yard. And the captain waits.",
        "",
    ),
    "all replaced": (COUNCIL, "\n".join(THREE), "addition cut"),
    "all gone": (COUNCIL, "", "cut"),
    "Chinese sentence more": ("".join(HAN_THREE[:2]), "".join(HAN_THREE), "addition"),
    "Chinese sentence less": ("".join(HAN_THREE), "".join(HAN_THREE[1:]), "cut"),
    "Chinese paragraphs swapped": ("\n".join(HAN_THREE), "\n".join((HAN_THREE[2], *HAN_THREE[:2])), "correction"),
    "Chinese paragraph split": ("".join(HAN_THREE), "\n\n".join(HAN_THREE), ""),
    "Chinese all replaced": (HAN_THREE[0], "教育部门公布了秋季开学时间。", "addition cut"),
    # typography
    "quotes": ('He said: "The boat\'s dry."', "He said: “The boat’s dry.”", ""),
    "dashes and dots": ("The boat - an old one - left...", "The boat – an old one – left…", ""),
    "spaces": ("The boat  left.\nIt was dry.", "The boat left.\n\nIt was\u00a0dry.", ""),
    "case": ("FERRY RUNS AGAIN TODAY", "Ferry runs again today", ""),
    "Chinese marks": ("他说:“船还是干的”,大家笑了.", "他说：「船还是干的」，大家笑了。", ""),
    "Chinese spaces": ("乘坐 BRT 到 码头", "乘坐BRT到码头", ""),
    "full-width letters": ("乘坐ＢＲＴ到码头", "乘坐BRT到码头", ""),
    "invisible marks": ("The fer\u00adry left\u200b on time.", "The ferry left on time.", ""),
}

TITLED = Text(
    "The ferry runs again", FERRY.format(140), ("Ann Lee",), ("Bo Xu",), date(2022, 6, 2), ("The quay", "The boat")
)
FIELDS = {
    "another headline": ({"title": "The ferry rests again"}, "title"),
    "a headline with other quotes": ({"title": "The “ferry” runs – again"}, ""),
    "a headline's figure": ({"title": "The ferry runs again with 140"}, "title numbers"),
    "a headline's person": ({"title": "Mayor Chen Weiguo: the ferry runs again"}, "title people"),
    "a wholly other headline": ({"title": "Eleven years of silence end"}, "title numbers"),
    "an author more": ({"authors": ("Ann Lee", "Cy Moor")}, "byline"),
    "an author's capitals": ({"authors": ("ANN LEE",)}, ""),
    "another editor": ({"editors": ("Di Tan",)}, "byline"),
    "another day": ({"published_on": date(2022, 6, 3)}, "date"),
    "no day": ({"published_on": None}, "date"),
    "a caption's word": ({"captions": ("The old quay", "The boat")}, "captions"),
    "a caption less": ({"captions": ("The quay",)}, "captions"),
    "a caption's quotes": ({"captions": ("The quay", "‘The boat’")}, ""),
    "a caption's figure": ({"captions": ("The quay", "The boat with 140 children")}, "numbers captions"),
    "headline and text": ({"title": "The ferry rests", "body": FERRY.format(160)}, "title numbers"),
}  # fmt: skip


def told(old: Text, new: Text) -> list[str]:
    return list(names(kinds(old, new)))


def said(body: str) -> Text:
    return Text("The quay", body)


@pytest.mark.parametrize(("old", "new", "expected"), BODIES.values(), ids=BODIES.keys())
def test_an_edit_of_a_text_is_of_these_kinds(old: str, new: str, expected: str) -> None:
    assert told(said(old), said(new)) == expected.split()


@pytest.mark.parametrize(("changed", "expected"), FIELDS.values(), ids=FIELDS.keys())
def test_an_edit_beside_the_text_is_of_these_kinds(changed: dict[str, object], expected: str) -> None:
    assert told(TITLED, replace(TITLED, **changed)) == expected.split()  # type: ignore[arg-type]


def test_the_words_that_decided_are_told() -> None:
    old, new = said(FERRY.format(140)), said(FERRY.format(160).replace("Tuesday", "Friday"))
    assert kinds(old, new) == (Kind("numbers", "140", "160"), Kind("date", "Tuesday", "Friday"))
    assert kinds(said(HAN_PRESENT), said(HAN_PRESENT.replace("李安明、", ""))) == (Kind("people", "李安明", ""),)


def test_the_evidence_of_a_reordered_list_is_the_list_in_both_orders() -> None:
    (found,) = kinds(said(HAN_PRESENT), said(HAN_PRESENT.replace("陈卫国、李安明", "李安明、陈卫国")))
    assert found == Kind("people", "陈卫国, 李安明, 王洪涛, 赵凌梅", "李安明, 陈卫国, 王洪涛, 赵凌梅")


@pytest.mark.parametrize("between", ["、", "、 ", " ", "　", "\n"])
def test_a_list_of_names_is_one_however_it_is_set(between: str) -> None:
    listed = "出席：" + between.join(("陈卫国（女）", "王　五", "李安明", "赵凌梅"))
    assert told(said(listed), said(listed.replace("李安明", "周远航"))) == ["people"]
    assert told(said(listed), said(listed.replace("王　五", "王五"))) == []


def test_a_name_without_its_given_name_is_the_one_person_who_has_it() -> None:
    old = "Mayor Chen Weiguo opened the quay. Chen Weiguo left at noon."
    assert told(said(old), said(old.replace(" Chen Weiguo left", " Chen left"))) == []


def test_what_is_kept_as_evidence_is_short() -> None:
    old = "\n".join(f"Ship {number} lay at the northern quay for a week." for number in range(100))
    new = old.replace("northern", "southern")
    found = kinds(said(old), said(new))
    assert {kind.name for kind in found} == {"correction"}
    assert len(found) <= 20
    assert all(len(kind.old) <= 300 and len(kind.new) <= 300 for kind in kinds(said("word " * 900), said("")))


def test_the_tables_of_names_keep_step_with_those_of_the_bylines() -> None:
    assert frozenset(pinyin.HAN_SURNAMES) == surnames.HAN_SURNAMES
    assert pinyin._GIVEN.pattern == surnames.PINYIN_GIVEN.pattern
    # here a syllable that is as often part of a given name does no harm: two words must be a name together
    assert pinyin._SURNAMES | {"xi"} == surnames.PINYIN_SURNAMES


phrases = st.sampled_from(
    [
        "the ferry ran again",
        "Mayor Chen Weiguo said",
        "Li Anming",
        "on 9 May",
        "in 2019",
        "12 percent",
        "one hundred",
        "渡船恢复开行",
        "市委书记陈卫国强调",
        "五月九日",
        "一百二十名",
        "、",
        "，",
        "。",
        ". ",
        "\n",
        " ",
        "“",
        "a.m.",
        "$5m",
    ]
)
prose = st.lists(phrases, max_size=14).map("".join)
bodies = prose | st.text(max_size=30)
lists = st.lists(st.sampled_from(["Ann Lee", "ann lee", "陈卫国", "The quay"]), max_size=3).map(tuple)
revisions = st.builds(Text, bodies, bodies, lists, lists, st.none() | st.just(date(2022, 6, 2)), lists)
MIRRORED = {"addition": "cut", "cut": "addition"}


@given(revisions)
def test_a_text_is_no_edit_of_itself(text: Text) -> None:
    assert kinds(text, text) == ()


@given(revisions, revisions)
def test_an_edit_undone_is_the_edit_mirrored(old: Text, new: Text) -> None:
    there = {(kind.name, kind.old, kind.new) for kind in kinds(old, new)}
    back = {(MIRRORED.get(kind.name, kind.name), kind.new, kind.old) for kind in kinds(new, old)}
    assert back == there


@given(revisions, revisions)
def test_kinds_stand_in_their_order_and_say_what_they_are_of(old: Text, new: Text) -> None:
    found = kinds(old, new)
    assert [kind.name for kind in found] == sorted((kind.name for kind in found), key=NAMES.index)
    assert all(kind.old or kind.new for kind in found)
    assert all(not kind.new for kind in found if kind.name == "cut")
    assert all(not kind.old for kind in found if kind.name == "addition")


@given(prose)
def test_typography_is_no_kind(body: str) -> None:
    other = body.replace("“", '"').replace("。", "。\n\n").replace(" ", "  ").replace("\n", "\n\n")
    assert kinds(said(body), said(other)) == ()
    assert kinds(said(body), said(unicodedata.normalize("NFKC", body))) == ()


@given(revisions, revisions, st.integers(0, 80))
def test_little_work_allowed_still_gives_kinds(old: Text, new: Text, steps: int) -> None:
    budget = Budget(steps)
    assert set(names(kinds(old, new, budget))) <= set(NAMES)
    assert budget.spent <= steps


NAMES_OF_MANY = "、".join(f"陈{chr(0x4E00 + at)}{chr(0x5E00 + at)}" for at in range(5000))
LARGE = {
    "all of it in other words": ("The boat left the quay. " * 6_000, "A dog sleeps under benches. " * 6_000),
    "a figure in every line": (
        "".join(f"Ship {at} carried {at + 7} boxes of tea to the quay.\n" for at in range(3_000)),
        "".join(f"Ship {at} carried {at + 9} boxes of tea to the quay.\n" for at in range(3_000)),
    ),
    "one sentence became thousands": (
        " ".join(f"word{at}" for at in range(20_000)),
        " ".join(f"word{at}" + "." * (at % 7 == 0) for at in range(20_000)),
    ),
    "a list of thousands": (f"出席会议的有：{NAMES_OF_MANY}。", f"出席会议的有：{NAMES_OF_MANY[::-1]}。"),
    "dotted lines": ("." * 400_000 + "x", "!…" * 200_000 + "y"),
    "a name of a thousand parts": ("中·" * 100_000, "人·" * 100_000),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), LARGE.values(), ids=LARGE.keys())
def test_large_texts_are_judged_in_bounded_work(old: str, new: str) -> None:
    budget = Budget()
    assert kinds(said(old), said(new), budget) or "word" in old
    assert budget.spent <= STEPS
