"""What is it to ask how a meeting was covered, in an archive of a million articles? Days, keeping them, a report.

    python -m tests.benchmarks.coverage_db [--articles 1000000] [--home FOLDER]

Sixty sources over ten years; every fourth article covers one of twenty meetings, most of them in the weeks around it;
each day of each source has its completeness. The archive is made by the server itself, and is a function of the number
of articles. With --home it is kept, and a second run only measures.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any

import psycopg

from db import coverage_days, embedded, migrate
from db.archive import Archive

SOURCES, MEETINGS, YEARS = 60, 20, 10
FIRST_DAY = "2016-01-01"
ROUNDS = 5
NEW = 200
MEETINGS_MADE = """
    insert into congress (id, family, place, label_en, label_zh, opens_on, closes_on, certainty)
    select 'meeting-' || number, 'party-congress', 'chongqing', 'x', 'x', day, day + 4, 'seen'
      from generate_series(1, %(meetings)s) number
     cross join lateral (select date '2016-03-01' + (number * 170 %% (%(days)s - 120)) as day) told
"""
SOURCES_MADE = """
    insert into source (slug, name, home_url, language, timezone, is_local)
    select 'paper-' || number, 'Paper', 'https://paper-' || number || '.example/', 'en', 'Asia/Shanghai', true
      from generate_series(1, %(sources)s) number
"""
FRAME = """
    insert into blob (sha256, content, byte_count) values ('\\x00', '\\x00', 1);
    insert into page (source_id, url, url_key, url_key_sha256, state, reason, way, state_at, discovered_on)
    values (1, 'https://x.example/', 'x.example', '\\x00', 'queued', '', 'feed', now(), '2022-06-02');
    insert into capture (page_id, url, final_url, status, headers, blob_sha256, captured_at)
    values (1, 'https://x.example/', 'https://x.example/', 200, '{}', '\\x00', now());
    insert into completeness_day (source_id, published_on, state, reason)
    select source.id, day::date, case when (extract(doy from day)::int + source.id) % 9 = 0 then 'partial'
                                      else 'complete' end, ''
      from source cross join generate_series(date '2016-01-01', date '2025-12-31', interval '1 day') day;
"""
ARTICLES_MADE = """
    insert into article (id, source_id, canonical_url, url_key, url_key_sha256, first_captured_at)
    overriding system value
    select number, number %% %(sources)s + 1, 'https://x.example/' || number, 'x/' || number,
           sha256(number::text::bytea), now()
      from generate_series(%(first)s::bigint, %(last)s::bigint) number
"""
# every fourth article: three of four of them within two weeks of its meeting, as far as there are as many
REVISIONS_MADE = """
    insert into revision (id, article_id, sequence, is_current, capture_id, first_seen_at, last_seen_at, text_sha256,
                          revision_sha256, title, published_on, date_precision, date_rule, date_candidates, language,
                          body, images, extractor_version)
    overriding system value
    select article.id, article.id, 1, true, 1, now(), now(), sha256(article.id::text::bytea), '\\x00', 'A title',
           case when article.id %% 16 in (0, 4, 8)
                then congress.opens_on - 14 + (article.id / 16 * 7919 %% 33)::int
                else date '2016-01-01' + (article.id * 7919 %% %(days)s)::int end,
           'day', 'generated', '[]', 'en', 'A text of no length.', '[]', '1'
      from article
      left join congress on congress.id = 'meeting-' || (article.id / 4 %% %(meetings)s + 1)
     where article.id between %(first)s and %(last)s
"""
TAGS_MADE = """
    insert into coverage_tag (revision_id, congress_id, level, phase, day_offset, score, evidence, rule_version)
    select number, 'meeting-' || (number / 4 %% %(meetings)s + 1),
           (array['focus', 'focus', 'substantive', 'anchor'])[number / 4 %% 4 + 1], 'after', 1, 0.5, '[]', '1'
      from generate_series(%(first)s::bigint, %(last)s::bigint) number where number %% 4 = 0
"""
ASKED = {
    "`coverage_daily` of one meeting": "select * from coverage_daily where congress_id = %(one)s",
    "two meetings on the day-0 axis": "select day_offset, sum(article_count) filter (where congress_id = %(one)s),"
    " sum(article_count) filter (where congress_id = %(other)s) from coverage_daily"
    " where congress_id in (%(one)s, %(other)s) group by 1 order by 1",
}
Connection = psycopg.Connection[Any]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.coverage_db", description=__doc__)
    parser.add_argument("--articles", "--pages", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, help="keep the archive there")
    parser.add_argument("--port", "--seed", help=argparse.SUPPRESS)  # of the other parts of make bench-1m
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cw-") as temporary:
        home = asked.home or Path(temporary)
        cluster = embedded.ensure(home)
        try:
            migrate.upgrade(cluster.url())
            measure(cluster.url(), asked.articles)
        finally:
            embedded.stop(home)


def measure(url: str, articles: int) -> None:
    """Make the archive where it is missing, and tell what each question takes."""
    with psycopg.connect(url, autocommit=True) as connection:
        made = connection.execute("select count(*) from article").fetchone()
        if made and made[0] < articles:
            _said(f"{articles:,} articles made", lambda: _make(connection, 1, articles, whole=True))
        archive = Archive(url)
        _said("all marked days counted", lambda: _count(archive))
        connection.execute("vacuum analyze")
        for what, question in ASKED.items():
            before = processor_seconds(connection)
            taken = [_asked(connection, question, at) for _ in range(ROUNDS) for at in range(1, MEETINGS + 1)]
            used = (processor_seconds(connection) - before) / len(taken)
            _told(what, taken, f"; of the server's processor {1000 * used:.1f} ms")
        taken = list[float]()
        for at in range(ROUNDS):
            first = articles + 1 + NEW * at
            connection.execute("delete from coverage_tag where revision_id >= %s", [first])
            connection.execute("delete from revision where id >= %s", [first])
            connection.execute("delete from article where id >= %s", [first])
            _make(connection, first, first + NEW - 1, whole=False)
            taken.append(_seconds(lambda: _count(archive)))
        _told(f"counting anew after a run of {NEW} new articles", taken)
        archive.close()
    taken, used = zip(*(_reported(url, at) for at in range(1, ROUNDS + 1)), strict=True)
    _told("a report, from the command to the page", taken)
    _told("a report: of the processor, without the server", used)


def _make(connection: Connection, first: int, last: int, *, whole: bool) -> None:
    of = {"sources": SOURCES, "meetings": MEETINGS, "days": 365 * YEARS, "first": first, "last": last}
    with connection.transaction():
        if whole:
            connection.execute(SOURCES_MADE, of)
            connection.execute(MEETINGS_MADE, of)
            connection.execute(FRAME.encode())
        for statement in (ARTICLES_MADE, REVISIONS_MADE, TAGS_MADE):
            connection.execute(statement.encode(), of)


def _count(archive: Archive) -> None:
    while archive.call(coverage_days.refresh):
        pass


def _asked(connection: Connection, question: str, at: int) -> float:
    of = {"one": f"meeting-{at}", "other": f"meeting-{at % MEETINGS + 1}"}
    return _seconds(lambda: connection.execute(question.encode(), of).fetchall())


def processor_seconds(connection: Connection) -> float:
    """Of the server's process: what a question takes where nothing else runs and all is in memory. 0 but on Linux."""
    told = Path(f"/proc/{connection.info.backend_pid}/schedstat")
    return int(told.read_text("ascii").split()[0]) / 1e9 if told.exists() else 0.0


def _reported(url: str, at: int) -> tuple[float, float]:
    """Seconds until a report was written, and of them those that its process used."""
    command = [sys.executable, "-m", "flows", "report", f"meeting-{at}", "--output", os.devnull]
    begun = time.perf_counter()
    child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url}, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"a report ended with {child.returncode}")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime


def _seconds(step: Callable[[], object]) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


def _said(what: str, step: Callable[[], object]) -> None:
    print(f"{what}: {_seconds(step):.1f} s", flush=True)


def _told(what: str, taken: Sequence[float], more: str = "") -> None:
    cut = quantiles(taken, n=100, method="inclusive")
    print(f"{what}: p50 {1000 * cut[49]:.1f} ms, p95 {1000 * cut[94]:.1f} ms{more}", flush=True)


if __name__ == "__main__":
    main()
