"""What differs between two machines is named with its remedy, and nothing else counts as a difference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from db import whereabouts
from db.embedded.cluster import Cluster
from db.settings import Settings
from flows.release import Release, differences, digest, release

HERE = Release("0.1.0", "a1", "lxml 6.0, scrapy 2.19", "2+7", "4.aa", "2026_11_25b", "", "f0")


def test_the_same_release_differs_in_nothing() -> None:
    assert differences(HERE, HERE.as_data()) == ""


def test_each_difference_is_told_with_both_sides_and_each_remedy_once() -> None:
    there = HERE.as_data() | {"extractor": "2+6", "schema": "2026_11_20", "archive": "00"}
    assert differences(HERE, there) == (
        "extractor (2+7 here, 2+6 there), database schema (2026_11_25b here, 2026_11_20 there), archive (f0 here, 00"
        " there): install the same version there and here; let DATABASE_URL name the same database"
    )


def test_of_lists_only_what_differs_is_told() -> None:
    said = differences(HERE, HERE.as_data() | {"libraries": "lxml 6.1, scrapy 2.19"})
    assert said.startswith("libraries (lxml 6.0 here, lxml 6.1 there): ")


def test_what_an_older_up_did_not_tell_is_a_difference() -> None:
    assert differences(replace(HERE, sources="b2"), {**HERE.as_data(), "sources": ""}).startswith(
        "source files (b2 here, none there): "
    )
    older = {name: word for name, word in HERE.as_data().items() if name != "libraries"}
    assert "none there" in differences(HERE, older)


def test_a_digest_is_of_names_and_contents_in_any_order(tmp_path: Path) -> None:
    for name, text in (("a", "1"), ("b", "2")):
        (tmp_path / name).write_text(text)
    a, b = (("a", tmp_path / "a"), ("b", tmp_path / "b"))
    assert digest([a, b]) == digest([b, a])
    assert len({digest([a]), digest([b]), digest([a, b]), digest([("c", a[1]), b])}) == 4
    assert digest([]) == ""


def test_a_release_knows_the_sources_of_the_machine_and_its_archive(archive_url: str, tmp_path: Path) -> None:
    settings = Settings(archive_url, tmp_path / "home", tmp_path / "config", "")
    before = release(settings)
    assert before.sources == ""
    (tmp_path / "config" / "sources").mkdir(parents=True)
    (tmp_path / "config" / "sources" / "x.toml").write_text("name = 'X'")
    after = release(settings)
    assert after == replace(before, sources=after.sources)
    assert after.sources
    assert all(word for name, word in after.as_data().items())


def test_an_archive_is_the_same_by_whatever_address_and_role(archive_url: str, cluster: Cluster) -> None:
    name = archive_url.partition("@/")[2].partition("?")[0]
    assert whereabouts.identity(archive_url) == whereabouts.identity(cluster.superuser_url(name))
    assert whereabouts.identity(archive_url) != whereabouts.identity(cluster.url())
