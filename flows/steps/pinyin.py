"""Where does one romanised Chinese name end and the next begin? 'VIVIAN YANJIEYU WANG' is Vivian Yan and Jieyu Wang.

Promise: two names only where the letters allow nothing else; every other run of words is one name.
"""

from __future__ import annotations

import re

_SURNAME_WORDS = (
    "wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han "
    "tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lyu lv su lu jiang cai jia ding wei xue ye yan "
    "pan du dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu "
    "hou shao meng long wan duan lei qian yin yi chang wen qiao gong pang lan zhan ouyang sima situ zhuge shangguan"
)
_SURNAMES = frozenset(_SURNAME_WORDS.split())
"""The commonest family names. Rare ones that are as often a syllable of a given name (ran, xin) would make doubt."""
HAN_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文洪樊兰殷施"
    "庄章鲁倪邢翟颜伍俞葛毕聂丛焦齐梅詹庞左涂祝凌包司柯霍阮柳纪欧解关管路耿游鲍盛单温房辛邬牟裴米申卜冉苗谷宁喻车甘尚景"
    "卓岳童佟隋饶屈鞠甄桂晏蒲边卞仇古项蔺阎骆褚娄仲宫席巫宗匡况连封岑滕曲虞储巩敖麦税代费靳祁丘舒窦符"
    "張劉陳楊黃趙吳馬鄭許鄧馮葉蘇呂盧鍾譚陸範賈韋鄒閆龍賀顧龔萬錢嚴湯喬賴蘭莊魯顏畢聶齊龐塗歐關孫羅謝韓蕭"
)
"""First characters of Chinese names; in running text '记者 了解到' is no name."""
_FINAL = r"(?:i?ang|i?ong|u?ang|eng|ing|u?an|i?an|en|in|u[ni]?|ue|ve?|uo|uai|ua|iao|ai|ao|ei|ie|iu|i|ia|ou|o|e|er|a)"  #
_SYLLABLE = rf"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]){_FINAL}|(?:ang?|ai|ao|eng?|er|ou?|e|a))"
_GIVEN = re.compile(rf"{_SYLLABLE}{{1,2}}")
"""A given name has one or two syllables."""


def apart(name: str) -> list[str]:
    """The two names that a print shop ran together, else the one name as it is."""
    words = name.split()
    if len(words) != 3 or not all(word.isascii() and word.isalpha() for word in words):
        return [name]
    first, middle, last = words
    cuts = _cuts(first.lower(), middle.lower(), last.lower())
    if len(cuts) != 1 or _GIVEN.fullmatch(middle.lower()):
        return [name]
    cut = cuts.pop()
    is_upper = middle.isupper() or middle[cut].isupper()
    return [f"{first} {middle[:cut]}", f"{middle[cut:]} {last}"] if is_upper else [name]


def _cuts(first: str, middle: str, last: str) -> set[int]:
    """Where the middle word falls into a surname and a given name, or the other way round."""
    places = range(1, len(middle))
    given_first = {
        cut
        for cut in places
        if last in _SURNAMES and middle[:cut] in _SURNAMES and _GIVEN.fullmatch(middle[cut:]) is not None
    }
    family_first = {
        cut
        for cut in places
        if first in _SURNAMES
        and middle[cut:] in _SURNAMES
        and _GIVEN.fullmatch(middle[:cut]) is not None
        and _GIVEN.fullmatch(last) is not None
    }
    return given_first | family_first
