"""A small news site of two outlets that lies, breaks, edits and removes on cue: for the demo and the tests.

Where to look: `truth` for what it knows of itself, `server` to run it, `faults` to break it, `lies` to switch on all
that a crawl must survive, `sentinel` for addresses that must never be asked, `source_file` for the source files that
watch it, `pages.render_article_page` to put any text into its template.
"""

from crawler.newsroom.archive import Newsroom
from crawler.newsroom.lies import all_lies, seen_by
from crawler.newsroom.pages import render_article_page
from crawler.newsroom.sentinel import Sentinel
from crawler.newsroom.server import serve
from crawler.newsroom.site import Site
from crawler.newsroom.source_file import source_toml
from crawler.newsroom.truth import TrueArticle

__all__ = [
    "Newsroom",
    "Sentinel",
    "Site",
    "TrueArticle",
    "all_lies",
    "render_article_page",
    "seen_by",
    "serve",
    "source_toml",
]
