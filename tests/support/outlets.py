"""The outlets beside iChongqing as small sites of invented articles: how each names, lists and dates its articles.

What is known of them is their addresses, their bylines and what stands around their texts; whatever else a page has
is made up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import md5
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FIRST_DAY = date(2022, 5, 24)
COUNT = 9
_WHERE = ("harbour", "market", "ferry", "orchard", "library", "tunnel", "theatre", "school", "bridge")
_WO = ("港口", "市场", "渡口", "果园", "图书馆", "隧道", "剧院", "学校", "大桥")

_ENGLISH = (
    "Old {0} of Rivergate opens to visitors again",
    "The {0} of Rivergate opened to visitors again on the morning of a rainy day, after {1} years of repairs that cost"
    " {1} million yuan.",
    '"I had waited for it," said Qiao Bin, a retired teacher, who came with his granddaughter and showed her where the'
    " {0} once ended.",
    "It will be open on six days a week. Pupils and the old pay nothing, and {2} guides speak to guests.",
)
_CHINESE = (
    "江滨新城{0}昨日对市民开放",
    "江滨新城的{0}昨天上午第一次对市民开放，共有{2}00人到场参观，队伍排到了江边。",
    "“这里我等了{1}年。”退休教师程有根说。他带着孙女走完了全程，一路上讲这里从前的样子。",
    "负责人介绍，{0}今后每周开放六天，周一休整。学生和老人免费，其他人凭身份证入场。",
)


@dataclass(frozen=True, slots=True)
class Outlet:
    """`{n}` is an article's number, `{hex}` 32 figures, `{d:%Y}` its day, `{slug}` words of its title."""

    path: str
    info: str
    """What stands between headline and text."""
    lists: tuple[str, ...]
    is_chinese: bool = False
    before: str = ""
    """What stands before the text, and is not of it."""
    after: str = ""
    first: str = ""
    """How the text begins."""
    feed: str = ""
    is_dated: bool = True
    """Whether a page or its address says the day."""


@dataclass(frozen=True, slots=True)
class Piece:
    path: str
    title: str
    day: date
    html: str


OUTLETS: Mapping[str, Outlet] = {
    "xinhua": Outlet("/{d:%Y%m%d}/{hex}/c.html", "Source: Xinhua Editor: huaxia {d:%Y-%m-%d} 20:15:45",
                     ("/china/index.htm", "/world/index.htm"), first="BEIJING, May 9 (Xinhua) -- ", after="<p>■</p>"),
    "xinhuanet": Outlet("/english/{d:%Y-%m/%d}/c_13668{n}.htm",
                        "Source: Xinhua| {d:%Y-%m-%d} 21:51:26|Editor: Liang Jun",
                        ("/english/china/", "/english/world/"),
                        after="<div>KEY WORDS: CPC</div><div>010020070750000000000000011100001366837</div>"),
    "peoples-daily": Outlet("/n3/{d:%Y/%m%d}/c90000-1016{n}.html", "(Xinhua) 09:18, {d:%B %d, %Y}",
                            ("/90785/index.html", "/90882/index.html"),
                            after="<p>(Web editor: Hong Han, Liang Jun)</p>"),
    "china-daily": Outlet("/a/{d:%Y%m/%d}/WS62fd7b6ba310fd2b29e7{n}.html",
                          "By TAN YINGZI in Chongqing | CHINA DAILY | Updated: {d:%Y-%m-%d} 07:21",
                          ("/china/society", "/business/economy")),
    "china-daily-paper": Outlet("/cndy/{d:%Y-%m/%d}/content_3751{n}.htm", "China Daily | Updated: {d:%Y-%m-%d} 00:00",
                                ("/cndy/index1.html", "/cndy/index2.html")),
    "china-daily-regional": Outlet("/chongqing/{d:%Y-%m/%d}/c_7781{n}.htm", "Updated: {d:%Y-%m-%d} (chinadaily.com.cn)",
                                   ("/chongqing/news.html",)),
    "china-org": Outlet("/china/{d:%Y-%m/%d}/content_7846{n}.htm", "Xinhua, {d:%B %d, %Y}",
                        ("/china/node_7075073.htm", "/business/node_7075074.htm"),
                        before="<div>0 Comment(s)Print E-mail</div>"),
    "gov": Outlet("/news/topnews/{d:%Y%m/%d}/content_WS6304{n}c6d0a757729df6a1.html",
                  "Updated: {d:%b %d,%Y} 04:32 PM CGTN",
                  ("/news/topnews/", "/policies/latestreleases/")),
    "scio": Outlet("/m/20thcpccongress/{d:%Y-%m/%d}/content_7847{n}_8.html", "Xinhua | {d:%B %d, %Y}",
                   ("/m/20thcpccongress/node_8028283.htm",)),
    "npc": Outlet("/{d:%Y-%m/%d}/c_8200{n}.htm", "XinhuaUpdated: {d:%Y-%m-%d}", ("/news.html", "/c_185.htm")),
    "cgtn": Outlet("/news/{d:%Y-%m-%d}/{slug}-1aQ{n}mVZ/index.html", "Updated 20:17, {d:%d-%b-%Y} CGTN",
                   ("/china", "/politics.html")),
    "global-times": Outlet("/content/126{n}.shtml", "Source:Xinhua Published: {d.year}-{d.month}-{d.day} 8:42:27",
                           ("/china/politics/", "/china/society/")),
    "ecns": Outlet("/hd/{d:%Y-%m-%d}/detail-ihcfeqxp12{n}.shtml", "{d:%Y-%m-%d} 09:12:20 Ecns.cn Editor : Mo Honge",
                   ("/news/politics/", "/news/society/")),
    "ecns-old": Outlet("/{d:%Y/%m-%d}/290{n}.shtml", "{d:%Y-%m-%d} 09:12 Xinhua Editor: Gu Liping",
                       ("/news/politics/",)),
    "shine": Outlet("/news/metro/{d:%y%m%d}{n}/", "Hu Min 13:40 UTC+8, {d:%Y-%m-%d}",
                    ("/news/metro/", "/news/nation/")),
    "cqnews": Outlet("/html/{d:%Y-%m/%d}/content_4193{n}.htm", "{d:%Y-%m-%d} 09:30:00 Source：CQNEWS",
                     ("/html/node_2.htm", "/html/node_3.htm"), first="CHONGQING (CQNEWS) -- ",
                     before="<div class='share'><span>分享到：</span><a href='#'>微信</a><a href='#'>微博</a></div>",
                     after="<p>(Translated by Luo Juan, Fathom Language Limited)</p><p>Editor:Jiang Yiwei</p>"),
    "cqnews-new": Outlet("/1/detail/9793{n}00112233445/web/content_9793{n}00112233445.html",
                         "{d:%Y-%m-%d} 09:30:00 来源：华龙网", ("/1/list.html",), is_chinese=True),
    "cqrb": Outlet("/cqrb/{d:%Y-%m/%d}/003/content_rb_31{n}.htm", "{d:%Y年%m月%d日} 第003版：要闻",
                   ("/cqrb/2022-06/01/003/node.htm",), is_chinese=True, first="本报讯 （记者 周念慈）"),
    "cq-gov": Outlet("/Government/OfficialRelease/{d.year}/{d.month}/{d.day}/98{n}.shtml", "{d:%Y-%m-%d}",
                     ("/Government/OfficialRelease/", "/Government/News/"),
                     before="<div>简体 | 繁體 | English | Français | 日本語</div>"),
    "liangjiang": Outlet("/{d:%Y-%m/%d}/c_7041{n}.htm", "Updated: {d:%Y-%m-%d}", ("/news.htm", "/investment.html"),
                         after="<div class='side'><ul><li>2019-03-04 Older</li><li>2018-01-02 Oldest</li></ul></div>"),
    "gochengdu": Outlet("/en/news/features/2022{n}", "Features {d:%Y-%m-%d}",
                        ("/en/news/features", "/en/news/updates")),
    "breaking-latest": Outlet("/news/{slug}-date-{d:%Y-%m-%d}/", "by admin {d:%B %d, %Y}", ("/category/news/",),
                              before="<div>Home » News » <b>{title}</b></div>", feed="/feed/"),
    "sichuan-mirror": Outlet("/10462/10758/10760/10765/{d.year}/{d.month}/{d.day}/{hex}.shtml",
                             "{d.year}年{d.month}月{d.day}日 来源：四川日报", ("/10462/10758/10760/10765/index.shtml",),
                             is_chinese=True),
    "scraper": Outlet("/arc/56{n}.html", "", ("/arc/", "/news/list_1.html"), is_chinese=True, is_dated=False),
}  # fmt: skip


def pieces(name: str) -> list[Piece]:
    """The articles of an outlet, the newest first."""
    outlet = OUTLETS[name]
    return [_piece(name, outlet, at) for at in range(COUNT)][::-1]


def _piece(name: str, outlet: Outlet, at: int) -> Piece:
    day = FIRST_DAY + timedelta(days=at)
    told = (_WO if outlet.is_chinese else _WHERE)[at], at + 2, 20 + at
    title, *texts = [text.format(*told) for text in (_CHINESE if outlet.is_chinese else _ENGLISH)]
    known = {"d": day, "n": f"{1000 + 137 * at}", "hex": md5(f"{name}{at}".encode()).hexdigest(),
             "slug": "-".join(title.lower().split()), "title": escape(title)}  # fmt: skip
    info, before = outlet.info.format(**known), outlet.before.format(**known)
    paragraphs = "\n".join(f"<p>{escape(text)}</p>" for text in [outlet.first + texts[0], *texts[1:]])
    html = (f"{_head(f'{title} - {name}', outlet)}{_nav(outlet)}<div class='article'><h1>{escape(title)}</h1>"
            f"<div class='info'>{info}</div>{before}<div id='content'>\n{paragraphs}</div>{outlet.after}</div>"
            "<div class='foot'><p>Copyright. All rights reserved.</p></div></body></html>")  # fmt: skip
    return Piece(outlet.path.format(**known), title, day, html)


def _head(title: str, outlet: Outlet) -> str:
    feed = f'<link rel="alternate" type="application/rss+xml" href="{outlet.feed}">' if outlet.feed else ""
    language = ' lang="zh-CN"' if outlet.is_chinese else ""
    return f'<html{language}><head><meta charset="utf-8"><title>{escape(title)}</title>{feed}</head><body>'


def _nav(outlet: Outlet) -> str:
    links = "".join(f'<a href="{path}">{path}</a> ' for path in ("/", *outlet.lists, "/about.html", "/contact/"))
    return f'<div class="nav">{links}<a href="https://elsewhere.example/a.html">Partner</a></div>'


def _listing(name: str, outlet: Outlet, told: list[Piece]) -> str:
    rows = "".join(f'<li><a href="{one.path}">{escape(one.title)}</a> <span>{one.day}</span></li>' for one in told)
    return f"{_head(name.title(), outlet)}{_nav(outlet)}<ul class='list'>{rows}</ul></body></html>"


def _feed(url: str, told: list[Piece]) -> str:
    items = "".join(f"<item><title>{escape(one.title)}</title><link>{url}{one.path}</link>"
                    f"<pubDate>{one.day:%a, %d %b %Y} 08:00:00 +0800</pubDate></item>" for one in told)  # fmt: skip
    head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>{url}/</link>'
    return f"{head}{items}</channel></rss>"


@contextmanager
def serving(*names: str) -> Iterator[dict[str, str]]:
    """The outlets' addresses ('http://127.0.0.1:PORT/') by name, for the time of the block."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(_site(name)) for name in names or OUTLETS}


@contextmanager
def _site(name: str) -> Iterator[str]:
    outlet, told = OUTLETS[name], pieces(name)
    pages: dict[str, Callable[[str], str]] = {one.path: lambda _, html=one.html: html for one in told}  # type: ignore[misc]
    pages["/"] = lambda _: _listing(name, outlet, told[:5])
    pages |= {path: lambda _: _listing(name, outlet, told) for path in outlet.lists}
    about = "<p>We tell what happens in and around Rivergate.</p>"
    pages |= dict.fromkeys(("/about.html", "/contact/"), lambda _: _head("About us", outlet) + about + "</body></html>")
    if outlet.feed:
        pages[outlet.feed] = lambda url: _feed(url, told)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            page = pages.get(self.path)
            body = page(url.rstrip("/")).encode() if page else b"not found"
            self.send_response(200 if page else 404)
            kind = "application/rss+xml" if page and self.path == outlet.feed else "text/html; charset=utf-8"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
