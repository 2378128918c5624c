"""Sources are data: every shipped file is usable, and a broken file says what to do and stops nobody else."""

from __future__ import annotations

import pickle
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.source import SHIPPED, Sources, load_sources, user_agent

MINIMAL = """
name = "Example"
home = "https://www.example.cn/"
domains = ["example.cn"]
article_url = '/\\d{4}/[^/]+/$'
[discover]
feeds = ["/feed/"]
"""

# Addresses are facts: one or more per outlet and address form, and neighbours that must not be taken for articles.
ARTICLES = {
    "ichongqing": [
        "https://www.ichongqing.info/2023/07/08/chongqing-sets-new-goal-for-party-building",
        "https://www.ichongqing.info/2020/05/24/work-to-fulfill-goals/amp/",
        "https://www.ichongqing.info/2026/01/25/global-youth/amp",
        "https://www.ichongqing.info/2022/03/05/%E4%B8%A8government-work-report/",
        "https://www.ichongqing.info/2022/10/11/a-sustainable-path-10月12日视频已更新/",
    ],
    "xinhua-english": [
        "https://english.news.cn/20221016/0123456789abcdef0123456789abcdef/c.html",
        "http://www.xinhuanet.com//english/2017-10/16/c_136683838.htm",
    ],
    "peoples-daily": [
        "http://en.people.cn/n3/2022/1020/c90000-10161234.html",
        "http://en.people.cn/90785/7601234.html",
    ],
    "china-daily": [
        "https://www.chinadaily.com.cn/a/202208/18/WS62fd7a0aa310fd2b29e7312b.html",
        "http://www.chinadaily.com.cn/cndy/2017-10/19/content_33438123.htm",
        "http://regional.chinadaily.com.cn/chongqing/2022-06/02/c_761234.htm",
    ],
    "china-org-cn": ["http://www.china.org.cn/china/2012-11/08/content_27041234.htm"],
    "cgtn": [
        "https://news.cgtn.com/news/2022-10-16/Opening-of-the-congress-1e9SxYz/index.html",
        "https://news.cgtn.com/news/3d3d514e7a4d6a4d/index.html",
    ],
    "cqnews-english": [
        "http://english.cqnews.net/html/2017-05/20/content_41661234.htm",
        "https://news.cqnews.net/1/detail/1234567890123456789/web/content_1234567890123456789.html",
    ],
    "liangjiang": [
        "http://english.liangjiang.gov.cn/2022-01/26/c_699123.htm",
        "http://english.liangjiang.gov.cn/2022-01/26/content_35712345.htm",
    ],
    "gov-cn-english": [
        "https://english.www.gov.cn/news/topnews/202208/24/content_WS5d60f0d0c6d0c6695ff7f123.html",
        "http://english.gov.cn/news/2018/01/02/content_281475999123.htm",
    ],
    "ecns": [
        "http://www.ecns.cn/hd/2022-10-16/detail-ihcfpwzy1234567.shtml",
        "http://www.ecns.cn/2018/01-29/290534.shtml",
    ],
}
OTHERS = {
    "ichongqing": [
        "https://www.ichongqing.info/tourism/chongqing-city-profile/",
        "https://www.ichongqing.info/special/emerging-western-china/",
        "https://www.ichongqing.info/2022/06/02/",
        "https://www.ichongqing.info/2022/06/02/page/2/",
    ],
    "china-org-cn": ["http://www.china.org.cn/china/2012-11/08/content_27041234_2.htm"],
    "xinhua-english": ["https://english.news.cn/china/index.htm"],
    "cgtn": ["https://www.cgtn.com/china/index.html"],
}


@pytest.fixture(scope="module")
def shipped() -> Sources:
    return load_sources()


def write(folder: Path, text: str, name: str = "example.toml") -> Path:
    (folder / "sources").mkdir(exist_ok=True)
    path = folder / "sources" / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shipped_source_is_usable(shipped: Sources) -> None:
    assert shipped.problems == ()
    assert {source.slug for source in shipped.sources} == {path.stem for path in SHIPPED.glob("*.toml")}
    assert set(ARTICLES) <= {source.slug for source in shipped.sources}


def test_shipped_sources_of_the_web_are_polite_and_do_not_start_together(shipped: Sources) -> None:
    public = [source for source in shipped.sources if not source.local]
    assert all(source.delay >= 1 for source in public)
    assert len({source.schedule for source in public}) == len(public)
    assert all(source.path.read_text(encoding="utf-8").startswith("# ") for source in public)


@pytest.mark.parametrize(("slug", "url"), [(slug, url) for slug, urls in ARTICLES.items() for url in urls])
def test_article_addresses_of_the_outlets_fit(shipped: Sources, slug: str, url: str) -> None:
    assert shipped.get(slug).is_article(url)


@pytest.mark.parametrize(("slug", "url"), [(slug, url) for slug, urls in OTHERS.items() for url in urls])
def test_other_addresses_of_the_outlets_do_not(shipped: Sources, slug: str, url: str) -> None:
    assert not shipped.get(slug).is_article(url)


@pytest.mark.parametrize("way", ['sitemaps = ["/s.xml"]', "wp_json = true", 'date_archives = ["/{year}/{month}/"]'])
def test_one_way_to_find_pages_is_enough(tmp_path: Path, way: str) -> None:
    write(tmp_path, MINIMAL.replace('feeds = ["/feed/"]', way))
    assert load_sources(tmp_path).get("example").discover.feeds == ()


def test_a_wrong_template_is_told_what_is_wrong_with_it(tmp_path: Path) -> None:
    write(tmp_path, MINIMAL + 'date_archives = ["/{year}/", "/{yaer}/{month}/"]\n')
    (problem,) = load_sources(tmp_path).problems
    assert "example.toml: discover.date_archives: expected" in str(problem)
    assert problem.found.startswith("'/{yaer}/{month}/': {yaer} is no field; there are {year}, ")


def test_a_minimal_file_is_a_whole_source(tmp_path: Path) -> None:
    path = write(tmp_path, MINIMAL)
    source = load_sources(tmp_path).get("example")
    assert source.path == path
    assert source.discover.feeds == ("https://www.example.cn/feed/",)
    assert (source.timezone, source.schedule, source.delay, source.local) == (
        "Asia/Shanghai",
        "*/30 * * * *",
        1.0,
        False,
    )
    assert source.removal.over == timedelta(days=2)
    assert source.recheck.budget == 300
    assert source.expect.articles_per_day is None
    assert source.hints().article_url == source.article_url
    assert pickle.loads(pickle.dumps(source)) == source
    assert len({source, source}) == 1


def test_every_key_is_read(tmp_path: Path) -> None:
    text = MINIMAL.replace(
        "[discover]", 'language = "zh"\ntimezone = "UTC"\nschedule = "0 6 * * *"\ndelay = 2\n[discover]'
    ) + (
        'sitemaps = ["https://www.example.cn/s.xml"]\nsections = ["news/"]\nwp_json = true\n'
        'date_archives = ["/{year}/{month}/{day}/", "{year}-{month}/list.htm"]\n'
        '[extract]\ndrop = [".cookie-notice"]\n[expect]\narticles_per_day = { min = 2, max = 60 }\n'
        'fill = { title = 1.0, author = 0.4 }\n[removal]\nchecks = 5\nover = "36h"\n[recheck]\nbudget = 40\n'
    )
    write(tmp_path, text)
    source = load_sources(tmp_path).get("example")
    assert source.discover.sections == ("https://www.example.cn/news/",)
    assert source.discover.wp_json is True
    assert source.discover.date_archives == (
        "https://www.example.cn/{year}/{month}/{day}/",
        "https://www.example.cn/{year}-{month}/list.htm",
    )
    assert source.extract.drop == (".cookie-notice",)
    assert source.expect.articles_per_day == (2, 60)
    assert source.expect.fill == {"title": 1.0, "author": 0.4}
    assert (source.removal.checks, source.removal.over) == (5, timedelta(hours=36))
    assert source.recheck.budget == 40
    assert (source.language, source.timezone, source.schedule, source.delay) == ("zh", "UTC", "0 6 * * *", 2.0)


@pytest.mark.parametrize(
    ("line", "wrong", "key", "expected"),
    [
        ('name = "Example"', "", "name", "a text"),
        ('name = "Example"', "name = 7", "name", "a text"),
        ('home = "https://www.example.cn/"', 'home = "/start"', "home", "http(s) address"),
        ('home = "https://www.example.cn/"', 'home = "https://other.cn/"', "home", "an address in example.cn"),
        ('domains = ["example.cn"]', 'domains = "example.cn"', "domains", "a list"),
        ('domains = ["example.cn"]', 'domains = ["https://example.cn"]', "domains", "without scheme"),
        ('domains = ["example.cn"]', "domains = []", "domains", "a list"),
        ("article_url = '/\\d{4}/[^/]+/$'", "article_url = '('", "article_url", "regular expression"),
        ('feeds = ["/feed/"]', "", "discover.feeds", "at least one"),
        ('feeds = ["/feed/"]', 'feeds = "/feed/"', "discover.feeds", "a list"),
        ('feeds = ["/feed/"]', 'feeds = ["https://cdn.other.cn/feed"]', "discover.feeds", "addresses in example.cn"),
        ('feeds = ["/feed/"]', 'feed = ["/feed/"]', "discover.feed", "did you mean 'feeds'"),
        ('feeds = ["/feed/"]', 'date_archives = "/{year}/"', "discover.date_archives", "a list"),
        ('feeds = ["/feed/"]', 'date_archives = ["/{month}/"]', "discover.date_archives", "with {year}"),
        ('feeds = ["/feed/"]', 'date_archives = ["/{year}/{page}"]', "discover.date_archives", "with {year}"),
        (
            'feeds = ["/feed/"]',
            'date_archives = ["https://cdn.other.cn/{year}/"]',
            "discover.date_archives",
            "addresses in example.cn",
        ),
        ('name = "Example"', 'name = "Example"\ntimezone = "Asia/Chongking"', "timezone", "a time zone"),
        ('name = "Example"', 'name = "Example"\ntimezone = "../etc"', "timezone", "a time zone"),
        ('name = "Example"', 'name = "Example"\nschedule = "every hour"', "schedule", "five cron fields"),
        ('name = "Example"', 'name = "Example"\nschedule = "0 0 30 2 *"', "schedule", "five cron fields"),
        ('name = "Example"', 'name = "Example"\nschedule = "0 0 0 * * *"', "schedule", "five cron fields"),
        ('name = "Example"', 'name = "Example"\ndelay = 0', "delay", "more than 0"),
        ('name = "Example"', 'name = "Example"\ndelay = true', "delay", "seconds"),
        ('name = "Example"', 'name = "Example"\nlocal = "yes"', "local", "true or false"),
        ('name = "Example"', 'name = "Example"\nlanguage = "English"', "language", "a language code"),
        ('name = "Example"', 'name = "Example"\ndiscover_all = 1', "discover_all", "a known key"),
        ('feeds = ["/feed/"]', 'feeds = ["/feed/"]\n[extract]\ndrop = ["div["]', "extract.drop", "CSS"),
        ('feeds = ["/feed/"]', 'feeds = ["/feed/"]\n[expect]\nfill = { titel = 1 }', "expect.fill.titel", "'title'"),
        ('feeds = ["/feed/"]', 'feeds = ["/feed/"]\n[expect]\nfill = { title = 2 }', "expect.fill.title", "0 to 1"),
        (
            'feeds = ["/feed/"]',
            'feeds = ["/feed/"]\n[expect]\narticles_per_day = { min = 9, max = 2 }',
            "expect.articles_per_day.max",
            "at least min",
        ),
        (
            'feeds = ["/feed/"]',
            'feeds = ["/feed/"]\n[expect]\narticles_per_day = 3',
            "expect.articles_per_day",
            "a table",
        ),
        ('feeds = ["/feed/"]', 'feeds = ["/feed/"]\n[recheck]\nbudget = 0', "recheck.budget", "a whole number"),
        ('feeds = ["/feed/"]', 'feeds = ["/feed/"]\n[removal]\nover = "two days"', "removal.over", "a span"),
        ('feeds = ["/feed/"]', 'feeds = ["/feed/"]\n[removal]\nchecks = 0', "removal.checks", "a whole number"),
    ],
)
def test_a_fault_names_file_key_and_what_was_expected(
    tmp_path: Path, line: str, wrong: str, key: str, expected: str
) -> None:
    assert line in MINIMAL
    path = write(tmp_path, MINIMAL.replace(line, wrong))
    loaded = load_sources(tmp_path)
    assert "example" not in {source.slug for source in loaded.sources}
    problem = next(problem for problem in loaded.problems if problem.key == key)
    assert problem.file == path
    assert expected in problem.expected
    assert str(problem).startswith(f"{path}: {key}: expected ")
    assert loaded.get("ichongqing")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.toml", b"name = "),
        ("binary.toml", b"\xff\xfe\x00"),
        ("Bad Name.toml", MINIMAL.encode()),
        ("empty.toml", b""),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_one_of_the_problems(tmp_path: Path, name: str, content: bytes) -> None:
    write(tmp_path, "", name).write_bytes(content)
    loaded = load_sources(tmp_path)
    assert {problem.file.name for problem in loaded.problems} == {name}
    assert loaded.get("ichongqing")


def test_a_users_file_replaces_the_shipped_one_even_when_broken(tmp_path: Path) -> None:
    write(tmp_path, MINIMAL, "ichongqing.toml")
    assert load_sources(tmp_path).get("ichongqing").name == "Example"
    write(tmp_path, "name =", "ichongqing.toml")
    with pytest.raises(KeyError, match="no usable source 'ichongqing'"):
        load_sources(tmp_path).get("ichongqing")


def test_a_missing_folder_is_said_and_one_without_sources_is_fine(tmp_path: Path) -> None:
    assert load_sources(tmp_path).problems == ()
    assert load_sources(tmp_path / "nowhere").problems[0].file == tmp_path / "nowhere"


def test_a_loopback_source_must_be_declared_local(tmp_path: Path) -> None:
    text = MINIMAL.replace("https://www.example.cn/", "http://127.0.0.1:8391/").replace("example.cn", "127.0.0.1:8391")
    write(tmp_path, text)
    assert [problem.key for problem in load_sources(tmp_path).problems] == ["local"]
    write(tmp_path, f"local = true\ndelay = 0\n{text}")
    assert load_sources(tmp_path).get("example").delay == 0


def test_the_user_agent_says_who_we_are_in_one_header_line() -> None:
    assert user_agent("desk@example.org") == "congresswatch/0.1 (+desk@example.org)"
    assert user_agent("") == "congresswatch/0.1"
    assert "\n" not in user_agent("a\r\nX-Evil: 1")
