"""Which Chinese names does a byline hold? Where one begins, and what ends it.

Promise: names as a Chinese reader would cut them; [] where the words are no list of names.
"""

from __future__ import annotations

import re

from flows.steps.pinyin import HAN_SURNAMES

_HAN_RANK = "(?:本报|本報|本网|本網|本刊|新华社|首席|见习|見習|实习|全媒体|融媒体|特约)"
_HAN_LABEL = (
    r"(?:(?:文\s?[/／、]?\s?[图圖]|[图圖]\s?[/／、]?\s?文)(?=[/／:：\s])(?:\s*[一-鿿]{0,8}[记記]者)?"
    rf"|{_HAN_RANK}*(?:记者|記者|通讯员|通訊員|作者|撰稿人?|撰文)|实习生|(?:文字?|采写)(?=[/／:：]))"
)
_SURNAME = rf"(?=[{HAN_SURNAMES}]|[一-鿿]{{1,8}}·)"
_CLOSED = r"(?=[一-鿿·、\s]{2,30}[)）〕】／/╱])"
_FULL = rf"(?:[{HAN_SURNAMES}][一-鿿]{{1,2}}|[一-鿿]{{1,8}}·[一-鿿·]{{1,12}})"
_LISTED = rf"{_FULL}(?:[\s、]+{_FULL}){{0,5}}"
_ALONE = rf"(?={_LISTED}(?:\s*[/／]?\s?(?:报道|報道|報導))?\W*$)"
"""Nothing but names until the line ends: then no mark need stand before them."""
HAN_BYLINE = re.compile(
    rf"(?:(?:^|[^一-鿿]|本报讯|[日电]){_HAN_LABEL}(?:\s*[:：|/／]\s*|\s+{_SURNAME}|{_SURNAME}{_CLOSED})"
    rf"|[(（〔【][一-鿿╱/／]{{0,16}}[记記]者\s*{_SURNAME}{_CLOSED}|(?:本报|本報|本网|本網)[记記]者\s*{_SURNAME}"
    rf"|^\W*[一-鿿]{{0,10}}[记記]者\s*{_ALONE})"
    r"(?P<names>[一-鿿][^。，,；;|｜()（）〕】]{1,60}(?:[，,](?:[一-鿿]{2,4}|[一-鿿]{1,8}·[一-鿿·]{1,12})(?![一-鿿·])){0,4})"
)
"""A Chinese byline; a label without a colon may as well begin a sentence, so a family name must follow it."""
HAN_BEFORE = re.compile(rf"^\W*(?P<names>{_LISTED})\s+[一-鿿]{{0,10}}[记記]者\W*$")
"""The names before the label: '李明 王红 重庆日报记者'."""
_HAN_STOP = re.compile(
    r"摄|[图圖](?=[/／:：\s]|$)|供图|责编|责任|编辑|校对|审核|来源|发布(?=[\s:：于於时時日])|(?<=\s)发布|时间|日期|点击|浏览|[\d:：】）]|(?:(?<=[／/╱\s])[一-鿿]{1,4})?(?:报[道导]|報[道導])|编制|绘制|制图"
)
_HAN_BETWEEN = re.compile(rf"[\s、，,;；/／╱&]+|{_HAN_LABEL}")
_HAN_NAME = re.compile(r"[一-鿿]{2,4}|[一-鿿]{1,8}·[一-鿿·]{1,12}")
_SPOKEN = re.compile("[您你请請吗嗎]")
"""In a question that a reporter asks: '记者：您好，请谈谈 ...'."""
_TWO_CHARACTERS = (
    "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|公孙|慕容|司徒|令狐|端木|夏侯|南宫|南宮|长孙|宇文|澹台"
)
_FAMILY = re.compile(rf"[{HAN_SURNAMES}][一-鿿]{{1,2}}|(?:{_TWO_CHARACTERS})[一-鿿]{{1,2}}|.*·.*")
_NO_NAMES = "本站 本网 本报 本刊 佚名 未知 匿名 网络 综合 原创 转载 小编 管理员 记者 作者 无名 本台"
NOBODY = frozenset(_NO_NAMES.split())


def han_names(text: str) -> list[str]:
    """The Chinese names of '张三石 李四海', '张 三、李四海 通讯员 王五'; [] where the words are no list of names."""
    stop = _HAN_STOP.search(text)
    parts = [part for part in _HAN_BETWEEN.split(text[: stop.start()] if stop else text) if part]
    names: list[str] = []
    for part in parts:
        if len(part) == 1 and names and len(names[-1]) == 1:
            names[-1] += part  # two-character names are printed wide
        else:
            names.append(part)
    is_list = all(_HAN_NAME.fullmatch(name) and not _SPOKEN.search(name) for name in names)
    return [name for name in names if name not in NOBODY] if is_list else []


def has_family_name(name: str) -> bool:
    """True for a family name and a given one; '江苏南通' begins with a family name but is too long to be one."""
    return _FAMILY.fullmatch(name) is not None


def is_listed(name: str, text: str) -> bool:
    """True where the mark between the members of a list stands beside the name: '顾大年、央金'.

    A space is not enough: '张三石 整理', '张三石 江苏南通 职员'.
    """
    return re.search(rf"、\s*{name}|{name}\s*、", text) is not None
