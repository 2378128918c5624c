"""One outlet at one moment: what is listed, what has gone, and where everything is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from crawler.newsroom.archive import Newsroom
from crawler.newsroom.truth import Outlet, TrueArticle, Version


@dataclass(frozen=True, slots=True)
class Item:
    """An article as it reads now."""

    article: TrueArticle
    version: Version


@dataclass(frozen=True, slots=True)
class Edition:
    """`items` are listed, newest first; `removed` are known but no longer readable."""

    outlet: Outlet
    base_url: str
    """Scheme, host and port, without a slash at the end."""
    moment: datetime
    items: tuple[Item, ...]
    by_path: Mapping[str, Item]
    """Keys are decoded paths, as a server sees them."""
    by_id: Mapping[int, Item]
    removed: Mapping[str, TrueArticle]
    sections: Mapping[str, tuple[Item, ...]]
    places: Mapping[int, int]
    """Article number -> its place in its own section."""
    has_parts: bool = False
    """Whether the daily splits its long articles over several pages."""

    def url(self, path: str) -> str:
        return self.base_url + path

    def section(self, name: str) -> tuple[Item, ...]:
        """The articles of a section, newest first; `news` is the parent of all."""
        return self.items if name == "news" else self.sections.get(name, ())

    def earlier(self, item: Item, count: int) -> tuple[Item, ...]:
        """The articles published just before this one in the same section."""
        following = self.places[item.article.id] + 1
        return self.sections[item.article.section][following : following + count]

    @property
    def modified_at(self) -> datetime | None:
        """The latest change of anything listed; None for an empty edition."""
        return max((item.version.modified_at for item in self.items), default=None)


def edition(newsroom: Newsroom, outlet: str, moment: datetime, base_url: str, *, has_parts: bool = False) -> Edition:
    """The outlet as a reader finds it at `moment` (aware). Raises KeyError for an unknown outlet."""
    listed = newsroom.listed(outlet, moment)
    newest_first = sorted(listed, key=lambda one: (one.published_at, one.id), reverse=True)
    items = tuple(Item(one, one.version(moment)) for one in newest_first)
    sections = _by_section(items)
    return Edition(
        outlet=newsroom.outlet(outlet),
        base_url=base_url,
        moment=moment,
        items=items,
        by_path={unquote(item.article.path): item for item in items},
        by_id={item.article.id: item for item in items},
        removed={unquote(one.path): one for one in newsroom.of(outlet) if one.is_removed(moment)},
        sections=sections,
        places={item.article.id: place for members in sections.values() for place, item in enumerate(members)},
        has_parts=has_parts,
    )


def _by_section(items: Sequence[Item]) -> dict[str, tuple[Item, ...]]:
    members = defaultdict[str, list[Item]](list)
    for item in items:
        members[item.article.section].append(item)
    return {name: tuple(listed) for name, listed in members.items()}
