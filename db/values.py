"""The shapes that travel between the stages: frozen, standard library only.

Response -> `Capture` (row) -> `Article` (value) -> revision (row) + `Tagging`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Way = Literal["feed", "sitemap", "section", "wp_json", "date_archive", "link", "canonical", "warc"]
Ending = Literal["overlap", "exhausted", "window", "gap", "unchanged", "bound", "problem"]
Precision = Literal["second", "minute", "day", "month", "year", ""]
Level = Literal["focus", "substantive", "anchor"]
Phase = Literal["before", "during", "after"]
Place = Literal["top", "tail", "any"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address discovered on a source, not yet fetched. Dates are what the listing says, never verified."""

    url: str
    way: Way
    title: str = ""
    published_at: datetime | None = None
    """Aware UTC instant, where the listing gave one."""
    published_on: date | None = None
    """Local date of the source, where the listing gave at least a day."""
    modified_at: datetime | None = None
    hop_count: int = 0
    """How many links lie between a listing and this address; 0: a listing named it."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetch of one page: bytes as received (after transfer decoding), status, headers, time."""

    url: str
    """The address that was asked."""
    final_url: str
    """The address that answered, after redirects."""
    status: int
    headers: Mapping[str, str]
    """Lower-case names; repeated headers joined with ', '."""
    body: bytes
    captured_at: datetime
    """Aware UTC."""


@dataclass(frozen=True, slots=True)
class PageToFetch:
    """A page of the ledger whose time to be fetched has come."""

    page_id: int
    url: str
    hop_count: int = 0
    etag: str = ""
    """What the page said of itself when it was last read whole: with either of the two it may say "not modified"."""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A fetch that got an answer, of whatever status."""

    page_id: int
    capture: Capture


@dataclass(frozen=True, slots=True)
class NotModified:
    """A fetch that was answered with: it is what you have."""

    page_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """A fetch that got no answer worth keeping. `is_final`: asking again would be the same, e.g. robots.txt."""

    page_id: int
    reason: str
    is_final: bool = False
    retry_at: datetime | None = None
    """When the site itself asked to be asked again (Retry-After)."""


@dataclass(frozen=True, slots=True)
class ListingRead:
    """One reading of one listing page, as evidence: what it listed, and how much of that was known."""

    way: Way
    root_url: str
    url: str
    walk_started_at: datetime
    listed_count: int = 0
    known_count: int = 0
    oldest_at: datetime | None = None
    newest_at: datetime | None = None
    is_end: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class WalkDone:
    """One whole reading of a listing, from its top to where it ended; what completeness is proved with."""

    way: Way
    root_url: str
    """The listing as the source's file names it, or the part of it that a backfill read."""
    started_at: datetime
    finished_at: datetime
    ending: Ending
    page_count: int = 0
    listed_count: int = 0
    new_count: int = 0
    known_count: int = 0
    """Of the listed, what the last finished walk had seen, or what was known before it: the overlap."""
    left_out_count: int = 0
    """Addresses of the span it read which it had named before and does not name now."""
    oldest_on: date | None = None
    newest_on: date | None = None
    """Local days, the oldest and newest that it listed."""
    covers: tuple[date | None, date] | None = None
    """Days of which it read every entry: from the first (None: from the beginning) up to, not including, the last."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LastWalk:
    """The last reading of a listing that came to its end: where the next one may stop."""

    started_at: datetime
    finished_at: datetime
    covers: tuple[date | None, date] | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a listing page said of itself when it was last read whole, and how far that word can be trusted."""

    url: str
    etag: str = ""
    last_modified: str = ""
    index_modified_at: datetime | None = None
    """A sitemap's last change as its index says."""
    body_sha256: bytes = b""
    full_read_at: datetime | None = None
    header_trust: int = 0
    """Above 0: body and headers have been seen to change together, and never apart since."""
    index_trust: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """A stored capture that no run has processed yet."""

    capture_id: int
    page_id: int
    page_url: str
    capture: Capture
    listed_at: datetime | None = None
    listed_on: date | None = None
    parts: tuple[Capture, ...] = ()
    """Captures of the article's further pages, to be read with this one, in their order; and their ids."""
    part_ids: tuple[int, ...] = ()
    is_again: bool = False
    """It was processed before, when other captures of its further pages were known."""
    told_of: int | None = None
    """The article that it was counted in before: it is read once more for its text alone, which was not kept."""
    formers: tuple[Pending, ...] = ()
    """The captures that showed those of the article's texts that another extractor read: to be read again."""
    revision_id: int | None = None
    """Of a former one: the revision that holds its text."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the source's TOML tells the extractor."""

    language: str = ""
    timezone: str = "Asia/Shanghai"
    drop: tuple[str, ...] = ()
    """CSS selectors removed before extraction."""
    article_url: str = ""
    """Regular expression of an article address; empty: unknown."""
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a page beside its capture."""

    listed_at: datetime | None = None
    """Publication as a listing gave it (aware UTC), and its local day."""
    listed_on: date | None = None
    parts: tuple[Capture, ...] = ()
    """The captures of the article's further pages (`_2.html`), in their order."""


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """One place where a page states a date, kept whether or not it won."""

    rule: str
    """Where it was found: json-ld, meta, byline, listing, time-element, address, text, date-element, search;
    'relative': words like '3 hours ago', counted from the capture; 'updated': a line of the page that speaks of a
    change, 'modified': the head's word for one, 'dateline': a day without a year.
    """
    text: str
    """As written on the page."""
    on: date | None
    at: datetime | None = None
    reason: str = ""
    """Empty for the winner; else why it lost."""
    zone: str = ""
    """Where the zone of `at` comes from: 'stated' beside the time, 'source' as none is stated, '' for none."""


@dataclass(frozen=True, slots=True)
class Article:
    """What one capture says, in words: the extractor's answer, before anything is stored."""

    canonical_url: str
    title: str
    body: str
    """Paragraphs separated by a blank line; without byline, captions, credits and furniture."""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_on: date | None = None
    date_precision: Precision = ""
    date_rule: str = ""
    date_candidates: tuple[DateCandidate, ...] = ()
    modified_at: datetime | None = None
    language: str = ""
    section: str = ""
    captions: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    editors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    """Organisations named as the author: they are not people."""
    stated_origin: str = ""
    """Whose text the page says it is, '(Xinhua)', '来源：新华社'; '' where it says nothing."""
    structure: str = ""
    """One letter for each paragraph of the body: p paragraph, h heading, i list item, r table row, q quotation."""
    mojibake_count: int = 0
    """Characters of title and body that were lost or garbled before they came to us."""
    joined: tuple[int, ...] = ()
    """Which of `Context.parts` (by place) have given their text to the body. Never stored as such."""
    left_out: tuple[LeftOut, ...] = ()
    """What stood in the article's place and is not its text. Explains an extraction; never stored."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A block of the page that the extractor took for furniture, with the rule that said so."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """A line that the articles of a source repeat in a place of theirs, and which is furniture there."""

    key: bytes
    """Digest of the line's letters and digits: equal however it is spaced and punctuated."""
    place: Place
    """Where it is taken out: in the run of such lines at the top or the tail of a body, or anywhere."""
    sample: str
    """As a page shows it."""
    page_count: int = 0
    """Seen on so many articles, of so many that were compared."""
    of_count: int = 0


@dataclass(frozen=True, slots=True)
class NotArticle:
    """The capture is whole but holds no article; `reason` is counted in the ledger."""

    reason: str
    """One of: listing, home page, landing page, print page, gallery, video, error page, bot wall, empty, no text,
    not html, too large, encoding."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Processing the capture raised; one bad page is one counted failure."""

    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which words made a tag, and where: offsets into the title or body as stored."""

    field: Literal["title", "body"]
    start: int
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class CoverageTag:
    """One article's tie to one congress."""

    congress_id: str
    level: Level
    phase: Phase | None
    day_offset: int | None
    """Days from the opening day to the publication date; None where either is unknown."""
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """Any other label (kind: topic, person, place, phrase)."""

    kind: str
    value: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class TagInput:
    """What the tagger reads. `date` has any precision: '2022-06-02', '2022-06', '2022', ''."""

    title: str
    text: str
    date: str = ""
    language: str = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Tagging:
    coverage: tuple[CoverageTag, ...] = ()
    tags: tuple[Tag, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Processed:
    """What processing made of one capture, ready to be stored."""

    pending: Pending
    result: Article | NotArticle | Broken
    tagging: Tagging = Tagging()
    extractor_version: str = ""
    rule_version: str = ""
    formers: tuple[Processed, ...] = ()
    """What was made of the captures that were to be read again."""
