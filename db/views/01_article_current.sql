create view article_current as
select article.id as article_id,
       source.slug as source,
       article.canonical_url,
       revision.title,
       revision.authors,
       revision.published_at,
       revision.published_on,
       revision.date_precision,
       revision.language,
       revision.section,
       revision.body,
       revision.captions,
       revision.images,
       story_member.story_id,
       revision.sequence as revision_count,
       article.first_captured_at,
       (select max(confirmed_at) from absence
         where absence.article_id = article.id and kind <> 'moved' and confirmed_at is not null and reappeared_at is null) as removed_at,
       revision.id as revision_id,
       revision.editors,
       revision.translators,
       revision.agencies,
       revision.stated_origin,
       revision.structure,
       revision.mojibake_count
  from article
  join source on source.id = article.source_id
  join revision on revision.article_id = article.id and revision.is_current
  left join story_member on story_member.article_id = article.id;

comment on view article_current is 'One row per article: its latest text and what is known of it.';
comment on column article_current.published_on is 'Local date of the source, the day the page states.';
comment on column article_current.published_at is 'Instant (UTC); null where the page states only a day.';
comment on column article_current.date_precision is 'How exactly the page states it: second, minute, day; month or year where the day is a guess.';
comment on column article_current.story_id is 'Articles with the same story_id carry the same text, whole, cut, reordered or reworded: see the views story and syndication.';
comment on column article_current.revision_count is 'How many texts the article has had; 1: never edited, as far as seen.';
comment on column article_current.removed_at is 'When a removal was confirmed; null: not removed, as far as known.';
comment on column article_current.agencies is 'Organisations named as the author; people are in authors.';
comment on column article_current.stated_origin is 'Whose text the page says it is, e.g. Xinhua; empty: it says nothing.';
comment on column article_current.structure is 'One letter for each paragraph of body, in order: p paragraph, h heading, i list item, r table row, q quotation.';
comment on column article_current.mojibake_count is 'Characters that were lost or garbled before they came to us; 0: none.';
