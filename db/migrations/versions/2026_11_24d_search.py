"""Search at a million texts: the indexed words are functions of ours, dear ones, so that the planner never computes them
for a text that an index can leave out."""

from alembic import op

revision = "2026_11_24d_search"
down_revision = "2026_11_24c_coverage_days"
branch_labels = None
depends_on = None

# an index is made, and a backup restored, without our schema on the search path: a function that calls one of ours says it.
# plpgsql, because a function in SQL is unfolded into what it calls, and its cost is forgotten
FUNCTIONS = """
create function english_words(title text, body text) returns tsvector
language plpgsql immutable parallel safe cost 10000 as $$
begin
  return to_tsvector('english'::regconfig, title || ' ' || left(body, 250000));
end $$;
comment on function english_words is 'The word stems of an English text, as they are indexed.';

create function chinese_words(title text, body text) returns tsvector
language plpgsql immutable parallel safe cost 10000 set search_path from current as $$
begin
  return to_tsvector('simple'::regconfig, cjk_bigrams(title || ' ' || body));
end $$;
comment on function chinese_words is 'The pairs of characters of a Chinese text, as they are indexed.';

create function has_words(title text, body text, wanted tsquery) returns boolean
language plpgsql immutable parallel safe cost 20000 as $$
begin
  return english_words(title, body) @@ wanted;
end $$;
comment on function has_words is 'Whether a text answers a query with phrases; no index is asked.';
"""
# the day stands in the index too: of what very many texts have, those of some days are then read, and no others.
# fastupdate off: its pending list was measured to stall one insert in some thousands for seconds
INDEXES = """
create extension if not exists btree_gin;
drop index revision_search_en_idx;
drop index revision_search_zh_idx;
create index revision_search_en_idx on revision using gin (published_on, english_words(title, body))
  with (fastupdate = off) where is_current and language <> 'zh';
create index revision_search_zh_idx on revision using gin (published_on, chinese_words(title, body))
  with (fastupdate = off) where is_current and language = 'zh';
"""


def upgrade() -> None:
    op.execute(FUNCTIONS)
    op.execute(INDEXES)
