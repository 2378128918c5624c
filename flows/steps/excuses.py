"""Does the page say why it shows no article? An error that calls itself a page, or a wall against robots.

Promise: only what the page says as its title, or in place of an article, counts. A report on error pages, on
captchas, on safety checks or from the Forbidden City is an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_BEGINNING = 300
"""Characters of a text within which it says what it is."""


def _any(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


_END = r"\W*(?:$|[|_–—-]|\s[:·•»]\s)"
"""The title's end, or its site's name."""
_CODE = r"(?:http |error:? ?|错误 ?)?(?:40[0134]|410|50[0234])\b"
_AFTER_CODE = r"\W{0,3}(?:not found|page|error|forbidden|bad|internal|service|gateway|file|错误|页面|找不到|没有)"
_PAGE = r"(?:(?:the|this|that|your) )?(?:requested )?(?:page|file|content|article|story|url|document)s?\b"
_GONE = _any(
    r"(?:(?:was|were|is|are|has been|have been) )?(?:not found|removed|deleted|unavailable|not available)",
    r"(?:cannot|can['’]t|could not|couldn['’]t) be found",
    r"isn['’]t available",
    r"(?:does not|doesn['’]t) exist",
    r"no longer (?:exists?|available)",
)
_ZH_PAGE = "(?:页面|网页|文章|内容|信息|文件|稿件|頁面|網頁)"
_ZH_GONE = "(?:不存在|未找到|找不到|没有找到|无法找到|已(?:经)?被?删除|已失效|已下线|无法访问|已被刪除)"
_ZH_ASKED = "(?:您|你)?(?:所|要)?(?:访问|查看|浏览|请求|寻找|查找|要找|訪問)?的?(?:这个|该|此)?"
_ERROR = re.compile(
    r"^\W*"
    + _any(
        f"{_CODE}(?:{_END}|{_AFTER_CODE})",
        f"not found{_END}",
        f"(?:access denied|forbidden|service unavailable|bad gateway|(?:internal )?server error|error){_END}",
        rf"(?:oops|sorry|whoops|uh-oh)\W+(?:but )?(?:we (?:can|could)[ \w'’]* find|{_PAGE}.{{0,60}}?{_GONE})",
        rf"{_PAGE}.{{0,40}}?{_GONE}",
        rf"(?:很?抱歉|对不起|出错[了啦]|提示信息)?\W*{_ZH_ASKED}{_ZH_PAGE}{_ZH_GONE}",
        f"找不到.{{0,8}}{_ZH_PAGE}",
        f"(?:出错[了啦]|提示信息|系统维护中?){_END}",
        "访问被拒绝|系统维护(?:通知|公告)",
    ),
    re.IGNORECASE,
)
_WALLS = (
    r"just a moment",
    r"attention required!?",
    r"checking (?:if the site connection|your browser)",
    r"ddos[- ]protection by",
    r"(?:please )?(?:enable|turn on|activate) (?:javascript|js|cookies)\b",
    r"you need to enable javascript",
    r"javascript is (?:disabled|required)",
    r"verify(?:ing)? (?:that )?you(?:['’]re| are) (?:a )?(?:human|not a (?:ro)?bot)",
    r"are you a (?:human|robot)\?",
    r"i['’]m not a robot",
    r"(?:complete the|solve (?:this|the)) (?:security check|captcha)",
    r"unusual traffic from",
    r"pardon our interruption",
    r"incapsula incident",
    r"access to this (?:page|site) has been denied",
    r"human verification",
    r"robot or human",
    r"访问验证|安全验证|人机验证|滑动验证|訪問驗證|安全驗證|人機驗證",
    r"拖动.{0,6}滑块|完成.{0,8}验证|请输入验证码",
    r"您?的?访问(?:过于)频繁|访问频率过[高快]",
    r"安全检[测查]中|正在进?行?安全检[测查]|浏览器安全检查",
    r"请您?(?:开启|启用|打开).{0,8}(?:javascript|js|cookie)",
)
_WALL = re.compile(_any(*_WALLS), re.IGNORECASE)
_WALL_TITLE = re.compile(
    rf"^\W*(?:百度)?{_any(*_WALLS, 'captcha', 'security (?:check|verification)', '验证码', '安全检查')}"
    rf"(?: (?:and|to|required|page)\b.*|页面?|中)?{_END}",
    re.IGNORECASE,
)


def says_error(titles: Iterable[str], text: str = "") -> bool:
    """Whether a title says that there is no such page, or the text begins with saying so."""
    return any(map(_ERROR.search, titles)) or _ERROR.search(text[:_BEGINNING]) is not None


def says_wall(titles: Iterable[str], text: str = "") -> bool:
    """Whether a title asks for proof of being human, or the beginning of the text does."""
    return any(map(_WALL_TITLE.search, titles)) or _WALL.search(text[:_BEGINNING]) is not None
