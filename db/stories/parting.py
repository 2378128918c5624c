"""A text that nobody carries any more goes; what it alone held together is parted, and looked at anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, text

from db.copies.clusters import clusters
from db.copies.signature import VERSIONS
from db.stories.origins import name_origins


def remove(connection: Connection, text_ids: Sequence[int]) -> None:
    """Take these texts, which no article has, out of their stories."""
    asked = {"texts": list(text_ids)}
    held = connection.execute(_HELD, asked).all()
    connection.execute(_REMOVE_BANDS, {**asked, "versions": VERSIONS})
    stories = set(connection.scalars(_REMOVE, asked))
    for story_id in sorted({row.story_id for row in held if row.link_count > 1}):
        _part(connection, story_id)
    connection.execute(_END, {"stories": sorted(stories)})
    name_origins(connection, stories)


# a text with one link is at the end of a chain: the others hold together without it
_HELD = text("""
    select story_id, (select count(*) from story_link where id in (text_id, other_text_id)) as link_count
      from story_text where id = any(:texts)
""")
_REMOVE_BANDS = text("""
    delete from story_band using story_text, unnest(story_text.bands) as old(hash)
     where story_text.id = any(:texts) and story_band.version = any(:versions) and story_band.hash = old.hash
       and story_band.text_id = story_text.id
""")
_REMOVE = text("delete from story_text where id = any(:texts) returning story_id")
_END = text("""
    delete from story_cluster where id = any(:stories)
       and not exists (select from story_text where story_text.story_id = story_cluster.id)
""")


def _part(connection: Connection, story_id: int) -> None:
    """What still hangs together is one story each; between the parts proofs are looked for that nobody needed."""
    texts = connection.scalars(_TEXTS, {"story": story_id}).all()
    pairs = [(row.text_id, row.other_text_id) for row in connection.execute(_LINKS, {"texts": list(texts)})]
    parts = defaultdict[int, list[int]](list)
    for text_id, part in clusters(texts, pairs).items():
        parts[part].append(text_id)
    for part in sorted(parts)[1:]:
        made = connection.scalar(_MAKE)
        connection.execute(_MOVE_TEXTS, {"story": made, "texts": parts[part]})
        connection.execute(_MOVE_MEMBERS, {"story": made, "texts": parts[part]})
        name_origins(connection, [int(made or 0)])
    if len(parts) > 1:
        connection.execute(_LOOK_AGAIN, {"texts": list(texts)})


_TEXTS = text("select id from story_text where story_id = :story order by id")
_LINKS = text(
    "select text_id, other_text_id from story_link where text_id = any(:texts) and other_text_id = any(:texts)"
)
_MAKE = text("insert into story_cluster (are_shares_told) values (false) returning id")
_MOVE_TEXTS = text("update story_text set story_id = :story where id = any(:texts)")
_MOVE_MEMBERS = text("update story_member set story_id = :story where text_id = any(:texts)")
# signed as they are: only to be looked at
_LOOK_AGAIN = text("update story_text set version = 0 where id = any(:texts)")
