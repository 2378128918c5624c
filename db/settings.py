"""The settings, read from the environment once: every name is explained in `.env.example`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str
    """Empty: the embedded cluster under `home`."""
    home: Path
    config: Path | None
    """A folder whose sources/*.toml and registry/*.toml add to or replace the shipped ones."""
    contact: str
    """Goes into the user agent. Empty: no source that is not local is ever contacted."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        home = env.get("CONGRESSWATCH_HOME") or platformdirs.user_data_dir("congresswatch", appauthor=False)
        config = env.get("CONGRESSWATCH_CONFIG")
        return cls(
            database_url=env.get("DATABASE_URL", "").strip(),
            home=Path(home).expanduser().absolute(),
            config=Path(config).expanduser().absolute() if config else None,
            contact=env.get("CONGRESSWATCH_CONTACT", "").strip(),
        )
