"""Removals are told: which runs were asked for their evidence, and which doubts last. What text a capture showed."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23c_removals"
down_revision = "2026_11_23b_edits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "run",
        sa.Column(
            "judged_at",
            sa.TIMESTAMP(timezone=True),
            comment="when its looks at pages became evidence of removals and doubts; null: not yet",
        ),
    )
    op.add_column(
        "doubt",
        sa.Column(
            "is_open",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="the source was still unwell when it was last looked at",
        ),
    )
    op.create_table_comment(
        "absence", "A time in which the page of an article did not show it. Read the views removal and missing."
    )
    op.add_column(
        "capture",
        sa.Column(
            "revision_sha256",
            sa.LargeBinary(),
            comment="digest of the text it showed, be that a revision or not: a page may show two in turn",
        ),
    )
