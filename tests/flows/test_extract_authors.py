"""Bylines as the real sites print them."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.values import Article
from flows.steps.authors import authors_of, writers_of
from flows.steps.bylines import named
from flows.steps.credits import credited
from flows.steps.metadata import stated
from flows.steps.tree import parse


def read(*lines: str, head: str = "", body: str = "") -> tuple[str, ...]:
    root = parse(f"<html><head><title>x</title>{head}</head><body>{body}<p>x</p></body></html>")
    assert root is not None
    return authors_of(stated(root), root, lines)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By VIVIAN YAN|Jun 02,2022", ("Vivian Yan",)),
        ("By XINGYING, CHEN|May 18,2024", ("Xingying Chen",)),
        ("By JAMES ALEXANDER|Mar 03,2023", ("James Alexander",)),
        ("By Andrew, iChongqing", ("Andrew",)),
        ("By Xiao Wu, iChongqing", ("Xiao Wu",)),
        ("By Kenny DongICHONGQING|Aug 31,2021", ("Kenny Dong",)),
        ("By TAN YINGZI in Chongqing | CHINA DAILY | Updated: 2022-08-18 07:21", ("Tan Yingzi",)),
        ("By Tan Yingzi and Deng Rui", ("Tan Yingzi", "Deng Rui")),
        ("BY SEAN O'BRIEN", ("Sean O'Brien",)),
        ("By CHEN MIN'ER", ("Chen Min'er",)),
        ("(记者 张三石)", ("张三石",)),
        ("本报讯（记者 张三石 李四海）停航十一年的老渡轮周二重新过江。", ("张三石", "李四海")),
        ("作者：张三石、李四海", ("张三石", "李四海")),
        ("記者張三石／台北報導", ("張三石",)),
        ("（江城晚报滚动新闻记者 张三石）今日起渡轮恢复。", ("张三石",)),
        ("本报记者 张 三 李四海", ("张三", "李四海")),
        ("作者：渡口客", ("渡口客",)),
        ("作者：云中君子", ("云中君子",)),
        ("作者：诸葛小可", ("诸葛小可",)),
        ("（记者 张三石、央金）今日起渡轮恢复。", ("张三石", "央金")),
        ("作者：张三石 出处：渡口周刊", ("张三石",)),
        ("作者：张三石　江蘇南通　職員", ("张三石",)),
        ("【渡口晚報╱記者張三石／整理】", ("張三石",)),
        ("記者 張三石 文字大小", ("張三石",)),
        ("记者 了解到，渡轮停航十一年。", ()),
        ("By Ran Zheng, Senior Reporter", ("Ran Zheng",)),
        ("By Xinhua writers Ran Zheng, Luo Huxin", ("Ran Zheng", "Luo Huxin")),
        ("By Mayor Chen Wei", ("Chen Wei",)),
        ("By Chongqing Deputy Mayor Chen Wei", ("Chen Wei",)),
        ("By Ann Lee, PhD", ("Ann Lee",)),
        ("By Ann Lee, M.D., and Bo Li, Esq.", ("Ann Lee", "Bo Li")),
        ("By Ann Lee PhD", ("Ann Lee",)),
        ("By Ann Lee, London", ("Ann Lee",)),
        ("By Ann Lee, Chongqing", ("Ann Lee",)),
        ("By Ann Lee in Oslo and Bo Li in Rome", ("Ann Lee", "Bo Li")),
        ("By Ann Lee in New York, Bo Li in Rome and Cy Poe in Paris", ("Ann Lee", "Bo Li", "Cy Poe")),
        ("By Ann Lee in Washington, D.C., and Bo Li", ("Ann Lee", "Bo Li")),
        ("By Ann Lee in Bosnia and Herzegovina", ("Ann Lee",)),
        ("Story by Ann Lee | Photos by Bo Li", ("Ann Lee",)),
        ("Story by Ann Lee, Photos by Bo Li", ("Ann Lee",)),
        ("新华社记者李明、王红", ("李明", "王红")),
        ("本报见习记者李明", ("李明",)),
        ("文/图 李明", ("李明",)),
        ("文/图 江城晚报记者 李明", ("李明",)),
        ("文/李明 图/王红", ("李明",)),
        ("文字：李明 摄影：王红", ("李明",)),
        ("撰稿人：李明", ("李明",)),
        ("李明 王红 重庆日报记者", ("李明", "王红")),
        ("新华社记者李明摄", ()),
        ("新华社记者高兴地说", ()),
        ("记者李明报道了这件事", ()),
        ("作者：江城公安", ()),
        ("作者：江城发布", ()),
        ("作者：王公安", ("王公安",)),
        ("By Xinhua", ()),
        ("By Staff Reporter", ()),
        ("By the end of the year the line will carry four thousand passengers.", ()),
        ("By April 2026 the bridge will be closed.", ()),
        ("渡轮驶离北岸码头。本报记者 王朗 摄", ()),
        ("Source: Xinhua| 2017-10-16 21:51:26|Editor: huaxia", ()),
    ],
)
def test_reads_people_from_a_byline(byline: str, names: tuple[str, ...]) -> None:
    assert read(byline) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By VIVIAN YANJIEYU WANG|Jan 24,2021", ("Vivian Yan", "Jieyu Wang")),
        ("By RAN ZHENGHUXIN LUO|Jan 20,2026", ("Ran Zheng", "Huxin Luo")),
        # one given name of two syllables, a name that is not Chinese, two ways to cut: all stay one
        ("By VIVIAN YANJIE WANG|Jan 24,2021", ("Vivian Yanjie Wang",)),
        ("By JAMES ALEXANDER WANG|Jan 24,2021", ("James Alexander Wang",)),
        ("By MARY CHENGANLI WANG|Jan 24,2021", ("Mary Chenganli Wang",)),
    ],
)
def test_two_names_run_together_are_two_only_where_nothing_else_is_possible(
    byline: str, names: tuple[str, ...]
) -> None:
    assert read(byline) == names


def test_another_statement_of_the_page_tells_two_names_apart() -> None:
    head = '<meta name="author" content="Mary Cheng, Anli Wang">'
    assert read("By MARY CHENGANLI WANG|Jan 24,2021", head=head) == ("Mary Cheng", "Anli Wang")


def test_json_ld_names_people_and_leaves_out_organisations() -> None:
    head = """<script type="application/ld+json">{"@graph": [
        {"@type": "NewsArticle", "author": [{"@id": "#p"}, {"@type": "Organization", "name": "Rivergate Post"}]},
        {"@type": "Person", "@id": "#p", "name": "Ran Zheng"}]}</script>"""
    assert read(head=head) == ("Ran Zheng",)


def test_accounts_addresses_and_the_site_itself_are_nobody() -> None:
    for name in ("admin", "editor", "desk@news.example", "https://news.example/a", "Rivergate Post"):
        head = f'<meta property="og:site_name" content="Rivergate Post"><meta name="author" content="{name}">'
        assert read(head=head) == ()


def test_a_marked_element_names_the_author_where_nothing_else_does() -> None:
    assert read(body='<div class="post-author">Ran Zheng</div>') == ("Ran Zheng",)
    # who is told of in such a place is no author
    assert read(body='<div class="byline">Mayor Chen Wei</div>') == ()
    assert read(body='<div class="comments"><span class="comment-author">Someone Else</span></div>') == ()


def test_a_preview_card_and_a_lone_link_to_a_profile_name_the_author() -> None:
    card = '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ran Zheng">'
    assert read(head=card) == ("Ran Zheng",)
    one = '<p>x <a href="/author/ran/">Ran Zheng</a></p>'
    assert read(body=one) == ("Ran Zheng",)
    assert read(body=one + '<p>y <a href="/author/luo/">Luo Huxin</a></p>') == ()


@pytest.mark.parametrize(
    ("byline", "agencies"),
    [
        ("By TAN YINGZI in Chongqing | CHINA DAILY | Updated: 2022-08-18 07:21", ("China Daily",)),
        ("By Kenny DongICHONGQING|Aug 31,2021", ("iChongqing",)),
        ("By Xiao Wu, iChongqing", ("iChongqing",)),
        ("By Xinhua", ("Xinhua",)),
        ("By Staff Reporter", ()),
        ("作者：江城公安", ("江城公安",)),
        ("By Ann Lee, Chongqing", ()),
    ],
)
def test_organisations_are_agencies(byline: str, agencies: tuple[str, ...]) -> None:
    root = parse("<html><body><p>x</p></body></html>")
    assert root is not None
    assert writers_of(stated(root), root, [byline]).organisations == agencies


def credits(*paragraphs: str, masthead: tuple[str, ...] = ()) -> Article:
    printed = "".join(f"<p>{escape(text)}</p>" for text in (*masthead, *paragraphs))
    root = parse(f"<html><body>{printed}</body></html>")
    assert root is not None
    return credited(Article("https://a.example/", "T", ""), stated(root), root, masthead, paragraphs)


@pytest.mark.parametrize(
    ("line", "editors"),
    [
        ("Editor: huaxia", ("huaxia",)),
        ("Editor:Jiang Yiwei", ("Jiang Yiwei",)),
        ("(Web editor: Ran Zheng, Luo Huxin)", ("Ran Zheng", "Luo Huxin")),
        ("责任编辑：王五", ("王五",)),
        ("（责任编辑 王五）", ("王五",)),
        ("编辑：王五 校对：赵六", ("王五",)),
        ("Source: Xinhua| 2017-10-16 21:51:26|Editor: huaxia", ("huaxia",)),
        ("The editor: a man who never slept.", ()),
    ],
)
def test_editors_are_not_authors(line: str, editors: tuple[str, ...]) -> None:
    article = credits("The ferry ran again on Tuesday.", line)
    assert (article.editors, article.authors) == (editors, ())


@pytest.mark.parametrize(
    ("line", "translators"),
    [("(Translated by Luo Juan, Fathom Language Limited)", ("Luo Juan",)), ("翻译：王五", ("王五",))],
)
def test_translators_are_not_authors(line: str, translators: tuple[str, ...]) -> None:
    article = credits("The ferry ran again on Tuesday.", line)
    assert (article.translators, article.authors) == (translators, ())


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("Source: Xinhua| 2017-10-16 21:51:26|Editor: huaxia", "Xinhua"),
        ("Source:Xinhua Published: 2013-3-7 8:42:27", "Xinhua"),
        ("Xinhua | October 19, 2022", "Xinhua"),
        ("XinhuaUpdated: 2022-10-16", "Xinhua"),
        ("Updated: Aug 24,2019 04:32 PM CGTN", "CGTN"),
        ("(Xinhua) 09:18, October 20, 2022", "Xinhua"),
        ("Xinhua) 09:18, October 20, 2022", "Xinhua"),
        ("来源：新华社 作者：张三石", "新华社"),
        ("来源:重庆国际传播中心", "重庆国际传播中心"),
        ("2022-06-02 10:22 来源： 新华网 我要评论", "新华网"),
        ("Posted 2 hours ago", ""),
        ("Chongqing | June 2, 2022", ""),
        ("Yubei District, Chongqing | June 2, 2022", ""),
        ("Source: Chongqing", "Chongqing"),
    ],
)
def test_the_origin_is_the_name_that_the_page_states(line: str, origin: str) -> None:
    assert credits("The ferry ran again on Tuesday.", masthead=(line,)).stated_origin == origin


@pytest.mark.parametrize(
    ("first", "last", "origin"),
    [
        ("BEIJING, Oct. 9 (Xinhua) -- The ferry ran again.", "It rained.", "Xinhua"),
        ("CHONGQING (CQNEWS) -- The ferry ran again.", "It rained.", "CQNEWS"),
        ("新华社重庆6月2日电（记者张三石）停航十一年的渡轮重新过江。", "雨停了。", "新华社"),
        ("The ferry ran again.", "It rained. (Xinhua)", "Xinhua"),
        ("渡轮重新过江。", "雨停了。（来源：江城晚报）", "江城晚报"),
        ("The ferry (built in 1998) ran again.", "It rained (a little).", ""),
    ],
)
def test_a_dateline_and_the_last_words_state_the_origin(first: str, last: str, origin: str) -> None:
    assert credits(first, "One hundred children walked ashore.", last).stated_origin == origin


GIVEN = st.sampled_from(("Ran", "Vivian", "Huxin", "Mary Anne", "Jean-Luc"))
FAMILY = st.sampled_from(("Zheng", "Yan", "O'Brien", "Luo", "Alexander"))
NAMES = st.lists(st.builds("{} {}".format, GIVEN, FAMILY), min_size=1, max_size=4, unique=True)
HAN = st.lists(
    st.sampled_from(("张三石", "李四", "王五海", "欧阳文", "阿里木·买买提")), min_size=1, max_size=4, unique=True
)


@given(NAMES, st.sampled_from(("By {}", "By {}|Jan 24,2021", "by {} | Updated: 2022-08-18", "Written by: {}", "{}")))
def test_printed_names_read_back(names: list[str], form: str) -> None:
    head, last = ", ".join(names[:-1]), names[-1]
    printed = form.format(f"{head} and {last}" if head else last)
    assert named([printed]).people == tuple(names)
    if "|" in form:
        assert named([printed.replace(last, last.upper())]).people[-1:] == (last,)


@given(HAN, st.sampled_from(("、", " ", "，")), st.sampled_from(("作者：{}", "（记者 {}）", "本报记者 {}", "记者：{}")))
def test_printed_chinese_names_read_back(names: list[str], between: str, form: str) -> None:
    assert read(form.format(between.join(names))) == tuple(names)


@given(st.text(max_size=200))
def test_any_line_is_read_without_an_error(line: str) -> None:
    for text in (line, f"By {line}", f"记者 {line}", f"Editor: {line}", f"来源：{line}", f"Translated by {line}"):
        assert "" not in named([text], has_pen_names=True).people
        assert "\n" not in credits(masthead=(text,)).stated_origin
