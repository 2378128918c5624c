"""The run report is read by people: complete, linked, and safe whatever a page put into its title."""

from __future__ import annotations

from datetime import date

from flows.steps.run_report import headline, report, summary

ROW = {
    "title": "Evil | [title](http://x) <script>alert(1)</script>\nsecond line",
    "url": "https://paper.example/a>b",
    "published_on": date(2022, 6, 2),
    "congresses": ["cpc-chongqing-6 focus"],
}


def made() -> str:
    return report(
        "The Paper",
        "warning",
        ["feed /b/: http 500"],
        {"new": 60, "failed": 2},
        {"new": [ROW]},
        [{"outcome": "failed", "reason": "timeout", "page_count": 2, "example_url": "https://paper.example/t"}],
        [
            {
                "way": "feed",
                "root_url": "/feed",
                "page_count": 1,
                "ending": "overlap",
                "listed_count": 20,
                "known_count": 0,
                "problem": "",
            }
        ],
        {"downloader/request_count": 63, "elapsed_time_seconds": 4.2, "downloader/response_bytes": 1_500_000},
    )


def test_summary_is_one_line_in_the_vocabulary() -> None:
    assert summary({"failed": 2, "new": 60, "revised": 0}) == "60 new, 2 failed"
    assert summary({}) == "nothing new"


def test_the_name_of_a_run_says_why_it_failed() -> None:
    assert headline("completed", [], {"new": 2}) == "2 new"
    assert headline("warning", ["feed: http 500", "slow"], {"new": 2}) == "2 new, but: feed: http 500 (and 1 more)"
    assert headline("failed", ["no listing"], {}) == "failed: no listing"
    assert headline("failed", ["it stopped early"], {"new": 2}) == "failed: it stopped early; 2 new"


def test_report_tells_counts_reasons_and_cost() -> None:
    text = made()
    assert "## The Paper: 60 new, 2 failed" in text
    assert "**Completed with warnings.** feed /b/: http 500" in text
    assert "| failed | timeout | 2 | [page](<https://paper.example/t>) |" in text
    assert "63 requests, 1.5 MB, 4 s." in text
    assert "… and 59 more." in text


def test_a_title_stays_in_its_cell_and_runs_nothing() -> None:
    line = next(line for line in made().splitlines() if "Evil" in line)
    assert line.count(" | ") == 2
    assert "<script>" not in line
    assert "(<https://paper.example/a%3Eb>)" in line
