-- Columns that mean the same wherever they stand are explained once; what a view's own file says of one wins.
do $$
declare
  one record;
begin
  for one in
    select relname, attname, says
      from (values
        ('article_id', 'The article: one piece of writing of one source, whatever its addresses. See article_current.'),
        ('revision_id', 'The latest text of the article; its tags and coverage hang on it.'),
        ('to_revision_id', 'The text after the edit.'),
        ('page_id', 'The address; null where an article stands for all of its addresses.'),
        ('congress_id', 'The meeting''s id, e.g. cpc-chongqing-6: congresswatch congress list.'),
        ('story_id', 'The story: articles that carry the same text. See the view story.'),
        ('source', 'Short name of the source: congresswatch source list.'),
        ('source_id', 'Number of the source, for joins within the archive.'),
        ('way', 'How its pages are found: feed, sitemap, section, wp_json, date_archive.'),
        ('title', 'Headline of the latest text.'),
        ('url', 'The article''s main address.'),
        ('canonical_url', 'The article''s main address.'),
        ('authors', 'People named as its authors, in the page''s order and spelling.'),
        ('editors', 'People named as its editors.'),
        ('translators', 'People named as its translators.'),
        ('language', 'Of the text: en, zh, ...'),
        ('section', 'The section that the page says it stands in; empty where it says none.'),
        ('body', 'The text, a paragraph to a line; captions stand apart.'),
        ('captions', 'Captions of its pictures, in order.'),
        ('images', 'Its pictures: address and caption, in order.'),
        ('first_captured_at', 'When we first fetched it (UTC).'),
        ('published_at', 'Instant of publication (UTC) as the page states it; null where it states only a day.'),
        ('published_on', 'Day of publication, the source''s local day, as the page states it; null where it states none.'),
        ('date_precision', 'How exactly the page states it: second, minute, day; month or year where the day is a guess.'),
        ('rule_version', 'By which rules and registry it was tagged: the version before the dash is the program''s.'),
        ('focus_count', 'Articles that are about the meeting.'),
        ('substantive_count', 'Articles that take their occasion or main source from it.'),
        ('anchor_count', 'Articles that only name it: a set phrase, or a mark in time.'),
        ('focus_story_count', 'Of the articles about the meeting, those that told their story first.'),
        ('article_count', 'Articles, reprints and all.'),
        ('story_count', 'Of them, those that told their story first: their sum counts each story once.'),
        ('page_count', 'Addresses.'),
        ('reason', 'Why, in a few words; empty where nothing is to be explained.'),
        ('evidence', 'What was seen that says so, with its times.'),
        ('is_in_sitemap', 'Whether a sitemap named it.'),
        ('is_in_section', 'Whether a section''s list named it.'),
        ('is_in_wp_json', 'Whether WordPress''s REST interface named it.'),
        ('is_in_date_archive', 'Whether the list of a day named it.'),
        ('person', 'Id of the person: congresswatch label list --kind person.'),
        ('other', 'Id of the person named beside.'),
        ('phrase', 'Id of the set phrase: congresswatch label list --kind phrase.'),
        ('first_on', 'Day of the first such article.'),
        ('last_on', 'Day of the last such article.'),
        ('first_published_on', 'Day of the earliest article of the story.'),
        ('last_published_on', 'Day of the latest article of the story.'),
        ('origin_article_id', 'The article that told the story first, as far as known.'),
        ('origin_source', 'Source of the article that told the story first.'),
        ('origin_url', 'Its address.'),
        ('origin_published_on', 'Its day of publication.'),
        ('copy_article_id', 'An article that carries the same text, whole, cut, reordered or reworded.'),
        ('copy_source', 'Source of the copy.'),
        ('copy_url', 'Address of the copy.'),
        ('copy_title', 'Headline of the copy, which may be another than the origin''s.'),
        ('copy_published_on', 'Day of publication of the copy.')) common (name, says)
      join pg_attribute on attname = name and attnum > 0
      join pg_class on pg_class.oid = attrelid and relkind = 'v' and relnamespace = current_schema()::regnamespace
     where col_description(attrelid, attnum) is null
  loop
    execute format('comment on column %I.%I is %L', one.relname, one.attname, one.says);
  end loop;
end $$;
