"""Phrases are found by an index of the words that follow each other: of two common words very few texts have them in a row."""

from alembic import op

revision = "2026_11_25a_phrases"
down_revision = "2026_11_24d_search"
branch_labels = None
depends_on = None

# a million buckets: with a million texts each has some hundred of them, which are read; four times as many buckets made
# the index half as large again, and saved little
FUNCTION = """
create function english_pairs(title text, body text) returns integer[]
language plpgsql immutable parallel safe cost 20000 as $$
begin
  return (select array_agg(distinct hashtext(word || ' ' || step || ' ' || next) & 1048575)
            from (select lexeme as word, lead(lexeme) over in_text as next,
                         lead(place) over in_text - place as step
                    from unnest(to_tsvector('english'::regconfig, title || ' ' || left(body, 250000))),
                         unnest(positions) place
                  window in_text as (order by place, lexeme)) told
           where next is not null);
end $$;
comment on function english_pairs is 'The word stems of an English text that follow each other, and how far apart, as numbers; two pairs may share one.';
"""
# nothing is to be known of how common a number is: the statistics would make the pairs of thousands of texts at each turn
INDEX = """
create index revision_search_pairs_idx on revision using gin (published_on, english_pairs(title, body))
  with (fastupdate = off) where is_current and language <> 'zh';
alter index revision_search_pairs_idx alter column 2 set statistics 0;
"""


def upgrade() -> None:
    op.execute(FUNCTION)
    op.execute(INDEX)
