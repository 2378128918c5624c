create view removal as
select absence.article_id,
       source.slug as source,
       article.canonical_url,
       revision.title,
       revision.published_on,
       absence.kind,
       absence.first_missing_at,
       absence.confirmed_at,
       absence.reappeared_at,
       absence.check_count,
       absence.evidence
  from absence
  join article on article.id = absence.article_id
  join source on source.id = article.source_id
  join revision on revision.article_id = article.id and revision.is_current
 where absence.confirmed_at is not null;

comment on view removal is 'Articles that their site took down, each time it did: confirmed by several looks over some time. Their texts stay in article_current.';
comment on column removal.kind is 'gone (404, 410), soft 404 (a page with status 200 that says so), redirected home, moved (to another address of ours).';
comment on column removal.first_missing_at is 'The first look that did not find it; it was there at the look before.';
comment on column removal.confirmed_at is 'The look that made the evidence enough: see [removal] in the source''s file.';
comment on column removal.reappeared_at is 'It was found there again; null: not so far.';
comment on column removal.check_count is 'Looks that did not find it.';
comment on column removal.evidence is 'Those looks: at (UTC) and finding.';

create view missing as
select absence.article_id,
       source.slug as source,
       article.canonical_url,
       revision.title,
       revision.published_on,
       absence.kind,
       absence.first_missing_at,
       absence.check_count,
       absence.evidence
  from absence
  join article on article.id = absence.article_id
  join source on source.id = article.source_id
  join revision on revision.article_id = article.id and revision.is_current
 where absence.confirmed_at is null and absence.reappeared_at is null;

comment on view missing is 'Articles that were not found at the last look, or looks, without enough evidence yet for a removal.';
comment on column missing.kind is 'gone (404, 410), soft 404, redirected home or moved.';
comment on column missing.first_missing_at is 'The first look that did not find it.';
comment on column missing.check_count is 'Looks that did not find it; see removal for how many it takes.';
