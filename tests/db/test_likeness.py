"""Which texts are one text: other templates, excerpts and edits are; other articles and other parts are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.identity.likeness import alike, alike_any, normalised, shingles

STORY = """The ferry ran again on Tuesday, and the band played until the boat reached the other quay. Nine minutes
later, with the last note still in the air, one hundred and forty children walked ashore. The man who steers the boat
said that the engine had been kept dry all that time. People on the southern quay had asked for the line."""
OTHER = """The second boat returns from the yard in autumn, and planners expect four thousand passengers a day. A
timetable will hang at both quays on Friday, in large letters, said the district's transport office. The ferry ran
again on Tuesday, after a pause of eleven years, and tickets cost two yuan."""
CHINESE = "渡船周二恢复开行，乐队一直演奏到船靠对岸。九分钟后，一百四十名孩子上岸。掌舵的人说，发动机一直保持干燥。"
CHINESE_OTHER = "第二艘船秋天从船厂返回，预计每天运送四千名乘客。时刻表周五张贴在两个码头，票价两元。渡船周二恢复开行。"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (STORY, STORY.upper().replace("\n", "  ")),
        (STORY, f"By Our Reporter\n\n{STORY}\n\nShare this story with your friends"),
        (STORY, STORY[: len(STORY) // 2]),
        (STORY, STORY.replace("Tuesday", "Wednesday").replace("Nine", "Ten")),
        (CHINESE, CHINESE.replace("，", " , ").replace("九", "十")),
        ("Brief.", "brief"),
        ("第６次党代会", "第6次党代会"),
    ],
)
def test_one_text_in_two_places_is_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (STORY, OTHER),
        (CHINESE, CHINESE_OTHER),
        # the two parts of one article
        (STORY[: len(STORY) // 2], STORY[len(STORY) // 2 :]),
        (STORY, ""),
        ("", ""),
        ("?!", "…"),
        ("The mayor spoke.", "The mayor sang."),
    ],
)
def test_two_texts_are_not_alike(one: str, other: str) -> None:
    assert not alike(one, other)


def test_one_of_several_is_enough() -> None:
    assert alike_any(STORY, ["", OTHER, STORY])
    assert not alike_any(STORY, [])


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_mutual_and_every_text_with_words_is_like_itself(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert alike(one, one) == bool(shingles(one))
    assert normalised(normalised(one)) == normalised(one)
