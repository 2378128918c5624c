"""Articles on several pages: which pages are a further part of which, and what was read together."""

import hashlib

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.urls import page_key, part_of

revision = "2026_11_22d_parts"
down_revision = "2026_11_22c_furniture"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "page",
        sa.Column(
            "part_of_sha256",
            sa.LargeBinary(),
            comment="url_key_sha256 of the first page, where the address is that of a further page of an article",
        ),
    )
    op.add_column(
        "page", sa.Column("part_number", sa.BigInteger(), comment="which page of the article it is then: 2, 3, ...")
    )
    op.create_index(
        "page_part_idx",
        "page",
        ["source_id", "part_of_sha256"],
        postgresql_where=sa.text("part_of_sha256 is not null"),
    )
    op.add_column(
        "capture",
        sa.Column(
            "read_with",
            postgresql.ARRAY(sa.BigInteger()),
            comment="captures of the article's further pages that were read together with this one",
        ),
    )
    _tell_parts()


def _tell_parts() -> None:
    """The pages known already; those whose text was left out are heard again, and their articles read anew."""
    connection = op.get_bind()
    rows = connection.execute(sa.text(r"select id, url from page where url ~ '_[1-9]\d?(\.s?html?)?($|[?#;])'")).all()
    parts = [(row.id, part) for row in rows if (part := part_of(row.url))]
    for page_id, part in parts:
        digest = hashlib.sha256(page_key(part.first).encode("utf-8", "replace")).digest()
        connection.execute(_TELL, {"page": page_id, "digest": digest, "number": part.number})
    connection.execute(_HEAR_AGAIN)


_TELL = sa.text("update page set part_of_sha256 = :digest, part_number = :number where id = :page")
_HEAR_AGAIN = sa.text("""
    update capture set processed_at = null, outcome = null, waits_for_page_id = null from page
     where page.id = page_id and part_of_sha256 is not null and page.state = 'alias' and status between 200 and 299
""")
