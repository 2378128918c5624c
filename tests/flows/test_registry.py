"""The registry: what is shipped holds together, a user's folder adds and replaces, faults name file and key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db.values import TagInput
from flows.registry import RegistryError, load_registry
from flows.steps.congress import Congress, Registry
from flows.steps.tag import compile_tagger

SHIPPED = load_registry()


def _congress(registry: Registry, congress_id: str) -> Congress:
    found = registry.congress(congress_id)
    assert found is not None
    return found


def _write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    (folder / "registry").mkdir(exist_ok=True)
    (folder / "registry" / name).write_text(text, encoding="utf-8")
    return folder


MEETING = """
[[congress]]
id = "cpc-hubei-12"
family = "party-congress"
place = "hubei"
ordinal = 12
opens = { on = 2022-06-18, certainty = "seen" }
certainty = "seen"
source = "a page"
"""


def test_what_is_shipped() -> None:
    assert len(SHIPPED.congresses) >= 120
    assert len(SHIPPED.topics) >= 20
    assert len(SHIPPED.people) >= 20
    sixth = _congress(SHIPPED, "cpc-chongqing-6")
    assert (sixth.opens_on, sixth.closes_on, sixth.level) == (date(2022, 5, 27), date(2022, 5, 31), "provincial")
    assert any("746" in fact.says and fact.certainty == "seen" for fact in sixth.facts)


def test_one_session_a_year_under_the_right_number() -> None:
    years = {year: _congress(SHIPPED, f"npc-{year}") for year in range(2012, 2028)}
    assert (years[2012].term, years[2012].ordinal) == (11, 5)
    assert (years[2013].term, years[2013].ordinal) == (12, 1)
    assert (years[2026].term, years[2026].ordinal) == (14, 4)
    assert all(one.year == year for year, one in years.items())


def test_days_are_counted_from_seen_and_derived_openings_only() -> None:
    assert _congress(SHIPPED, "cpc-chongqing-5").day_zero == date(2017, 5, 20)  # derived: five days, the last seen
    general = _congress(SHIPPED, "cpc-central-19-plenum-5")
    assert general.opens_on is not None
    assert general.day_zero is None


def test_every_day_and_meeting_says_where_it_comes_from() -> None:
    assert all(one.source for one in SHIPPED.congresses)
    assert all(fact.source for one in SHIPPED.congresses for fact in one.facts)


def test_a_user_adds_a_meeting_and_it_is_tagged(tmp_path: Path) -> None:
    registry = load_registry(_write(tmp_path, MEETING))
    (tag,) = compile_tagger(registry).tag(TagInput("12th CPC Hubei Provincial Congress", "", "2022-06-20")).coverage
    assert (tag.congress_id, tag.day_offset) == ("cpc-hubei-12", 2)


def test_a_user_replaces_by_id_from_the_registry_folder_itself(tmp_path: Path) -> None:
    text = MEETING.replace("cpc-hubei-12", "cpc-sichuan-12").replace('"hubei"', '"sichuan"')
    registry = load_registry(_write(tmp_path, text) / "registry")
    assert _congress(registry, "cpc-sichuan-12").opens_on == date(2022, 6, 18)
    assert len(registry.congresses) == len(SHIPPED.congresses)


def test_an_alias_is_a_name(tmp_path: Path) -> None:
    registry = load_registry(_write(tmp_path, MEETING + 'aliases = ["Wuhan’s Big Meeting"]\n'))
    (tag,) = compile_tagger(registry).tag(TagInput("Wuhan's Big Meeting Opens", "")).coverage
    assert (tag.congress_id, tag.evidence[0].text) == ("cpc-hubei-12", "Wuhan's Big Meeting")


def test_a_folder_without_registry_files_adds_nothing(tmp_path: Path) -> None:
    assert load_registry(tmp_path) == load_registry(tmp_path / "nowhere") == SHIPPED


def test_all_faults_at_once_with_file_and_key(tmp_path: Path) -> None:
    broken = MEETING.replace("ordinal = 12", 'ordinal = "12"').replace('"hubei"', '"atlantis"') + "colour = 1\n"
    _write(tmp_path, "[[congress]\n", "torn.toml")
    _write(tmp_path, '[[topic]]\nid = "t"\nlabel = "T"\nnames = []\n[[thing]]\n', "odd.toml")
    with pytest.raises(RegistryError) as caught:
        load_registry(_write(tmp_path, broken))
    told = str(caught.value)
    assert "torn.toml: is no readable TOML" in told
    assert "odd.toml: thing: unknown table" in told
    assert "odd.toml: topic t: names: expected at least one text" in told
    assert "mine.toml: congress cpc-hubei-12: place: unknown place 'atlantis'" in told
    assert "mine.toml: congress cpc-hubei-12: ordinal: expected a number from 1, got '12'" in told
    assert "mine.toml: congress cpc-hubei-12: colour: unknown key" in told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('certainty = "seen"\nsource', 'certainty = "sure"\nsource'), "certainty: expected one of seen, derived"),
        (("2022-06-18", '"18 June"'), "opens: on: expected a date like 2022-05-27"),
        (('source = "a page"', 'source = "a page"\nheld = "June"'), "held: expected 'YYYY' or 'YYYY-MM'"),
        (('source = "a page"', 'source = "a page"\nterm = 3'), "term: a Party congress belongs to no term"),
        (('family = "party-congress"', 'family = "plenum"'), "term: a plenum needs the number"),
        (
            ("source", 'closes = { on = 2022-06-01, certainty = "seen" }\nsource'),
            "closes: closes on 2022-06-01, before it opens on 2022-06-18",
        ),
        (('id = "cpc-hubei-12"', 'id = "rival"\naliases = ["党的二十大"]'), "is also claimed by cpc-national-20"),
    ],
)
def test_a_fault_is_named(change: tuple[str, str], told: str, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=told):
        load_registry(_write(tmp_path, MEETING.replace(*change, 1)))


def test_two_meetings_with_one_number(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"congress twin: .* is also claimed by cpc-hubei-12"):
        load_registry(_write(tmp_path, MEETING + MEETING.replace("cpc-hubei-12", "twin")))
