"""One spelling for what readers take as the same: case, quotes, dashes, widths, traditional characters.

`fold` gives a text to search in and the way back: a span of the folded text is a span of the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Only the characters that occur in the names we look for: this is a key for matching, not a converter.
_TRADITIONAL = (
    "國黨產慶會屆議協黃張孫陳爾軍華來縣區東廣蘇遼龍陝貴雲寧內藏臺灣門滬們務員選舉報題經濟領導學習貫徹實開閉"
    "幕勝後關於責總書記長歲標誌農業鄉興現綠態環護發達數據轉際圍運輸體質產權團聯婦殘僑紅陽錫長漢濰煙鄭鎮"
    "兩創設進動質網戰術計畫規劃劃見義習臨時隊點專門積極財稅銀藝戲劇傳媒衛醫藥療養賽遊購樞紐樓鐵橋樑廠礦"
)
_SIMPLIFIED = (
    "国党产庆会届议协黄张孙陈尔军华来县区东广苏辽龙陕贵云宁内藏台湾门沪们务员选举报题经济领导学习贯彻实开闭"
    "幕胜后关于责总书记长岁标志农业乡兴现绿态环护发达数据转际围运输体质产权团联妇残侨红阳锡长汉潍烟郑镇"
    "两创设进动质网战术计画规划划见义习临时队点专门积极财税银艺戏剧传媒卫医药疗养赛游购枢纽楼铁桥梁厂矿"
)
_QUOTES = dict.fromkeys("‘’‚‛′ʼ＇`´ʻ", "'") | dict.fromkeys("“”„‟″＂", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−－", "-")
_SPACES = dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000\t\r" + "".join(map(chr, range(0x2000, 0x200B))), " ")
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TABLE: dict[str, str] = (
    _WIDE
    | _QUOTES
    | _DASHES
    | _SPACES
    | dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
    | {"\u0130": "i"}  # the one character whose lower case is two characters long
)
_FOLDABLE = re.compile(f"[{re.escape(''.join(_TABLE))}]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and where each of its characters came from."""

    text: str
    origin: tuple[int, ...] | None
    """Index in the original of every folded character; None when the two run in step."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span of the folded `[start, end)`, which must not be empty."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold `text`; only invisible characters are dropped, every other one answers to exactly one."""
    if not _INVISIBLE.search(text):
        return Folded(_respelt(text), None)
    kept = tuple(index for index, char in enumerate(text) if not _INVISIBLE.match(char))
    return Folded(_respelt("".join(text[index] for index in kept)), kept)


def _respelt(text: str) -> str:
    # Substituting the few characters that change is several times faster than translating all of them.
    return _FOLDABLE.sub(lambda match: _TABLE[match[0]], text).lower()
