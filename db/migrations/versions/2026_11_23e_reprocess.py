"""Reprocessing: what texts would be, before they are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_23e_reprocess"
down_revision = "2026_11_23c_removals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _reprocessing()
    _rederived()


def _count(name: str, comment: str | None = None) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False, comment=comment)


def _reprocessing() -> None:
    op.create_table(
        "reprocessing",
        sa.Column("source_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="the run that began it"),
        sa.Column(
            "stage",
            sa.Text(),
            nullable=False,
            comment="deriving: captures are being read; derived: all were; applying: it is being made current; done",
        ),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column(
            "facts_sha256", sa.LargeBinary(), nullable=False, comment="of the registry and of the source's hints"
        ),
        sa.Column("since", sa.Date(), nullable=False, comment="local days of publication, both included"),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("begun_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        _count("total_count", "texts and refused captures to be read"),
        _count("article_id", "of the last text that was read, and its place in the article"),
        _count("sequence"),
        _count("capture_id", "the last refused capture that was read"),
        _count("text_count", "texts read so far"),
        _count("refused_count", "refused captures read so far"),
        _count("still_refused_count", "of them, those that are refused again"),
        _count("current_count", "rows of rederived made current so far"),
        _count("skipped_count", "... and left as they were, as a run had changed them meanwhile"),
        sa.CheckConstraint(
            "stage = any (array['deriving'::text, 'derived'::text, 'applying'::text, 'done'::text])",
            name=op.f("reprocessing_stage_known_check"),
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("reprocessing_source_id_fkey")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("reprocessing_run_id_fkey")),
        sa.PrimaryKeyConstraint("source_id", name=op.f("reprocessing_pkey")),
        comment="How far deriving the texts of a source again from their captures is: the last time it was asked.",
    )


def _rederived() -> None:
    op.create_table(
        "rederived",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("capture_id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "revision_id",
            sa.BigInteger(),
            nullable=True,
            comment="null: a capture that had been refused is an article now",
        ),
        sa.Column("was_sha256", sa.LargeBinary(), nullable=True, comment="its revision_sha256 when it was read"),
        sa.Column(
            "kinds",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
            comment="what would change; empty: nothing but who read it last",
        ),
        _count("changed_count", "words that go or come"),
        sa.Column(
            "becomes",
            postgresql.JSONB(),
            nullable=True,
            comment="columns of the revision that would change; null: it is refused now",
        ),
        sa.Column("tagging", postgresql.JSONB(), nullable=True, comment="its coverage and tags then"),
        sa.Column(
            "title",
            sa.Text(),
            server_default=sa.text("''::text"),
            nullable=False,
            comment="of what would be an article, for the report",
        ),
        sa.Column(
            "reason",
            sa.Text(),
            server_default=sa.text("''::text"),
            nullable=False,
            comment="why it is refused now, or had been refused",
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("rederived_source_id_fkey")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("rederived_capture_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("rederived_pkey")),
        comment="What reading a capture again came to, where it is not what is stored, until it is made current.",
    )
    op.create_index(
        "rederived_changed_idx",
        "rederived",
        ["source_id", "article_id"],
        postgresql_where=sa.text("kinds <> '{}'::text[]"),
    )
    op.create_index(
        "rederived_equal_idx", "rederived", ["source_id", "id"], postgresql_where=sa.text("kinds = '{}'::text[]")
    )
