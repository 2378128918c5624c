"""What the newsroom knows about itself: every article as it really is, so that a test can compare.

Nothing here depends on how a page looks; nothing is ever learned from a rendered page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from db.values import Level, Phase

LOCAL = ZoneInfo("Asia/Shanghai")
"""Both outlets write local dates of this zone."""

RemovalKind = Literal["404", "410", "home"]
Coverage = tuple[tuple[str, Level, Phase], ...]
"""(congress id, level, phase), one entry per congress the article covers."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with its caption (credit included). `after`: how many paragraphs stand before it."""

    path: str
    caption: str
    after: int


@dataclass(frozen=True, slots=True)
class Edit:
    """The whole text as it reads from `at` (aware UTC) on; `kinds` in the words of the `edit` view."""

    at: datetime
    kinds: tuple[str, ...]
    title: str
    authors: tuple[str, ...]
    byline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Removal:
    """From `at` (aware UTC) on the address answers 404, 410 or sends the reader home."""

    at: datetime
    kind: RemovalKind


@dataclass(frozen=True, slots=True)
class Version:
    """What a reader sees of an article at one moment."""

    title: str
    authors: tuple[str, ...]
    byline: str
    paragraphs: tuple[str, ...]
    modified_at: datetime

    @property
    def body(self) -> str:
        """Paragraphs separated by a blank line; datelines stay in the first one."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class TrueArticle:
    """One article of one outlet, as first published.

    `paragraphs` hold neither byline, captions nor furniture. A dateline ("Chongqing- ", "本报讯") and a reporter
    named inside it belong to the first paragraph; a byline on a line of its own does not.
    """

    outlet: str
    id: int
    """The number the site itself gives: `?p=` of the newsroom, `content_` of the daily."""
    path: str
    """Main address without scheme and host, percent-encoded."""
    aliases: tuple[str, ...]
    """Other addresses, on the same host, that lead to the same article."""
    title: str
    authors: tuple[str, ...]
    """Natural case, given name first in English."""
    byline: str
    """As shown on its own line, empty where there is none."""
    published_at: datetime
    """Aware UTC."""
    language: str
    section: str
    paragraphs: tuple[str, ...]
    photos: tuple[Photo, ...] = ()
    coverage: Coverage = ()
    subject: str = ""
    """Which kind of writing it is: the topic, meeting or counter-example it was written about."""
    people: tuple[str, ...] = ()
    """Invented persons named in the text."""
    reprint_of: tuple[str, int] | None = None
    """(outlet, id) of the article it repeats word for word."""
    edits: tuple[Edit, ...] = ()
    removal: Removal | None = None

    @property
    def body(self) -> str:
        """The first version's text."""
        return "\n\n".join(self.paragraphs)

    @property
    def captions(self) -> tuple[str, ...]:
        """Captions with their credits, in page order."""
        return tuple(photo.caption for photo in self.photos)

    @property
    def published_on(self) -> date:
        """Local date of publication."""
        return self.published_at.astimezone(LOCAL).date()

    @property
    def removed_on(self) -> date | None:
        """Local date of removal, if it is ever removed."""
        return self.removal.at.astimezone(LOCAL).date() if self.removal else None

    def is_listed(self, moment: datetime) -> bool:
        """Whether readers can find and read it at that moment."""
        return self.published_at <= moment and not self.is_removed(moment)

    def is_removed(self, moment: datetime) -> bool:
        return self.removal is not None and self.removal.at <= moment

    def version(self, moment: datetime) -> Version:
        """The text as it reads at that moment."""
        seen = Version(self.title, self.authors, self.byline, self.paragraphs, self.published_at)
        for edit in self.edits:
            if edit.at <= moment:
                seen = Version(edit.title, edit.authors, edit.byline, edit.paragraphs, edit.at)
        return seen


@dataclass(frozen=True, slots=True)
class Outlet:
    """One site of the newsroom. `port` is where the shipped source file expects it."""

    slug: str
    name: str
    language: str
    port: int
    motto: tuple[str, str]


OUTLETS = (
    Outlet(
        "newsroom",
        "iRivergate",
        "en",
        8391,
        ("Come for the River, Stay for the Stories", "Two Rivers, One City of Stairs"),
    ),
    Outlet("newsroom-daily", "渡口日报", "zh", 8392, ("一城两江", "天天见报")),
)
