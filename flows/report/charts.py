"""The pictures of a report: coverage over days, by source, phrases over time. Pure: rows in, SVG or PNG out.

Static pictures that need nothing else. Colours that colour-blind people tell apart (Okabe and Ito's), hatches beside
them for print in grey; days that were not read whole stand on a hatched ground, so that no low bar is taken for
silence. Text in an SVG stays text: the reader's fonts show Chinese, a screen reader reads it.
"""

from __future__ import annotations

import io
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

Rows = Sequence[Mapping[str, Any]]

LEVELS = {"focus": ("#0072B2", ""), "substantive": ("#E69F00", "///"), "anchor": ("#BBBBBB", "---")}
_OPENING, _GROUND, _INK = "#B3362F", "#E3E3E8", "#333333"
_WIDTH = 9.0
# any of them that is there; a machine without a Chinese font draws boxes in a PNG, never in an SVG
_FONTS = ("DejaVu Sans", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei")
_STYLE: Any = {
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "svg.fonttype": "none",
    "svg.hashsalt": "congresswatch",  # the same figures make the same bytes
    "hatch.linewidth": 0.6,
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _INK,
    "text.color": _INK,
}


def curve(days: Rows, title: str) -> Figure:
    """Articles a day by level on the day-0 axis: rows as of the question `days` of db/queries_report.py."""
    with _styled():
        figure = Figure(figsize=(_WIDTH, 3.2), layout="constrained")
        axes = figure.subplots()
        _unread(axes, [row["day_offset"] for row in days if row["complete_count"] < row["source_count"]])
        _stacked(axes, days)
        _day_axis(axes, days)
        axes.set_title(title, loc="left", fontsize=11, pad=22)
        axes.set_ylabel("articles a day")
        # at the left, since a phone shows the left part first, and above the bars, of which it would hide some
        axes.legend(
            handles=_legend(days),
            loc="lower left",
            bbox_to_anchor=(0, 1),
            borderaxespad=0.3,
            handletextpad=0.5,
            ncols=4,
            frameon=False,
            fontsize=8,
        )
    return figure


def by_source(rows: Rows, title: str) -> Figure:
    """A row of bars for each source, all on one scale: rows as of the question `source_days`."""
    sources = list(dict.fromkeys(row["source"] for row in rows))
    with _styled():
        figure = Figure(figsize=(_WIDTH, 0.9 + 0.62 * len(sources)), layout="constrained")
        all_axes = figure.subplots(len(sources), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
        for source, axes in zip(sources, all_axes, strict=True):
            days = [row for row in rows if row["source"] == source]
            _unread(axes, [row["day_offset"] for row in days if row["completeness"] != "complete"])
            axes.bar(*_bars(days, "article_count"), width=0.85, color=LEVELS["focus"][0])
            axes.set_ylabel(source, rotation=0, ha="right", va="center")
            axes.axvline(0, color=_OPENING, linewidth=1)
            axes.yaxis.set_major_locator(MaxNLocator(2, integer=True))
        _day_axis(all_axes[-1], rows)
        figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    return figure


def phrases(rows: Rows, title: str) -> Figure:
    """A line of dots for each phrase, as large as that day's articles: rows as of the question `phrase_days`."""
    names = list(dict.fromkeys(row["phrase"] for row in rows))[::-1]
    with _styled():
        figure = Figure(figsize=(_WIDTH, 0.9 + 0.32 * len(names)), layout="constrained")
        axes = figure.subplots()
        axes.scatter(
            [row["day_offset"] for row in rows],
            [names.index(row["phrase"]) for row in rows],
            s=[18 * row["article_count"] for row in rows],
            color=LEVELS["focus"][0],
            alpha=0.75,
        )
        axes.set_yticks(range(len(names)), names)
        axes.margins(y=0.08)
        axes.grid(axis="y", color=_GROUND)
        axes.set_axisbelow(True)
        _day_axis(axes, rows)
        axes.set_title(title, loc="left", fontsize=11)
    return figure


def day_id(offset: int) -> str:
    """How the names of a day's lists begin, to which its bar leads: the level follows."""
    return f"day{offset:+d}"


def svg(figure: Figure, says: str) -> str:
    """The picture as an element of a page; `says` is read out instead of it."""
    text = _saved(figure, "svg").decode()
    # several stand in one page, where a name may stand once
    element = re.sub(r' id="[A-Za-z0-9]+_\d+"', "", text[text.index("<svg") :])
    return element.replace("<svg", f'<svg role="img" aria-label="{_attribute(says)}"', 1)


def png(figure: Figure) -> bytes:
    """The picture at twice a screen's resolution."""
    return _saved(figure, "png")


def _saved(figure: Figure, form: str) -> bytes:
    file = io.BytesIO()
    metadata = dict.fromkeys(("Date", "Creator", "Format", "Type")) if form == "svg" else {"Software": "congresswatch"}
    with _styled(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(file, format=form, dpi=192, metadata=metadata)
    return file.getvalue()


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


@contextmanager
def _styled() -> Iterator[None]:
    with mpl.rc_context(_STYLE | {"font.family": list(_fonts())}):
        yield


@cache
def _fonts() -> tuple[str, ...]:
    there = {font.name for font in font_manager.fontManager.ttflist}
    return tuple(name for name in _FONTS if name in there)


def _bars(days: Rows, name: str) -> tuple[list[int], list[int]]:
    told = [row for row in days if row[name]]
    return [row["day_offset"] for row in told], [int(row[name]) for row in told]


def _stacked(axes: Axes, days: Rows) -> None:
    ground = Counter[int]()
    for level, (colour, hatch) in LEVELS.items():
        offsets, counts = _bars(days, f"{level}_count")
        low = [ground[offset] for offset in offsets]
        bars = axes.bar(offsets, counts, 0.85, low, color=colour, hatch=hatch, edgecolor="white", linewidth=0.3)
        for offset, bar in zip(offsets, bars, strict=True):
            bar.set_url(f"#{day_id(offset)}-{level}")
        ground.update(dict(zip(offsets, counts, strict=True)))
    axes.set_ylim(0, max([1, *ground.values()]) * 1.08)
    axes.axvline(0, color=_OPENING, linewidth=1)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))


def _unread(axes: Axes, offsets: Sequence[int]) -> None:
    for first, last in _spans(offsets):
        axes.axvspan(
            first - 0.5, last + 0.5, facecolor="white", edgecolor="#B0B0B8", hatch="////", linewidth=0, zorder=0
        )


def _spans(offsets: Sequence[int]) -> list[tuple[int, int]]:
    """Days in a row, as first and last."""
    found: list[tuple[int, int]] = []
    for offset in sorted(offsets):
        if found and offset - found[-1][1] <= 1:
            found[-1] = (found[-1][0], offset)
        else:
            found.append((offset, offset))
    return found


def _day_axis(axes: Axes, rows: Rows) -> None:
    offsets = [row["day_offset"] for row in rows]
    axes.set_xlim(min(offsets) - 1, max(offsets) + 1)
    axes.xaxis.set_major_locator(MaxNLocator(12, integer=True))
    axes.xaxis.set_major_formatter(lambda at, _: "opening" if at == 0 else f"{at:+.0f}")
    axes.set_xlabel("days from the opening")


def _legend(days: Rows) -> list[Patch]:
    shown = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=level)
        for level, (colour, hatch) in LEVELS.items()
    ]
    if any(row["complete_count"] < row["source_count"] for row in days):
        shown.append(Patch(facecolor="white", edgecolor="#B0B0B8", hatch="////", label="not read whole"))
    return shown
