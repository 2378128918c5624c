"""A small news site of two outlets that lies, breaks, edits and removes on cue: for the demo and the tests.

Where to look: `truth` for what it knows of itself, `server` to run it, `faults` to break it, `source_file` for the
source files that watch it, `pages.render_article_page` to put any text into its template.
"""

from crawler.newsroom.archive import Newsroom
from crawler.newsroom.pages import render_article_page
from crawler.newsroom.server import serve
from crawler.newsroom.site import Site
from crawler.newsroom.source_file import source_toml
from crawler.newsroom.truth import TrueArticle

__all__ = ["Newsroom", "Site", "TrueArticle", "render_article_page", "serve", "source_toml"]
