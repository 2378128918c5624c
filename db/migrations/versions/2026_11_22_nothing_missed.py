"""Nothing missed: walks, findings, validators, turns of hosts, and what the ledger needs to share its pages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_nothing_missed"
down_revision = "2026_11_22_first_archive"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "host_turn",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("free_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("host_turn_pkey")),
        comment="Politeness across all runs and machines: until when nobody asks this host.",
    )
    op.create_table(
        "validator",
        sa.Column("source_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column("last_modified", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column(
            "index_modified_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="a sitemap's last change as its index says",
        ),
        sa.Column("body_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("full_read_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "header_trust",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="above 0: body and headers were seen to change together, and never apart since",
        ),
        sa.Column(
            "index_trust",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="the same of the index's word",
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("validator_source_id_fkey")),
        sa.PrimaryKeyConstraint("source_id", "url", name=op.f("validator_pkey")),
        comment="What a listing page said of itself when it was last read whole, and how far that can be trusted.",
    )
    op.create_table(
        "walk",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column(
            "root_url",
            sa.Text(),
            nullable=False,
            comment="the listing named in the source's TOML, or the part a backfill read",
        ),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "ending",
            sa.Text(),
            nullable=False,
            comment="overlap: at addresses known before; exhausted: at the listing's end; window: it is short, and this was the first reading; gap: it no longer reached back to what was known; unchanged: the site said so, unread; bound: at a bound of ours; problem: not read to its end",
        ),
        sa.Column("page_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("listed_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("new_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "known_count",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="of the listed, seen by the last finished walk or before it: the overlap",
        ),
        sa.Column(
            "left_out_count",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="named before, within the span it read, and not named now",
        ),
        sa.Column("oldest_on", sa.Date(), nullable=True),
        sa.Column("newest_on", sa.Date(), nullable=True),
        sa.Column(
            "covers",
            postgresql.DATERANGE(),
            nullable=True,
            comment="local days of which it read every entry, after they were over; null: of none",
        ),
        sa.Column("problem", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.CheckConstraint(
            "ending = any (array['overlap'::text, 'exhausted'::text, 'window'::text, 'gap'::text, 'unchanged'::text, 'bound'::text, 'problem'::text])",
            name=op.f("walk_ending_known_check"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("walk_run_id_fkey")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("walk_source_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("walk_pkey")),
        comment="A whole reading of a listing, from its top to where it ended: what completeness is proved with.",
    )
    op.create_index(
        op.f("walk_source_id_way_root_url_started_at_idx"),
        "walk",
        ["source_id", "way", "root_url", "started_at"],
        unique=False,
    )
    op.create_table(
        "finding",
        sa.Column("page_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("found_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("finding_page_id_fkey")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("finding_run_id_fkey")),
        sa.PrimaryKeyConstraint("page_id", "way", name=op.f("finding_pkey")),
        comment="Which ways found a page, and when each did first: their recall and lag.",
    )
    op.add_column(
        "capture",
        sa.Column(
            "waits_for_page_id",
            sa.BigInteger(),
            nullable=True,
            comment="the page it says it is another address of: processed when that one is settled",
        ),
    )
    op.create_foreign_key(op.f("capture_waits_for_page_id_fkey"), "capture", "page", ["waits_for_page_id"], ["id"])
    op.add_column(
        "page",
        sa.Column(
            "listed_modified_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="last change as the listing says, unverified",
        ),
    )
    op.add_column(
        "page",
        sa.Column(
            "hop_count",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="links between a listing and this address; 0: a listing named it",
        ),
    )
    op.add_column(
        "page",
        sa.Column(
            "fetch_run_id",
            sa.BigInteger(),
            nullable=True,
            comment="the run that took it to fetch; while that run lives no other asks for it",
        ),
    )
    op.create_index(op.f("page_source_id_listed_on_idx"), "page", ["source_id", "listed_on"], unique=False)
    op.create_index(
        "page_unsettled_idx",
        "page",
        ["source_id", sa.literal_column("coalesce(listed_on, discovered_on)")],
        unique=False,
        postgresql_where=sa.text("article_id is null"),
    )
    op.create_foreign_key(op.f("page_fetch_run_id_fkey"), "page", "run", ["fetch_run_id"], ["id"])
    op.create_check_constraint(
        op.f("page_archived_somewhere_check"),
        "page",
        "article_id is not null or state <> all (array['archived'::text, 'alias'::text])",
    )
    op.add_column(
        "source",
        sa.Column(
            "listings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
            comment="way -> the listings that its file names at present",
        ),
    )
    # what is known of the pages there are: the way that found each first
    op.execute(
        "insert into finding (page_id, way, found_at, run_id)"
        " select id, way, discovered_at, discovered_run_id from page where way not in ('canonical', 'redirect')"
    )
