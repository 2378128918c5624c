"""Which Chinese names stand in a text? Told by an office beside them, by what they do, or by a list of them.

Promise: a name is found only where such a word or mark says so; a doubtful one is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from db.edits.surnames import HAN_SURNAMES

_OFFICE = (
    "书记|書記|市长|市長|区长|县长|省长|州长|镇长|部长|局长|厅长|处长|院长|校长|行长|秘书长|委员长|主席|主任|总理|總理|总统|總統|首相|大使|"
    "常委|委员|代表|同志|记者|教授|博士|先生|女士|董事长|总经理|发言人|负责人|检察长|司令员|政委"
)
_DOES = (
    "说|指出|表示|强调|强調|介绍|认为|告诉|要求|讲话|致辞|出席|主持|会见|陪同|率|在|赴|作|宣布|参加|调研|当选|任|为|"
    "等|和|与|、|前往|到|向|对|就|分别"
)
_EDGE = rf"(?=$|[^一-鿿]|{_DOES}|{_OFFICE})"
_SURNAME = f"[{''.join(sorted(HAN_SURNAMES))}]"
_NAME = rf"{_SURNAME}[一-鿿]{{1,2}}?"
_BESIDE = (
    re.compile(rf"(?:{_OFFICE})[:：\s]*(?P<name>{_NAME}){_EDGE}"),
    re.compile(rf"(?:^|(?<=[^一-鿿])|(?<=[和与、]))(?P<name>{_NAME})(?=[\s]*(?:{_OFFICE}))"),
    re.compile(
        rf"(?:^|(?<=[^一-鿿]))(?P<name>{_NAME})(?=说|指出|表示|强调|介绍|认为|告诉|要求|讲话|致辞|出席|主持|会见|宣布|当选)"
    ),
    re.compile(r"(?P<name>[一-鿿]{1,6}(?:·[一-鿿]{1,6}?){1,5})" + _EDGE),
)
_ASIDE = r"(?:[（(][一-鿿，,、]{1,12}[)）])?"
"""'（女，土家族）' and the like behind a name."""
_ONE = rf"{_SURNAME}[一-鿿]{{1,2}}"
_LIST = re.compile(
    rf"(?:{_ONE}{_ASIDE}、\s?)+{_ONE}{_EDGE}|(?:(?<![一-鿿])|(?<=有))(?:{_ONE}{_ASIDE}\s+)+{_ONE}(?![一-鿿])"
)
_LISTED_NAME = re.compile(rf"(?:^|(?<=[、\s])){_ONE}(?=$|[、\s（(])")
_PADDED = re.compile(rf"(?<![一-鿿])({_SURNAME})[^\S\n]+([一-鿿])(?![一-鿿])")
"""'王　五': a name of two characters, printed as wide as the others."""
_LISTED = re.compile(rf"(?:(?:出席|参加|陪同|列席)[^。，、\n]{{0,12}}[:：有是]|领导|[:：]|{_OFFICE})$")
_LISTED_AFTER = re.compile(r"(?:等)?(?:[一-鿿]{0,4}领导|同志|出席|参加|陪同|列席|主持|分别|到会|当选|在主席台)")
_PLACE_END = "区县市镇乡村省州河江山湖路街院会部局委社报网法案化性度率业"
"""What ends the name of a place, an office or a notion; none of them is common at the end of a person's."""
_NO_NAMES_WORDS = (
    "方案 方面 方式 方法 文件 文章 文化 白皮书 高层 高度 高校 高管 高质量 高水平 高效率 高新区 常委 常务 "
    "常规 关于 关键 任何 任务 任命 何时 何人 万人 时间 程序 张口 古人 路人 温度 房东 包括 金融 黄金 "
    "黄金周 金融业 房地产 石油 于是 于此 江北 南岸 江南 解放 解说 解释 连续 连日 施工 施行 向前 向上 单位 "
    "代表 代表们 管理 管委会 项目 章程 纪要 纪委 易于 安全 水平 武装 席位 司法 司机 车辆 盛会 石柱 秀山 "
    "周一 周二 周三 周四 周五 周六 周日 周末 江津 万盛 彭水 武隆 梁平 巫溪 江苏 江西 甘肃 宁夏 武汉 金华"
)
_NO_NAMES = frozenset(_NO_NAMES_WORDS.split())


def found(text: str) -> Iterator[str]:
    """The names, as often as something says that they are."""
    for form in _BESIDE:
        for match in form.finditer(text):
            name = _bare(match["name"])
            if is_name(name):
                yield name


def listed(text: str) -> Iterator[str]:
    """The names of lists ('陈卫国、李安明', one a line, or with spaces between) that are said to be of persons."""
    text = _PADDED.sub(r"\1\2", text)
    for match in _LIST.finditer(text):
        before, after = text[max(0, match.start() - 20) : match.start()], text[match.end() : match.end() + 8]
        if _LISTED.search(before.rstrip()) or _LISTED_AFTER.match(after):
            yield from filter(is_name, _LISTED_NAME.findall(match[0]))


class Names(NamedTuple):
    """What to look for: the names, what they begin with, and how long they may be, the longest first."""

    all: frozenset[str]
    first: re.Pattern[str]
    lengths: tuple[int, ...]


def gathered(names: Iterable[str]) -> Names:
    every = frozenset(names)
    firsts = "".join(sorted({name[0] for name in every}))
    # (?!) is nowhere
    first = re.compile(f"[{re.escape(firsts)}]" if every else "(?!)")
    return Names(every, first, tuple(sorted({len(name) for name in every}, reverse=True)))


def spans(text: str, names: Names) -> Iterator[tuple[str, int, int]]:
    """Where the names stand: (name, start, end); the longest of those that begin at one place."""
    end = 0
    for match in names.first.finditer(text):
        start = match.start()
        words = (text[start : start + length] for length in names.lengths)
        name = next((word for word in words if word in names.all), "")
        if name and start >= end:
            end = start + len(name)
            yield name, start, end


def is_name(name: str) -> bool:
    if "·" in name:
        return True
    return len(name) > 1 and name not in _NO_NAMES and name[-1] not in _PLACE_END


def _bare(name: str) -> str:
    """'总统弗拉·普京' without the office."""
    return re.sub(rf"^.*(?:{_OFFICE})(?=[一-鿿]+·)", "", name)
