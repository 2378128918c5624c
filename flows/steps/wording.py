"""How do bylines, notices and footers word themselves, in English and Chinese?

Promise: families of wording, of no single site; a sentence of running text is none of them. Where such a block
may stand on the page is decided by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.steps.container import weigh

LONGEST_NOTICE = 420
"""Weighed characters: longer blocks are text, whatever words they hold."""
_LONGEST_TERMS = 900
"""The same where the wording is that of a legal notice, which is long."""
_LEAST_SLOGAN, _LONGEST_SLOGAN = 3, 80
_MOST_BESIDE_LINK = 4
"""Letters a line may have beside its links and still be nothing but links: 'by', 'Read:'."""

_DATE = (
    r"(?:(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}"
    r"|\d{1,2}\s+[a-z]{3,9}\.?,?\s+(?:19|20)\d\d)"
)
_HANDLED = "(?:责任编辑|責任編輯|责编|責編|编辑|編輯|校对|校對|审核|審核|来源|來源|稿源|作者|记者|記者|原标题|原標題)"
_REPORTER = "(?:(?:本报|本報)?(?:首席|见习|見習|全媒体|特约|特約|實習)?(?:记者|記者)|通讯员|通訊員)"
_MASTHEAD_WORDING = (
    r"by\s+\S.{0,80}[|｜]",
    rf"by\s+(?-i:[A-Z])[\w.'’-]+(?:[\s,]+(?:and\s+)?(?-i:[A-Z])[\w.'’-]+){{0,6}}[\s,]*(?:{_DATE}.*)?$",
    r"(?:updated|published|posted|last updated|source|editors?)\s*[:：]",
    r"(?:来源|來源|作者|记者|記者|发布时间|發布時間|发表时间|更新時間|更新时间|时间|時間|日期|编辑|編輯|责任编辑|責任編輯"
    r"|责编)\s*[:：]",
    rf"\W*{_DATE}.{{0,50}}$",
    rf"[（(][\w ]{{2,30}}[）)]?\s*\d{{1,2}}[:：]\d\d,?\s*{_DATE}.{{0,20}}$",
    r"\W*\d{1,2}[:：]\d\d\b.{0,50}$",
    rf".{{0,40}}{_DATE}[-/.月]?\s?\d{{0,2}}日?\s+\d{{1,2}}[:：]\d\d(?:[:：]\d\d)?.{{0,40}}$",
    rf"{_REPORTER}\s*[:：]?\s*[一-鿿·]{{2,4}}(?:[\s、][一-鿿·]{{2,4}}){{0,3}}$",
    rf"[【\[（(]?{_REPORTER}\s*[一-鿿·、　 ]{{2,20}}[/／╱].{{0,12}}(?:报道|報導|報道|电|電)\W*$",
)
_MASTHEAD = re.compile(f"^(?:{'|'.join(_MASTHEAD_WORDING)})", re.IGNORECASE)
_NOTICE_WORDING = (
    # rights and registration
    r"icp\s*(?:备|证|備)|公网安备|许可证(?:号|编号|[:：])|版权所有|版權所有|copyright\b|all rights reserved|©",
    r"(?:未经|未經).{0,12}(?:授权|许可|授權|許可|同意)|^.{0,20}(?:转载|轉載)",
    # who handled it
    rf"^\W*(?:本文)?(?:{_HANDLED}|(?:web )?editors?)\s*[:：]",
    rf"^\W*[（(【\[](?:本文)?(?:{_HANDLED}\s*[:： 　]|(?:责任)?编辑|{_REPORTER})[^）)】\]]{{1,60}}[）)】\]]\W*$",
    r"^[（(][一-鿿·]{2,4}\s*(?:编辑|編輯|校对|校對)[）)]$",
    r"^\W*translated by\b.{0,80}$",
    # notices to the reader
    r"illegal (?:and|or) (?:undesirable|harmful)|不良信息|举报(?:电话|邮箱)",
    r"cookies?\b.{0,80}(?:polic|consent|settings|agree|browse)",
    r"(?:polic|consent|agree|browse).{0,120}\bcookies?\b|^i agree$",
    r"privacy (?:policy|statement)|terms of (?:use|service)",
    # things to click
    r"^(?:(?:about us|contact us|leav(?:e|ing) a message|leave a (?:comment|reply)|print|e-?mail)\W*){1,4}$",
    r"^share(?: (?:this|on|to).{0,40})?$",
    r"for any inquir\w+,? please|(?:follow|like) us on|sign up for|subscribe to our|^click here to",
    r"^(?:related(?! (?:by|to)\b)|recommended|more (?:from|on|stories)|read more|read next"
    r"|you may also|latest news|most popular)\b.{0,60}$",
    r"^(?:filed under|tags?|topics|categor(?:y|ies)|posted in|explore further)\b.{0,80}$",
    r"^(?:(?:相关|相關)(?:新闻|阅读|链接|报道|专题|文章|新聞|閱讀|連結|報導)|推荐阅读|推薦閱讀|延伸阅读|延伸閱讀|更多(?:新闻|内容|精彩|新聞)"
    r"|热门|熱門|分享到|上一篇|下一篇|关键字|关键词|關鍵字)",
    r"^(?:关于我们|联系我们|關於我們|聯絡我們|返回|(?:打印|关闭|關閉)(?=$|\W|[本此页頁窗文关關]))",
    r"(?:facebook|粉絲團|粉丝团|粉絲專頁).{0,60}(?:讚|\blike\b|加入|專頁|粉絲)",
    r"^.{0,6}手机.{0,6}看(?:新闻|评论)",
)
_NOTICE = re.compile("|".join(_NOTICE_WORDING), re.IGNORECASE)
_TERMS_WORDING = (
    r"(?:仅代表|僅代表|不代表|純屬|纯属).{0,12}(?:观点|觀點|看法|立場|立场|个人|個人)",
    r"不(?:构成|構成).{0,12}(?:建议|建議)|(?:不承担|不承擔|概不负责|概不負責)",
    r"^\W*(?:免责|免責|版权|版權)(?:声明|聲明)|凡.{0,8}(?:注明|註明).{0,30}(?:稿件|作品|信息|文字|来源|來源)",
)
_TERMS = re.compile("|".join(_TERMS_WORDING))
_SENTENCE_END = re.compile("[.!?。！？][”’\"'」）)]*$")
_STRONG_WORDING = (
    r"©|\(c\)|all rights reserved|icp\s*(?:备|证|備)|公网安备",
    r"^\W*copyright\b.{0,6}(?:\d|©|by)",
    r"(?:未经|未經).{0,20}不得|^\W*(?:未经|未經|如需|欢迎|禁止).{0,20}(?:转载|轉載|授权|授權|许可|許可)",
    r"^\W*(?:版权|版權|免责|免責|声明|聲明|特别声明|郑重声明|原标题|原標題|责任编辑|責任編輯|来源|來源|凡|投资者|转载|轉載)",
    r"^\W*(?:本文|本网|本網|本站|文章|以上|此文|該文)|我们|點擊|点击|举报(?:电话|邮箱)\s*[:：]?\s*[\d\w]",
    r"^\W*(?:translated by (?-i:[A-Z])\w+|click here|subscribe to our|follow us|like us|i agree|share this)",
    r"^\W*sign up (?:for|to)\b.{0,40}\b(?:our|newsletter|alerts?|updates?|email)",
    r"^\W*for any inquir\w+,? please (?:contact|e-?mail|call|write)|\b(?:this|our) (?:web)?site\b",
    r"^\W*(?:we|this (?:web)?site|by (?:continuing|using|clicking|browsing))\b",
)
_STRONG = re.compile("|".join(_STRONG_WORDING), re.IGNORECASE)
_TAIL_HEADING = re.compile(
    r"^\W*(?:(?:網友|网友|讀者|读者)(?:回應|回应|评论|評論|留言|跟帖)|(?:新聞|新闻)(?:討論|讨论|评论|評論)"
    r"|(?:发表|發表|我要|最新|热门|熱門)(?:评论|評論)|(?:\S{0,16}(?:免责|免責|版权|版權)\S{0,4})?(?:声明|聲明)"
    r"|(?:\d+ )?comments?(?: \(\d+\))?|leave a (?:reply|comment)|disclaimer|about the author)\W*$",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"^\W*(?:(?:read|see|watch)(?:\s+(?:also|more|next))?|also read|related(?:\s+(?:story|article))?"
    r"|更多|另见|延伸阅读|相关阅读)\s*[:：]",
    re.IGNORECASE,
)
_STAMPED = re.compile(
    rf"\W*(?:{_DATE}(?:[-/.月]?\s?\d{{1,2}}日?)?(?:,?\s*(?:19|20)\d\d)?|\d{{1,2}}[:：]\d\d)", re.IGNORECASE
)
_ENTRY = re.compile(r"\s*(?:[:：]\s*[^\W\d]|，[一-鿿]{3})")
_LOWER = re.compile(
    r"\b(?!(?:updated|published|posted|last|source|by|in|at|on|min|read|views?|comments?|print|and|the|of)\b)[a-z]{2,}\b"
)
_MOST_LOWER = 2
_SAID = re.compile(
    r"\W*(?:(?:记者|記者|作者|编辑|編輯)\s*[:：]\s*.{0,6}[您你请請我吗嗎]"
    r"|by\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|hand|noon|night|now|then|the)\b)",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"[\W\d_]+|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|[年月日时時分]|[ap]m\b", re.I
)


def is_masthead(text: str) -> bool:
    """True for a byline, a date line or a source line; never for a sentence of the article."""
    if len(text) >= 160 or text.endswith((".", "。", "！", "？")) or _SAID.match(text):
        return False
    return _MASTHEAD.search(text) is not None and not (is_stamped(text) and _is_told(text))


def is_stamped(text: str) -> bool:
    """Whether a line begins with a date or a time."""
    return _STAMPED.match(text) is not None


def _is_told(text: str) -> bool:
    """Whether words follow the date as in a sentence or an entry: 'June 2: Ferry stops', '2022年6月2日，一个早晨'."""
    rest = _STAMPED.sub("", text, count=1)
    return _ENTRY.match(rest) is not None or len(_LOWER.findall(rest)) > _MOST_LOWER


def is_notice(text: str) -> bool:
    """A notice to the reader, who handled the text, something to click.

    What ends as a sentence does may be the article's, whatever words it holds, unless only a notice is put so.
    """
    if _SENTENCE_END.search(text) and not _STRONG.search(text):
        return False
    return (weigh(text) < LONGEST_NOTICE and _NOTICE.search(text) is not None) or is_terms(text)


def is_terms(text: str) -> bool:
    """A legal notice: whose opinion it is, who answers for it."""
    return weigh(text) < _LONGEST_TERMS and _TERMS.search(text) is not None


def is_tail_heading(text: str) -> bool:
    """The heading of the readers' comments, of the terms of use."""
    return len(text) < 40 and _TAIL_HEADING.search(text) is not None


def is_slogan(text: str) -> bool:
    """The site's motto: a last line in title case without an end, 'A Tour in Chongqing, A Gain in Vision'."""
    words = [word for word in text.split() if len(word) > 3]
    return (
        len(words) > _LEAST_SLOGAN
        and len(text) < _LONGEST_SLOGAN
        and text[-1].isalpha()
        and all(word[0].isupper() for word in words)
        and not any(letter.isdigit() for letter in text)
    )


def is_link_or_stamp(text: str, links: Sequence[str]) -> bool:
    """Nothing but links, and perhaps when they were published: '. A headline (01/16 11:08)'."""
    if not links or max(map(len, links)) < 4:
        return False
    rest = _INVITATION.sub("", text)
    for link in links:
        rest = rest.replace(link, " ", 1)
    return weigh(_STAMP.sub("", rest)) <= _MOST_BESIDE_LINK
