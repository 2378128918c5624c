"""Edits: what changed from one text of an article to the next."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_23b_edits"
down_revision = "2026_11_23_checks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("revision_edited_idx", "revision", ["article_id"], postgresql_where=sa.text("sequence > 1"))
    op.create_table(
        "revision_change",
        sa.Column("to_revision_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_revision_id", sa.BigInteger(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column(
            "evidence",
            postgresql.JSONB(),
            nullable=False,
            comment="the words that decided each kind: name, old, new",
        ),
        sa.Column("diff", sa.Text(), nullable=False, comment="word by word, for a reader: [-old-]{+new+}"),
        sa.Column(
            "changes",
            postgresql.JSONB(),
            nullable=False,
            comment="the same for a program: field -> stretches with their places",
        ),
        sa.ForeignKeyConstraint(
            ["from_revision_id"],
            ["revision.id"],
            name=op.f("revision_change_from_revision_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_revision_id"], ["revision.id"], name=op.f("revision_change_to_revision_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("to_revision_id", name=op.f("revision_change_pkey")),
        comment="What changed from one text of an article to the next, derived from the two. Read the view edit.",
    )
    op.create_index(op.f("revision_change_from_revision_id_idx"), "revision_change", ["from_revision_id"])
