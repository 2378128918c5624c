"""By which rules texts are tagged now: the registry with its version and its tagger, for whoever stores tags."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from db import tag_rules
from db.archive import Archive
from db.settings import Settings
from flows.registry import load_registry
from flows.registry_in_force import registry_in_force
from flows.steps.congress import Registry
from flows.steps.rules import as_data, rule_version
from flows.steps.standing import sentence
from flows.steps.tag import Tagger, compile_tagger


@dataclass(frozen=True)
class Rules:
    """A registry and what follows from it."""

    registry: Registry
    problem: str = ""
    """Why the registry is not that of the user's files; '' where it is."""

    @cached_property
    def version(self) -> str:
        return rule_version(self.registry)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The registry as the archive keeps it."""
        return as_data(self.registry)

    @cached_property
    def tagger(self) -> Tagger:
        return compile_tagger(self.registry)


def rules_in_force(settings: Settings) -> Rules:
    """The rules of today; while the user's registry is broken, those of the last good one, with the `problem`."""
    known = registry_in_force(settings)
    return Rules(known.registry, known.problem)


def rules_asked_for(settings: Settings) -> Rules:
    """The rules of the user's files and no others, for who wants what they say applied. Raises RegistryError."""
    return Rules(load_registry(settings.config))


def used(archive: Archive, rules: Rules) -> None:
    """Make the rules known to the archive: whoever is about to store tags made by them calls this first."""
    archive.call(tag_rules.remember, rules.version, rules.data)


def standing(archive: Archive, rules: Rules) -> str:
    """Sentences where the archive's tags are not of these rules, or these not of the user's files, and what to do.

    '' where all is as it should be.
    """
    said = sentence(archive.call(tag_rules.standing, rules.version), rules.version)
    return "; ".join(one for one in (rules.problem, said) if one)
