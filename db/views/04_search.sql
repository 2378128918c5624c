create function search(query text, lang text default '', max_count integer default 20)
returns table (article_id bigint, source text, published_on date, title text, url text, rank real, highlight text)
language plpgsql stable as $$
declare
  terms text[] := array_remove(regexp_split_to_array(btrim(query), '\s+'), '');
  english tsquery := websearch_to_tsquery('english', query);
begin
  if lang = 'zh' or (lang = '' and query ~ '[㐀-鿿豈-﫿]') then
    return query
      select a.article_id, a.source, a.published_on, a.title, a.canonical_url,
             -- a term in the title counts ten times one in the body, longer texts dilute it
             ((select sum(10 * (length(a.title) - length(replace(a.title, term, '')))
                        + (length(a.body) - length(replace(a.body, term, ''))))
                 from unnest(terms) term)::real / (100 + length(a.body)))::real as rank,
             chinese_highlight(a.body, terms[1])
        from article_current a
        join revision r on r.id = a.revision_id
       where r.is_current and r.language = 'zh' and cardinality(terms) > 0
         and to_tsvector('simple'::regconfig, cjk_bigrams(r.title || ' ' || r.body))
             @@ (select coalesce(string_agg(quote_literal(gram), ' & '), '')::tsquery
                   from unnest(terms) term, regexp_split_to_table(cjk_bigrams(term), ' ') gram
                  where gram <> '')
         and (select bool_and(a.title || ' ' || a.body like '%' || replace(replace(replace(
                term, '\', '\\'), '%', '\%'), '_', '\_') || '%') from unnest(terms) term)
       order by rank desc, a.published_on desc nulls last, a.article_id
       limit max_count;
  else
    return query
      select found.article_id, found.source, found.published_on, found.title, found.canonical_url, found.rank,
             ts_headline('english', left(found.body, 20000), english,
                         'StartSel=«, StopSel=», MaxFragments=2, MaxWords=18, MinWords=8, FragmentDelimiter=" … "')
        from (select a.*, ts_rank_cd(setweight(to_tsvector('english', a.title), 'A')
                                     || to_tsvector('english', left(a.body, 250000)), english, 1) as rank
                from article_current a
                join revision r on r.id = a.revision_id
               where r.is_current and r.language <> 'zh'
                 and to_tsvector('english'::regconfig, r.title || ' ' || left(r.body, 250000)) @@ english
               order by rank desc, a.published_on desc nulls last, a.article_id
               limit max_count) found
       order by found.rank desc, found.published_on desc nulls last, found.article_id;
  end if;
end $$;

comment on function search is 'Ranked articles with the found words marked «so»: English stemmed, with "phrases", or and -not; Chinese by exact substring, two characters and up.';

create function chinese_highlight(body text, term text) returns text language sql immutable as $$
  select case when position(term in body) = 0 then left(body, 60)
              else replace(substr(body, greatest(1, position(term in body) - 30), 60 + length(term)),
                           term, '«' || term || '»') end
$$;

comment on function chinese_highlight is 'A window of the body around the first occurrence of the term.';
