"""Retagging: the registry that texts were tagged by, and what their tags would be, before they are."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_24b_retag"
down_revision = "2026_11_23f_stories"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rules()
    _otherwise()
    _retagging()
    _retagged()


def _identity(comment: str | None = None) -> "sa.Column[int]":
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment=comment)


def _count(name: str, comment: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False, comment=comment)


def _json(name: str, comment: str, default: str | None = None) -> "sa.Column[object]":
    return sa.Column(
        name, postgresql.JSONB(), nullable=False, server_default=sa.text(default) if default else None, comment=comment
    )


def _at(name: str, *, is_now: bool) -> "sa.Column[datetime]":
    default = sa.text("now()") if is_now else None
    return sa.Column(name, sa.TIMESTAMP(timezone=True), server_default=default, nullable=not is_now)


def _rules() -> None:
    op.create_table(
        "tag_rules",
        sa.Column("rule_version", sa.Text(), nullable=False, comment="version of the rules, digest of the registry"),
        _json("facts", "the registry: kind -> id -> entry"),
        _at("first_used_at", is_now=True),
        sa.PrimaryKeyConstraint("rule_version", name=op.f("tag_rules_pkey")),
        comment="Rules that texts were tagged by, each with its registry, to tell what changed.",
    )


def _otherwise() -> None:
    op.create_table(
        "tagged_otherwise",
        _identity("another each time the text is tagged"),
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False, comment="empty: it is not known which"),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("tagged_otherwise_revision_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("tagged_otherwise_pkey")),
        sa.UniqueConstraint("revision_id", name=op.f("tagged_otherwise_revision_id_key")),
        comment="Texts tagged by other rules than the archive (archive_fact, tag_rules), or while it is retagged.",
    )


def _retagging() -> None:
    op.create_table(
        "retagging",
        _identity(),
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="the run that began it"),
        sa.Column(
            "stage",
            sa.Text(),
            nullable=False,
            comment="looking: texts are being looked at; looked: all were; applying: it is being made current; done;"
            " given up: the rules changed once more",
        ),
        sa.Column("rule_version", sa.Text(), nullable=False, comment="the rules that texts are tagged by then"),
        sa.Column(
            "basis",
            sa.Text(),
            server_default=sa.text("''::text"),
            nullable=False,
            comment="by which they were tagged before; empty: it is not known",
        ),
        _at("begun_at", is_now=True),
        _at("ended_at", is_now=False),
        _count("total_count", "texts that there were when it began"),
        _count("last_revision_id", "the last of them"),
        sa.Column(
            "at_former",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="texts read today were looked at; former ones are being",
        ),
        _count("at_revision_id", "the last text that was looked at"),
        _count("looked_count", "texts looked at so far"),
        _count("tagged_count", "of them, those that could have changed: tagged again"),
        _json("why", "reason -> texts tagged again", "'{}'::jsonb"),
        _count("current_count", "texts whose new tags were made current so far"),
        _count("left_count", "... and left, as a run had stored them anew meanwhile"),
        _count("relabelled_id", "up to here other tags are marked as of the new rules"),
        sa.CheckConstraint(
            "stage = any (array['looking'::text, 'looked'::text, 'applying'::text, 'done'::text, 'given up'::text])",
            name=op.f("retagging_stage_known_check"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("retagging_run_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("retagging_pkey")),
        comment="How far tagging the archive's texts again is; one row each time it was asked.",
    )
    op.create_index(
        "retagging_under_way_idx",
        "retagging",
        [sa.text("(true)")],
        unique=True,
        postgresql_where=sa.text("stage = any (array['looking'::text, 'looked'::text, 'applying'::text])"),
    )


def _retagged() -> None:
    op.create_table(
        "retagged",
        _identity(),
        sa.Column("retagging_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "is_former",
            sa.Boolean(),
            nullable=False,
            comment="the text was not the article's current one when it was looked at",
        ),
        sa.Column(
            "kinds",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
            comment="what moves: gained, lost, level, phase, day, main meeting ...",
        ),
        _json("before", "its coverage, with some words, and labels when it was looked at"),
        _json("tagging", "its coverage and tags then"),
        sa.ForeignKeyConstraint(["retagging_id"], ["retagging.id"], name=op.f("retagged_retagging_id_fkey")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("retagged_source_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("retagged_pkey")),
        comment="What tagging a text again came to, where it is not what is stored, until it is made current.",
    )
    op.create_index(
        op.f("retagged_retagging_id_is_former_source_id_id_idx"),
        "retagged",
        ["retagging_id", "is_former", "source_id", "id"],
    )
