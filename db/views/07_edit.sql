create view edit as
select newer.article_id,
       source.slug as source,
       article.canonical_url,
       newer.title,
       older.id as from_revision_id,
       newer.id as to_revision_id,
       newer.sequence - 1 as edit_number,
       revision_change.kinds,
       revision_change.diff,
       newer.first_seen_at,
       newer.last_seen_at,
       older.last_seen_at as unchanged_until_at,
       revision_change.evidence,
       revision_change.changes
  from revision newer
  join revision older on older.article_id = newer.article_id and older.sequence = newer.sequence - 1
  join article on article.id = newer.article_id
  join source on source.id = article.source_id
  left join revision_change
    on revision_change.to_revision_id = newer.id and revision_change.from_revision_id = older.id
 where newer.sequence > 1;

comment on view edit is 'One row for each change of an article''s text, title, byline, date or captions that its site made after publication.';
comment on column edit.title is 'Of the newer text.';
comment on column edit.from_revision_id is 'The text before; both are in the table revision.';
comment on column edit.edit_number is '1: the first edit of the article.';
comment on column edit.kinds is 'title, correction, addition, cut, people (names, or their order), numbers, date, byline, captions; empty: typography alone. Null: told at the end of the next run.';
comment on column edit.diff is 'Word by word: [-old-]{+new+}, with some words around.';
comment on column edit.first_seen_at is 'The first look that showed the newer text: the edit was made between unchanged_until_at and then.';
comment on column edit.last_seen_at is 'The last look that showed it.';
comment on column edit.unchanged_until_at is 'The last look that showed the text before.';
comment on column edit.evidence is 'The words that decided each kind: name, old, new.';
comment on column edit.changes is 'The diff as data: field -> stretches, each with its place in the two texts; of more than 500 the rest is a count (op more).';
