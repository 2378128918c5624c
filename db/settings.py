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
            database_url=secret(env.get("DATABASE_URL", ""), env.get("DATABASE_URL_FILE", "")),
            home=Path(home).expanduser().absolute(),
            config=Path(config).expanduser().absolute() if config else None,
            contact=env.get("CONGRESSWATCH_CONTACT", "").strip(),
        )


def secret(value: str, file: str) -> str:
    """A setting that may stand in a file instead, so that it is in no environment: the value, else what the file holds.

    Raises OSError, with the file's name, where the file cannot be read.
    """
    if value.strip() or not file.strip():
        return value.strip()
    return Path(file.strip()).expanduser().read_text("utf-8").strip()
