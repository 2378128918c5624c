"""The tables, typed. Each table and column that needs a word carries it as COMMENT ON, for people in psql.

Base tables only: what analysts read are the views in `views/`. Vocabulary: README, "Words we use".
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, JSONB, TIMESTAMP, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PAGE_STATES = ("queued", "fetched", "archived", "alias", "skipped", "failed", "missing", "gone")
OUTCOMES = ("new", "revised", "unchanged", "duplicate", "skipped", "failed")
ENDINGS = ("overlap", "exhausted", "window", "gap", "unchanged", "bound", "problem")
ABSENCES = ("gone", "soft 404", "redirected home", "moved")
PLACES = ("top", "tail", "any")
STAGES = ("deriving", "derived", "applying", "done")
RETAG_STAGES = ("looking", "looked", "applying", "done", "given up")
RUN_STATES = ("running", "completed", "warning", "failed", "cancelled", "crashed")

Id = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]
Instant = Annotated[datetime, mapped_column(TIMESTAMP(timezone=True))]
Now = Annotated[datetime, mapped_column(TIMESTAMP(timezone=True), server_default=func.now())]
Json = Annotated[Any, mapped_column(JSONB)]
Texts = Annotated[list[str], mapped_column(ARRAY(Text), server_default=text("'{}'::text[]"))]
Word = Annotated[str, mapped_column(Text, server_default=text("''::text"))]
Count = Annotated[int, mapped_column(BigInteger, server_default=text("0"))]
Flag = Annotated[bool, mapped_column(server_default=text("false"))]


def one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'::text" for word in words)
    return CheckConstraint(f"{column} = any (array[{listed}])", name=f"{column}_known")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s_idx",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ck": "%(table_name)s_%(constraint_name)s_check",
            "fk": "%(table_name)s_%(column_0_name)s_fkey",
            "pk": "%(table_name)s_pkey",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: Text,
        int: BigInteger,
        bytes: LargeBinary,
        date: Date,
        datetime: TIMESTAMP(timezone=True),
    }


class ArchiveFact(Base):
    __tablename__ = "archive_fact"
    __table_args__ = ({"comment": "What the archive knows about itself, e.g. which view definitions are live."},)

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Source(Base):
    __tablename__ = "source"
    __table_args__ = ({"comment": "An outlet we watch; the settings live in its TOML file, this is its name here."},)

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True, comment="names the source everywhere: file, log, row, test")
    name: Mapped[str]
    home_url: Mapped[str]
    language: Mapped[Word]
    timezone: Mapped[str] = mapped_column(comment="a day of this source is a local day in this zone")
    is_local: Mapped[Flag] = mapped_column(comment="may live on a loopback or private address (tests, demo)")
    listings: Mapped[Json] = mapped_column(
        server_default=text("'{}'::jsonb"), comment="way -> the listings that its file names at present"
    )
    first_seen_at: Mapped[Now]
    learned_event_id: Mapped[Count] = mapped_column(
        comment="the last page_event whose text was there when furniture was last looked for"
    )


class Congress(Base):
    __tablename__ = "congress"
    __table_args__ = (
        {"comment": "A counted meeting, copied from the registry at each run. Days are null where unknown."},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="e.g. cpc-chongqing-6")
    family: Mapped[str]
    place: Mapped[str]
    label_en: Mapped[str]
    label_zh: Mapped[str]
    opens_on: Mapped[date | None] = mapped_column(comment="day 0; null where no source shows the day")
    closes_on: Mapped[date | None] = mapped_column(comment="null where no source shows the day")
    certainty: Mapped[str] = mapped_column(
        comment="that there is a meeting under this number: seen, derived, general or unknown"
    )


class Run(Base):
    __tablename__ = "run"
    __table_args__ = (
        one_of("state", RUN_STATES),
        Index(None, "source_id", "started_at"),
        {"comment": "One flow run on one source, as the archive saw it (Prefect's records are not the truth)."},
    )

    id: Mapped[Id]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))
    flow: Mapped[str]
    flow_run_id: Mapped[Word] = mapped_column(comment="Prefect's id of the run, where there is one")
    started_at: Mapped[Now]
    finished_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(server_default=text("'running'::text"))
    reason: Mapped[Word] = mapped_column(comment="why it failed or warned, for a person")
    crawl: Mapped[Json] = mapped_column(
        server_default=text("'{}'::jsonb"),
        comment="the spider's own counts; empty when it died before its end",
    )
    judged_at: Mapped[datetime | None] = mapped_column(
        comment="when its looks at pages became evidence of removals and doubts; null: not yet"
    )
    weighed_at: Mapped[datetime | None] = mapped_column(
        comment="when its findings became alarms, or cleared them; null: not yet"
    )


class Alarm(Base):
    __tablename__ = "alarm"
    __table_args__ = (
        Index(
            "alarm_lasting_idx",
            "source_id",
            "cause",
            unique=True,
            postgresql_where=text("cleared_at is null"),
            postgresql_nulls_not_distinct=True,
        ),
        Index(None, "source_id", "cause", "opened_at"),
        {"comment": "What is wrong with a source, and was. Read the views alarm_open and alarm_history."},
    )

    id: Mapped[Id]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"), comment="null: it is of no source but ours")
    cause: Mapped[str] = mapped_column(comment="a short code that stays, e.g. no_items")
    sentence: Mapped[str] = mapped_column(comment="the cause with its figures, as last seen")
    first_seen_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    seen_count: Mapped[int] = mapped_column(server_default=text("1"), comment="runs that saw it")
    good_count: Mapped[Count] = mapped_column(
        comment="runs in a row, up to the last, that could have seen it and did not"
    )
    opened_at: Mapped[datetime | None] = mapped_column(comment="when it was told; null: seen once, not yet told")
    opened_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), comment="the run that made it certain")
    cleared_at: Mapped[datetime | None] = mapped_column(comment="null: it lasts")
    is_flapping: Mapped[Flag] = mapped_column(
        comment="it came and went more than three times in a day: it stays open until a whole day is good"
    )
    opening_told_at: Mapped[datetime | None] = mapped_column(
        comment="when the opening was handed to Prefect; null: not yet"
    )
    clearing_told_at: Mapped[datetime | None] = mapped_column(comment="the same for its end")


class Page(Base):
    __tablename__ = "page"
    __table_args__ = (
        one_of("state", PAGE_STATES),
        CheckConstraint(
            "article_id is not null or state <> all (array['archived'::text, 'alias'::text])", name="archived_somewhere"
        ),
        UniqueConstraint("source_id", "url_key_sha256"),
        Index(None, "source_id", "discovered_on", "state"),
        Index(None, "source_id", "listed_on"),
        # what completeness asks of the pages that gave no article
        Index(
            "page_unsettled_idx",
            "source_id",
            text("coalesce(listed_on, discovered_on)"),
            postgresql_where=text("article_id is null"),
        ),
        Index("page_due_idx", "source_id", "due_at", postgresql_where=text("due_at is not null")),
        Index(None, "article_id", postgresql_where=text("article_id is not null")),
        Index(
            "page_check_idx",
            "source_id",
            "check_at",
            postgresql_where=text("article_id is not null and state in ('archived', 'missing', 'gone')"),
        ),
        Index("page_part_idx", "source_id", "part_of_sha256", postgresql_where=text("part_of_sha256 is not null")),
        {"comment": "The ledger: one row per discovered address of a source, in exactly one state."},
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    url: Mapped[str] = mapped_column(comment="the address that is fetched")
    url_key: Mapped[str] = mapped_column(comment="equal for all spellings of one address (db/urls.py)")
    url_key_sha256: Mapped[bytes]
    state: Mapped[str]
    reason: Mapped[Word] = mapped_column(comment="why it is skipped, failed, missing or an alias")
    state_at: Mapped[Now]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    way: Mapped[str] = mapped_column(comment="the way that found it first: feed, sitemap, section, ...")
    discovered_at: Mapped[Now]
    discovered_on: Mapped[date] = mapped_column(comment="local date of the source")
    discovered_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    listed_title: Mapped[Word]
    listed_at: Mapped[datetime | None] = mapped_column(comment="publication as the listing says, unverified")
    listed_on: Mapped[date | None]
    listed_modified_at: Mapped[datetime | None] = mapped_column(comment="last change as the listing says, unverified")
    hop_count: Mapped[Count] = mapped_column(comment="links between a listing and this address; 0: a listing named it")
    fetch_run_id: Mapped[int | None] = mapped_column(
        ForeignKey("run.id"), comment="the run that took it to fetch; while that run lives no other asks for it"
    )
    attempt_count: Mapped[Count] = mapped_column(comment="failed fetches in a row")
    due_at: Mapped[datetime | None] = mapped_column(comment="fetch it at the first run after this; null: not by itself")
    check_at: Mapped[datetime | None] = mapped_column(
        comment="look at its article again at the first recheck after this; null: at the next one"
    )
    part_of_sha256: Mapped[bytes | None] = mapped_column(
        comment="url_key_sha256 of the first page, where the address is that of a further page of an article"
    )
    part_number: Mapped[int | None] = mapped_column(comment="which page of the article it is then: 2, 3, ...")


class Finding(Base):
    __tablename__ = "finding"
    __table_args__ = ({"comment": "Which ways found a page, and when each did first: their recall and lag."},)

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True, autoincrement=False)
    way: Mapped[str] = mapped_column(primary_key=True)
    found_at: Mapped[Now]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))


class PageEvent(Base):
    __tablename__ = "page_event"
    __table_args__ = (
        one_of("state", PAGE_STATES),
        CheckConstraint(
            "outcome is null or outcome = any (array[" + ", ".join(f"'{o}'::text" for o in OUTCOMES) + "])",
            name="outcome_known",
        ),
        Index(None, "page_id", "at"),
        Index(None, "run_id", "outcome"),
        {"comment": "The history of each page: every change of state, and every outcome of a run."},
    )

    id: Mapped[Id]
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    at: Mapped[Now]
    state: Mapped[str] = mapped_column(comment="the state after the event")
    outcome: Mapped[str | None] = mapped_column(comment="what the run did to the page; null for a step on the way")
    reason: Mapped[Word]


class Absence(Base):
    __tablename__ = "absence"
    __table_args__ = (
        one_of("kind", ABSENCES),
        UniqueConstraint("page_id", "first_missing_at"),
        Index(None, "article_id"),
        {"comment": "A time in which the page of an article did not show it. Read the views removal and missing."},
    )

    id: Mapped[Id]
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    kind: Mapped[str]
    first_missing_at: Mapped[Instant]
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="the evidence was enough; null: not yet")
    reappeared_at: Mapped[datetime | None] = mapped_column(comment="it showed its article again; null: not so far")
    check_count: Mapped[int] = mapped_column(comment="looks that found it absent")
    evidence: Mapped[Json] = mapped_column(comment="the looks: at, finding")


class Doubt(Base):
    __tablename__ = "doubt"
    __table_args__ = (
        Index(None, "source_id", "since_at"),
        {"comment": "A time in which a source as a whole was unwell: what a page then did not show is no evidence."},
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    since_at: Mapped[Instant]
    until_at: Mapped[Instant]
    kind: Mapped[str]
    absent_count: Mapped[int] = mapped_column(comment="pages with an article that did not show it")
    checked_count: Mapped[int] = mapped_column(comment="of so many that were looked at")
    is_open: Mapped[Flag] = mapped_column(comment="the source was still unwell when it was last looked at")


class Blob(Base):
    __tablename__ = "blob"
    __table_args__ = ({"comment": "Bodies of captures, stored once per content, zstd-compressed."},)

    sha256: Mapped[bytes] = mapped_column(primary_key=True, comment="of the bytes as received")
    content: Mapped[bytes] = mapped_column(comment="zstd frame")
    byte_count: Mapped[int] = mapped_column(comment="of the bytes as received")


class Capture(Base):
    __tablename__ = "capture"
    __table_args__ = (
        UniqueConstraint("page_id", "captured_at"),
        Index("capture_unprocessed_idx", "page_id", postgresql_where=text("processed_at is null")),
        Index(None, "blob_sha256"),
        {"comment": "One fetch of one page: what was asked, what answered, when. Everything else is derived from it."},
    )

    id: Mapped[Id]
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    captured_at: Mapped[Instant]
    url: Mapped[str] = mapped_column(comment="asked")
    final_url: Mapped[str] = mapped_column(comment="answered, after redirects")
    status: Mapped[int]
    headers: Mapped[Json]
    blob_sha256: Mapped[bytes] = mapped_column(ForeignKey("blob.sha256"))
    processed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    waits_for_page_id: Mapped[int | None] = mapped_column(
        ForeignKey("page.id"), comment="the page it says it is another address of: processed when that one is settled"
    )
    read_with: Mapped[list[int] | None] = mapped_column(
        ARRAY(BigInteger), comment="captures of the article's further pages that were read together with this one"
    )
    revision_sha256: Mapped[bytes | None] = mapped_column(
        comment="digest of the text it showed, be that a revision or not: a page may show two in turn"
    )


class ListingRead(Base):
    __tablename__ = "listing_read"
    __table_args__ = (
        Index(None, "source_id", "way", "root_url", "read_at"),
        {"comment": "One reading of one listing page: without it a zero cannot be told from an outage."},
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    way: Mapped[str]
    root_url: Mapped[str] = mapped_column(comment="the listing named in the source's TOML")
    url: Mapped[str] = mapped_column(comment="the page of it that was read")
    walk_started_at: Mapped[Instant] = mapped_column(comment="when the reading of root_url began")
    read_at: Mapped[Now]
    listed_count: Mapped[Count]
    known_count: Mapped[Count] = mapped_column(comment="of the listed, already in the ledger: the overlap")
    oldest_at: Mapped[datetime | None]
    newest_at: Mapped[datetime | None]
    is_end: Mapped[Flag] = mapped_column(comment="the walk ended here, as it should")
    problem: Mapped[Word] = mapped_column(comment="why it could not be read; empty: it was read")


class Walk(Base):
    __tablename__ = "walk"
    __table_args__ = (
        one_of("ending", ENDINGS),
        Index(None, "source_id", "way", "root_url", "started_at"),
        {"comment": "A whole reading of a listing, from its top to where it ended: what completeness is proved with."},
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    way: Mapped[str]
    root_url: Mapped[str] = mapped_column(comment="the listing named in the source's TOML, or the part a backfill read")
    started_at: Mapped[Instant]
    finished_at: Mapped[Now]
    ending: Mapped[str] = mapped_column(
        comment="overlap: at addresses known before; exhausted: at the listing's end; window: it is short, and this was"
        " the first reading; gap: it no longer reached back to what was known; unchanged: the site said so, unread;"
        " bound: at a bound of ours; problem: not read to its end"
    )
    page_count: Mapped[Count]
    listed_count: Mapped[Count]
    new_count: Mapped[Count]
    known_count: Mapped[Count] = mapped_column(
        comment="of the listed, seen by the last finished walk or before it: the overlap"
    )
    left_out_count: Mapped[Count] = mapped_column(comment="named before, within the span it read, and not named now")
    oldest_on: Mapped[date | None]
    newest_on: Mapped[date | None]
    covers: Mapped[Range[date] | None] = mapped_column(
        DATERANGE, comment="local days of which it read every entry, after they were over; null: of none"
    )
    problem: Mapped[Word]


class Validator(Base):
    __tablename__ = "validator"
    __table_args__ = (
        {"comment": "What a listing page said of itself when it was last read whole, and how far that can be trusted."},
    )

    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True, autoincrement=False)
    url: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[Word]
    last_modified: Mapped[Word]
    index_modified_at: Mapped[datetime | None] = mapped_column(comment="a sitemap's last change as its index says")
    body_sha256: Mapped[bytes]
    full_read_at: Mapped[Instant]
    header_trust: Mapped[Count] = mapped_column(
        comment="above 0: body and headers were seen to change together, and never apart since"
    )
    index_trust: Mapped[Count] = mapped_column(comment="the same of the index's word")


class HostTurn(Base):
    __tablename__ = "host_turn"
    __table_args__ = ({"comment": "Politeness across all runs and machines: until when nobody asks this host."},)

    host: Mapped[str] = mapped_column(primary_key=True)
    free_at: Mapped[Instant]


class Article(Base):
    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("source_id", "url_key_sha256"),
        {"comment": "One piece of writing of one source, whatever its addresses."},
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    canonical_url: Mapped[str]
    url_key: Mapped[str]
    url_key_sha256: Mapped[bytes]
    first_captured_at: Mapped[Instant]


class Revision(Base):
    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("article_id", "sequence"),
        Index("revision_edited_idx", "article_id", postgresql_where=text("sequence > 1")),
        Index("revision_current_idx", "article_id", unique=True, postgresql_where=text("is_current")),
        Index("revision_published_idx", "published_on", postgresql_where=text("is_current")),
        Index(None, "text_sha256"),
        {"comment": "A text of an article that differs from the one before."},
    )

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    sequence: Mapped[int] = mapped_column(comment="1, 2, ... within the article")
    is_current: Mapped[bool] = mapped_column(comment="the latest text; exactly one per article")
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), comment="the first capture that showed it")
    first_seen_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    text_sha256: Mapped[bytes] = mapped_column(comment="of the normalised text: equal texts are exact copies")
    revision_sha256: Mapped[bytes] = mapped_column(comment="of everything whose change makes a revision")
    title: Mapped[str]
    authors: Mapped[Texts]
    published_at: Mapped[datetime | None] = mapped_column(comment="null unless the page states an instant")
    published_on: Mapped[date | None] = mapped_column(comment="local date of the source")
    date_precision: Mapped[Word]
    date_rule: Mapped[Word] = mapped_column(comment="where on the page the date was read")
    date_candidates: Mapped[Json] = mapped_column(comment="every date the page states, and why it lost")
    modified_at: Mapped[datetime | None]
    language: Mapped[Word]
    section: Mapped[Word]
    body: Mapped[str]
    captions: Mapped[Texts]
    images: Mapped[Json]
    extractor_version: Mapped[str]
    editors: Mapped[Texts]
    translators: Mapped[Texts]
    agencies: Mapped[Texts] = mapped_column(comment="organisations named as the author")
    stated_origin: Mapped[Word] = mapped_column(comment="whose text the page says it is, e.g. Xinhua")
    structure: Mapped[Word] = mapped_column(
        comment="a letter per paragraph of body: p paragraph, h heading, i list item, r table row, q quotation"
    )
    mojibake_count: Mapped[int] = mapped_column(
        server_default=text("0"), comment="characters lost or garbled before they came to us"
    )


class RevisionChange(Base):
    __tablename__ = "revision_change"
    __table_args__ = (
        Index(None, "from_revision_id"),
        {"comment": "What changed from one text of an article to the next, derived from the two. Read the view edit."},
    )

    to_revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    from_revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"))
    kinds: Mapped[Texts]
    evidence: Mapped[Json] = mapped_column(comment="the words that decided each kind: name, old, new")
    diff: Mapped[str] = mapped_column(comment="word by word, for a reader: [-old-]{+new+}")
    changes: Mapped[Json] = mapped_column(comment="the same for a program: field -> stretches with their places")


class Tag(Base):
    __tablename__ = "tag"
    __table_args__ = (
        UniqueConstraint("revision_id", "kind", "value"),
        Index(None, "kind", "value"),
        {"comment": "A label of one revision (topic, person, place, phrase), with the words that earned it."},
    )

    id: Mapped[Id]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    kind: Mapped[str]
    value: Mapped[str]
    score: Mapped[float]
    evidence: Mapped[Json] = mapped_column(comment="spans: field, start, end, text, rule")
    rule_version: Mapped[str]


class CoverageTag(Base):
    __tablename__ = "coverage_tag"
    __table_args__ = (
        one_of("level", ("focus", "substantive", "anchor")),
        UniqueConstraint("revision_id", "congress_id"),
        Index(None, "congress_id", "level"),
        {"comment": "What ties one revision to one congress, with the words that do. Read the view coverage."},
    )

    id: Mapped[Id]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    congress_id: Mapped[str] = mapped_column(comment="may name a certain meeting that the registry lacks")
    level: Mapped[str]
    phase: Mapped[str | None]
    day_offset: Mapped[int | None] = mapped_column(comment="days from the opening day; null where it is unknown")
    score: Mapped[float]
    evidence: Mapped[Json]
    rule_version: Mapped[str]


class StoryCluster(Base):
    __tablename__ = "story_cluster"
    __table_args__ = (
        Index("story_cluster_untold_idx", "id", postgresql_where=text("not are_shares_told")),
        {"comment": "The texts, across sources, that are copies of each other. Read the view story."},
    )

    id: Mapped[Id]
    origin_article_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id"), comment="the member that told it first, as far as known"
    )
    origin_reason: Mapped[Word] = mapped_column(comment="why that one, for a person")
    is_origin_known: Mapped[Flag] = mapped_column(
        comment="false: every member says it has the text from somebody who is no member; this is the earliest copy"
    )
    are_shares_told: Mapped[bool] = mapped_column(
        server_default=text("true"), comment="each text's share of its origin was compared since that was named"
    )


class StoryText(Base):
    __tablename__ = "story_text"
    __table_args__ = (
        Index(None, "story_id"),
        Index(None, "version"),
        {"comment": "A text, once however many articles carry it, and the story it belongs to."},
    )

    id: Mapped[Id]
    text_sha256: Mapped[bytes] = mapped_column(unique=True, comment="of the body, white space and letter forms folded")
    story_id: Mapped[int] = mapped_column(ForeignKey("story_cluster.id"))
    version: Mapped[int] = mapped_column(
        SmallInteger, server_default=text("0"), comment="of the signature by which copies were looked for; 0: not yet"
    )
    bands: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger), comment="the signature: what story_band holds")
    compared_with_text_id: Mapped[int | None] = mapped_column(comment="the origin's text, when the shares were told")
    similarity: Mapped[float | None] = mapped_column(REAL, comment="words in a row in common, of all both have")
    containment: Mapped[float | None] = mapped_column(REAL, comment="... of those of the shorter")
    share_kept: Mapped[float | None] = mapped_column(REAL, comment="... of those of the origin")


class StoryBand(Base):
    __tablename__ = "story_band"
    __table_args__ = ({"comment": "Which texts have a number of their signature in common: candidates for copies."},)

    version: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    text_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class StoryLink(Base):
    __tablename__ = "story_link"
    __table_args__ = (
        Index(None, "other_text_id"),
        {"comment": "Two texts that were proved copies of each other, as many as hold a story together."},
    )

    text_id: Mapped[int] = mapped_column(
        ForeignKey("story_text.id", ondelete="CASCADE"), primary_key=True, comment="the lower of the two"
    )
    other_text_id: Mapped[int] = mapped_column(ForeignKey("story_text.id", ondelete="CASCADE"), primary_key=True)
    similarity: Mapped[float] = mapped_column(REAL, comment="words in a row in common, of all both have")
    containment: Mapped[float] = mapped_column(REAL, comment="... of those of the shorter")
    share_kept: Mapped[float] = mapped_column(REAL, comment="... of those of the longer")


class StoryMerge(Base):
    __tablename__ = "story_merge"
    __table_args__ = ({"comment": "Stories that turned out to be one: what became of a number somebody noted down."},)

    from_story_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    into_story_id: Mapped[int]
    text_id: Mapped[int] = mapped_column(comment="the two texts that proved it")
    other_text_id: Mapped[int]
    merged_at: Mapped[Now]


class StoryMember(Base):
    __tablename__ = "story_member"
    __table_args__ = (
        Index(None, "story_id"),
        Index(None, "text_id"),
        {"comment": "Which story an article belongs to; every article belongs to one, if only its own."},
    )

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("story_cluster.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("story_text.id"), comment="the article's first text")


class Furniture(Base):
    __tablename__ = "furniture"
    __table_args__ = (
        one_of("place", PLACES),
        {"comment": "Lines that repeat across the pages of a source, and are in no text of it: kept once learned."},
    )

    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True, autoincrement=False)
    key: Mapped[bytes] = mapped_column(
        primary_key=True,
        comment="digest of the line's letters and digits: equal however it is spaced and punctuated",
    )
    place: Mapped[str] = mapped_column(
        primary_key=True,
        comment="where it is taken out: in the run of such lines at the top or the tail of a body, or any",
    )
    sample: Mapped[str] = mapped_column(comment="the line as a page shows it")
    page_count: Mapped[int] = mapped_column(comment="distinct articles that showed it when it was learned")
    of_count: Mapped[int] = mapped_column(comment="of so many that were compared")
    learned_at: Mapped[Now]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), comment="the run at whose end it was learned")
    applied_at: Mapped[datetime | None] = mapped_column(
        comment="when the texts stored before were without it; null: not all of them yet"
    )


class Reprocessing(Base):
    __tablename__ = "reprocessing"
    __table_args__ = (
        one_of("stage", STAGES),
        {"comment": "How far deriving the texts of a source again from their captures is: the last time it was asked."},
    )

    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), comment="the run that began it")
    stage: Mapped[str] = mapped_column(
        comment="deriving: captures are being read; derived: all were; applying: it is being made current; done"
    )
    extractor_version: Mapped[str]
    rule_version: Mapped[str]
    facts_sha256: Mapped[bytes] = mapped_column(comment="of the registry and of the source's hints")
    since: Mapped[date] = mapped_column(comment="local days of publication, both included")
    until: Mapped[date]
    begun_at: Mapped[Now]
    total_count: Mapped[Count] = mapped_column(comment="texts and refused captures to be read")
    article_id: Mapped[Count] = mapped_column(comment="of the last text that was read, and its place in the article")
    sequence: Mapped[Count]
    capture_id: Mapped[Count] = mapped_column(comment="the last refused capture that was read")
    text_count: Mapped[Count] = mapped_column(comment="texts read so far")
    refused_count: Mapped[Count] = mapped_column(comment="refused captures read so far")
    still_refused_count: Mapped[Count] = mapped_column(comment="of them, those that are refused again")
    current_count: Mapped[Count] = mapped_column(comment="rows of rederived made current so far")
    skipped_count: Mapped[Count] = mapped_column(
        comment="... and left as they were, as a run had changed them meanwhile"
    )


class Rederived(Base):
    __tablename__ = "rederived"
    __table_args__ = (
        Index("rederived_changed_idx", "source_id", "article_id", postgresql_where=text("kinds <> '{}'::text[]")),
        Index("rederived_equal_idx", "source_id", "id", postgresql_where=text("kinds = '{}'::text[]")),
        {"comment": "What reading a capture again came to, where it is not what is stored, until it is made current."},
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"))
    # no keys: a run may take either away at any moment, and what was staged for them is then skipped
    article_id: Mapped[int | None]
    revision_id: Mapped[int | None] = mapped_column(comment="null: a capture that had been refused is an article now")
    was_sha256: Mapped[bytes | None] = mapped_column(comment="its revision_sha256 when it was read")
    kinds: Mapped[Texts] = mapped_column(comment="what would change; empty: nothing but who read it last")
    changed_count: Mapped[Count] = mapped_column(comment="words that go or come")
    becomes: Mapped[Any | None] = mapped_column(
        JSONB(none_as_null=True), comment="columns of the revision that would change; null: it is refused now"
    )
    tagging: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True), comment="its coverage and tags then")
    title: Mapped[Word] = mapped_column(comment="of what would be an article, for the report")
    reason: Mapped[Word] = mapped_column(comment="why it is refused now, or had been refused")


class TagRules(Base):
    __tablename__ = "tag_rules"
    __table_args__ = ({"comment": "Rules that texts were tagged by, each with its registry, to tell what changed."},)

    rule_version: Mapped[str] = mapped_column(primary_key=True, comment="version of the rules, digest of the registry")
    facts: Mapped[Json] = mapped_column(comment="the registry: kind -> id -> entry")
    first_used_at: Mapped[Now]


class TaggedOtherwise(Base):
    __tablename__ = "tagged_otherwise"
    __table_args__ = (
        {"comment": "Texts tagged by other rules than the archive (archive_fact, tag_rules), or while it is retagged."},
    )

    id: Mapped[Id] = mapped_column(comment="another each time the text is tagged")
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), unique=True)
    rule_version: Mapped[str] = mapped_column(comment="empty: it is not known which")


class Retagging(Base):
    __tablename__ = "retagging"
    __table_args__ = (
        one_of("stage", RETAG_STAGES),
        # one at a time; whatever the stage, it is the same constant
        Index(
            "retagging_under_way_idx",
            text("(true)"),
            unique=True,
            postgresql_where=text("stage = any (array['looking'::text, 'looked'::text, 'applying'::text])"),
        ),
        {"comment": "How far tagging the archive's texts again is; one row each time it was asked."},
    )

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), comment="the run that began it")
    stage: Mapped[str] = mapped_column(
        comment="looking: texts are being looked at; looked: all were; applying: it is being made current; done;"
        " given up: the rules changed once more"
    )
    rule_version: Mapped[str] = mapped_column(comment="the rules that texts are tagged by then")
    basis: Mapped[Word] = mapped_column(comment="by which they were tagged before; empty: it is not known")
    begun_at: Mapped[Now]
    ended_at: Mapped[datetime | None]
    total_count: Mapped[Count] = mapped_column(comment="texts that there were when it began")
    last_revision_id: Mapped[Count] = mapped_column(comment="the last of them")
    at_former: Mapped[Flag] = mapped_column(comment="texts read today were looked at; former ones are being")
    at_revision_id: Mapped[Count] = mapped_column(comment="the last text that was looked at")
    looked_count: Mapped[Count] = mapped_column(comment="texts looked at so far")
    tagged_count: Mapped[Count] = mapped_column(comment="of them, those that could have changed: tagged again")
    why: Mapped[Json] = mapped_column(server_default=text("'{}'::jsonb"), comment="reason -> texts tagged again")
    current_count: Mapped[Count] = mapped_column(comment="texts whose new tags were made current so far")
    left_count: Mapped[Count] = mapped_column(comment="... and left, as a run had stored them anew meanwhile")
    relabelled_id: Mapped[Count] = mapped_column(comment="up to here other tags are marked as of the new rules")


class Retagged(Base):
    __tablename__ = "retagged"
    __table_args__ = (
        Index(None, "retagging_id", "is_former", "source_id", "id"),
        {"comment": "What tagging a text again came to, where it is not what is stored, until it is made current."},
    )

    id: Mapped[Id]
    retagging_id: Mapped[int] = mapped_column(ForeignKey("retagging.id"))
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    # no key: a run may take it away at any moment, and what was staged for it is then skipped
    revision_id: Mapped[int]
    is_former: Mapped[bool] = mapped_column(comment="the text was not the article's current one when it was looked at")
    kinds: Mapped[Texts] = mapped_column(comment="what moves: gained, lost, level, phase, day, main meeting ...")
    before: Mapped[Json] = mapped_column(comment="its coverage, with some words, and labels when it was looked at")
    tagging: Mapped[Json] = mapped_column(comment="its coverage and tags then")


class CoverageDay(Base):
    __tablename__ = "coverage_day"
    __table_args__ = (
        Index(None, "source_id", "published_on"),
        {"comment": "How much a source published of a meeting on a day; none: no row. Read the view coverage_daily."},
    )

    congress_id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True, autoincrement=False)
    published_on: Mapped[date] = mapped_column(primary_key=True)
    article_count: Mapped[int] = mapped_column(comment="articles of the day that cover the meeting, at any level")
    story_count: Mapped[int] = mapped_column(comment="of them, those that told their story first")
    focus_count: Mapped[int] = mapped_column(comment="articles about the meeting")
    substantive_count: Mapped[int] = mapped_column(comment="articles that take their occasion or source from it")
    anchor_count: Mapped[int] = mapped_column(comment="articles with a set phrase or time mark only")
    focus_story_count: Mapped[int] = mapped_column(
        comment="of the articles about the meeting, those that told their story first"
    )


class CoverageMark(Base):
    __tablename__ = "coverage_mark"
    __table_args__ = (
        Index(None, "source_id", "published_on"),
        {"comment": "Days whose coverage changed since it was counted; triggers write them, whoever made the change."},
    )

    id: Mapped[Id]
    source_id: Mapped[int]
    published_on: Mapped[date]


class CompletenessDay(Base):
    __tablename__ = "completeness_day"
    __table_args__ = ({"comment": "What the view completeness said of a day at the end of the source's last run."},)

    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True, autoincrement=False)
    published_on: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[str]
    reason: Mapped[str]


class CompletenessKept(Base):
    __tablename__ = "completeness_kept"
    __table_args__ = (
        {"comment": "When a source's days in completeness_day were last told, and what concerned all of them then."},
    )

    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True, autoincrement=False)
    undated_count: Mapped[int] = mapped_column(comment="pages of unknown day that did not end well")
    undated_until: Mapped[date | None] = mapped_column(comment="the last day that one of them may be of")
    kept_at: Mapped[Now]
