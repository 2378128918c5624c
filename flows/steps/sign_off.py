"""Is a line nothing but a credit or a sign-off? 'Reporting by A in X; Editing by B', '文/李明 图/王红', '（完）'.

Promise: a line is one only where its labels, names and marks take up the whole of it; what goes on as a sentence does
is never one. Where on the page such a line may be left out is decided by the caller.
"""

from __future__ import annotations

import re

from flows.steps.bylines import is_organisation, named
from flows.steps.han_names import has_family_name
from flows.steps.pinyin import HAN_SURNAMES

_LONGEST, _LONGEST_MARK = 160, 60
_OPENING = ("(", "（", "[", "【", "〔")
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？")

# a word in capitals begins every part of a name, so that no two readings of a line compete
_CAPITAL = r"[A-ZÀ-Þ][\w.'’-]*"
_MORE = rf"\s+(?:{_CAPITAL}|d[aeiu]|van|von|der|den|la|bin|al|el)"
_PLACE = rf"(?:,?\s+(?:in|for|at)\s+{_CAPITAL}(?:{_MORE}){{0,4}})?"
_ONE = rf"{_CAPITAL}(?:{_MORE}){{0,4}}{_PLACE}"
_OTHERS = rf"(?:\s*(?:,\s*and\b|,|&|/|\band\b)\s*{_ONE}){{0,9}}"
_PEOPLE = _ONE + _OTHERS
_MADE = (
    "written|story|words|text|(?:additional )?report(?:ing|ed)?|writing|edit(?:ing|ed)|compiled|produced|photos?"
    "|photograph(?:s|y|ed)|pictures?|images?|videos?|graphics?|illustrat(?:ions?|ed)|interview(?:s|ed)?"
    "|translat(?:ion|ed)|research(?:ed)?"
)
_MAKERS = (
    "(?:web |copy |managing |senior |responsible |chief )?editors?|authors?|writers?|reporters?|photographers?"
    "|(?:(?:cover|file|lead) )?(?:photos?|pictures?|images?)(?: credit)?|videos?|translators?|proofreaders?|producers?"
)
_RANK = (
    rf"(?:(?i:our|a|an)\s+)?(?:{_CAPITAL}\s+){{0,3}}?(?:(?i:staff|special|own|senior)\s+)*"
    r"(?i:writers?|reporters?|correspondents?)"
)
_MADE_BY = rf"(?i:{_MADE})(?:\s+(?i:and|&)\s+(?i:{_MADE}))?\s+(?i:by)[:\s]\s*{_PEOPLE}"
# one word behind a label may be what an editor answers: 'Editor: Never'; an account is one beside another credit
_MAKER_IS = (
    rf"(?:(?i:source)\s*[:：]\s*{_PEOPLE}|(?i:{_MAKERS})\s*[:：]\s*{_CAPITAL}(?:{_MORE}){{1,4}}{_PLACE}{_OTHERS})"
)
_ACCOUNT = r"(?i:(?:web )?editor)\s*[:：]\s*[a-z]{3,20}"
_BY = rf"By\s+(?:{_RANK}\s*[:,]?(?:\s+{_PEOPLE})?|{_PEOPLE})"
_ENGLISH = re.compile(
    rf"(?P<first>{_MADE_BY}|{_MAKER_IS}|{_BY})"
    rf"(?P<others>(?:(?:\s*[;|｜•,.]\s*|\s+)(?:{_MADE_BY}|{_MAKER_IS}|{_ACCOUNT})){{0,6}})\.?"
)

_HAN_RANK = "(?:首席|见习|見習|实习|實習|全媒体|融媒体|特约|特約|驻[一-鿿]{2,6})"
_HAN_MADE = (
    r"(?:本文)?(?:文\s?[/／、]?\s?[图圖]|[图圖]\s?[/／、]?\s?文|文字?|[图圖]片?|撰稿人?|撰文|采写|作者|摄影|攝影|视频|拍摄|剪辑|制图"
    r"|制圖|绘图|海报|设计|统筹|策划|监制|制作|翻译|编译|译者|(?:责任|值班|网络|执行)?(?:编辑|編輯)|责编|主编|校对|校對|审核|審核|审校"
    r"|签发|[初复终一二三]审|[一-鿿]{0,8}(?:记者|記者)|通讯员|通訊員|实习生)"
)
_HAN_NAME = r"(?:[一-鿿]{1,8}·[一-鿿·]{1,12}|[一-鿿]{2,4})"
_HAN_NAMES = rf"{_HAN_NAME}(?:[\s、，,/／]+(?!{_HAN_MADE}[:：\s/／]){_HAN_NAME}){{0,9}}"
_HAN_PART = re.compile(
    rf"(?:{_HAN_MADE})(?:\s*[:：/／]\s*|\s+)(?:[一-鿿]{{0,8}}(?:记者|記者)\s*)?(?P<names>{_HAN_NAMES})[\s；;|｜]*"
)
_HAN_REPORTER = re.compile(
    rf"[一-鿿]{{0,8}}?{_HAN_RANK}?(?:记者|記者|通讯员|通訊員)\s*(?P<names>(?=[{HAN_SURNAMES}]){_HAN_NAMES}?)"
    r"\s*(?:[/／]?\s?(?:报道|報道|報導|综合报道|综合|整理))?"
)
_HAN_REVERSED = re.compile(rf"(?P<names>{_HAN_NAMES})\s+[一-鿿]{{0,8}}?{_HAN_RANK}?(?:记者|記者)")
_HAN_SOURCE = re.compile(r"(?:本文|文章|稿件|信息|新闻|图片)?(?:来源|來源|稿源)\s*[:：]\s*[^\s。，；]{2,20}")

_BRACKETS = re.compile(r"[(（【\[〔]\s*(?P<inside>[^()（）【】\[\]]+?)\s*[)）】\]〕]")
_DONE = re.compile(
    r"[(（【\[]\s*(?:全文|本文)?完\s*[)）】\]]|全文完|\W*(?:ENDS?|30)\W+|\W+(?:ENDS?|30)\W*|ENDS|#{2,5}|\*{3,5}"
)
_TO_READ = re.compile(
    r"\d{1,2}[\s-]?min(?:ute)?s?\.?\s+(?:read|to read|reading time)|reading time\s*[:：]?\s*\d{1,2}\s?min\w*"
    r"|(?:预计|預計)?(?:阅读|閱讀)(?:时间|时长|時間)?\s*[:：]?\s*(?:约|約|需)?\s?\d{1,2}\s?分[钟鐘]",
    re.IGNORECASE,
)
_TO_SCAN = re.compile(
    r"(?:用?(?:微信|手机|手機)\s?)?(?:扫一扫|掃一掃|扫码|掃碼|(?:扫描|長按|长按|识别).{0,8}二维码)"
    r"(?:$|(?=[，,\s]|用|在|分享|打开|关注|下载|加入|查看|阅读|手机|微信)[^。！？]{0,24})"
)
_TO_PRESS = re.compile(
    r"\W*(?:(?:我要)?(?:打印|列印|关闭|關閉|纠错|糾錯|举报|分享|收藏|转发|字号|字體|字体)(?:本页|本文|此页|此文|窗口|正文|链接)?"
    r"(?:\W|大|中|小|反馈|分享|评论|点赞|返回(?:顶部|首页|列表)?){0,12})+"
)
_TO_FOLLOW = re.compile(
    r"related\s+(?:photos?|pictures?|videos?|stor(?:y|ies)|articles?|news|links?)\W*|share(?:\s+this(?:\s+\w+)?)?\W*",
    re.IGNORECASE,
)
_INPUTS = re.compile(r"with\s+(?:(?:additional\s+)?inputs?\s+from\s+[\w ,&]{2,50}|agency\s+inputs?)", re.IGNORECASE)
_WIRE = re.compile(r"据?(?P<name>[一-鿿\w .&'’/-]{2,40}?)(?:[电電]|消息|报道)?")
_AGENCY = re.compile(r"A[FN]?P|UPI|DPA|ANI|PTI|IANS|TASS|Kyodo|Yonhap", re.IGNORECASE)
_MARKS = (_DONE, _TO_READ, _TO_SCAN, _TO_PRESS, _TO_FOLLOW)


def is_sign_off(text: str) -> bool:
    """True for a line that is a mark of the end, an agency in brackets, or a thing to press: no credit and no text."""
    if len(text) > _LONGEST_MARK:
        return False
    return any(mark.fullmatch(text) for mark in _MARKS) or _is_wire(text)


def is_credit(text: str) -> bool:
    """True for a line that is nothing but who made the article: one label or more, each with its names."""
    if len(text) > _LONGEST:
        return False
    bare = _BRACKETS.fullmatch(text) if text.startswith(_OPENING) else None
    inside = bare["inside"] if bare else text
    return (_is_english(inside, bare is not None) if inside[:1].isascii() else _is_han(inside)) or (
        _INPUTS.fullmatch(inside) is not None
    )


def _is_english(text: str, is_bracketed: bool) -> bool:
    match = _ENGLISH.fullmatch(text)
    # 'Written by Ann Lee.' may be an answer; two labels in a row, or a bracket around them, may not
    if not match or (text.endswith(".") and not (is_bracketed or match["others"])):
        return False
    if not match["first"].startswith("By "):
        return True
    if re.fullmatch(rf"By\s+{_RANK}", match["first"]):
        return True
    found = named([match["first"]])
    # 'By Grace' may be a line of a poem
    return bool(found.organisations) or any(" " in name for name in found.people)


def _is_han(text: str) -> bool:
    if text.endswith(_SENTENCE_ENDS):
        return False
    if _HAN_SOURCE.fullmatch(text):
        return True
    reporter = _HAN_REPORTER.fullmatch(text) or _HAN_REVERSED.fullmatch(text)
    if reporter:
        return _are_people(reporter["names"])
    parts, at = list[re.Match[str]](), 0
    while at < len(text) and (part := _HAN_PART.match(text, at)):
        parts.append(part)
        at = part.end()
    return at == len(text) > 0 and all(_are_people(part["names"]) for part in parts)


def _are_people(names: str) -> bool:
    return all(has_family_name(name) for name in re.split(r"[\s、，,/／]+", names) if len(name) > 1)


def _is_wire(text: str) -> bool:
    bracket = _BRACKETS.fullmatch(text)
    wire = _WIRE.fullmatch(bracket["inside"]) if bracket else None
    return wire is not None and (_AGENCY.fullmatch(wire["name"]) is not None or is_organisation(wire["name"]))
