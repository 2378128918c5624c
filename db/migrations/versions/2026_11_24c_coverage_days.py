"""Coverage by day, kept: its counts, marks of days that changed, made by whatever changes them, and completeness."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24c_coverage_days"
down_revision = "2026_11_24b_retag"
branch_labels = None
depends_on = None

# Articles, of the rows `touched`, that cover a meeting today: their days are counted anew.
_OF_REVISIONS = """
    insert into coverage_mark (source_id, published_on)
    select distinct article.source_id, revision.published_on
      from touched
      join revision on revision.id = touched.revision_id
      join article on article.id = revision.article_id
     where revision.is_current and revision.published_on is not null;
"""
# Tags that are only marked as of newer rules count as before.
_OF_TAGS = """
    insert into coverage_mark (source_id, published_on)
    select distinct article.source_id, revision.published_on
      from touched
      join former using (id)
      join revision on revision.id = touched.revision_id
      join article on article.id = revision.article_id
     where (touched.congress_id, touched.level) is distinct from (former.congress_id, former.level)
       and revision.is_current and revision.published_on is not null;
"""
_OF_ARTICLES = """
    insert into coverage_mark (source_id, published_on)
    select distinct article.source_id, revision.published_on
      from touched
      join article on article.id = touched.article_id
      join revision on revision.article_id = article.id and revision.is_current
     where revision.published_on is not null
       and exists (select from coverage_tag where coverage_tag.revision_id = revision.id);
"""
# A text that is read today no more, or again, or has another day; a new one is marked by its tags.
_OF_A_TEXT = """
    insert into coverage_mark (source_id, published_on)
    select article.source_id, told.day
      from article
     cross join (values (old.published_on), (new.published_on)) told (day)
     where article.id = new.article_id and told.day is not null
       and exists (select from coverage_tag where coverage_tag.revision_id = new.id);
"""
_OF_A_STORY = """
    insert into coverage_mark (source_id, published_on)
    select distinct article.source_id, revision.published_on
      from article
      join revision on revision.article_id = article.id and revision.is_current
     where article.id in (old.origin_article_id, new.origin_article_id) and revision.published_on is not null
       and exists (select from coverage_tag where coverage_tag.revision_id = revision.id);
"""


def upgrade() -> None:
    _tables()
    for name, body in (
        ("mark_tagged", _OF_REVISIONS),
        ("mark_retagged", _OF_TAGS),
        ("mark_told", _OF_ARTICLES),
        ("mark_text", _OF_A_TEXT),
        ("mark_story", _OF_A_STORY),
    ):
        op.execute(
            f"create function {name}() returns trigger language plpgsql set search_path = public, pg_temp as $$\n"
            f"begin{body}    return null;\nend $$"
        )
    for table, event, rows, function in (
        ("coverage_tag", "insert", "new table as touched", "mark_tagged"),
        ("coverage_tag", "update", "new table as touched old table as former", "mark_retagged"),
        ("coverage_tag", "delete", "old table as touched", "mark_tagged"),
        ("story_member", "insert", "new table as touched", "mark_told"),
        ("story_member", "update", "new table as touched", "mark_told"),
        ("story_member", "delete", "old table as touched", "mark_told"),
    ):
        op.execute(
            f"create trigger coverage_{event} after {event} on {table} referencing {rows}"
            f" for each statement execute function {function}()"
        )
    op.execute(
        "create trigger coverage_update after update of is_current, published_on on revision for each row"
        " when (old.is_current is distinct from new.is_current or old.published_on is distinct from new.published_on)"
        " execute function mark_text()"
    )
    op.execute(
        "create trigger coverage_update after update of origin_article_id on story_cluster for each row"
        " when (old.origin_article_id is distinct from new.origin_article_id) execute function mark_story()"
    )
    # the days of before are counted by the next run; until then the view counts them itself
    op.execute("""
        insert into coverage_mark (source_id, published_on)
        select distinct article.source_id, revision.published_on
          from coverage_tag
          join revision on revision.id = coverage_tag.revision_id and revision.is_current
          join article on article.id = revision.article_id
         where revision.published_on is not null
    """)


def _tables() -> None:
    day = sa.Column("published_on", sa.Date(), nullable=False)
    counts = {
        "article_count": "articles of the day that cover the meeting, at any level",
        "story_count": "of them, those that told their story first",
        "focus_count": "articles about the meeting",
        "substantive_count": "articles that take their occasion or source from it",
        "anchor_count": "articles with a set phrase or time mark only",
        "focus_story_count": "of the articles about the meeting, those that told their story first",
    }
    op.create_table(
        "coverage_day",
        sa.Column("congress_id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        day,
        *(sa.Column(name, sa.BigInteger(), nullable=False, comment=comment) for name, comment in counts.items()),
        sa.PrimaryKeyConstraint("congress_id", "source_id", "published_on", name=op.f("coverage_day_pkey")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("coverage_day_source_id_fkey")),
        comment="How much a source published of a meeting on a day; none: no row. Read the view coverage_daily.",
    )
    op.create_index(op.f("coverage_day_source_id_published_on_idx"), "coverage_day", ["source_id", "published_on"])
    op.create_table(
        "coverage_mark",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("coverage_mark_pkey")),
        comment="Days whose coverage changed since it was counted; triggers write them, whoever made the change.",
    )
    op.create_index(op.f("coverage_mark_source_id_published_on_idx"), "coverage_mark", ["source_id", "published_on"])
    op.create_table(
        "completeness_day",
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "published_on", name=op.f("completeness_day_pkey")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("completeness_day_source_id_fkey")),
        comment="What the view completeness said of a day at the end of the source's last run.",
    )
    op.create_table(
        "completeness_kept",
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "undated_count", sa.BigInteger(), nullable=False, comment="pages of unknown day that did not end well"
        ),
        sa.Column("undated_until", sa.Date(), comment="the last day that one of them may be of"),
        sa.Column("kept_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("source_id", name=op.f("completeness_kept_pkey")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("completeness_kept_source_id_fkey")),
        comment="When a source's days in completeness_day were last told, and what concerned all of them then.",
    )


def downgrade() -> None:
    for table, events in (
        ("coverage_tag", ("insert", "update", "delete")),
        ("story_member", ("insert", "update", "delete")),
        ("revision", ("update",)),
        ("story_cluster", ("update",)),
    ):
        for event in events:
            op.execute(f"drop trigger coverage_{event} on {table}")
    for name in ("mark_tagged", "mark_retagged", "mark_told", "mark_text", "mark_story"):
        op.execute(f"drop function {name}()")
    for table in ("completeness_kept", "completeness_day", "coverage_mark", "coverage_day"):
        op.drop_table(table)
