"""Looking again: when a page is due, the times in which it did not show its article, the times its site was unwell."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_23_checks"
down_revision = "2026_11_22d_parts"
branch_labels = None
depends_on = None

INSTANT = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column(
        "page",
        sa.Column(
            "check_at",
            INSTANT,
            comment="look at its article again at the first recheck after this; null: at the next one",
        ),
    )
    op.create_index(
        "page_check_idx",
        "page",
        ["source_id", "check_at"],
        postgresql_where=sa.text("article_id is not null and state in ('archived', 'missing', 'gone')"),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first_missing_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, comment="the evidence was enough; null: not yet"),
        sa.Column("reappeared_at", INSTANT, comment="it showed its article again; null: not so far"),
        sa.Column("check_count", sa.BigInteger(), nullable=False, comment="looks that found it absent"),
        sa.Column("evidence", postgresql.JSONB(), nullable=False, comment="the looks: at, finding"),
        sa.CheckConstraint(
            "kind = any (array['gone'::text, 'soft 404'::text, 'redirected home'::text, 'moved'::text])",
            name=op.f("absence_kind_known_check"),
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("absence_article_id_fkey")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("absence_page_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("absence_pkey")),
        sa.UniqueConstraint("page_id", "first_missing_at", name=op.f("absence_page_id_first_missing_at_key")),
        comment="A time in which the page of an article did not show it.",
    )
    op.create_index(op.f("absence_article_id_idx"), "absence", ["article_id"])
    op.create_table(
        "doubt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger()),
        sa.Column("since_at", INSTANT, nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "absent_count", sa.BigInteger(), nullable=False, comment="pages with an article that did not show it"
        ),
        sa.Column("checked_count", sa.BigInteger(), nullable=False, comment="of so many that were looked at"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("doubt_run_id_fkey")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("doubt_source_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("doubt_pkey")),
        comment="A time in which a source as a whole was unwell: what a page then did not show is no evidence.",
    )
    op.create_index(op.f("doubt_source_id_since_at_idx"), "doubt", ["source_id", "since_at"])
