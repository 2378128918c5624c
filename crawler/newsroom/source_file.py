"""The source file of each outlet for a given address: what the shipped files say for the fixed ports."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

_NEWSROOM = r"""# The bundled newsroom: a small site for the demo and the tests.
name = "iRivergate (bundled newsroom)"
home = "{home}/"
language = "en"
timezone = "Asia/Shanghai"
domains = ["{domain}"]
article_url = '/\d{{4}}/\d{{2}}/\d{{2}}/[^/]+/?$'
schedule = "{schedule}"
local = true
delay = 0

[discover]
feeds = ["/feed/"]
sitemaps = ["/sitemap_index.xml"]
sections = ["/news/"]
wp_json = true

[extract]
drop = [".cookie-notice", ".motto"]

[expect]
# The archive ends on a fixed day, so a day without an article is nothing to worry about.
articles_per_day = {{ min = 0, max = 60 }}
fill = {{ title = 1.0, body = 0.98, published_on = 0.99, author = 0.4 }}

[removal]
checks = 3
over = "2d"
"""

_DAILY = r"""# The bundled newsroom's daily: Chinese and English pages, two encodings, numbered lists.
name = "渡口日报 (bundled newsroom)"
home = "{home}/"
language = "zh"
timezone = "Asia/Shanghai"
domains = ["{domain}"]
article_url = '/html/\d{{4}}-\d{{2}}/\d{{2}}/content_\d+\.htm$'
schedule = "{schedule}"
local = true
delay = 0

[discover]
sitemaps = ["/sitemap.xml"]
sections = ["/list/1.htm"]

[expect]
# The archive ends on a fixed day, so a day without an article is nothing to worry about.
articles_per_day = {{ min = 0, max = 60 }}
fill = {{ title = 1.0, body = 0.98, published_on = 0.99, author = 0.2 }}

[removal]
checks = 3
over = "2d"
"""

_FILES = {"newsroom": _NEWSROOM, "newsroom-daily": _DAILY}
_DISCOVER = re.compile(r"\[discover\]\n.*?\n\n", re.DOTALL)


def source_toml(
    outlet: str,
    base_url: str,
    schedule: str = "* * * * *",
    *,
    discover: Mapping[str, Sequence[str] | bool] | None = None,
) -> str:
    """TOML text for `sources/{outlet}.toml`. Raises KeyError for an unknown outlet.

    `discover` takes the place of the file's own ways: `{"feeds": ["/feed/"]}`, `{"wp_json": True}`.
    """
    base_url = base_url.rstrip("/")
    text = _FILES[outlet].format(home=base_url, domain=urlsplit(base_url).netloc, schedule=schedule)
    return text if discover is None else _DISCOVER.sub(lambda _: _discover_table(discover), text)


def _discover_table(ways: Mapping[str, Sequence[str] | bool]) -> str:
    # A list of strings, and a truth value, are written alike in JSON and TOML.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in ways.items()]
    return "\n".join(["[discover]", *lines, "", ""])
