"""Clean text: who edited and translated it, whose text it is said to be, how it is built, what was garbled."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22b_clean_text"
down_revision = "2026_11_22_nothing_missed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    names, word = postgresql.ARRAY(sa.Text()), sa.text("''::text")
    none = sa.text("'{}'::text[]")
    op.add_column("revision", sa.Column("editors", names, server_default=none, nullable=False))
    op.add_column("revision", sa.Column("translators", names, server_default=none, nullable=False))
    op.add_column(
        "revision",
        sa.Column("agencies", names, server_default=none, nullable=False, comment="organisations named as the author"),
    )
    op.add_column(
        "revision",
        sa.Column(
            "stated_origin",
            sa.Text(),
            server_default=word,
            nullable=False,
            comment="whose text the page says it is, e.g. Xinhua",
        ),
    )
    op.add_column(
        "revision",
        sa.Column(
            "structure",
            sa.Text(),
            server_default=word,
            nullable=False,
            comment="a letter per paragraph of body: p paragraph, h heading, i list item, r table row, q quotation",
        ),
    )
    op.add_column(
        "revision",
        sa.Column(
            "mojibake_count",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="characters lost or garbled before they came to us",
        ),
    )
