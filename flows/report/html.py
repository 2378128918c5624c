"""A report as one page that needs nothing else: no script, no address is asked when it opens."""

from __future__ import annotations

from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from flows.report.values import Document


def page(document: Document) -> str:
    """The page. What outlets wrote is shown, never run; only http addresses are led to."""
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            meeting=document.meeting,
            made_at=document.made_at,
            headline=document.headline,
            sections=document.sections,
            listings=document.listings,
            rules=document.rules,
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("flows.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"format_at": _format_at, "safe_link": safe_link}
    return environment


def _format_at(form: str, at: datetime) -> str:
    return at.strftime(form)


def safe_link(url: str) -> str:
    """The address, where it is one of a page or a place in this one: a javascript: address leads nowhere."""
    return url if url.startswith(("http://", "https://", "#")) else "#"
