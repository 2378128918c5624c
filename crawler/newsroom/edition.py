"""One outlet at one moment: what is listed, what has gone, and where everything is found."""

from __future__ import annotations

from collections.abc import Mapping
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

    def url(self, path: str) -> str:
        return self.base_url + path

    def section(self, name: str) -> tuple[Item, ...]:
        """The articles of a section; `news` is the parent of all."""
        return tuple(item for item in self.items if name in ("news", item.article.section))

    @property
    def modified_at(self) -> datetime | None:
        """The latest change of anything listed; None for an empty edition."""
        return max((item.version.modified_at for item in self.items), default=None)


def edition(newsroom: Newsroom, outlet: str, moment: datetime, base_url: str) -> Edition:
    """The outlet as a reader finds it at `moment` (aware). Raises KeyError for an unknown outlet."""
    listed = newsroom.listed(outlet, moment)
    newest_first = sorted(listed, key=lambda one: (one.published_at, one.id), reverse=True)
    items = tuple(Item(one, one.version(moment)) for one in newest_first)
    return Edition(
        outlet=newsroom.outlet(outlet),
        base_url=base_url,
        moment=moment,
        items=items,
        by_path={unquote(item.article.path): item for item in items},
        by_id={item.article.id: item for item in items},
        removed={unquote(one.path): one for one in newsroom.of(outlet) if one.is_removed(moment)},
    )
