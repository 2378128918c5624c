"""The first archive: sources, pages, captures, articles, revisions, tags, stories, runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_first_archive"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # a superuser may have put them elsewhere; the preflight says what to do where this role may not
    op.execute("create extension if not exists pg_trgm")
    op.create_table(
        "archive_fact",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("archive_fact_pkey")),
        comment="What the archive knows about itself, e.g. which view definitions are live.",
    )
    op.create_table(
        "blob",
        sa.Column("sha256", sa.LargeBinary(), nullable=False, comment="of the bytes as received"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="zstd frame"),
        sa.Column("byte_count", sa.BigInteger(), nullable=False, comment="of the bytes as received"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("blob_pkey")),
        comment="Bodies of captures, stored once per content, zstd-compressed.",
    )
    op.create_table(
        "congress",
        sa.Column("id", sa.Text(), nullable=False, comment="e.g. cpc-chongqing-6"),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True, comment="day 0; null where no source shows the day"),
        sa.Column("closes_on", sa.Date(), nullable=True, comment="null where no source shows the day"),
        sa.Column(
            "certainty",
            sa.Text(),
            nullable=False,
            comment="that there is a meeting under this number: seen, derived, general or unknown",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("congress_pkey")),
        comment="A counted meeting, copied from the registry at each run. Days are null where unknown.",
    )
    op.create_table(
        "source",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False, comment="names the source everywhere: file, log, row, test"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("home_url", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False, comment="a day of this source is a local day in this zone"),
        sa.Column(
            "is_local",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="may live on a loopback or private address (tests, demo)",
        ),
        sa.Column(
            "first_seen_at",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("source_pkey")),
        sa.UniqueConstraint("slug", name=op.f("source_slug_key")),
        comment="An outlet we watch; the settings live in its TOML file, this is its name here.",
    )
    op.create_table(
        "article",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.Text(), nullable=False),
        sa.Column("url_key_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("first_captured_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("article_source_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("article_pkey")),
        sa.UniqueConstraint("source_id", "url_key_sha256", name=op.f("article_source_id_url_key_sha256_key")),
        comment="One piece of writing of one source, whatever its addresses.",
    )
    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column(
            "flow_run_id",
            sa.Text(),
            server_default=sa.text("''::text"),
            nullable=False,
            comment="Prefect's id of the run, where there is one",
        ),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'running'::text"), nullable=False),
        sa.Column(
            "reason",
            sa.Text(),
            server_default=sa.text("''::text"),
            nullable=False,
            comment="why it failed or warned, for a person",
        ),
        sa.Column(
            "crawl",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
            comment="the spider's own counts; empty when it died before its end",
        ),
        sa.CheckConstraint(
            "state = any (array['running'::text, 'completed'::text, 'warning'::text, 'failed'::text, 'cancelled'::text, 'crashed'::text])",
            name=op.f("run_state_known_check"),
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("run_source_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("run_pkey")),
        comment="One flow run on one source, as the archive saw it (Prefect's records are not the truth).",
    )
    op.create_index(op.f("run_source_id_started_at_idx"), "run", ["source_id", "started_at"], unique=False)
    op.create_table(
        "listing_read",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("root_url", sa.Text(), nullable=False, comment="the listing named in the source's TOML"),
        sa.Column("url", sa.Text(), nullable=False, comment="the page of it that was read"),
        sa.Column(
            "walk_started_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=False,
            comment="when the reading of root_url began",
        ),
        sa.Column("read_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("listed_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "known_count",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="of the listed, already in the ledger: the overlap",
        ),
        sa.Column("oldest_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("newest_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "is_end",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="the walk ended here, as it should",
        ),
        sa.Column(
            "problem",
            sa.Text(),
            server_default=sa.text("''::text"),
            nullable=False,
            comment="why it could not be read; empty: it was read",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("listing_read_run_id_fkey")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("listing_read_source_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("listing_read_pkey")),
        comment="One reading of one listing page: without it a zero cannot be told from an outage.",
    )
    op.create_index(
        op.f("listing_read_source_id_way_root_url_read_at_idx"),
        "listing_read",
        ["source_id", "way", "root_url", "read_at"],
        unique=False,
    )
    op.create_table(
        "page",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False, comment="the address that is fetched"),
        sa.Column(
            "url_key",
            sa.Text(),
            nullable=False,
            comment="equal for all spellings of one address (db/urls.py)",
        ),
        sa.Column("url_key_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "reason",
            sa.Text(),
            server_default=sa.text("''::text"),
            nullable=False,
            comment="why it is skipped, failed, missing or an alias",
        ),
        sa.Column("state_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "way",
            sa.Text(),
            nullable=False,
            comment="the way that found it first: feed, sitemap, section, ...",
        ),
        sa.Column(
            "discovered_at",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("discovered_on", sa.Date(), nullable=False, comment="local date of the source"),
        sa.Column("discovered_run_id", sa.BigInteger(), nullable=True),
        sa.Column("listed_title", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column(
            "listed_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="publication as the listing says, unverified",
        ),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column(
            "attempt_count",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="failed fetches in a row",
        ),
        sa.Column(
            "due_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="fetch it at the first run after this; null: not by itself",
        ),
        sa.CheckConstraint(
            "state = any (array['queued'::text, 'fetched'::text, 'archived'::text, 'alias'::text, 'skipped'::text, 'failed'::text, 'missing'::text, 'gone'::text])",
            name=op.f("page_state_known_check"),
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("page_article_id_fkey")),
        sa.ForeignKeyConstraint(["discovered_run_id"], ["run.id"], name=op.f("page_discovered_run_id_fkey")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("page_source_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("page_pkey")),
        sa.UniqueConstraint("source_id", "url_key_sha256", name=op.f("page_source_id_url_key_sha256_key")),
        comment="The ledger: one row per discovered address of a source, in exactly one state.",
    )
    op.create_index(
        op.f("page_article_id_idx"),
        "page",
        ["article_id"],
        unique=False,
        postgresql_where=sa.text("article_id is not null"),
    )
    op.create_index(
        "page_due_idx",
        "page",
        ["source_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("due_at is not null"),
    )
    op.create_index(
        op.f("page_source_id_discovered_on_state_idx"),
        "page",
        ["source_id", "discovered_on", "state"],
        unique=False,
    )
    op.create_table(
        "story",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("text_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("origin_article_id", sa.BigInteger(), nullable=True, comment="the earliest published member"),
        sa.ForeignKeyConstraint(["origin_article_id"], ["article.id"], name=op.f("story_origin_article_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("story_pkey")),
        sa.UniqueConstraint("text_sha256", name=op.f("story_text_sha256_key")),
        comment="The articles, across sources, that carry the same text.",
    )
    op.create_table(
        "capture",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("captured_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("url", sa.Text(), nullable=False, comment="asked"),
        sa.Column("final_url", sa.Text(), nullable=False, comment="answered, after redirects"),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("blob_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("processed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("capture_blob_sha256_fkey")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("capture_page_id_fkey")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("capture_run_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("capture_pkey")),
        sa.UniqueConstraint("page_id", "captured_at", name=op.f("capture_page_id_captured_at_key")),
        comment="One fetch of one page: what was asked, what answered, when. Everything else is derived from it.",
    )
    op.create_index(op.f("capture_blob_sha256_idx"), "capture", ["blob_sha256"], unique=False)
    op.create_index(
        "capture_unprocessed_idx",
        "capture",
        ["page_id"],
        unique=False,
        postgresql_where=sa.text("processed_at is null"),
    )
    op.create_table(
        "page_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="the state after the event"),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=True,
            comment="what the run did to the page; null for a step on the way",
        ),
        sa.Column("reason", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.CheckConstraint(
            "outcome is null or outcome = any (array['new'::text, 'revised'::text, 'unchanged'::text, 'duplicate'::text, 'skipped'::text, 'failed'::text])",
            name=op.f("page_event_outcome_known_check"),
        ),
        sa.CheckConstraint(
            "state = any (array['queued'::text, 'fetched'::text, 'archived'::text, 'alias'::text, 'skipped'::text, 'failed'::text, 'missing'::text, 'gone'::text])",
            name=op.f("page_event_state_known_check"),
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("page_event_page_id_fkey")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("page_event_run_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("page_event_pkey")),
        comment="The history of each page: every change of state, and every outcome of a run.",
    )
    op.create_index(op.f("page_event_page_id_at_idx"), "page_event", ["page_id", "at"], unique=False)
    op.create_index(op.f("page_event_run_id_outcome_idx"), "page_event", ["run_id", "outcome"], unique=False)
    op.create_table(
        "story_member",
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("story_member_article_id_fkey")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("story_member_story_id_fkey")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("story_member_pkey")),
        comment="Which story an article belongs to; every article belongs to one, if only its own.",
    )
    op.create_index(op.f("story_member_story_id_idx"), "story_member", ["story_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False, comment="1, 2, ... within the article"),
        sa.Column("is_current", sa.Boolean(), nullable=False, comment="the latest text; exactly one per article"),
        sa.Column("capture_id", sa.BigInteger(), nullable=False, comment="the first capture that showed it"),
        sa.Column("first_seen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_seen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "text_sha256",
            sa.LargeBinary(),
            nullable=False,
            comment="of the normalised text: equal texts are exact copies",
        ),
        sa.Column(
            "revision_sha256",
            sa.LargeBinary(),
            nullable=False,
            comment="of everything whose change makes a revision",
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("authors", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column(
            "published_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="null unless the page states an instant",
        ),
        sa.Column("published_on", sa.Date(), nullable=True, comment="local date of the source"),
        sa.Column("date_precision", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column(
            "date_rule",
            sa.Text(),
            server_default=sa.text("''::text"),
            nullable=False,
            comment="where on the page the date was read",
        ),
        sa.Column(
            "date_candidates",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="every date the page states, and why it lost",
        ),
        sa.Column("modified_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("language", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column("section", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("captions", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("images", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("revision_article_id_fkey")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("revision_capture_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("revision_pkey")),
        sa.UniqueConstraint("article_id", "sequence", name=op.f("revision_article_id_sequence_key")),
        comment="A text of an article that differs from the one before.",
    )
    op.create_index(
        "revision_current_idx",
        "revision",
        ["article_id"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    op.create_index(
        "revision_published_idx",
        "revision",
        ["published_on"],
        unique=False,
        postgresql_where=sa.text("is_current"),
    )
    op.create_index(op.f("revision_text_sha256_idx"), "revision", ["text_sha256"], unique=False)
    op.create_table(
        "coverage_tag",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "congress_id",
            sa.Text(),
            nullable=False,
            comment="may name a certain meeting that the registry lacks",
        ),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column(
            "day_offset",
            sa.BigInteger(),
            nullable=True,
            comment="days from the opening day; null where it is unknown",
        ),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "level = any (array['focus'::text, 'substantive'::text, 'anchor'::text])",
            name=op.f("coverage_tag_level_known_check"),
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("coverage_tag_revision_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("coverage_tag_pkey")),
        sa.UniqueConstraint("revision_id", "congress_id", name=op.f("coverage_tag_revision_id_congress_id_key")),
        comment="What ties one revision to one congress, with the words that do. Read the view coverage.",
    )
    op.create_index(op.f("coverage_tag_congress_id_level_idx"), "coverage_tag", ["congress_id", "level"], unique=False)
    op.create_table(
        "tag",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column(
            "evidence",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="spans: field, start, end, text, rule",
        ),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("tag_revision_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("tag_pkey")),
        sa.UniqueConstraint("revision_id", "kind", "value", name=op.f("tag_revision_id_kind_value_key")),
        comment="A label of one revision (topic, person, place, phrase), with the words that earned it.",
    )
    op.create_index(op.f("tag_kind_value_idx"), "tag", ["kind", "value"], unique=False)
    # zstd frames do not compress again: keep them out of line as they are
    op.execute("alter table blob alter column content set storage external")
    op.execute(CJK_BIGRAMS)
    op.execute("comment on function cjk_bigrams is 'Overlapping pairs of Chinese characters, for the text search.'")
    # fastupdate off: its pending list was measured to stall one insert in some thousands for seconds
    op.execute(
        "create index revision_search_en_idx on revision using gin"
        " (to_tsvector('english'::regconfig, title || ' ' || left(body, 250000)))"
        " with (fastupdate = off) where is_current and language <> 'zh'"
    )
    op.execute(
        "create index revision_search_zh_idx on revision using gin"
        " (to_tsvector('simple'::regconfig, cjk_bigrams(title || ' ' || body)))"
        " with (fastupdate = off) where is_current and language = 'zh'"
    )


CJK_BIGRAMS = """
create function cjk_bigrams(body text) returns text language sql immutable parallel safe as $$
  select coalesce(string_agg(this || next, ' ' order by n), '')
    from (select this, lead(this) over (order by n) as next, n
            from unnest(string_to_array(left(body, 250000), null)) with ordinality letters (this, n)) pairs
   where this ~ '[㐀-鿿豈-﫿]' and next ~ '[㐀-鿿豈-﫿]'
$$
"""
