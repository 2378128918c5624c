"""What repeats across a source's pages: the lines learned to be furniture, and up to where was looked for them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22c_furniture"
down_revision = "2026_11_22b_clean_text"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "furniture",
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "key",
            sa.LargeBinary(),
            nullable=False,
            comment="digest of the line's letters and digits: equal however it is spaced and punctuated",
        ),
        sa.Column(
            "place",
            sa.Text(),
            nullable=False,
            comment="where it is taken out: in the run of such lines at the top or the tail of a body, or any",
        ),
        sa.Column("sample", sa.Text(), nullable=False, comment="the line as a page shows it"),
        sa.Column(
            "page_count",
            sa.BigInteger(),
            nullable=False,
            comment="distinct articles that showed it when it was learned",
        ),
        sa.Column("of_count", sa.BigInteger(), nullable=False, comment="of so many that were compared"),
        sa.Column("learned_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True, comment="the run at whose end it was learned"),
        sa.Column(
            "applied_at",
            sa.TIMESTAMP(timezone=True),
            nullable=True,
            comment="when the texts stored before were without it; null: not all of them yet",
        ),
        sa.CheckConstraint(
            "place = any (array['top'::text, 'tail'::text, 'any'::text])", name=op.f("furniture_place_known_check")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("furniture_run_id_fkey")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("furniture_source_id_fkey")),
        sa.PrimaryKeyConstraint("source_id", "key", "place", name=op.f("furniture_pkey")),
        comment="Lines that repeat across the pages of a source, and are in no text of it: kept once learned.",
    )
    op.add_column(
        "source",
        sa.Column(
            "learned_event_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="the last page_event whose text was there when furniture was last looked for",
        ),
    )
