"""Stories in the archive: the articles, across sources, that carry one text, whole, cut, reordered or reworded.

An article joins the story of its exact text as it is stored (`membership`); stories whose texts turn out to be copies
of each other become one right after (`linking`, by db/copies/), and what each copy keeps of its origin is told
(`shares`). Articles are linked, never dropped. Every write here holds one lock until its transaction ends.
"""

from db.stories.linking import BATCH, link
from db.stories.membership import alone, join, leave, tell_anew
from db.stories.shares import tell_shares

__all__ = ["BATCH", "alone", "join", "leave", "link", "tell_anew", "tell_shares"]
