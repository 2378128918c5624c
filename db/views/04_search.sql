create or replace function chinese_highlight(body text, terms text[]) returns text language plpgsql immutable as $$
declare
  at integer := (select min(position(term in body)) from unnest(terms) term where position(term in body) > 0);
  shown text := case when at is null then left(body, 60) else substr(body, greatest(1, at - 30), 90) end;
  term text;
begin
  foreach term in array terms loop
    shown := replace(shown, term, '«' || term || '»');
  end loop;
  return shown;
end $$;

comment on function chinese_highlight is 'A window of the body around the first of the terms, each «marked».';

create or replace function phrase_pattern(phrase text) returns text language plpgsql immutable as $$
-- What every text with the phrase has: its words in a row, each by the letters no inflection changes (a stem's last one
-- may be: happi, happy; and dying is of die), any word for one that is not indexed. Read off a text twenty times as fast
-- as its stems are made.
declare
  pattern text := '';
  gap text := '';
  word text;
  stem text;
begin
  foreach word in array regexp_split_to_array(lower(phrase), '[^[:alnum:]]+') loop
    continue when word = '';
    stem := coalesce((ts_lexize('english_stem', word))[1], '');
    if stem = '' then
      gap := case when pattern = '' then '' else gap || '[[:alnum:]]+[^[:alnum:]]+' end;
    else
      pattern := pattern || case when pattern = '' then '' else '[^[:alnum:]]+' end || gap
                 || left(stem, case when stem in ('die', 'lie', 'tie') then 1 else greatest(1, length(stem) - 1) end) || '[[:alnum:]]*';
      gap := '';
    end if;
  end loop;
  return pattern;
end $$;

comment on function phrase_pattern is 'A regular expression that every text with the phrase fits; of those that fit few have it not.';

create or replace function newest_share_since(share double precision) returns date language sql stable as $$
  select bounds[greatest(1, ceil(cardinality(bounds) * (1 - share))::integer)]
    from (select histogram_bounds::text::date[] as bounds
            from pg_stats where schemaname = current_schema() and tablename = 'revision' and attname = 'published_on') told
   where share < 1
$$;

comment on function newest_share_since is 'Since when about that share of all texts was published, from the statistics; null: from the beginning.';

create or replace function word_share(of_index text, wanted tsquery) returns double precision
language sql stable security definer set search_path from current as $$
-- The planner makes no use of a partial index's statistics, though they are kept; an analyst may not read them.
  with kept as (select most_common_elems::text::text[] as words, most_common_elem_freqs as frequencies
                  from pg_stats where schemaname = current_schema() and tablename = of_index),
       known as (select word, frequency from kept, unnest(words, frequencies) each (word, frequency)),
       asked as (select coalesce((select frequency from known where word = said.lexeme),
                                 -- behind the words' own the least and the greatest frequency stand
                                 (select frequencies[cardinality(words) + 1] / 2 from kept)) as frequency
                   from (select replace(found[2], '''''', '''') as lexeme
                           from regexp_matches(wanted::text, '(!?)''((?:[^'']|'''')+)''', 'g') found
                          where found[1] = '') said)
  -- of many words the product is smaller than any number there is
  select case when wanted::text like '%|%' then least(1, sum(frequency))
              else exp(greatest(-500, sum(ln(greatest(frequency, 1e-9))))) end
    from asked
$$;

comment on function word_share is 'About which share of the texts of an index has the words, from the statistics; null where there are none yet.';

create or replace function search(
  query text, lang text default '', max_count integer default 20, of_source text default '',
  since date default null, until date default null, of_congress text default '', of_level text default '',
  labels text[] default '{}', newest_first boolean default false)
returns table (article_id bigint, source text, published_on date, title text, url text, rank real, highlight text)
language plpgsql  -- volatile: only such a one may ask the planner how many there will be
set max_parallel_workers_per_gather = 0 as $$  -- to start workers takes longer than to find a phrase
#variable_conflict use_column
declare
  -- texts whose headline is compared before the best are ranked; texts that are ranked, which takes half a millisecond each
  considered constant integer := 1000;
  ranked constant integer := 60;
  -- a long sentence and a half: each word more takes time in every text that is looked at
  longest constant integer := 1000;
  is_chinese constant boolean := lang = 'zh' or (lang = '' and left(query, longest) ~ '[㐀-鿿豈-﫿]');
  terms constant text[] := array_remove(regexp_split_to_array(btrim(left(query, longest)), '\s+'), '');
  english constant tsquery := websearch_to_tsquery('english', left(query, longest));
  has_phrase constant boolean := english::text ~ '<(-|[0-9]+)>';
  indexed tsquery;
  condition text;
  best text;
  phrase text[];
  likely bigint;
  plan json;
  words text;
  others text := '';
  pairs integer[];
  sieve text := '';
  is_few boolean := false;
  found bigint[];
  share double precision;
  from_on date;
  is_capped boolean;
begin
  if length(query) > longest then
    raise notice 'the query is too long: % characters at most, and it has %; a sentence of it, or its rarest words, will do',
      longest, length(query);
    return;
  end if;
  if is_chinese then
    indexed := (select coalesce(string_agg(quote_literal(gram), ' & '), '')
                  from unnest(terms) term, regexp_split_to_table(cjk_bigrams(term), ' ') gram where gram <> '')::tsquery;
    if numnode(indexed) = 0 then
      raise notice 'nothing to look for: two Chinese characters in a row are the least';
      return;
    end if;
    condition := 'r.is_current and r.language = ''zh''';
    words := format('chinese_words(r.title, r.body) @@ %L::tsquery', indexed);
    -- a pair of characters is in the index as it is; letters may be of either case
    select words || coalesce(string_agg(
             format(' and r.title || '' '' || r.body %s %L', case when term ~ '[[:upper:][:lower:]]' then 'ilike' else 'like' end,
                    '%' || regexp_replace(term, '([\\%_])', '\\\1', 'g') || '%'), ''), '')
      into words from unnest(terms) term where term !~ '^[㐀-鿿豈-﫿]{2}$';
    best := format('r.title ilike %L', '%' || regexp_replace(terms[1], '([\\%_])', '\\\1', 'g') || '%');
  else
    -- the words of a phrase are looked for one by one: the index would have each text's stems made anew to compare places
    indexed := regexp_replace(english::text, '<(-|[0-9]+)>', '&', 'g')::tsquery;
    if querytree(indexed) in ('', 'T') then
      raise notice 'nothing to look for: % holds no word, only operators, or words that every text has', left(query, 60);
      return;
    end if;
    condition := 'r.is_current and r.language <> ''zh''';
    words := format('english_words(r.title, r.body) @@ %L::tsquery', indexed);
    if has_phrase and query !~* '\mor\M' then
      for phrase in select regexp_matches(query, '(?:^|[^-"])"([^"]+)"', 'g') loop
        pairs := english_pairs('', phrase[1]);
        if pairs is not null then
          others := others || format(' and english_pairs(r.title, r.body) @> %L::integer[]', pairs);
        end if;
        sieve := sieve || format(' and r.title || '' '' || r.body ~* %L', phrase_pattern(phrase[1]));
      end loop;
      if others <> '' then
        -- what the pairs find has their words: the index of words is asked for the other ones only
        phrase[1] := regexp_replace(query, '(^|[^-"])"[^"]+"', '\1 ', 'g');
        words := substr(others, 6);
        if querytree(websearch_to_tsquery('english', phrase[1])) not in ('', 'T') then
          words := words || format(' and english_words(r.title, r.body) @@ %L::tsquery', indexed);
        end if;
      end if;
    end if;
    best := format('to_tsvector(''english'', r.title) @@ %L::tsquery', english);
  end if;

  if of_source <> '' then
    condition := condition || format(
      ' and r.article_id in (select id from article where source_id = (select id from source where slug = %L))', of_source);
  end if;
  if since is not null then condition := condition || format(' and r.published_on >= %L', since); end if;
  if until is not null then condition := condition || format(' and r.published_on <= %L', until); end if;
  if of_congress <> '' or of_level <> '' then
    condition := condition || format(
      ' and r.id in (select revision_id from coverage_tag where %s and %s)',
      case when of_congress = '' then 'true' else format('congress_id = %L', of_congress) end,
      case when of_level = '' then 'true' else format('level = %L', of_level) end);
  end if;
  if cardinality(labels) > 0 then
    select condition || string_agg(format(
             ' and r.id in (select revision_id from tag where kind = %L and value = %L)',
             split_part(label, ':', 1), split_part(label, ':', 2)), '')
      into condition from unnest(labels) label;
  end if;

  if others <> '' then
    execute format('select count(*) < %s from (select from revision r where %s and %s limit %1$s) r',
                   2 * considered, condition, words) into is_few;
  end if;
  execute 'explain (format json) select from revision r where ' || condition into plan;
  likely := (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint * coalesce(
    word_share(case when is_chinese then 'revision_search_zh_idx' else 'revision_search_en_idx' end, indexed), 0);
  share := case when is_few then 1
                else (case when has_phrase then considered / 5 else considered end)::double precision / greatest(likely, 1) end;
  -- of many the newest are enough, unless too few of these have the phrase: then further back, to the end
  loop
    from_on := newest_share_since(share);
    is_capped := from_on is not null;
    execute format(
        'select array_agg(id) from (select id from (select r.id, r.title, r.body, (%s) as is_best, r.published_on'
        ' from revision r where %s and %s%s order by %s r.published_on desc nulls last, r.id desc offset 0) r'
        -- in their order, so that no more are read than are needed
        ' where %s%s limit %s) r',
        best, condition, words, case when is_capped then format(' and r.published_on >= %L', from_on) else '' end,
        case when newest_first then '' else '4 desc,' end,
        case when has_phrase and not is_chinese then format('has_words(r.title, r.body, %L)', english) else 'true' end, sieve,
        case when newest_first then max_count else greatest(ranked, max_count) end)
      into found;
    exit when not is_capped or cardinality(found) >= max_count;
    share := share * 8;
  end loop;
  if is_capped then
    raise notice 'about % texts match: only those since % were looked at; narrow it by words, days, a source or a congress',
      likely, from_on;
  end if;

  return query
    select told.article_id, told.source, told.published_on, told.title, told.url, told.rank,
           case when is_chinese then chinese_highlight(told.body, terms)
                else ts_headline('english', left(told.body, 20000), english,
                       'StartSel=«, StopSel=», MaxFragments=2, MaxWords=18, MinWords=8, FragmentDelimiter=" … "') end
      from (select r.article_id, source.slug as source, r.published_on, r.title, article.canonical_url as url, r.body,
                   case when is_chinese then
                     -- a term in the title counts ten times one in the body, longer texts dilute it
                     ((select sum(10 * (length(r.title) - length(replace(r.title, term, '')))
                                  + (length(r.body) - length(replace(r.body, term, ''))))
                         from unnest(terms) term)::real / (100 + length(r.body)))::real
                   else ts_rank_cd(setweight(to_tsvector('english', r.title), 'A')
                                   || to_tsvector('english', left(r.body, 250000)), english, 1) end as rank
              from revision r
              join article on article.id = r.article_id
              join source on source.id = article.source_id
             where r.id = any (found)
             order by case when newest_first then r.published_on end desc nulls last, 6 desc,
                      r.published_on desc nulls last, r.article_id
             limit max_count) told
     order by case when newest_first then told.published_on end desc nulls last, told.rank desc,
              told.published_on desc nulls last, told.article_id;
end $$;

comment on function search is 'Articles with the words, the best first (or the newest), the words found marked «so». English is stemmed and takes "phrases", or, and -not; Chinese is found by exact substring, two characters and up. Words with Chinese characters are looked for in Chinese texts, others in the rest; lang en or zh says where instead. Of what very many texts have only the newest are looked at, and a notice says so. labels are kind:name, e.g. person:chen-miner.';
