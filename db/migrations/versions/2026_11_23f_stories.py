"""Stories: copies that are not exact are one story too. What was a story is a text of one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_23f_stories"
down_revision = "2026_11_23e_reprocess"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _clusters()
    _texts()
    _members()
    _links()
    _merges()


def _clusters() -> None:
    op.rename_table("story", "story_cluster")
    op.execute("alter sequence story_id_seq rename to story_cluster_id_seq")
    op.execute("alter index story_pkey rename to story_cluster_pkey")
    op.execute(
        "alter table story_cluster rename constraint story_origin_article_id_fkey to"
        " story_cluster_origin_article_id_fkey"
    )
    op.create_table_comment(
        "story_cluster", "The texts, across sources, that are copies of each other. Read the view story."
    )
    op.alter_column("story_cluster", "origin_article_id", comment="the member that told it first, as far as known")
    word, flag = sa.text("''::text"), sa.text("false")
    op.add_column(
        "story_cluster",
        sa.Column(
            "origin_reason", sa.Text(), server_default=word, nullable=False, comment="why that one, for a person"
        ),
    )
    op.add_column(
        "story_cluster",
        sa.Column(
            "is_origin_known",
            sa.Boolean(),
            server_default=flag,
            nullable=False,
            comment="false: every member says it has the text from somebody who is no member; this is the earliest copy",
        ),
    )
    op.add_column(
        "story_cluster",
        sa.Column(
            "are_shares_told",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="each text's share of its origin was compared since that was named",
        ),
    )
    op.create_index(
        "story_cluster_untold_idx", "story_cluster", ["id"], postgresql_where=sa.text("not are_shares_told")
    )


def _share(name: str, comment: str, *, is_nullable: bool) -> "sa.Column[float]":
    return sa.Column(name, sa.REAL(), nullable=is_nullable, comment=comment)


def _texts() -> None:
    op.create_table(
        "story_text",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "text_sha256",
            sa.LargeBinary(),
            nullable=False,
            comment="of the body, white space and letter forms folded",
        ),
        sa.Column("story_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "version",
            sa.SmallInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="of the signature by which copies were looked for; 0: not yet",
        ),
        sa.Column("bands", postgresql.ARRAY(sa.BigInteger()), comment="the signature: what story_band holds"),
        sa.Column("compared_with_text_id", sa.BigInteger(), comment="the origin's text, when the shares were told"),
        _share("similarity", "words in a row in common, of all both have", is_nullable=True),
        _share("containment", "... of those of the shorter", is_nullable=True),
        _share("share_kept", "... of those of the origin", is_nullable=True),
        sa.ForeignKeyConstraint(["story_id"], ["story_cluster.id"], name=op.f("story_text_story_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("story_text_pkey")),
        sa.UniqueConstraint("text_sha256", name=op.f("story_text_text_sha256_key")),
        comment="A text, once however many articles carry it, and the story it belongs to.",
    )
    op.execute("insert into story_text (text_sha256, story_id) select text_sha256, id from story_cluster order by id")
    op.drop_column("story_cluster", "text_sha256")
    op.create_index(op.f("story_text_story_id_idx"), "story_text", ["story_id"])
    op.create_index(op.f("story_text_version_idx"), "story_text", ["version"])


def _members() -> None:
    op.add_column("story_member", sa.Column("text_id", sa.BigInteger(), comment="the article's first text"))
    op.execute(
        "update story_member set text_id = story_text.id from story_text"
        " where story_text.story_id = story_member.story_id"
    )
    op.alter_column("story_member", "text_id", nullable=False)
    op.create_foreign_key(op.f("story_member_text_id_fkey"), "story_member", "story_text", ["text_id"], ["id"])
    op.create_index(op.f("story_member_text_id_idx"), "story_member", ["text_id"])


def _links() -> None:
    op.create_table(
        "story_band",
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("version", "hash", "text_id", name=op.f("story_band_pkey")),
        comment="Which texts have a number of their signature in common: candidates for copies.",
    )
    op.create_table(
        "story_link",
        sa.Column("text_id", sa.BigInteger(), nullable=False, comment="the lower of the two"),
        sa.Column("other_text_id", sa.BigInteger(), nullable=False),
        _share("similarity", "words in a row in common, of all both have", is_nullable=False),
        _share("containment", "... of those of the shorter", is_nullable=False),
        _share("share_kept", "... of those of the longer", is_nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"], ["story_text.id"], name=op.f("story_link_text_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_text_id"], ["story_text.id"], name=op.f("story_link_other_text_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("text_id", "other_text_id", name=op.f("story_link_pkey")),
        comment="Two texts that were proved copies of each other, as many as hold a story together.",
    )
    op.create_index(op.f("story_link_other_text_id_idx"), "story_link", ["other_text_id"])


def _merges() -> None:
    op.create_table(
        "story_merge",
        sa.Column("from_story_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("into_story_id", sa.BigInteger(), nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False, comment="the two texts that proved it"),
        sa.Column("other_text_id", sa.BigInteger(), nullable=False),
        sa.Column("merged_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("from_story_id", name=op.f("story_merge_pkey")),
        comment="Stories that turned out to be one: what became of a number somebody noted down.",
    )
