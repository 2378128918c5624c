"""Alarms over time: what is wrong with a source since when; what each run is compared with."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25b_alarms"
down_revision = "2026_11_25a_phrases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.TIMESTAMP(timezone=True)
    op.add_column(
        "run",
        sa.Column("weighed_at", instant, comment="when its findings became alarms, or cleared them; null: not yet"),
    )
    op.create_table(
        "alarm",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source_id", sa.BigInteger(), comment="null: it is of no source but ours"),
        sa.Column("cause", sa.Text(), nullable=False, comment="a short code that stays, e.g. no_items"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="the cause with its figures, as last seen"),
        sa.Column("first_seen_at", instant, nullable=False),
        sa.Column("last_seen_at", instant, nullable=False),
        sa.Column(
            "seen_count", sa.BigInteger(), server_default=sa.text("1"), nullable=False, comment="runs that saw it"
        ),
        sa.Column(
            "good_count",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="runs in a row, up to the last, that could have seen it and did not",
        ),
        sa.Column("opened_at", instant, comment="when it was told; null: seen once, not yet told"),
        sa.Column("opened_run_id", sa.BigInteger(), comment="the run that made it certain"),
        sa.Column("cleared_at", instant, comment="null: it lasts"),
        sa.Column(
            "is_flapping",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="it came and went more than three times in a day: it stays open until a whole day is good",
        ),
        sa.Column("opening_told_at", instant, comment="when the opening was handed to Prefect; null: not yet"),
        sa.Column("clearing_told_at", instant, comment="the same for its end"),
        sa.PrimaryKeyConstraint("id", name=op.f("alarm_pkey")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("alarm_source_id_fkey")),
        sa.ForeignKeyConstraint(["opened_run_id"], ["run.id"], name=op.f("alarm_opened_run_id_fkey")),
        comment="What is wrong with a source, and was. Read the views alarm_open and alarm_history.",
    )
    op.create_index(
        "alarm_lasting_idx",
        "alarm",
        ["source_id", "cause"],
        unique=True,
        postgresql_where=sa.text("cleared_at is null"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(op.f("alarm_source_id_cause_opened_at_idx"), "alarm", ["source_id", "cause", "opened_at"])


def downgrade() -> None:
    op.drop_table("alarm")
    op.drop_column("run", "weighed_at")
