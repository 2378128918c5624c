CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;

COMMENT ON EXTENSION btree_gin IS 'support for indexing common datatypes in GIN';

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

COMMENT ON EXTENSION unaccent IS 'text search dictionary that removes accents';

CREATE FUNCTION public.chinese_highlight(body text, terms text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
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

COMMENT ON FUNCTION public.chinese_highlight(body text, terms text[]) IS 'A window of the body around the first of the terms, each «marked».';

CREATE FUNCTION public.chinese_words(title text, body text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE COST 10000 PARALLEL SAFE
    SET search_path TO '$user', 'public'
    AS $$
begin
  return to_tsvector('simple'::regconfig, cjk_bigrams(title || ' ' || body));
end $$;

COMMENT ON FUNCTION public.chinese_words(title text, body text) IS 'The pairs of characters of a Chinese text, as they are indexed.';

CREATE FUNCTION public.cjk_bigrams(body text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select coalesce(string_agg(this || next, ' ' order by n), '')
    from (select this, lead(this) over (order by n) as next, n
            from unnest(string_to_array(left(body, 250000), null)) with ordinality letters (this, n)) pairs
   where this ~ '[㐀-鿿豈-﫿]' and next ~ '[㐀-鿿豈-﫿]'
$$;

COMMENT ON FUNCTION public.cjk_bigrams(body text) IS 'Overlapping pairs of Chinese characters, for the text search.';

CREATE FUNCTION public.english_pairs(title text, body text) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE COST 20000 PARALLEL SAFE
    AS $$
begin
  return (select array_agg(distinct hashtext(word || ' ' || step || ' ' || next) & 1048575)
            from (select lexeme as word, lead(lexeme) over in_text as next,
                         lead(place) over in_text - place as step
                    from unnest(to_tsvector('english'::regconfig, title || ' ' || left(body, 250000))),
                         unnest(positions) place
                  window in_text as (order by place, lexeme)) told
           where next is not null);
end $$;

COMMENT ON FUNCTION public.english_pairs(title text, body text) IS 'The word stems of an English text that follow each other, and how far apart, as numbers; two pairs may share one.';

CREATE FUNCTION public.english_words(title text, body text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE COST 10000 PARALLEL SAFE
    AS $$
begin
  return to_tsvector('english'::regconfig, title || ' ' || left(body, 250000));
end $$;

COMMENT ON FUNCTION public.english_words(title text, body text) IS 'The word stems of an English text, as they are indexed.';

CREATE FUNCTION public.first_named(evidence jsonb) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$
  select min((proof ->> 'start')::integer - case when proof ->> 'field' = 'title' then 1000000 else 0 end)
    from jsonb_array_elements(evidence) proof
$$;

COMMENT ON FUNCTION public.first_named(evidence jsonb) IS 'Where a label is first named: in letters from the beginning of the text; less than any of these in the headline.';

CREATE FUNCTION public.has_words(title text, body text, wanted tsquery) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE COST 20000 PARALLEL SAFE
    AS $$
begin
  return english_words(title, body) @@ wanted;
end $$;

COMMENT ON FUNCTION public.has_words(title text, body text, wanted tsquery) IS 'Whether a text answers a query with phrases; no index is asked.';

CREATE FUNCTION public.mark_retagged() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into coverage_mark (source_id, published_on)
    select distinct article.source_id, revision.published_on
      from touched
      join former using (id)
      join revision on revision.id = touched.revision_id
      join article on article.id = revision.article_id
     where (touched.congress_id, touched.level) is distinct from (former.congress_id, former.level)
       and revision.is_current and revision.published_on is not null;
    return null;
end $$;

CREATE FUNCTION public.mark_story() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into coverage_mark (source_id, published_on)
    select distinct article.source_id, revision.published_on
      from article
      join revision on revision.article_id = article.id and revision.is_current
     where article.id in (old.origin_article_id, new.origin_article_id) and revision.published_on is not null
       and exists (select from coverage_tag where coverage_tag.revision_id = revision.id);
    return null;
end $$;

CREATE FUNCTION public.mark_tagged() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into coverage_mark (source_id, published_on)
    select distinct article.source_id, revision.published_on
      from touched
      join revision on revision.id = touched.revision_id
      join article on article.id = revision.article_id
     where revision.is_current and revision.published_on is not null;
    return null;
end $$;

CREATE FUNCTION public.mark_text() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into coverage_mark (source_id, published_on)
    select article.source_id, told.day
      from article
     cross join (values (old.published_on), (new.published_on)) told (day)
     where article.id = new.article_id and told.day is not null
       and exists (select from coverage_tag where coverage_tag.revision_id = new.id);
    return null;
end $$;

CREATE FUNCTION public.mark_told() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into coverage_mark (source_id, published_on)
    select distinct article.source_id, revision.published_on
      from touched
      join article on article.id = touched.article_id
      join revision on revision.article_id = article.id and revision.is_current
     where revision.published_on is not null
       and exists (select from coverage_tag where coverage_tag.revision_id = revision.id);
    return null;
end $$;

CREATE FUNCTION public.newest_share_since(share double precision) RETURNS date
    LANGUAGE sql STABLE
    AS $$
  select bounds[greatest(1, ceil(cardinality(bounds) * (1 - share))::integer)]
    from (select histogram_bounds::text::date[] as bounds
            from pg_stats where schemaname = current_schema() and tablename = 'revision' and attname = 'published_on') told
   where share < 1
$$;

COMMENT ON FUNCTION public.newest_share_since(share double precision) IS 'Since when about that share of all texts was published, from the statistics; null: from the beginning.';

CREATE FUNCTION public.phrase_pattern(phrase text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
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

COMMENT ON FUNCTION public.phrase_pattern(phrase text) IS 'A regular expression that every text with the phrase fits; of those that fit few have it not.';

CREATE FUNCTION public.search(query text, lang text DEFAULT ''::text, max_count integer DEFAULT 20, of_source text DEFAULT ''::text, since date DEFAULT NULL::date, until date DEFAULT NULL::date, of_congress text DEFAULT ''::text, of_level text DEFAULT ''::text, labels text[] DEFAULT '{}'::text[], newest_first boolean DEFAULT false) RETURNS TABLE(article_id bigint, source text, published_on date, title text, url text, rank real, highlight text)
    LANGUAGE plpgsql
    SET max_parallel_workers_per_gather TO '0'
    AS $_$  -- to start workers takes longer than to find a phrase
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
end $_$;

COMMENT ON FUNCTION public.search(query text, lang text, max_count integer, of_source text, since date, until date, of_congress text, of_level text, labels text[], newest_first boolean) IS 'Articles with the words, the best first (or the newest), the words found marked «so». English is stemmed and takes "phrases", or, and -not; Chinese is found by exact substring, two characters and up. Words with Chinese characters are looked for in Chinese texts, others in the rest; lang en or zh says where instead. Of what very many texts have only the newest are looked at, and a notice says so. labels are kind:name, e.g. person:chen-miner.';

CREATE FUNCTION public.word_share(of_index text, wanted tsquery) RETURNS double precision
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO '$user', 'public'
    AS $$
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

COMMENT ON FUNCTION public.word_share(of_index text, wanted tsquery) IS 'About which share of the texts of an index has the words, from the statistics; null where there are none yet.';

CREATE TABLE public.absence (
    id bigint NOT NULL,
    page_id bigint NOT NULL,
    article_id bigint NOT NULL,
    kind text NOT NULL,
    first_missing_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    reappeared_at timestamp with time zone,
    check_count bigint NOT NULL,
    evidence jsonb NOT NULL,
    CONSTRAINT absence_kind_known_check CHECK ((kind = ANY (ARRAY['gone'::text, 'soft 404'::text, 'redirected home'::text, 'moved'::text])))
);

COMMENT ON TABLE public.absence IS 'A time in which the page of an article did not show it. Read the views removal and missing.';

COMMENT ON COLUMN public.absence.confirmed_at IS 'the evidence was enough; null: not yet';

COMMENT ON COLUMN public.absence.reappeared_at IS 'it showed its article again; null: not so far';

COMMENT ON COLUMN public.absence.check_count IS 'looks that found it absent';

COMMENT ON COLUMN public.absence.evidence IS 'the looks: at, finding';

ALTER TABLE public.absence ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.absence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.alarm (
    id bigint NOT NULL,
    source_id bigint,
    cause text NOT NULL,
    sentence text NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    seen_count bigint DEFAULT 1 NOT NULL,
    good_count bigint DEFAULT 0 NOT NULL,
    opened_at timestamp with time zone,
    opened_run_id bigint,
    cleared_at timestamp with time zone,
    is_flapping boolean DEFAULT false NOT NULL,
    opening_told_at timestamp with time zone,
    clearing_told_at timestamp with time zone
);

COMMENT ON TABLE public.alarm IS 'What is wrong with a source, and was. Read the views alarm_open and alarm_history.';

COMMENT ON COLUMN public.alarm.source_id IS 'null: it is of no source but ours';

COMMENT ON COLUMN public.alarm.cause IS 'a short code that stays, e.g. no_items';

COMMENT ON COLUMN public.alarm.sentence IS 'the cause with its figures, as last seen';

COMMENT ON COLUMN public.alarm.seen_count IS 'runs that saw it';

COMMENT ON COLUMN public.alarm.good_count IS 'runs in a row, up to the last, that could have seen it and did not';

COMMENT ON COLUMN public.alarm.opened_at IS 'when it was told; null: seen once, not yet told';

COMMENT ON COLUMN public.alarm.opened_run_id IS 'the run that made it certain';

COMMENT ON COLUMN public.alarm.cleared_at IS 'null: it lasts';

COMMENT ON COLUMN public.alarm.is_flapping IS 'it came and went more than three times in a day: it stays open until a whole day is good';

COMMENT ON COLUMN public.alarm.opening_told_at IS 'when the opening was handed to Prefect; null: not yet';

COMMENT ON COLUMN public.alarm.clearing_told_at IS 'the same for its end';

CREATE TABLE public.source (
    id bigint NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    home_url text NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    timezone text NOT NULL,
    is_local boolean DEFAULT false NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    listings jsonb DEFAULT '{}'::jsonb NOT NULL,
    learned_event_id bigint DEFAULT 0 NOT NULL
);

COMMENT ON TABLE public.source IS 'An outlet we watch; the settings live in its TOML file, this is its name here.';

COMMENT ON COLUMN public.source.slug IS 'names the source everywhere: file, log, row, test';

COMMENT ON COLUMN public.source.timezone IS 'a day of this source is a local day in this zone';

COMMENT ON COLUMN public.source.is_local IS 'may live on a loopback or private address (tests, demo)';

COMMENT ON COLUMN public.source.listings IS 'way -> the listings that its file names at present';

COMMENT ON COLUMN public.source.learned_event_id IS 'the last page_event whose text was there when furniture was last looked for';

CREATE VIEW public.alarm_history AS
 SELECT alarm.id AS alarm_id,
    COALESCE(source.slug, ''::text) AS source,
    alarm.cause,
    alarm.sentence,
    alarm.opened_at,
    alarm.last_seen_at,
    alarm.cleared_at,
    alarm.seen_count,
    alarm.is_flapping,
    alarm.opened_run_id AS run_id
   FROM (public.alarm
     LEFT JOIN public.source ON ((source.id = alarm.source_id)))
  WHERE (alarm.opened_at IS NOT NULL);

COMMENT ON VIEW public.alarm_history IS 'Every alarm that was ever told, open ones too.';

COMMENT ON COLUMN public.alarm_history.alarm_id IS 'Number of the alarm.';

COMMENT ON COLUMN public.alarm_history.source IS 'Empty: it was of no source but ours.';

COMMENT ON COLUMN public.alarm_history.cause IS 'A short code that stays: no_items, unreachable, robots_refused, ...';

COMMENT ON COLUMN public.alarm_history.sentence IS 'The cause with its figures, as last seen.';

COMMENT ON COLUMN public.alarm_history.opened_at IS 'When it was told (UTC): at the second run that saw it, grave ones at the first.';

COMMENT ON COLUMN public.alarm_history.last_seen_at IS 'The last run that saw it (UTC).';

COMMENT ON COLUMN public.alarm_history.cleared_at IS 'The second good run after it; null: it lasts.';

COMMENT ON COLUMN public.alarm_history.seen_count IS 'Runs that saw it.';

COMMENT ON COLUMN public.alarm_history.is_flapping IS 'It came and went more than three times in a day.';

COMMENT ON COLUMN public.alarm_history.run_id IS 'The run that made it certain.';

ALTER TABLE public.alarm ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.alarm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.alarm_open AS
 SELECT alarm.id AS alarm_id,
    COALESCE(source.slug, ''::text) AS source,
    alarm.cause,
    alarm.sentence,
    alarm.opened_at,
    alarm.last_seen_at,
    alarm.seen_count,
    alarm.is_flapping,
    alarm.opened_run_id AS run_id
   FROM (public.alarm
     LEFT JOIN public.source ON ((source.id = alarm.source_id)))
  WHERE ((alarm.opened_at IS NOT NULL) AND (alarm.cleared_at IS NULL));

COMMENT ON VIEW public.alarm_open IS 'What is wrong now, a row per source and cause. A cause seen in one run only is not here yet, but for grave ones.';

COMMENT ON COLUMN public.alarm_open.alarm_id IS 'Number of the alarm.';

COMMENT ON COLUMN public.alarm_open.source IS 'Empty: it is of no source but ours, e.g. no network.';

COMMENT ON COLUMN public.alarm_open.cause IS 'A short code that stays: no_items, unreachable, robots_refused, ...';

COMMENT ON COLUMN public.alarm_open.sentence IS 'The cause with its figures, as last seen, and what to do.';

COMMENT ON COLUMN public.alarm_open.opened_at IS 'When it was told (UTC): at the second run that saw it, grave ones at the first.';

COMMENT ON COLUMN public.alarm_open.last_seen_at IS 'The last run that saw it (UTC).';

COMMENT ON COLUMN public.alarm_open.seen_count IS 'Runs that saw it.';

COMMENT ON COLUMN public.alarm_open.is_flapping IS 'It came and went more than three times in a day: it stays open until a whole day is good.';

COMMENT ON COLUMN public.alarm_open.run_id IS 'The run that made it certain.';

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE public.archive_fact (
    key text NOT NULL,
    value text NOT NULL
);

COMMENT ON TABLE public.archive_fact IS 'What the archive knows about itself, e.g. which view definitions are live.';

CREATE TABLE public.article (
    id bigint NOT NULL,
    source_id bigint NOT NULL,
    canonical_url text NOT NULL,
    url_key text NOT NULL,
    url_key_sha256 bytea NOT NULL,
    first_captured_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.article IS 'One piece of writing of one source, whatever its addresses.';

CREATE TABLE public.revision (
    id bigint NOT NULL,
    article_id bigint NOT NULL,
    sequence bigint NOT NULL,
    is_current boolean NOT NULL,
    capture_id bigint NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    text_sha256 bytea NOT NULL,
    revision_sha256 bytea NOT NULL,
    title text NOT NULL,
    authors text[] DEFAULT '{}'::text[] NOT NULL,
    published_at timestamp with time zone,
    published_on date,
    date_precision text DEFAULT ''::text NOT NULL,
    date_rule text DEFAULT ''::text NOT NULL,
    date_candidates jsonb NOT NULL,
    modified_at timestamp with time zone,
    language text DEFAULT ''::text NOT NULL,
    section text DEFAULT ''::text NOT NULL,
    body text NOT NULL,
    captions text[] DEFAULT '{}'::text[] NOT NULL,
    images jsonb NOT NULL,
    extractor_version text NOT NULL,
    editors text[] DEFAULT '{}'::text[] NOT NULL,
    translators text[] DEFAULT '{}'::text[] NOT NULL,
    agencies text[] DEFAULT '{}'::text[] NOT NULL,
    stated_origin text DEFAULT ''::text NOT NULL,
    structure text DEFAULT ''::text NOT NULL,
    mojibake_count bigint DEFAULT 0 NOT NULL
);

COMMENT ON TABLE public.revision IS 'A text of an article that differs from the one before.';

COMMENT ON COLUMN public.revision.sequence IS '1, 2, ... within the article';

COMMENT ON COLUMN public.revision.is_current IS 'the latest text; exactly one per article';

COMMENT ON COLUMN public.revision.capture_id IS 'the first capture that showed it';

COMMENT ON COLUMN public.revision.text_sha256 IS 'of the normalised text: equal texts are exact copies';

COMMENT ON COLUMN public.revision.revision_sha256 IS 'of everything whose change makes a revision';

COMMENT ON COLUMN public.revision.published_at IS 'null unless the page states an instant';

COMMENT ON COLUMN public.revision.published_on IS 'local date of the source';

COMMENT ON COLUMN public.revision.date_rule IS 'where on the page the date was read';

COMMENT ON COLUMN public.revision.date_candidates IS 'every date the page states, and why it lost';

COMMENT ON COLUMN public.revision.agencies IS 'organisations named as the author';

COMMENT ON COLUMN public.revision.stated_origin IS 'whose text the page says it is, e.g. Xinhua';

COMMENT ON COLUMN public.revision.structure IS 'a letter per paragraph of body: p paragraph, h heading, i list item, r table row, q quotation';

COMMENT ON COLUMN public.revision.mojibake_count IS 'characters lost or garbled before they came to us';

CREATE TABLE public.story_member (
    article_id bigint NOT NULL,
    story_id bigint NOT NULL,
    text_id bigint NOT NULL
);

COMMENT ON TABLE public.story_member IS 'Which story an article belongs to; every article belongs to one, if only its own.';

COMMENT ON COLUMN public.story_member.text_id IS 'the article''s first text';

CREATE VIEW public.article_current AS
 SELECT article.id AS article_id,
    source.slug AS source,
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
    revision.sequence AS revision_count,
    article.first_captured_at,
    ( SELECT max(absence.confirmed_at) AS max
           FROM public.absence
          WHERE ((absence.article_id = article.id) AND (absence.kind <> 'moved'::text) AND (absence.confirmed_at IS NOT NULL) AND (absence.reappeared_at IS NULL))) AS removed_at,
    revision.id AS revision_id,
    revision.editors,
    revision.translators,
    revision.agencies,
    revision.stated_origin,
    revision.structure,
    revision.mojibake_count
   FROM (((public.article
     JOIN public.source ON ((source.id = article.source_id)))
     JOIN public.revision ON (((revision.article_id = article.id) AND revision.is_current)))
     LEFT JOIN public.story_member ON ((story_member.article_id = article.id)));

COMMENT ON VIEW public.article_current IS 'One row per article: its latest text and what is known of it.';

COMMENT ON COLUMN public.article_current.article_id IS 'The article: one piece of writing of one source, whatever its addresses. See article_current.';

COMMENT ON COLUMN public.article_current.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.article_current.canonical_url IS 'The article''s main address.';

COMMENT ON COLUMN public.article_current.title IS 'Headline of the latest text.';

COMMENT ON COLUMN public.article_current.authors IS 'People named as its authors, in the page''s order and spelling.';

COMMENT ON COLUMN public.article_current.published_at IS 'Instant (UTC); null where the page states only a day.';

COMMENT ON COLUMN public.article_current.published_on IS 'Local date of the source, the day the page states.';

COMMENT ON COLUMN public.article_current.date_precision IS 'How exactly the page states it: second, minute, day; month or year where the day is a guess.';

COMMENT ON COLUMN public.article_current.language IS 'Of the text: en, zh, ...';

COMMENT ON COLUMN public.article_current.section IS 'The section that the page says it stands in; empty where it says none.';

COMMENT ON COLUMN public.article_current.body IS 'The text, a paragraph to a line; captions stand apart.';

COMMENT ON COLUMN public.article_current.captions IS 'Captions of its pictures, in order.';

COMMENT ON COLUMN public.article_current.images IS 'Its pictures: address and caption, in order.';

COMMENT ON COLUMN public.article_current.story_id IS 'Articles with the same story_id carry the same text, whole, cut, reordered or reworded: see the views story and syndication.';

COMMENT ON COLUMN public.article_current.revision_count IS 'How many texts the article has had; 1: never edited, as far as seen.';

COMMENT ON COLUMN public.article_current.first_captured_at IS 'When we first fetched it (UTC).';

COMMENT ON COLUMN public.article_current.removed_at IS 'When a removal was confirmed; null: not removed, as far as known.';

COMMENT ON COLUMN public.article_current.revision_id IS 'The latest text of the article; its tags and coverage hang on it.';

COMMENT ON COLUMN public.article_current.editors IS 'People named as its editors.';

COMMENT ON COLUMN public.article_current.translators IS 'People named as its translators.';

COMMENT ON COLUMN public.article_current.agencies IS 'Organisations named as the author; people are in authors.';

COMMENT ON COLUMN public.article_current.stated_origin IS 'Whose text the page says it is, e.g. Xinhua; empty: it says nothing.';

COMMENT ON COLUMN public.article_current.structure IS 'One letter for each paragraph of body, in order: p paragraph, h heading, i list item, r table row, q quotation.';

COMMENT ON COLUMN public.article_current.mojibake_count IS 'Characters that were lost or garbled before they came to us; 0: none.';

ALTER TABLE public.article ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.article_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.blob (
    sha256 bytea NOT NULL,
    content bytea NOT NULL,
    byte_count bigint NOT NULL
);
ALTER TABLE ONLY public.blob ALTER COLUMN content SET STORAGE EXTERNAL;

COMMENT ON TABLE public.blob IS 'Bodies of captures, stored once per content, zstd-compressed.';

COMMENT ON COLUMN public.blob.sha256 IS 'of the bytes as received';

COMMENT ON COLUMN public.blob.content IS 'zstd frame';

COMMENT ON COLUMN public.blob.byte_count IS 'of the bytes as received';

CREATE TABLE public.capture (
    id bigint NOT NULL,
    page_id bigint NOT NULL,
    run_id bigint,
    captured_at timestamp with time zone NOT NULL,
    url text NOT NULL,
    final_url text NOT NULL,
    status bigint NOT NULL,
    headers jsonb NOT NULL,
    blob_sha256 bytea NOT NULL,
    processed_at timestamp with time zone,
    outcome text,
    waits_for_page_id bigint,
    read_with bigint[],
    revision_sha256 bytea
);

COMMENT ON TABLE public.capture IS 'One fetch of one page: what was asked, what answered, when. Everything else is derived from it.';

COMMENT ON COLUMN public.capture.url IS 'asked';

COMMENT ON COLUMN public.capture.final_url IS 'answered, after redirects';

COMMENT ON COLUMN public.capture.waits_for_page_id IS 'the page it says it is another address of: processed when that one is settled';

COMMENT ON COLUMN public.capture.read_with IS 'captures of the article''s further pages that were read together with this one';

COMMENT ON COLUMN public.capture.revision_sha256 IS 'digest of the text it showed, be that a revision or not: a page may show two in turn';

ALTER TABLE public.capture ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.capture_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.completeness AS
SELECT
    NULL::text AS source,
    NULL::date AS published_on,
    NULL::text AS state,
    NULL::bigint AS listed_count,
    NULL::bigint AS archived_count,
    NULL::bigint AS missing_count,
    NULL::boolean AS is_provisional,
    NULL::text AS reason;

COMMENT ON VIEW public.completeness IS 'Can a zero be read? One row per source and local day, from the first day known to today: whether everything published on it is in the archive, and why not.';

COMMENT ON COLUMN public.completeness.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.completeness.published_on IS 'Local day of the source: the day the article states; until a page is archived the one its listing says, or else the one on which it was discovered.';

COMMENT ON COLUMN public.completeness.state IS 'complete: after the day was over a listing was read back past it, whole, every page of the day ended well, and so did every page that may be of the day, for all that is known; a zero is silence. partial: something of it is known or was looked at. not looked: nothing was; a zero means nothing.';

COMMENT ON COLUMN public.completeness.listed_count IS 'Pages of the day, whatever way found them; those that are neither archived nor missing are gone or turned out to be no article.';

COMMENT ON COLUMN public.completeness.archived_count IS 'Articles of the day, as in article_current.';

COMMENT ON COLUMN public.completeness.missing_count IS 'Pages of the day that did not end well; page_of_day has their addresses.';

COMMENT ON COLUMN public.completeness.is_provisional IS 'Some page of the day is dated by its listing or its discovery only, and may yet move to another.';

COMMENT ON COLUMN public.completeness.reason IS 'Why the day is not complete, for a person; empty where it is.';

CREATE TABLE public.completeness_day (
    source_id bigint NOT NULL,
    published_on date NOT NULL,
    state text NOT NULL,
    reason text NOT NULL
);

COMMENT ON TABLE public.completeness_day IS 'What the view completeness said of a day at the end of the source''s last run.';

CREATE TABLE public.completeness_kept (
    source_id bigint NOT NULL,
    undated_count bigint NOT NULL,
    undated_until date,
    kept_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE public.completeness_kept IS 'When a source''s days in completeness_day were last told, and what concerned all of them then.';

COMMENT ON COLUMN public.completeness_kept.undated_count IS 'pages of unknown day that did not end well';

COMMENT ON COLUMN public.completeness_kept.undated_until IS 'the last day that one of them may be of';

CREATE TABLE public.congress (
    id text NOT NULL,
    family text NOT NULL,
    place text NOT NULL,
    label_en text NOT NULL,
    label_zh text NOT NULL,
    opens_on date,
    closes_on date,
    certainty text NOT NULL
);

COMMENT ON TABLE public.congress IS 'A counted meeting, copied from the registry at each run. Days are null where unknown.';

COMMENT ON COLUMN public.congress.id IS 'e.g. cpc-chongqing-6';

COMMENT ON COLUMN public.congress.opens_on IS 'day 0; null where no source shows the day';

COMMENT ON COLUMN public.congress.closes_on IS 'null where no source shows the day';

COMMENT ON COLUMN public.congress.certainty IS 'that there is a meeting under this number: seen, derived, general or unknown';

CREATE TABLE public.coverage_tag (
    id bigint NOT NULL,
    revision_id bigint NOT NULL,
    congress_id text NOT NULL,
    level text NOT NULL,
    phase text,
    day_offset bigint,
    score double precision NOT NULL,
    evidence jsonb NOT NULL,
    rule_version text NOT NULL,
    CONSTRAINT coverage_tag_level_known_check CHECK ((level = ANY (ARRAY['focus'::text, 'substantive'::text, 'anchor'::text])))
);

COMMENT ON TABLE public.coverage_tag IS 'What ties one revision to one congress, with the words that do. Read the view coverage.';

COMMENT ON COLUMN public.coverage_tag.congress_id IS 'may name a certain meeting that the registry lacks';

COMMENT ON COLUMN public.coverage_tag.day_offset IS 'days from the opening day; null where it is unknown';

CREATE TABLE public.story_cluster (
    id bigint CONSTRAINT story_id_not_null NOT NULL,
    origin_article_id bigint,
    origin_reason text DEFAULT ''::text NOT NULL,
    is_origin_known boolean DEFAULT false NOT NULL,
    are_shares_told boolean DEFAULT true NOT NULL
);

COMMENT ON TABLE public.story_cluster IS 'The texts, across sources, that are copies of each other. Read the view story.';

COMMENT ON COLUMN public.story_cluster.origin_article_id IS 'the member that told it first, as far as known';

COMMENT ON COLUMN public.story_cluster.origin_reason IS 'why that one, for a person';

COMMENT ON COLUMN public.story_cluster.is_origin_known IS 'false: every member says it has the text from somebody who is no member; this is the earliest copy';

COMMENT ON COLUMN public.story_cluster.are_shares_told IS 'each text''s share of its origin was compared since that was named';

CREATE VIEW public.coverage AS
 SELECT article.article_id,
    coverage_tag.congress_id,
    coverage_tag.level,
    coverage_tag.phase,
    coverage_tag.day_offset,
    article.source,
    article.title,
    article.canonical_url AS url,
    article.published_at,
    article.published_on,
    article.date_precision,
    article.story_id,
    (story_cluster.origin_article_id = article.article_id) AS is_origin,
    coverage_tag.evidence,
    coverage_tag.rule_version
   FROM ((public.coverage_tag
     JOIN public.article_current article ON ((article.revision_id = coverage_tag.revision_id)))
     LEFT JOIN public.story_cluster ON ((story_cluster.id = article.story_id)));

COMMENT ON VIEW public.coverage IS 'One row per article and congress: how the latest text of the article covers the meeting.';

COMMENT ON COLUMN public.coverage.article_id IS 'The article: one piece of writing of one source, whatever its addresses. See article_current.';

COMMENT ON COLUMN public.coverage.congress_id IS 'The meeting''s id, e.g. cpc-chongqing-6: congresswatch congress list.';

COMMENT ON COLUMN public.coverage.level IS 'focus: the article is about the meeting; substantive: the meeting is its occasion or source; anchor: a set phrase or time mark only.';

COMMENT ON COLUMN public.coverage.phase IS 'before, during or after the meeting.';

COMMENT ON COLUMN public.coverage.day_offset IS 'Days from the opening day (day 0) to published_on; null where either is unknown.';

COMMENT ON COLUMN public.coverage.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.coverage.title IS 'Headline of the latest text.';

COMMENT ON COLUMN public.coverage.url IS 'The article''s main address.';

COMMENT ON COLUMN public.coverage.published_at IS 'Instant of publication (UTC) as the page states it; null where it states only a day.';

COMMENT ON COLUMN public.coverage.published_on IS 'Day of publication, the source''s local day, as the page states it; null where it states none.';

COMMENT ON COLUMN public.coverage.date_precision IS 'How exactly the page states it: second, minute, day; month or year where the day is a guess.';

COMMENT ON COLUMN public.coverage.story_id IS 'The story: articles that carry the same text. See the view story.';

COMMENT ON COLUMN public.coverage.is_origin IS 'The article that told its story first; count these to count stories, not reprints.';

COMMENT ON COLUMN public.coverage.evidence IS 'The words that made the tag: field (title or body), start, end, text, rule.';

COMMENT ON COLUMN public.coverage.rule_version IS 'By which rules and registry it was tagged: the version before the dash is the program''s.';

CREATE TABLE public.coverage_day (
    congress_id text NOT NULL,
    source_id bigint NOT NULL,
    published_on date NOT NULL,
    article_count bigint NOT NULL,
    story_count bigint NOT NULL,
    focus_count bigint NOT NULL,
    substantive_count bigint NOT NULL,
    anchor_count bigint NOT NULL,
    focus_story_count bigint NOT NULL
);

COMMENT ON TABLE public.coverage_day IS 'How much a source published of a meeting on a day; none: no row. Read the view coverage_daily.';

COMMENT ON COLUMN public.coverage_day.article_count IS 'articles of the day that cover the meeting, at any level';

COMMENT ON COLUMN public.coverage_day.story_count IS 'of them, those that told their story first';

COMMENT ON COLUMN public.coverage_day.focus_count IS 'articles about the meeting';

COMMENT ON COLUMN public.coverage_day.substantive_count IS 'articles that take their occasion or source from it';

COMMENT ON COLUMN public.coverage_day.anchor_count IS 'articles with a set phrase or time mark only';

COMMENT ON COLUMN public.coverage_day.focus_story_count IS 'of the articles about the meeting, those that told their story first';

CREATE TABLE public.coverage_mark (
    id bigint NOT NULL,
    source_id bigint NOT NULL,
    published_on date NOT NULL
);

COMMENT ON TABLE public.coverage_mark IS 'Days whose coverage changed since it was counted; triggers write them, whoever made the change.';

CREATE VIEW public.coverage_counted AS
 SELECT coverage_day.congress_id,
    coverage_day.source_id,
    coverage_day.published_on,
    coverage_day.article_count,
    coverage_day.story_count,
    coverage_day.focus_count,
    coverage_day.substantive_count,
    coverage_day.anchor_count,
    coverage_day.focus_story_count
   FROM public.coverage_day
  WHERE (NOT (EXISTS ( SELECT
           FROM public.coverage_mark
          WHERE ((coverage_mark.source_id = coverage_day.source_id) AND (coverage_mark.published_on = coverage_day.published_on)))))
UNION ALL
 SELECT coverage_tag.congress_id,
    marked.source_id,
    marked.published_on,
    count(*) AS article_count,
    count(*) FILTER (WHERE is_first.is_first) AS story_count,
    count(*) FILTER (WHERE (coverage_tag.level = 'focus'::text)) AS focus_count,
    count(*) FILTER (WHERE (coverage_tag.level = 'substantive'::text)) AS substantive_count,
    count(*) FILTER (WHERE (coverage_tag.level = 'anchor'::text)) AS anchor_count,
    count(*) FILTER (WHERE ((coverage_tag.level = 'focus'::text) AND is_first.is_first)) AS focus_story_count
   FROM ((((((( SELECT DISTINCT coverage_mark.source_id,
            coverage_mark.published_on
           FROM public.coverage_mark) marked
     JOIN public.revision ON (((revision.published_on = marked.published_on) AND revision.is_current)))
     JOIN public.article ON (((article.id = revision.article_id) AND (article.source_id = marked.source_id))))
     JOIN public.coverage_tag ON ((coverage_tag.revision_id = revision.id)))
     LEFT JOIN public.story_member ON ((story_member.article_id = article.id)))
     LEFT JOIN public.story_cluster ON ((story_cluster.id = story_member.story_id)))
     CROSS JOIN LATERAL ( SELECT ((story_cluster.origin_article_id = article.id) IS NOT FALSE) AS is_first) is_first)
  GROUP BY coverage_tag.congress_id, marked.source_id, marked.published_on;

COMMENT ON VIEW public.coverage_counted IS 'Coverage by meeting, source and day, without the days on which there is none: what coverage_daily is made of.';

COMMENT ON COLUMN public.coverage_counted.congress_id IS 'The meeting''s id, e.g. cpc-chongqing-6: congresswatch congress list.';

COMMENT ON COLUMN public.coverage_counted.source_id IS 'Number of the source, for joins within the archive.';

COMMENT ON COLUMN public.coverage_counted.published_on IS 'Day of publication, the source''s local day, as the page states it; null where it states none.';

COMMENT ON COLUMN public.coverage_counted.article_count IS 'Articles of the day that cover the meeting, at any level.';

COMMENT ON COLUMN public.coverage_counted.story_count IS 'Of them, those that told their story first: their sum counts each story once.';

COMMENT ON COLUMN public.coverage_counted.focus_count IS 'Articles that are about the meeting.';

COMMENT ON COLUMN public.coverage_counted.substantive_count IS 'Articles that take their occasion or main source from it.';

COMMENT ON COLUMN public.coverage_counted.anchor_count IS 'Articles that only name it: a set phrase, or a mark in time.';

COMMENT ON COLUMN public.coverage_counted.focus_story_count IS 'Of the articles about the meeting, those that told their story first.';

CREATE VIEW public.coverage_daily AS
 SELECT told.congress_id,
    (told.published_on - told.opens_on) AS day_offset,
    told.published_on,
    source.slug AS source,
    COALESCE(told.article_count, (0)::bigint) AS article_count,
    COALESCE(told.story_count, (0)::bigint) AS story_count,
    COALESCE(told.focus_count, (0)::bigint) AS focus_count,
    COALESCE(told.substantive_count, (0)::bigint) AS substantive_count,
    COALESCE(told.anchor_count, (0)::bigint) AS anchor_count,
    COALESCE(told.focus_story_count, (0)::bigint) AS focus_story_count,
    COALESCE(told.state, 'not looked'::text) AS completeness,
    COALESCE(told.reason, 'the source was not read'::text) AS reason
   FROM (( SELECT days.congress_id,
            days.opens_on,
            days.source_id,
            days.published_on,
            days.state,
            days.reason,
            counted.article_count,
            counted.story_count,
            counted.focus_count,
            counted.substantive_count,
            counted.anchor_count,
            counted.focus_story_count
           FROM (( SELECT congress.id AS congress_id,
                    congress.opens_on,
                    source_1.id AS source_id,
                    day.published_on,
                    day.state,
                    day.reason
                   FROM (((public.congress
                     CROSS JOIN LATERAL ( SELECT (COALESCE(congress.opens_on, congress.closes_on) - 60) AS first_on,
                            LEAST((COALESCE(congress.closes_on, (congress.opens_on + 14)) + 60), CURRENT_DATE) AS last_on) span)
                     CROSS JOIN public.source source_1)
                     CROSS JOIN LATERAL ( SELECT (passed.passed)::date AS published_on,
                            kept.state,
                            kept.reason
                           FROM (generate_series((span.first_on)::timestamp with time zone, (span.last_on)::timestamp with time zone, '1 day'::interval) passed(passed)
                             LEFT JOIN public.completeness_day kept ON (((kept.source_id = source_1.id) AND (kept.published_on = (passed.passed)::date) AND ((kept.published_on >= span.first_on) AND (kept.published_on <= span.last_on)))))) day)
                  WHERE (COALESCE(congress.opens_on, congress.closes_on) IS NOT NULL)) days
             LEFT JOIN public.coverage_counted counted ON (((counted.congress_id = days.congress_id) AND (counted.source_id = days.source_id) AND (counted.published_on = days.published_on))))
        UNION ALL
         SELECT counted.congress_id,
            congress.opens_on,
            counted.source_id,
            counted.published_on,
            kept.state,
            kept.reason,
            counted.article_count,
            counted.story_count,
            counted.focus_count,
            counted.substantive_count,
            counted.anchor_count,
            counted.focus_story_count
           FROM ((public.coverage_counted counted
             LEFT JOIN public.congress ON ((congress.id = counted.congress_id)))
             LEFT JOIN public.completeness_day kept ON (((kept.source_id = counted.source_id) AND (kept.published_on = counted.published_on))))
          WHERE (((counted.published_on >= (COALESCE(congress.opens_on, congress.closes_on) - 60)) AND (counted.published_on <= LEAST((COALESCE(congress.closes_on, (congress.opens_on + 14)) + 60), CURRENT_DATE))) IS NOT TRUE)) told
     JOIN public.source ON ((source.id = told.source_id)));

COMMENT ON VIEW public.coverage_daily IS 'How much each source published about a meeting, day by day: a row for every source and day from 60 days before the opening to 60 after the closing, zeros included, and for every other day with an article. Ask for one congress_id.';

COMMENT ON COLUMN public.coverage_daily.congress_id IS 'The meeting''s id, e.g. cpc-chongqing-6: congresswatch congress list.';

COMMENT ON COLUMN public.coverage_daily.day_offset IS 'Days from the opening day (day 0); null where no source shows the opening day.';

COMMENT ON COLUMN public.coverage_daily.published_on IS 'Local day of the source, as the articles state it; articles without a day are in coverage only.';

COMMENT ON COLUMN public.coverage_daily.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.coverage_daily.article_count IS 'Articles that cover the meeting, at any level: attention counted raw.';

COMMENT ON COLUMN public.coverage_daily.story_count IS 'Of them, those that told their story first, of all sources: attention counted by story. Sums count each story once.';

COMMENT ON COLUMN public.coverage_daily.focus_count IS 'Articles about the meeting.';

COMMENT ON COLUMN public.coverage_daily.substantive_count IS 'Articles that take their occasion or source from it.';

COMMENT ON COLUMN public.coverage_daily.anchor_count IS 'Articles with a set phrase or time mark only.';

COMMENT ON COLUMN public.coverage_daily.focus_story_count IS 'Of the articles about the meeting, those that told their story first.';

COMMENT ON COLUMN public.coverage_daily.completeness IS 'Can a zero be read? complete: it is silence; partial: perhaps; not looked: it means nothing. As the view completeness said at the end of the source''s last run.';

COMMENT ON COLUMN public.coverage_daily.reason IS 'Why the day is not complete; empty where it is.';

ALTER TABLE public.coverage_mark ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.coverage_mark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.coverage_tag ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.coverage_tag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.days_read AS
SELECT
    NULL::text AS source,
    NULL::text AS way,
    NULL::datemultirange AS days;

COMMENT ON VIEW public.days_read IS 'The days of which a way showed every entry it has, after they were over: what completeness is proved with. One row per source and way that its file names, or that a backfill asked.';

COMMENT ON COLUMN public.days_read.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.days_read.way IS 'How its pages are found: feed, sitemap, section, wp_json, date_archive.';

COMMENT ON COLUMN public.days_read.days IS 'Local days of the source (datemultirange): days @> date ''2022-06-01''.';

CREATE TABLE public.finding (
    page_id bigint NOT NULL,
    way text NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    run_id bigint
);

COMMENT ON TABLE public.finding IS 'Which ways found a page, and when each did first: their recall and lag.';

CREATE TABLE public.page (
    id bigint NOT NULL,
    source_id bigint NOT NULL,
    url text NOT NULL,
    url_key text NOT NULL,
    url_key_sha256 bytea NOT NULL,
    state text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    state_at timestamp with time zone DEFAULT now() NOT NULL,
    article_id bigint,
    way text NOT NULL,
    discovered_at timestamp with time zone DEFAULT now() NOT NULL,
    discovered_on date NOT NULL,
    discovered_run_id bigint,
    listed_title text DEFAULT ''::text NOT NULL,
    listed_at timestamp with time zone,
    listed_on date,
    attempt_count bigint DEFAULT 0 NOT NULL,
    due_at timestamp with time zone,
    listed_modified_at timestamp with time zone,
    hop_count bigint DEFAULT 0 NOT NULL,
    fetch_run_id bigint,
    part_of_sha256 bytea,
    part_number bigint,
    check_at timestamp with time zone,
    CONSTRAINT page_archived_somewhere_check CHECK (((article_id IS NOT NULL) OR (state <> ALL (ARRAY['archived'::text, 'alias'::text])))),
    CONSTRAINT page_state_known_check CHECK ((state = ANY (ARRAY['queued'::text, 'fetched'::text, 'archived'::text, 'alias'::text, 'skipped'::text, 'failed'::text, 'missing'::text, 'gone'::text])))
);

COMMENT ON TABLE public.page IS 'The ledger: one row per discovered address of a source, in exactly one state.';

COMMENT ON COLUMN public.page.url IS 'the address that is fetched';

COMMENT ON COLUMN public.page.url_key IS 'equal for all spellings of one address (db/urls.py)';

COMMENT ON COLUMN public.page.reason IS 'why it is skipped, failed, missing or an alias';

COMMENT ON COLUMN public.page.way IS 'the way that found it first: feed, sitemap, section, ...';

COMMENT ON COLUMN public.page.discovered_on IS 'local date of the source';

COMMENT ON COLUMN public.page.listed_at IS 'publication as the listing says, unverified';

COMMENT ON COLUMN public.page.attempt_count IS 'failed fetches in a row';

COMMENT ON COLUMN public.page.due_at IS 'fetch it at the first run after this; null: not by itself';

COMMENT ON COLUMN public.page.listed_modified_at IS 'last change as the listing says, unverified';

COMMENT ON COLUMN public.page.hop_count IS 'links between a listing and this address; 0: a listing named it';

COMMENT ON COLUMN public.page.fetch_run_id IS 'the run that took it to fetch; while that run lives no other asks for it';

COMMENT ON COLUMN public.page.part_of_sha256 IS 'url_key_sha256 of the first page, where the address is that of a further page of an article';

COMMENT ON COLUMN public.page.part_number IS 'which page of the article it is then: 2, 3, ...';

COMMENT ON COLUMN public.page.check_at IS 'look at its article again at the first recheck after this; null: at the next one';

CREATE TABLE public.walk (
    id bigint NOT NULL,
    source_id bigint NOT NULL,
    run_id bigint,
    way text NOT NULL,
    root_url text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone DEFAULT now() NOT NULL,
    ending text NOT NULL,
    page_count bigint DEFAULT 0 NOT NULL,
    listed_count bigint DEFAULT 0 NOT NULL,
    new_count bigint DEFAULT 0 NOT NULL,
    known_count bigint DEFAULT 0 NOT NULL,
    left_out_count bigint DEFAULT 0 NOT NULL,
    oldest_on date,
    newest_on date,
    covers daterange,
    problem text DEFAULT ''::text NOT NULL,
    CONSTRAINT walk_ending_known_check CHECK ((ending = ANY (ARRAY['overlap'::text, 'exhausted'::text, 'window'::text, 'gap'::text, 'unchanged'::text, 'bound'::text, 'problem'::text])))
);

COMMENT ON TABLE public.walk IS 'A whole reading of a listing, from its top to where it ended: what completeness is proved with.';

COMMENT ON COLUMN public.walk.root_url IS 'the listing named in the source''s TOML, or the part a backfill read';

COMMENT ON COLUMN public.walk.ending IS 'overlap: at addresses known before; exhausted: at the listing''s end; window: it is short, and this was the first reading; gap: it no longer reached back to what was known; unchanged: the site said so, unread; bound: at a bound of ours; problem: not read to its end';

COMMENT ON COLUMN public.walk.known_count IS 'of the listed, seen by the last finished walk or before it: the overlap';

COMMENT ON COLUMN public.walk.left_out_count IS 'named before, within the span it read, and not named now';

COMMENT ON COLUMN public.walk.covers IS 'local days of which it read every entry, after they were over; null: of none';

CREATE VIEW public.discovery AS
 SELECT source,
    way,
    COALESCE(found.found_count, (0)::bigint) AS found_count,
    COALESCE(found.first_count, (0)::bigint) AS first_count,
    round(((COALESCE(found.found_count, (0)::bigint))::numeric / NULLIF(sum(found.first_count) OVER (PARTITION BY source), (0)::numeric)), 4) AS recall,
    found.median_lag,
    walked.last_walk_at,
    walked.last_ending
   FROM (( SELECT each_page.source,
            each_page.way,
            count(*) AS found_count,
            count(*) FILTER (WHERE (each_page.place = 1)) AS first_count,
            percentile_cont((0.5)::double precision) WITHIN GROUP (ORDER BY (each_page.found_at - each_page.first_found_at)) AS median_lag
           FROM ( SELECT source.slug AS source,
                    finding.way,
                    min(finding.found_at) AS found_at,
                    min(min(finding.found_at)) OVER same_page AS first_found_at,
                    row_number() OVER (same_page ORDER BY (min(finding.found_at)), finding.way) AS place
                   FROM ((public.page
                     JOIN public.source ON ((source.id = page.source_id)))
                     JOIN public.finding ON ((finding.page_id = page.id)))
                  WHERE ((page.article_id IS NOT NULL) OR (page.state <> 'skipped'::text))
                  GROUP BY source.slug, page.article_id,
                        CASE
                            WHEN (page.article_id IS NULL) THEN page.id
                            ELSE NULL::bigint
                        END, finding.way
                  WINDOW same_page AS (PARTITION BY source.slug, page.article_id,
                        CASE
                            WHEN (page.article_id IS NULL) THEN page.id
                            ELSE NULL::bigint
                        END)) each_page
          GROUP BY each_page.source, each_page.way) found
     FULL JOIN ( SELECT DISTINCT ON (source.slug, walk.way) source.slug AS source,
            walk.way,
            walk.started_at AS last_walk_at,
            walk.ending AS last_ending
           FROM (public.walk
             JOIN public.source ON ((source.id = walk.source_id)))
          ORDER BY source.slug, walk.way, walk.started_at DESC, walk.id DESC) walked USING (source, way));

COMMENT ON VIEW public.discovery IS 'Each way of finding pages beside the others: one row per source and way that found a page or was read. Pages that were skipped, because they are no article or may not be asked, do not count; all addresses of an article count as one page.';

COMMENT ON COLUMN public.discovery.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.discovery.way IS 'feed, sitemap, section, wp_json, date_archive: listings; link: a link on another page; warc: an imported file.';

COMMENT ON COLUMN public.discovery.found_count IS 'Pages that this way ever found, first or not.';

COMMENT ON COLUMN public.discovery.first_count IS 'Pages that it found before any other way did.';

COMMENT ON COLUMN public.discovery.recall IS 'Share of the pages found by any way that this one found too.';

COMMENT ON COLUMN public.discovery.median_lag IS 'Of the pages it found: how long after the first way, in the middle.';

COMMENT ON COLUMN public.discovery.last_walk_at IS 'When its newest reading began; null for ways that are no listings.';

COMMENT ON COLUMN public.discovery.last_ending IS 'How that reading ended: overlap, exhausted, window, gap, unchanged, bound or problem.';

CREATE TABLE public.doubt (
    id bigint NOT NULL,
    source_id bigint NOT NULL,
    run_id bigint,
    since_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    absent_count bigint NOT NULL,
    checked_count bigint NOT NULL,
    is_open boolean DEFAULT false NOT NULL
);

COMMENT ON TABLE public.doubt IS 'A time in which a source as a whole was unwell: what a page then did not show is no evidence.';

COMMENT ON COLUMN public.doubt.absent_count IS 'pages with an article that did not show it';

COMMENT ON COLUMN public.doubt.checked_count IS 'of so many that were looked at';

COMMENT ON COLUMN public.doubt.is_open IS 'the source was still unwell when it was last looked at';

ALTER TABLE public.doubt ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.doubt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.revision_change (
    to_revision_id bigint NOT NULL,
    from_revision_id bigint NOT NULL,
    kinds text[] DEFAULT '{}'::text[] NOT NULL,
    evidence jsonb NOT NULL,
    diff text NOT NULL,
    changes jsonb NOT NULL
);

COMMENT ON TABLE public.revision_change IS 'What changed from one text of an article to the next, derived from the two. Read the view edit.';

COMMENT ON COLUMN public.revision_change.evidence IS 'the words that decided each kind: name, old, new';

COMMENT ON COLUMN public.revision_change.diff IS 'word by word, for a reader: [-old-]{+new+}';

COMMENT ON COLUMN public.revision_change.changes IS 'the same for a program: field -> stretches with their places';

CREATE VIEW public.edit AS
 SELECT newer.article_id,
    source.slug AS source,
    article.canonical_url,
    newer.title,
    older.id AS from_revision_id,
    newer.id AS to_revision_id,
    (newer.sequence - 1) AS edit_number,
    revision_change.kinds,
    revision_change.diff,
    newer.first_seen_at,
    newer.last_seen_at,
    older.last_seen_at AS unchanged_until_at,
    revision_change.evidence,
    revision_change.changes
   FROM ((((public.revision newer
     JOIN public.revision older ON (((older.article_id = newer.article_id) AND (older.sequence = (newer.sequence - 1)))))
     JOIN public.article ON ((article.id = newer.article_id)))
     JOIN public.source ON ((source.id = article.source_id)))
     LEFT JOIN public.revision_change ON (((revision_change.to_revision_id = newer.id) AND (revision_change.from_revision_id = older.id))))
  WHERE (newer.sequence > 1);

COMMENT ON VIEW public.edit IS 'One row for each change of an article''s text, title, byline, date or captions that its site made after publication.';

COMMENT ON COLUMN public.edit.article_id IS 'The article: one piece of writing of one source, whatever its addresses. See article_current.';

COMMENT ON COLUMN public.edit.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.edit.canonical_url IS 'The article''s main address.';

COMMENT ON COLUMN public.edit.title IS 'Of the newer text.';

COMMENT ON COLUMN public.edit.from_revision_id IS 'The text before; both are in the table revision.';

COMMENT ON COLUMN public.edit.to_revision_id IS 'The text after the edit.';

COMMENT ON COLUMN public.edit.edit_number IS '1: the first edit of the article.';

COMMENT ON COLUMN public.edit.kinds IS 'title, correction, addition, cut, people (names, or their order), numbers, date, byline, captions; empty: typography alone. Null: told at the end of the next run.';

COMMENT ON COLUMN public.edit.diff IS 'Word by word: [-old-]{+new+}, with some words around.';

COMMENT ON COLUMN public.edit.first_seen_at IS 'The first look that showed the newer text: the edit was made between unchanged_until_at and then.';

COMMENT ON COLUMN public.edit.last_seen_at IS 'The last look that showed it.';

COMMENT ON COLUMN public.edit.unchanged_until_at IS 'The last look that showed the text before.';

COMMENT ON COLUMN public.edit.evidence IS 'The words that decided each kind: name, old, new.';

COMMENT ON COLUMN public.edit.changes IS 'The diff as data: field -> stretches, each with its place in the two texts; of more than 500 the rest is a count (op more).';

CREATE TABLE public.furniture (
    source_id bigint NOT NULL,
    key bytea NOT NULL,
    place text NOT NULL,
    sample text NOT NULL,
    page_count bigint NOT NULL,
    of_count bigint NOT NULL,
    learned_at timestamp with time zone DEFAULT now() NOT NULL,
    run_id bigint,
    applied_at timestamp with time zone,
    CONSTRAINT furniture_place_known_check CHECK ((place = ANY (ARRAY['top'::text, 'tail'::text, 'any'::text])))
);

COMMENT ON TABLE public.furniture IS 'Lines that repeat across the pages of a source, and are in no text of it: kept once learned.';

COMMENT ON COLUMN public.furniture.key IS 'digest of the line''s letters and digits: equal however it is spaced and punctuated';

COMMENT ON COLUMN public.furniture.place IS 'where it is taken out: in the run of such lines at the top or the tail of a body, or any';

COMMENT ON COLUMN public.furniture.sample IS 'the line as a page shows it';

COMMENT ON COLUMN public.furniture.page_count IS 'distinct articles that showed it when it was learned';

COMMENT ON COLUMN public.furniture.of_count IS 'of so many that were compared';

COMMENT ON COLUMN public.furniture.run_id IS 'the run at whose end it was learned';

COMMENT ON COLUMN public.furniture.applied_at IS 'when the texts stored before were without it; null: not all of them yet';

CREATE TABLE public.host_turn (
    host text NOT NULL,
    free_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.host_turn IS 'Politeness across all runs and machines: until when nobody asks this host.';

CREATE TABLE public.tag (
    id bigint NOT NULL,
    revision_id bigint NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    score double precision NOT NULL,
    evidence jsonb NOT NULL,
    rule_version text NOT NULL
);

COMMENT ON TABLE public.tag IS 'A label of one revision (topic, person, place, phrase), with the words that earned it.';

COMMENT ON COLUMN public.tag.evidence IS 'spans: field, start, end, text, rule';

CREATE VIEW public.label AS
 SELECT tag.kind,
    tag.value,
    article.id AS article_id,
    source.slug AS source,
    revision.title,
    article.canonical_url AS url,
    revision.published_on,
    revision.date_precision,
    story_member.story_id,
    ((story_cluster.origin_article_id = article.id) IS NOT FALSE) AS is_origin,
    tag.score,
    tag.evidence
   FROM (((((public.tag
     JOIN public.revision ON (((revision.id = tag.revision_id) AND revision.is_current)))
     JOIN public.article ON ((article.id = revision.article_id)))
     JOIN public.source ON ((source.id = article.source_id)))
     LEFT JOIN public.story_member ON ((story_member.article_id = article.id)))
     LEFT JOIN public.story_cluster ON ((story_cluster.id = story_member.story_id)));

COMMENT ON VIEW public.label IS 'Topics, people, places and phrases of the latest text of each article: one row per article and label. Coverage of meetings is in the view coverage.';

COMMENT ON COLUMN public.label.kind IS 'topic, person, place or phrase.';

COMMENT ON COLUMN public.label.value IS 'The registry''s id of it, e.g. two-establishes.';

COMMENT ON COLUMN public.label.article_id IS 'The article: one piece of writing of one source, whatever its addresses. See article_current.';

COMMENT ON COLUMN public.label.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.label.title IS 'Headline of the latest text.';

COMMENT ON COLUMN public.label.url IS 'The article''s main address.';

COMMENT ON COLUMN public.label.published_on IS 'Day of publication, the source''s local day, as the page states it; null where it states none.';

COMMENT ON COLUMN public.label.date_precision IS 'How exactly the page states it: second, minute, day; month or year where the day is a guess.';

COMMENT ON COLUMN public.label.story_id IS 'The story: articles that carry the same text. See the view story.';

COMMENT ON COLUMN public.label.is_origin IS 'The article told its story first, as far as known; count these to count stories, not reprints.';

COMMENT ON COLUMN public.label.score IS 'How much of the text names it: 1 where headline, first paragraph and every other do.';

COMMENT ON COLUMN public.label.evidence IS 'The words that say so: field (title or body), start, end, text, rule. For a person the rule tells the office held on the day.';

CREATE VIEW public.ledger_daily AS
 SELECT source.slug AS source,
    page.discovered_on,
    page.state,
    page.reason,
    count(*) AS page_count
   FROM (public.page
     JOIN public.source ON ((source.id = page.source_id)))
  GROUP BY source.slug, page.discovered_on, page.state, page.reason;

COMMENT ON VIEW public.ledger_daily IS 'Every discovered address, counted once: by source, local day of discovery, state and reason.';

COMMENT ON COLUMN public.ledger_daily.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.ledger_daily.discovered_on IS 'Local day of the source on which the address was first seen.';

COMMENT ON COLUMN public.ledger_daily.state IS 'queued, fetched, archived, alias, skipped, failed, missing or gone.';

COMMENT ON COLUMN public.ledger_daily.reason IS 'Why it is skipped, failed, missing or an alias; empty for the rest.';

COMMENT ON COLUMN public.ledger_daily.page_count IS 'Addresses.';

CREATE TABLE public.listing_read (
    id bigint NOT NULL,
    source_id bigint NOT NULL,
    run_id bigint,
    way text NOT NULL,
    root_url text NOT NULL,
    url text NOT NULL,
    walk_started_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone DEFAULT now() NOT NULL,
    listed_count bigint DEFAULT 0 NOT NULL,
    known_count bigint DEFAULT 0 NOT NULL,
    oldest_at timestamp with time zone,
    newest_at timestamp with time zone,
    is_end boolean DEFAULT false NOT NULL,
    problem text DEFAULT ''::text NOT NULL
);

COMMENT ON TABLE public.listing_read IS 'One reading of one listing page: without it a zero cannot be told from an outage.';

COMMENT ON COLUMN public.listing_read.root_url IS 'the listing named in the source''s TOML';

COMMENT ON COLUMN public.listing_read.url IS 'the page of it that was read';

COMMENT ON COLUMN public.listing_read.walk_started_at IS 'when the reading of root_url began';

COMMENT ON COLUMN public.listing_read.known_count IS 'of the listed, already in the ledger: the overlap';

COMMENT ON COLUMN public.listing_read.is_end IS 'the walk ended here, as it should';

COMMENT ON COLUMN public.listing_read.problem IS 'why it could not be read; empty: it was read';

ALTER TABLE public.listing_read ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.listing_read_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.missing AS
 SELECT absence.article_id,
    source.slug AS source,
    article.canonical_url,
    revision.title,
    revision.published_on,
    absence.kind,
    absence.first_missing_at,
    absence.check_count,
    absence.evidence
   FROM (((public.absence
     JOIN public.article ON ((article.id = absence.article_id)))
     JOIN public.source ON ((source.id = article.source_id)))
     JOIN public.revision ON (((revision.article_id = article.id) AND revision.is_current)))
  WHERE ((absence.confirmed_at IS NULL) AND (absence.reappeared_at IS NULL));

COMMENT ON VIEW public.missing IS 'Articles that were not found at the last look, or looks, without enough evidence yet for a removal.';

COMMENT ON COLUMN public.missing.article_id IS 'The article: one piece of writing of one source, whatever its addresses. See article_current.';

COMMENT ON COLUMN public.missing.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.missing.canonical_url IS 'The article''s main address.';

COMMENT ON COLUMN public.missing.title IS 'Headline of the latest text.';

COMMENT ON COLUMN public.missing.published_on IS 'Day of publication, the source''s local day, as the page states it; null where it states none.';

COMMENT ON COLUMN public.missing.kind IS 'gone (404, 410), soft 404, redirected home or moved.';

COMMENT ON COLUMN public.missing.first_missing_at IS 'The first look that did not find it.';

COMMENT ON COLUMN public.missing.check_count IS 'Looks that did not find it; see removal for how many it takes.';

COMMENT ON COLUMN public.missing.evidence IS 'What was seen that says so, with its times.';

CREATE TABLE public.page_event (
    id bigint NOT NULL,
    page_id bigint NOT NULL,
    run_id bigint,
    at timestamp with time zone DEFAULT now() NOT NULL,
    state text NOT NULL,
    outcome text,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT page_event_outcome_known_check CHECK (((outcome IS NULL) OR (outcome = ANY (ARRAY['new'::text, 'revised'::text, 'unchanged'::text, 'duplicate'::text, 'skipped'::text, 'failed'::text])))),
    CONSTRAINT page_event_state_known_check CHECK ((state = ANY (ARRAY['queued'::text, 'fetched'::text, 'archived'::text, 'alias'::text, 'skipped'::text, 'failed'::text, 'missing'::text, 'gone'::text])))
);

COMMENT ON TABLE public.page_event IS 'The history of each page: every change of state, and every outcome of a run.';

COMMENT ON COLUMN public.page_event.state IS 'the state after the event';

COMMENT ON COLUMN public.page_event.outcome IS 'what the run did to the page; null for a step on the way';

ALTER TABLE public.page_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.page_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.page ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.page_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.page_of_day AS
SELECT
    NULL::text AS source,
    NULL::date AS published_on,
    NULL::text AS ending,
    NULL::text AS reason,
    NULL::text AS url,
    NULL::bigint AS article_id,
    NULL::bigint AS page_id,
    NULL::boolean AS is_missing,
    NULL::boolean AS is_provisional,
    NULL::boolean AS is_listable,
    NULL::boolean AS is_in_feed,
    NULL::boolean AS is_in_sitemap,
    NULL::boolean AS is_in_section,
    NULL::boolean AS is_in_wp_json,
    NULL::boolean AS is_in_date_archive,
    NULL::date AS undated_until;

COMMENT ON VIEW public.page_of_day IS 'The pages behind completeness: every article, and every address that gave none, once, on its day. Aliases and addresses that were refused before they were asked are left out.';

COMMENT ON COLUMN public.page_of_day.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.page_of_day.published_on IS 'The day the article states; else the one its listing says; else the one on which it was discovered. Local to the source.';

COMMENT ON COLUMN public.page_of_day.ending IS 'archived, gone, no article; or queued, fetched, failed, missing, closed (by robots.txt), unreadable.';

COMMENT ON COLUMN public.page_of_day.reason IS 'Why, in a few words; empty where nothing is to be explained.';

COMMENT ON COLUMN public.page_of_day.url IS 'The article''s main address.';

COMMENT ON COLUMN public.page_of_day.article_id IS 'The article: one piece of writing of one source, whatever its addresses. See article_current.';

COMMENT ON COLUMN public.page_of_day.page_id IS 'The address; null where an article stands for all of its addresses.';

COMMENT ON COLUMN public.page_of_day.is_missing IS 'It did not end well: the archive lacks what may be an article of the day.';

COMMENT ON COLUMN public.page_of_day.is_provisional IS 'No article states the day: only the listing does, or nothing.';

COMMENT ON COLUMN public.page_of_day.is_listable IS 'A whole listing of the day has to name it: its day is known, and the site has not taken it down.';

COMMENT ON COLUMN public.page_of_day.is_in_feed IS 'A feed has named it, under whatever address; the others likewise.';

COMMENT ON COLUMN public.page_of_day.is_in_sitemap IS 'Whether a sitemap named it.';

COMMENT ON COLUMN public.page_of_day.is_in_section IS 'Whether a section''s list named it.';

COMMENT ON COLUMN public.page_of_day.is_in_wp_json IS 'Whether WordPress''s REST interface named it.';

COMMENT ON COLUMN public.page_of_day.is_in_date_archive IS 'Whether the list of a day named it.';

COMMENT ON COLUMN public.page_of_day.undated_until IS 'Nothing tells the day of this page that did not end well: it is this one or any before. Null where the day is known, or nothing is missing.';

CREATE VIEW public.people_together AS
 SELECT one.value AS person,
    other.value AS other,
    count(*) AS article_count,
    count(*) FILTER (WHERE one.is_origin) AS story_count,
    count(*) FILTER (WHERE (public.first_named(one.evidence) < public.first_named(other.evidence))) AS named_first_count,
    min(one.published_on) AS first_on,
    max(one.published_on) AS last_on
   FROM (public.label one
     JOIN public.label other ON (((other.article_id = one.article_id) AND (other.kind = 'person'::text) AND (other.value <> one.value))))
  WHERE (one.kind = 'person'::text)
  GROUP BY one.value, other.value;

COMMENT ON VIEW public.people_together IS 'Who is named together: two people of one article, each pair in both orders. Ask for one person.';

COMMENT ON COLUMN public.people_together.person IS 'Id of the person: congresswatch label list --kind person.';

COMMENT ON COLUMN public.people_together.other IS 'Id of the person named beside.';

COMMENT ON COLUMN public.people_together.article_count IS 'Articles, reprints and all.';

COMMENT ON COLUMN public.people_together.story_count IS 'Of them, those that told their story first: their sum counts each story once.';

COMMENT ON COLUMN public.people_together.named_first_count IS 'Articles that name person before other: the order of names is politics.';

COMMENT ON COLUMN public.people_together.first_on IS 'Day of the first such article.';

COMMENT ON COLUMN public.people_together.last_on IS 'Day of the last such article.';

CREATE VIEW public.phrase_first AS
 SELECT value AS phrase,
    source,
    published_on AS first_on,
    article_id,
    title,
    url,
    (published_on - min(published_on) OVER (PARTITION BY value)) AS lag_days,
    rank() OVER (PARTITION BY value ORDER BY published_on) AS said_nth
   FROM ( SELECT DISTINCT ON (label.value, label.source) label.value,
            label.source,
            label.published_on,
            label.article_id,
            label.title,
            label.url
           FROM public.label
          WHERE ((label.kind = 'phrase'::text) AND (label.published_on IS NOT NULL) AND label.is_origin AND (label.date_precision <> ALL (ARRAY['month'::text, 'year'::text])))
          ORDER BY label.value, label.source, label.published_on, label.article_id) first_of_source;

COMMENT ON VIEW public.phrase_first IS 'Who said it first: of each phrase and source the first article that has it, and how many days after the first of all. Reprints, articles without a day and days that are guesses are left out.';

COMMENT ON COLUMN public.phrase_first.phrase IS 'Id of the set phrase: congresswatch label list --kind phrase.';

COMMENT ON COLUMN public.phrase_first.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.phrase_first.first_on IS 'Day of the first such article.';

COMMENT ON COLUMN public.phrase_first.article_id IS 'The article: one piece of writing of one source, whatever its addresses. See article_current.';

COMMENT ON COLUMN public.phrase_first.title IS 'Headline of the latest text.';

COMMENT ON COLUMN public.phrase_first.url IS 'The article''s main address.';

COMMENT ON COLUMN public.phrase_first.lag_days IS 'Days after the first source of all; 0: it was the first, or of the same day.';

COMMENT ON COLUMN public.phrase_first.said_nth IS 'The how-manyth source it was; equal days share a number.';

CREATE VIEW public.phrase_silence AS
 SELECT used.phrase,
    used.source,
    used.article_count,
    used.last_on,
    since.article_count AS articles_since,
    since.complete_days AS complete_days_since,
    since.day_count AS days_since
   FROM ((( SELECT label.value AS phrase,
            label.source,
            count(*) AS article_count,
            max(label.published_on) AS last_on
           FROM public.label
          WHERE ((label.kind = 'phrase'::text) AND (label.published_on IS NOT NULL))
          GROUP BY label.value, label.source) used
     JOIN public.source ON ((source.slug = used.source)))
     CROSS JOIN LATERAL ( SELECT ( SELECT count(*) AS count
                   FROM (public.revision
                     JOIN public.article ON ((article.id = revision.article_id)))
                  WHERE (revision.is_current AND (article.source_id = source.id) AND (revision.published_on > used.last_on))) AS article_count,
            count(*) AS day_count,
            count(*) FILTER (WHERE (completeness_day.state = 'complete'::text)) AS complete_days
           FROM public.completeness_day
          WHERE ((completeness_day.source_id = source.id) AND (completeness_day.published_on > used.last_on))) since);

COMMENT ON VIEW public.phrase_silence IS 'Who stopped: of each phrase and source the last day it was used, and what of the source is known since. A phrase has stopped where many articles and complete days have passed without it; where no day since is complete the silence may be our outage.';

COMMENT ON COLUMN public.phrase_silence.phrase IS 'Id of the set phrase: congresswatch label list --kind phrase.';

COMMENT ON COLUMN public.phrase_silence.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.phrase_silence.article_count IS 'Articles of the source that have it.';

COMMENT ON COLUMN public.phrase_silence.last_on IS 'Day of the last such article.';

COMMENT ON COLUMN public.phrase_silence.articles_since IS 'Articles of the source published since, all without it.';

COMMENT ON COLUMN public.phrase_silence.complete_days_since IS 'Days since then of which every page is in the archive ...';

COMMENT ON COLUMN public.phrase_silence.days_since IS '... of so many.';

CREATE VIEW public.phrase_use AS
 SELECT label.value AS phrase,
    coverage_tag.congress_id,
    label.source,
    count(*) AS article_count,
    count(*) FILTER (WHERE label.is_origin) AS story_count,
    min(label.published_on) AS first_on,
    max(label.published_on) AS last_on
   FROM ((public.label
     JOIN public.revision ON (((revision.article_id = label.article_id) AND revision.is_current)))
     JOIN public.coverage_tag ON (((coverage_tag.revision_id = revision.id) AND (coverage_tag.level <> 'anchor'::text))))
  WHERE (label.kind = 'phrase'::text)
  GROUP BY label.value, coverage_tag.congress_id, label.source;

COMMENT ON VIEW public.phrase_use IS 'Which phrases go with which meeting, by source: of the articles that cover it more than in passing, how many have the phrase, and from when to when.';

COMMENT ON COLUMN public.phrase_use.phrase IS 'Id of the set phrase: congresswatch label list --kind phrase.';

COMMENT ON COLUMN public.phrase_use.congress_id IS 'The meeting''s id, e.g. cpc-chongqing-6: congresswatch congress list.';

COMMENT ON COLUMN public.phrase_use.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.phrase_use.article_count IS 'Articles, reprints and all.';

COMMENT ON COLUMN public.phrase_use.story_count IS 'Of them, those that told their story first.';

COMMENT ON COLUMN public.phrase_use.first_on IS 'Day of the first such article.';

COMMENT ON COLUMN public.phrase_use.last_on IS 'Day of the last such article.';

CREATE TABLE public.rederived (
    id bigint NOT NULL,
    source_id bigint NOT NULL,
    capture_id bigint NOT NULL,
    article_id bigint,
    revision_id bigint,
    was_sha256 bytea,
    kinds text[] DEFAULT '{}'::text[] NOT NULL,
    changed_count bigint DEFAULT 0 NOT NULL,
    becomes jsonb,
    tagging jsonb,
    title text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL
);

COMMENT ON TABLE public.rederived IS 'What reading a capture again came to, where it is not what is stored, until it is made current.';

COMMENT ON COLUMN public.rederived.revision_id IS 'null: a capture that had been refused is an article now';

COMMENT ON COLUMN public.rederived.was_sha256 IS 'its revision_sha256 when it was read';

COMMENT ON COLUMN public.rederived.kinds IS 'what would change; empty: nothing but who read it last';

COMMENT ON COLUMN public.rederived.changed_count IS 'words that go or come';

COMMENT ON COLUMN public.rederived.becomes IS 'columns of the revision that would change; null: it is refused now';

COMMENT ON COLUMN public.rederived.tagging IS 'its coverage and tags then';

COMMENT ON COLUMN public.rederived.title IS 'of what would be an article, for the report';

COMMENT ON COLUMN public.rederived.reason IS 'why it is refused now, or had been refused';

ALTER TABLE public.rederived ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.rederived_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.removal AS
 SELECT absence.article_id,
    source.slug AS source,
    article.canonical_url,
    revision.title,
    revision.published_on,
    absence.kind,
    absence.first_missing_at,
    absence.confirmed_at,
    absence.reappeared_at,
    absence.check_count,
    absence.evidence
   FROM (((public.absence
     JOIN public.article ON ((article.id = absence.article_id)))
     JOIN public.source ON ((source.id = article.source_id)))
     JOIN public.revision ON (((revision.article_id = article.id) AND revision.is_current)))
  WHERE (absence.confirmed_at IS NOT NULL);

COMMENT ON VIEW public.removal IS 'Articles that their site took down, each time it did: confirmed by several looks over some time. Their texts stay in article_current.';

COMMENT ON COLUMN public.removal.article_id IS 'The article: one piece of writing of one source, whatever its addresses. See article_current.';

COMMENT ON COLUMN public.removal.source IS 'Short name of the source: congresswatch source list.';

COMMENT ON COLUMN public.removal.canonical_url IS 'The article''s main address.';

COMMENT ON COLUMN public.removal.title IS 'Headline of the latest text.';

COMMENT ON COLUMN public.removal.published_on IS 'Day of publication, the source''s local day, as the page states it; null where it states none.';

COMMENT ON COLUMN public.removal.kind IS 'gone (404, 410), soft 404 (a page with status 200 that says so), redirected home, moved (to another address of ours).';

COMMENT ON COLUMN public.removal.first_missing_at IS 'The first look that did not find it; it was there at the look before.';

COMMENT ON COLUMN public.removal.confirmed_at IS 'The look that made the evidence enough: see [removal] in the source''s file.';

COMMENT ON COLUMN public.removal.reappeared_at IS 'It was found there again; null: not so far.';

COMMENT ON COLUMN public.removal.check_count IS 'Looks that did not find it.';

COMMENT ON COLUMN public.removal.evidence IS 'Those looks: at (UTC) and finding.';

CREATE TABLE public.reprocessing (
    source_id bigint NOT NULL,
    run_id bigint NOT NULL,
    stage text NOT NULL,
    extractor_version text NOT NULL,
    rule_version text NOT NULL,
    facts_sha256 bytea NOT NULL,
    since date NOT NULL,
    until date NOT NULL,
    begun_at timestamp with time zone DEFAULT now() NOT NULL,
    total_count bigint DEFAULT 0 NOT NULL,
    article_id bigint DEFAULT 0 NOT NULL,
    sequence bigint DEFAULT 0 NOT NULL,
    capture_id bigint DEFAULT 0 NOT NULL,
    text_count bigint DEFAULT 0 NOT NULL,
    refused_count bigint DEFAULT 0 NOT NULL,
    still_refused_count bigint DEFAULT 0 NOT NULL,
    current_count bigint DEFAULT 0 NOT NULL,
    skipped_count bigint DEFAULT 0 NOT NULL,
    CONSTRAINT reprocessing_stage_known_check CHECK ((stage = ANY (ARRAY['deriving'::text, 'derived'::text, 'applying'::text, 'done'::text])))
);

COMMENT ON TABLE public.reprocessing IS 'How far deriving the texts of a source again from their captures is: the last time it was asked.';

COMMENT ON COLUMN public.reprocessing.run_id IS 'the run that began it';

COMMENT ON COLUMN public.reprocessing.stage IS 'deriving: captures are being read; derived: all were; applying: it is being made current; done';

COMMENT ON COLUMN public.reprocessing.facts_sha256 IS 'of the registry and of the source''s hints';

COMMENT ON COLUMN public.reprocessing.since IS 'local days of publication, both included';

COMMENT ON COLUMN public.reprocessing.total_count IS 'texts and refused captures to be read';

COMMENT ON COLUMN public.reprocessing.article_id IS 'of the last text that was read, and its place in the article';

COMMENT ON COLUMN public.reprocessing.capture_id IS 'the last refused capture that was read';

COMMENT ON COLUMN public.reprocessing.text_count IS 'texts read so far';

COMMENT ON COLUMN public.reprocessing.refused_count IS 'refused captures read so far';

COMMENT ON COLUMN public.reprocessing.still_refused_count IS 'of them, those that are refused again';

COMMENT ON COLUMN public.reprocessing.current_count IS 'rows of rederived made current so far';

COMMENT ON COLUMN public.reprocessing.skipped_count IS '... and left as they were, as a run had changed them meanwhile';

CREATE TABLE public.retagged (
    id bigint NOT NULL,
    retagging_id bigint NOT NULL,
    source_id bigint NOT NULL,
    revision_id bigint NOT NULL,
    is_former boolean NOT NULL,
    kinds text[] DEFAULT '{}'::text[] NOT NULL,
    before jsonb NOT NULL,
    tagging jsonb NOT NULL
);

COMMENT ON TABLE public.retagged IS 'What tagging a text again came to, where it is not what is stored, until it is made current.';

COMMENT ON COLUMN public.retagged.is_former IS 'the text was not the article''s current one when it was looked at';

COMMENT ON COLUMN public.retagged.kinds IS 'what moves: gained, lost, level, phase, day, main meeting ...';

COMMENT ON COLUMN public.retagged.before IS 'its coverage, with some words, and labels when it was looked at';

COMMENT ON COLUMN public.retagged.tagging IS 'its coverage and tags then';

ALTER TABLE public.retagged ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.retagged_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.retagging (
    id bigint NOT NULL,
    run_id bigint NOT NULL,
    stage text NOT NULL,
    rule_version text NOT NULL,
    basis text DEFAULT ''::text NOT NULL,
    begun_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    total_count bigint DEFAULT 0 NOT NULL,
    last_revision_id bigint DEFAULT 0 NOT NULL,
    at_former boolean DEFAULT false NOT NULL,
    at_revision_id bigint DEFAULT 0 NOT NULL,
    looked_count bigint DEFAULT 0 NOT NULL,
    tagged_count bigint DEFAULT 0 NOT NULL,
    why jsonb DEFAULT '{}'::jsonb NOT NULL,
    current_count bigint DEFAULT 0 NOT NULL,
    left_count bigint DEFAULT 0 NOT NULL,
    relabelled_id bigint DEFAULT 0 NOT NULL,
    CONSTRAINT retagging_stage_known_check CHECK ((stage = ANY (ARRAY['looking'::text, 'looked'::text, 'applying'::text, 'done'::text, 'given up'::text])))
);

COMMENT ON TABLE public.retagging IS 'How far tagging the archive''s texts again is; one row each time it was asked.';

COMMENT ON COLUMN public.retagging.run_id IS 'the run that began it';

COMMENT ON COLUMN public.retagging.stage IS 'looking: texts are being looked at; looked: all were; applying: it is being made current; done; given up: the rules changed once more';

COMMENT ON COLUMN public.retagging.rule_version IS 'the rules that texts are tagged by then';

COMMENT ON COLUMN public.retagging.basis IS 'by which they were tagged before; empty: it is not known';

COMMENT ON COLUMN public.retagging.total_count IS 'texts that there were when it began';

COMMENT ON COLUMN public.retagging.last_revision_id IS 'the last of them';

COMMENT ON COLUMN public.retagging.at_former IS 'texts read today were looked at; former ones are being';

COMMENT ON COLUMN public.retagging.at_revision_id IS 'the last text that was looked at';

COMMENT ON COLUMN public.retagging.looked_count IS 'texts looked at so far';

COMMENT ON COLUMN public.retagging.tagged_count IS 'of them, those that could have changed: tagged again';

COMMENT ON COLUMN public.retagging.why IS 'reason -> texts tagged again';

COMMENT ON COLUMN public.retagging.current_count IS 'texts whose new tags were made current so far';

COMMENT ON COLUMN public.retagging.left_count IS '... and left, as a run had stored them anew meanwhile';

COMMENT ON COLUMN public.retagging.relabelled_id IS 'up to here other tags are marked as of the new rules';

ALTER TABLE public.retagging ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.retagging_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.revision ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.revision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.run (
    id bigint NOT NULL,
    source_id bigint,
    flow text NOT NULL,
    flow_run_id text DEFAULT ''::text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    state text DEFAULT 'running'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    crawl jsonb DEFAULT '{}'::jsonb NOT NULL,
    judged_at timestamp with time zone,
    weighed_at timestamp with time zone,
    CONSTRAINT run_state_known_check CHECK ((state = ANY (ARRAY['running'::text, 'completed'::text, 'warning'::text, 'failed'::text, 'cancelled'::text, 'crashed'::text])))
);

COMMENT ON TABLE public.run IS 'One flow run on one source, as the archive saw it (Prefect''s records are not the truth).';

COMMENT ON COLUMN public.run.flow_run_id IS 'Prefect''s id of the run, where there is one';

COMMENT ON COLUMN public.run.reason IS 'why it failed or warned, for a person';

COMMENT ON COLUMN public.run.crawl IS 'the spider''s own counts; empty when it died before its end';

COMMENT ON COLUMN public.run.judged_at IS 'when its looks at pages became evidence of removals and doubts; null: not yet';

COMMENT ON COLUMN public.run.weighed_at IS 'when its findings became alarms, or cleared them; null: not yet';

ALTER TABLE public.run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.source ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.story AS
 SELECT story_cluster.id AS story_id,
    revision.title,
    story_cluster.origin_article_id,
    source.slug AS origin_source,
    article.canonical_url AS origin_url,
    story_cluster.origin_reason,
    story_cluster.is_origin_known,
    told.article_count,
    told.source_count,
    told.text_count,
    told.first_published_on,
    told.last_published_on,
    told.languages
   FROM ((((public.story_cluster
     JOIN public.article ON ((article.id = story_cluster.origin_article_id)))
     JOIN public.source ON ((source.id = article.source_id)))
     JOIN public.revision ON (((revision.article_id = article.id) AND revision.is_current)))
     CROSS JOIN LATERAL ( SELECT count(*) AS article_count,
            count(DISTINCT other.source_id) AS source_count,
            count(DISTINCT story_member.text_id) AS text_count,
            min(text.published_on) AS first_published_on,
            max(text.published_on) AS last_published_on,
            array_agg(DISTINCT text.language) AS languages
           FROM ((public.story_member
             JOIN public.article other ON ((other.id = story_member.article_id)))
             JOIN public.revision text ON (((text.article_id = other.id) AND text.is_current)))
          WHERE (story_member.story_id = story_cluster.id)) told);

COMMENT ON VIEW public.story IS 'One row for each story: the articles, across sources, that carry one text, whole, cut, reordered or reworded. Most have one article.';

COMMENT ON COLUMN public.story.story_id IS 'Stays with the story of the lowest number when two turn out to be one; the table story_merge leads from the others to it.';

COMMENT ON COLUMN public.story.title IS 'Of its origin.';

COMMENT ON COLUMN public.story.origin_article_id IS 'The article that told it first: by its date, and by whose text the others say it is.';

COMMENT ON COLUMN public.story.origin_source IS 'Source of the article that told the story first.';

COMMENT ON COLUMN public.story.origin_url IS 'Its address.';

COMMENT ON COLUMN public.story.origin_reason IS 'Why that one, in words.';

COMMENT ON COLUMN public.story.is_origin_known IS 'False: every article says it has the text from somebody who is not among them; this is the earliest copy.';

COMMENT ON COLUMN public.story.article_count IS 'Copies included, the origin too.';

COMMENT ON COLUMN public.story.source_count IS 'Outlets that carried it.';

COMMENT ON COLUMN public.story.text_count IS 'Different texts: exact copies count once.';

COMMENT ON COLUMN public.story.first_published_on IS 'Day of the earliest article of the story.';

COMMENT ON COLUMN public.story.last_published_on IS 'Day of the latest article of the story.';

COMMENT ON COLUMN public.story.languages IS 'Of its articles, as codes.';

CREATE TABLE public.story_band (
    version smallint NOT NULL,
    hash bigint NOT NULL,
    text_id bigint NOT NULL
);

COMMENT ON TABLE public.story_band IS 'Which texts have a number of their signature in common: candidates for copies.';

ALTER TABLE public.story_cluster ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.story_cluster_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.story_link (
    text_id bigint NOT NULL,
    other_text_id bigint NOT NULL,
    similarity real NOT NULL,
    containment real NOT NULL,
    share_kept real NOT NULL
);

COMMENT ON TABLE public.story_link IS 'Two texts that were proved copies of each other, as many as hold a story together.';

COMMENT ON COLUMN public.story_link.text_id IS 'the lower of the two';

COMMENT ON COLUMN public.story_link.similarity IS 'words in a row in common, of all both have';

COMMENT ON COLUMN public.story_link.containment IS '... of those of the shorter';

COMMENT ON COLUMN public.story_link.share_kept IS '... of those of the longer';

CREATE TABLE public.story_merge (
    from_story_id bigint NOT NULL,
    into_story_id bigint NOT NULL,
    text_id bigint NOT NULL,
    other_text_id bigint NOT NULL,
    merged_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE public.story_merge IS 'Stories that turned out to be one: what became of a number somebody noted down.';

COMMENT ON COLUMN public.story_merge.text_id IS 'the two texts that proved it';

CREATE TABLE public.story_text (
    id bigint NOT NULL,
    text_sha256 bytea NOT NULL,
    story_id bigint NOT NULL,
    version smallint DEFAULT 0 NOT NULL,
    bands bigint[],
    compared_with_text_id bigint,
    similarity real,
    containment real,
    share_kept real
);

COMMENT ON TABLE public.story_text IS 'A text, once however many articles carry it, and the story it belongs to.';

COMMENT ON COLUMN public.story_text.text_sha256 IS 'of the body, white space and letter forms folded';

COMMENT ON COLUMN public.story_text.version IS 'of the signature by which copies were looked for; 0: not yet';

COMMENT ON COLUMN public.story_text.bands IS 'the signature: what story_band holds';

COMMENT ON COLUMN public.story_text.compared_with_text_id IS 'the origin''s text, when the shares were told';

COMMENT ON COLUMN public.story_text.similarity IS 'words in a row in common, of all both have';

COMMENT ON COLUMN public.story_text.containment IS '... of those of the shorter';

COMMENT ON COLUMN public.story_text.share_kept IS '... of those of the origin';

ALTER TABLE public.story_text ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.story_text_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.syndication AS
 SELECT story_cluster.id AS story_id,
    origin.id AS origin_article_id,
    origin_source.slug AS origin_source,
    origin.canonical_url AS origin_url,
    copy.id AS copy_article_id,
    copy_source.slug AS copy_source,
    copy.canonical_url AS copy_url,
    copy_text.title AS copy_title,
        CASE
            WHEN ((copy_text.published_at IS NOT NULL) AND (origin_text.published_at IS NOT NULL)) THEN (copy_text.published_at - origin_text.published_at)
            ELSE (((copy_text.published_on - origin_text.published_on))::double precision * '1 day'::interval)
        END AS lag,
    ((copy_text.published_at IS NOT NULL) AND (origin_text.published_at IS NOT NULL)) AS is_lag_exact,
        CASE
            WHEN (member.text_id = first.text_id) THEN (1)::real
            WHEN (carried.compared_with_text_id = first.text_id) THEN carried.similarity
            ELSE NULL::real
        END AS similarity,
        CASE
            WHEN (member.text_id = first.text_id) THEN (1)::real
            WHEN (carried.compared_with_text_id = first.text_id) THEN carried.share_kept
            ELSE NULL::real
        END AS share_kept,
    (member.text_id = first.text_id) AS is_exact,
    copy_text.stated_origin,
    copy_text.published_on AS copy_published_on,
    origin_text.published_on AS origin_published_on
   FROM (((((((((public.story_cluster
     JOIN public.story_member first ON ((first.article_id = story_cluster.origin_article_id)))
     JOIN public.article origin ON ((origin.id = first.article_id)))
     JOIN public.source origin_source ON ((origin_source.id = origin.source_id)))
     JOIN public.revision origin_text ON (((origin_text.article_id = origin.id) AND origin_text.is_current)))
     JOIN public.story_member member ON (((member.story_id = story_cluster.id) AND (member.article_id <> first.article_id))))
     JOIN public.story_text carried ON ((carried.id = member.text_id)))
     JOIN public.article copy ON ((copy.id = member.article_id)))
     JOIN public.source copy_source ON ((copy_source.id = copy.source_id)))
     JOIN public.revision copy_text ON (((copy_text.article_id = copy.id) AND copy_text.is_current)));

COMMENT ON VIEW public.syndication IS 'Who copied whom: one row for each article that carries the text of another, its story''s origin.';

COMMENT ON COLUMN public.syndication.story_id IS 'The story: articles that carry the same text. See the view story.';

COMMENT ON COLUMN public.syndication.origin_article_id IS 'The article that told the story first, as far as known.';

COMMENT ON COLUMN public.syndication.origin_source IS 'Source of the article that told the story first.';

COMMENT ON COLUMN public.syndication.origin_url IS 'Its address.';

COMMENT ON COLUMN public.syndication.copy_article_id IS 'An article that carries the same text, whole, cut, reordered or reworded.';

COMMENT ON COLUMN public.syndication.copy_source IS 'Source of the copy.';

COMMENT ON COLUMN public.syndication.copy_url IS 'Address of the copy.';

COMMENT ON COLUMN public.syndication.copy_title IS 'Headline of the copy, which may be another than the origin''s.';

COMMENT ON COLUMN public.syndication.lag IS 'From the origin''s publication to the copy''s; negative where the origin is told from what the copies say, not from its date.';

COMMENT ON COLUMN public.syndication.is_lag_exact IS 'Both state an instant; false: whole days only.';

COMMENT ON COLUMN public.syndication.similarity IS 'Words in a row that both have, of all that either has: 1 for the same text. Null: told at the end of the next run.';

COMMENT ON COLUMN public.syndication.share_kept IS 'How much of the origin''s text the copy keeps, 0 to 1. Null as above.';

COMMENT ON COLUMN public.syndication.is_exact IS 'The same text, white space and letter forms apart.';

COMMENT ON COLUMN public.syndication.stated_origin IS 'Whose text the copy says it is; empty: it says nothing.';

COMMENT ON COLUMN public.syndication.copy_published_on IS 'Day of publication of the copy.';

COMMENT ON COLUMN public.syndication.origin_published_on IS 'Its day of publication.';

ALTER TABLE public.tag ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tag_rules (
    rule_version text NOT NULL,
    facts jsonb NOT NULL,
    first_used_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE public.tag_rules IS 'Rules that texts were tagged by, each with its registry, to tell what changed.';

COMMENT ON COLUMN public.tag_rules.rule_version IS 'version of the rules, digest of the registry';

COMMENT ON COLUMN public.tag_rules.facts IS 'the registry: kind -> id -> entry';

CREATE TABLE public.tagged_otherwise (
    id bigint NOT NULL,
    revision_id bigint NOT NULL,
    rule_version text NOT NULL
);

COMMENT ON TABLE public.tagged_otherwise IS 'Texts tagged by other rules than the archive (archive_fact, tag_rules), or while it is retagged.';

COMMENT ON COLUMN public.tagged_otherwise.id IS 'another each time the text is tagged';

COMMENT ON COLUMN public.tagged_otherwise.rule_version IS 'empty: it is not known which';

ALTER TABLE public.tagged_otherwise ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tagged_otherwise_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.validator (
    source_id bigint NOT NULL,
    url text NOT NULL,
    etag text DEFAULT ''::text NOT NULL,
    last_modified text DEFAULT ''::text NOT NULL,
    index_modified_at timestamp with time zone,
    body_sha256 bytea NOT NULL,
    full_read_at timestamp with time zone NOT NULL,
    header_trust bigint DEFAULT 0 NOT NULL,
    index_trust bigint DEFAULT 0 NOT NULL
);

COMMENT ON TABLE public.validator IS 'What a listing page said of itself when it was last read whole, and how far that can be trusted.';

COMMENT ON COLUMN public.validator.index_modified_at IS 'a sitemap''s last change as its index says';

COMMENT ON COLUMN public.validator.header_trust IS 'above 0: body and headers were seen to change together, and never apart since';

COMMENT ON COLUMN public.validator.index_trust IS 'the same of the index''s word';

ALTER TABLE public.walk ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.walk_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_page_id_first_missing_at_key UNIQUE (page_id, first_missing_at);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.alarm
    ADD CONSTRAINT alarm_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY public.archive_fact
    ADD CONSTRAINT archive_fact_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_source_id_url_key_sha256_key UNIQUE (source_id, url_key_sha256);

ALTER TABLE ONLY public.blob
    ADD CONSTRAINT blob_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY public.capture
    ADD CONSTRAINT capture_page_id_captured_at_key UNIQUE (page_id, captured_at);

ALTER TABLE ONLY public.capture
    ADD CONSTRAINT capture_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.completeness_day
    ADD CONSTRAINT completeness_day_pkey PRIMARY KEY (source_id, published_on);

ALTER TABLE ONLY public.completeness_kept
    ADD CONSTRAINT completeness_kept_pkey PRIMARY KEY (source_id);

ALTER TABLE ONLY public.congress
    ADD CONSTRAINT congress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.coverage_day
    ADD CONSTRAINT coverage_day_pkey PRIMARY KEY (congress_id, source_id, published_on);

ALTER TABLE ONLY public.coverage_mark
    ADD CONSTRAINT coverage_mark_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.coverage_tag
    ADD CONSTRAINT coverage_tag_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.coverage_tag
    ADD CONSTRAINT coverage_tag_revision_id_congress_id_key UNIQUE (revision_id, congress_id);

ALTER TABLE ONLY public.doubt
    ADD CONSTRAINT doubt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (page_id, way);

ALTER TABLE ONLY public.furniture
    ADD CONSTRAINT furniture_pkey PRIMARY KEY (source_id, key, place);

ALTER TABLE ONLY public.host_turn
    ADD CONSTRAINT host_turn_pkey PRIMARY KEY (host);

ALTER TABLE ONLY public.listing_read
    ADD CONSTRAINT listing_read_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.page_event
    ADD CONSTRAINT page_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_source_id_url_key_sha256_key UNIQUE (source_id, url_key_sha256);

ALTER TABLE ONLY public.rederived
    ADD CONSTRAINT rederived_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reprocessing
    ADD CONSTRAINT reprocessing_pkey PRIMARY KEY (source_id);

ALTER TABLE ONLY public.retagged
    ADD CONSTRAINT retagged_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.retagging
    ADD CONSTRAINT retagging_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_article_id_sequence_key UNIQUE (article_id, sequence);

ALTER TABLE ONLY public.revision_change
    ADD CONSTRAINT revision_change_pkey PRIMARY KEY (to_revision_id);

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.story_band
    ADD CONSTRAINT story_band_pkey PRIMARY KEY (version, hash, text_id);

ALTER TABLE ONLY public.story_cluster
    ADD CONSTRAINT story_cluster_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.story_link
    ADD CONSTRAINT story_link_pkey PRIMARY KEY (text_id, other_text_id);

ALTER TABLE ONLY public.story_member
    ADD CONSTRAINT story_member_pkey PRIMARY KEY (article_id);

ALTER TABLE ONLY public.story_merge
    ADD CONSTRAINT story_merge_pkey PRIMARY KEY (from_story_id);

ALTER TABLE ONLY public.story_text
    ADD CONSTRAINT story_text_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.story_text
    ADD CONSTRAINT story_text_text_sha256_key UNIQUE (text_sha256);

ALTER TABLE ONLY public.tag
    ADD CONSTRAINT tag_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tag
    ADD CONSTRAINT tag_revision_id_kind_value_key UNIQUE (revision_id, kind, value);

ALTER TABLE ONLY public.tag_rules
    ADD CONSTRAINT tag_rules_pkey PRIMARY KEY (rule_version);

ALTER TABLE ONLY public.tagged_otherwise
    ADD CONSTRAINT tagged_otherwise_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tagged_otherwise
    ADD CONSTRAINT tagged_otherwise_revision_id_key UNIQUE (revision_id);

ALTER TABLE ONLY public.validator
    ADD CONSTRAINT validator_pkey PRIMARY KEY (source_id, url);

ALTER TABLE ONLY public.walk
    ADD CONSTRAINT walk_pkey PRIMARY KEY (id);

CREATE INDEX absence_article_id_idx ON public.absence USING btree (article_id);

CREATE UNIQUE INDEX alarm_lasting_idx ON public.alarm USING btree (source_id, cause) NULLS NOT DISTINCT WHERE (cleared_at IS NULL);

CREATE INDEX alarm_source_id_cause_opened_at_idx ON public.alarm USING btree (source_id, cause, opened_at);

CREATE INDEX capture_blob_sha256_idx ON public.capture USING btree (blob_sha256);

CREATE INDEX capture_unprocessed_idx ON public.capture USING btree (page_id) WHERE (processed_at IS NULL);

CREATE INDEX coverage_day_source_id_published_on_idx ON public.coverage_day USING btree (source_id, published_on);

CREATE INDEX coverage_mark_source_id_published_on_idx ON public.coverage_mark USING btree (source_id, published_on);

CREATE INDEX coverage_tag_congress_id_level_idx ON public.coverage_tag USING btree (congress_id, level);

CREATE INDEX doubt_source_id_since_at_idx ON public.doubt USING btree (source_id, since_at);

CREATE INDEX listing_read_source_id_way_root_url_read_at_idx ON public.listing_read USING btree (source_id, way, root_url, read_at);

CREATE INDEX page_article_id_idx ON public.page USING btree (article_id) WHERE (article_id IS NOT NULL);

CREATE INDEX page_check_idx ON public.page USING btree (source_id, check_at) WHERE ((article_id IS NOT NULL) AND (state = ANY (ARRAY['archived'::text, 'missing'::text, 'gone'::text])));

CREATE INDEX page_due_idx ON public.page USING btree (source_id, due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX page_event_page_id_at_idx ON public.page_event USING btree (page_id, at);

CREATE INDEX page_event_run_id_outcome_idx ON public.page_event USING btree (run_id, outcome);

CREATE INDEX page_part_idx ON public.page USING btree (source_id, part_of_sha256) WHERE (part_of_sha256 IS NOT NULL);

CREATE INDEX page_source_id_discovered_on_state_idx ON public.page USING btree (source_id, discovered_on, state);

CREATE INDEX page_source_id_listed_on_idx ON public.page USING btree (source_id, listed_on);

CREATE INDEX page_unsettled_idx ON public.page USING btree (source_id, COALESCE(listed_on, discovered_on)) WHERE (article_id IS NULL);

CREATE INDEX rederived_changed_idx ON public.rederived USING btree (source_id, article_id) WHERE (kinds <> '{}'::text[]);

CREATE INDEX rederived_equal_idx ON public.rederived USING btree (source_id, id) WHERE (kinds = '{}'::text[]);

CREATE INDEX retagged_retagging_id_is_former_source_id_id_idx ON public.retagged USING btree (retagging_id, is_former, source_id, id);

CREATE UNIQUE INDEX retagging_under_way_idx ON public.retagging USING btree ((true)) WHERE (stage = ANY (ARRAY['looking'::text, 'looked'::text, 'applying'::text]));

CREATE INDEX revision_change_from_revision_id_idx ON public.revision_change USING btree (from_revision_id);

CREATE UNIQUE INDEX revision_current_idx ON public.revision USING btree (article_id) WHERE is_current;

CREATE INDEX revision_edited_idx ON public.revision USING btree (article_id) WHERE (sequence > 1);

CREATE INDEX revision_published_idx ON public.revision USING btree (published_on) WHERE is_current;

CREATE INDEX revision_search_en_idx ON public.revision USING gin (published_on, public.english_words(title, body)) WITH (fastupdate=off) WHERE (is_current AND (language <> 'zh'::text));

CREATE INDEX revision_search_pairs_idx ON public.revision USING gin (published_on, public.english_pairs(title, body)) WITH (fastupdate=off) WHERE (is_current AND (language <> 'zh'::text));
ALTER INDEX public.revision_search_pairs_idx ALTER COLUMN 2 SET STATISTICS 0;

CREATE INDEX revision_search_zh_idx ON public.revision USING gin (published_on, public.chinese_words(title, body)) WITH (fastupdate=off) WHERE (is_current AND (language = 'zh'::text));

CREATE INDEX revision_text_sha256_idx ON public.revision USING btree (text_sha256);

CREATE INDEX run_source_id_started_at_idx ON public.run USING btree (source_id, started_at);

CREATE INDEX story_cluster_untold_idx ON public.story_cluster USING btree (id) WHERE (NOT are_shares_told);

CREATE INDEX story_link_other_text_id_idx ON public.story_link USING btree (other_text_id);

CREATE INDEX story_member_story_id_idx ON public.story_member USING btree (story_id);

CREATE INDEX story_member_text_id_idx ON public.story_member USING btree (text_id);

CREATE INDEX story_text_story_id_idx ON public.story_text USING btree (story_id);

CREATE INDEX story_text_version_idx ON public.story_text USING btree (version);

CREATE INDEX tag_kind_value_idx ON public.tag USING btree (kind, value);

CREATE INDEX walk_source_id_way_root_url_started_at_idx ON public.walk USING btree (source_id, way, root_url, started_at);

CREATE OR REPLACE VIEW public.completeness AS
 SELECT day.source,
    day.published_on,
        CASE
            WHEN ((day.published_on < reading.today) AND proof.is_whole AND (day.missing_count = 0) AND (undated.page_count = 0)) THEN 'complete'::text
            WHEN ((day.published_on = reading.today) OR (day.listed_count > 0) OR (proof.is_whole IS NOT NULL) OR (reading.looked_at @> day.published_on)) THEN 'partial'::text
            ELSE 'not looked'::text
        END AS state,
    day.listed_count,
    day.archived_count,
    day.missing_count,
    day.is_provisional,
    regexp_replace(regexp_replace(concat_ws('; '::text,
        CASE
            WHEN (day.published_on = reading.today) THEN 'the day is not over'::text
            WHEN (proof.is_whole IS NULL) THEN 'no listing was read back past this day since it ended'::text
            ELSE NULL::text
        END,
        CASE
            WHEN (day.failed_count > (0)::numeric) THEN ((day.failed_count || ' pages failed: '::text) || day.failures)
            ELSE NULL::text
        END,
        CASE
            WHEN (day.unreadable_count > (0)::numeric) THEN ((day.unreadable_count || ' pages could not be read: '::text) || day.unreadable)
            ELSE NULL::text
        END,
        CASE
            WHEN (day.queued_count > (0)::numeric) THEN (day.queued_count || ' pages wait to be fetched'::text)
            ELSE NULL::text
        END,
        CASE
            WHEN (day.fetched_count > (0)::numeric) THEN (day.fetched_count || ' pages wait to be processed'::text)
            ELSE NULL::text
        END,
        CASE
            WHEN (day.closed_count > (0)::numeric) THEN (day.closed_count || ' closed by robots.txt'::text)
            ELSE NULL::text
        END,
        CASE
            WHEN (undated.page_count = 1) THEN '1 undated page waits or failed: its day is not known'::text
            WHEN (undated.page_count > 1) THEN (undated.page_count || ' undated pages wait or failed: their day is not known'::text)
            ELSE NULL::text
        END,
        CASE
            WHEN (NOT proof.is_whole) THEN proof.left_out
            ELSE NULL::text
        END), '\m1 pages'::text, '1 page'::text, 'g'::text), '\m1 page wait'::text, '1 page waits'::text, 'g'::text) AS reason
   FROM (((( SELECT counted.source,
            counted.published_on,
            (sum(counted.page_count))::bigint AS listed_count,
            (COALESCE(sum(counted.page_count) FILTER (WHERE (counted.ending = 'archived'::text)), (0)::numeric))::bigint AS archived_count,
            (COALESCE(sum(counted.page_count) FILTER (WHERE counted.is_missing), (0)::numeric))::bigint AS missing_count,
            bool_or(counted.is_provisional) AS is_provisional,
            sum(counted.page_count) FILTER (WHERE (counted.ending = ANY (ARRAY['failed'::text, 'missing'::text]))) AS failed_count,
            string_agg(counted.told, ', '::text ORDER BY counted.page_count DESC, counted.reason) FILTER (WHERE (counted.ending = ANY (ARRAY['failed'::text, 'missing'::text]))) AS failures,
            sum(counted.page_count) FILTER (WHERE (counted.ending = 'unreadable'::text)) AS unreadable_count,
            string_agg(counted.told, ', '::text ORDER BY counted.page_count DESC, counted.reason) FILTER (WHERE (counted.ending = 'unreadable'::text)) AS unreadable,
            sum(counted.page_count) FILTER (WHERE (counted.ending = 'queued'::text)) AS queued_count,
            sum(counted.page_count) FILTER (WHERE (counted.ending = 'fetched'::text)) AS fetched_count,
            sum(counted.page_count) FILTER (WHERE (counted.ending = 'closed'::text)) AS closed_count,
            sum(counted.not_in_feed) AS not_in_feed,
            sum(counted.not_in_sitemap) AS not_in_sitemap,
            sum(counted.not_in_section) AS not_in_section,
            sum(counted.not_in_wp_json) AS not_in_wp_json,
            sum(counted.not_in_date_archive) AS not_in_date_archive
           FROM ( SELECT page_of_day.source,
                    page_of_day.published_on,
                    page_of_day.ending,
                    page_of_day.reason,
                    (((COALESCE(NULLIF(page_of_day.reason, ''::text), 'no reason'::text) || ' ('::text) || count(*)) || ')'::text) AS told,
                    page_of_day.is_missing,
                    count(*) AS page_count,
                    bool_or(page_of_day.is_provisional) AS is_provisional,
                    count(*) FILTER (WHERE (page_of_day.is_listable AND (NOT page_of_day.is_in_feed))) AS not_in_feed,
                    count(*) FILTER (WHERE (page_of_day.is_listable AND (NOT page_of_day.is_in_sitemap))) AS not_in_sitemap,
                    count(*) FILTER (WHERE (page_of_day.is_listable AND (NOT page_of_day.is_in_section))) AS not_in_section,
                    count(*) FILTER (WHERE (page_of_day.is_listable AND (NOT page_of_day.is_in_wp_json))) AS not_in_wp_json,
                    count(*) FILTER (WHERE (page_of_day.is_listable AND (NOT page_of_day.is_in_date_archive))) AS not_in_date_archive
                   FROM public.page_of_day
                  GROUP BY page_of_day.source, page_of_day.published_on, page_of_day.ending, page_of_day.reason, page_of_day.is_missing
                UNION ALL
                 SELECT source.slug,
                    (first.day + passed.passed),
                    ''::text,
                    ''::text,
                    ''::text,
                    false,
                    0,
                    false,
                    0,
                    0,
                    0,
                    0,
                    0
                   FROM ((public.source
                     CROSS JOIN LATERAL ( SELECT LEAST(( SELECT revision.published_on
                                   FROM (public.revision
                                     JOIN public.article ON ((article.id = revision.article_id)))
                                  WHERE (revision.is_current AND (article.source_id = source.id) AND (revision.published_on IS NOT NULL))
                                  ORDER BY revision.published_on
                                 LIMIT 1), ( SELECT min(page_of_day.published_on) AS min
                                   FROM public.page_of_day
                                  WHERE ((page_of_day.source = source.slug) AND (page_of_day.is_provisional OR (page_of_day.ending <> 'archived'::text)))), ( SELECT min(lower(walk.covers)) AS min
                                   FROM public.walk
                                  WHERE ((walk.source_id = source.id) AND (lower(walk.covers) > '-infinity'::date))), ( SELECT ((min(LEAST(run.started_at, now())) AT TIME ZONE source.timezone))::date AS timezone
                                   FROM public.run
                                  WHERE (run.source_id = source.id))) AS day
                         OFFSET 0) first)
                     CROSS JOIN LATERAL generate_series(0, (((now() AT TIME ZONE source.timezone))::date - first.day)) passed(passed))) counted
          GROUP BY counted.source, counted.published_on) day
     JOIN ( SELECT source.slug,
            ((now() AT TIME ZONE source.timezone))::date AS today,
            range_agg(days_read.days) FILTER (WHERE (days_read.way = 'feed'::text)) AS feed,
            range_agg(days_read.days) FILTER (WHERE (days_read.way = 'sitemap'::text)) AS sitemap,
            range_agg(days_read.days) FILTER (WHERE (days_read.way = 'section'::text)) AS section,
            range_agg(days_read.days) FILTER (WHERE (days_read.way = 'wp_json'::text)) AS wp_json,
            range_agg(days_read.days) FILTER (WHERE (days_read.way = 'date_archive'::text)) AS date_archive,
            ( SELECT range_agg(walked.days) AS range_agg
                   FROM ( SELECT DISTINCT daterange(walk.oldest_on, ((walk.started_at AT TIME ZONE source.timezone))::date, '[]'::text) AS days
                           FROM public.walk
                          WHERE ((walk.source_id = source.id) AND (walk.oldest_on <= ((walk.started_at AT TIME ZONE source.timezone))::date))
                        UNION
                         SELECT walk.covers
                           FROM public.walk
                          WHERE ((walk.source_id = source.id) AND (walk.covers IS NOT NULL))) walked) AS looked_at,
            ( SELECT array_agg(page_of_day.undated_until ORDER BY page_of_day.undated_until) AS array_agg
                   FROM public.page_of_day
                  WHERE ((page_of_day.source = source.slug) AND (page_of_day.page_id IS NOT NULL) AND (page_of_day.undated_until IS NOT NULL))) AS undated_until
           FROM (public.source
             LEFT JOIN public.days_read ON ((days_read.source = source.slug)))
          GROUP BY source.slug, source.id) reading ON ((reading.slug = day.source)))
     CROSS JOIN LATERAL ( SELECT bool_or((proving.left_out_count = (0)::numeric)) AS is_whole,
            string_agg((((proving.way || ' left out '::text) || proving.left_out_count) || ' pages that other ways found'::text), '; '::text ORDER BY proving.way) FILTER (WHERE (proving.left_out_count > (0)::numeric)) AS left_out
           FROM ( VALUES ('feed'::text,reading.feed,day.not_in_feed), ('sitemap'::text,reading.sitemap,day.not_in_sitemap), ('section'::text,reading.section,day.not_in_section), ('wp_json'::text,reading.wp_json,day.not_in_wp_json), ('date_archive'::text,reading.date_archive,day.not_in_date_archive)) proving(way, days, left_out_count)
          WHERE (proving.days @> day.published_on)) proof)
     CROSS JOIN LATERAL ( SELECT COALESCE((cardinality(reading.undated_until) - width_bucket((day.published_on - 1), reading.undated_until)), 0) AS page_count) undated)
  WHERE (day.published_on <= reading.today);

CREATE OR REPLACE VIEW public.days_read AS
 SELECT roots.source,
    roots.way,
    range_intersect_agg(roots.days) AS days
   FROM ( SELECT source.slug AS source,
            named.way,
            root.url,
            COALESCE(range_agg(walked.covers), '{}'::datemultirange) AS days
           FROM (((public.source
             CROSS JOIN LATERAL jsonb_each(source.listings) named(way, urls))
             CROSS JOIN LATERAL jsonb_array_elements_text(named.urls) root(url))
             LEFT JOIN LATERAL ( SELECT DISTINCT walk.covers
                   FROM public.walk
                  WHERE ((walk.source_id = source.id) AND (walk.way = named.way) AND (split_part(walk.root_url, '#'::text, 1) = root.url) AND (walk.covers IS NOT NULL))) walked ON (true))
          WHERE (named.way <> ALL (ARRAY['wp_json'::text, 'date_archive'::text]))
          GROUP BY source.slug, named.way, root.url) roots
  GROUP BY roots.source, roots.way
UNION ALL
 SELECT source.slug AS source,
    'wp_json'::text AS way,
    range_agg(walk.covers) AS days
   FROM (public.source
     JOIN public.walk ON (((walk.source_id = source.id) AND (walk.way = 'wp_json'::text) AND (walk.covers IS NOT NULL))))
  GROUP BY source.slug
UNION ALL
 SELECT archived.source,
    'date_archive'::text AS way,
    range_agg(daterange(archived.day, (archived.day + 1))) AS days
   FROM ( SELECT source.slug AS source,
            (lower(walk.covers) + passed.passed) AS day
           FROM ((public.source
             JOIN public.walk ON (((walk.source_id = source.id) AND (walk.way = 'date_archive'::text))))
             CROSS JOIN LATERAL generate_series(0, ((upper(walk.covers) - lower(walk.covers)) - 1)) passed(passed))
          GROUP BY source.id, (lower(walk.covers) + passed.passed)
         HAVING (count(DISTINCT walk.root_url) >= GREATEST(1, jsonb_array_length((source.listings -> 'date_archive'::text))))) archived
  GROUP BY archived.source;

CREATE OR REPLACE VIEW public.page_of_day AS
 SELECT source.slug AS source,
    revision.published_on,
    'archived'::text AS ending,
    ''::text AS reason,
    article.canonical_url AS url,
    article.id AS article_id,
    NULL::bigint AS page_id,
    false AS is_missing,
    false AS is_provisional,
    (bool_or((page.state = ANY (ARRAY['missing'::text, 'gone'::text]))) IS NOT TRUE) AS is_listable,
    (bool_or((finding.way = 'feed'::text)) IS TRUE) AS is_in_feed,
    (bool_or((finding.way = 'sitemap'::text)) IS TRUE) AS is_in_sitemap,
    (bool_or((finding.way = 'section'::text)) IS TRUE) AS is_in_section,
    (bool_or((finding.way = 'wp_json'::text)) IS TRUE) AS is_in_wp_json,
    (bool_or((finding.way = 'date_archive'::text)) IS TRUE) AS is_in_date_archive,
    NULL::date AS undated_until
   FROM ((((public.revision
     JOIN public.article ON ((article.id = revision.article_id)))
     JOIN public.source ON ((source.id = article.source_id)))
     LEFT JOIN public.page ON ((page.article_id = article.id)))
     LEFT JOIN public.finding ON ((finding.page_id = page.id)))
  WHERE (revision.is_current AND (revision.published_on IS NOT NULL))
  GROUP BY source.id, article.id, revision.id
UNION ALL
 SELECT source.slug AS source,
    COALESCE(min(page.listed_on), min(page.discovered_on)) AS published_on,
    'archived'::text AS ending,
    ''::text AS reason,
    article.canonical_url AS url,
    article.id AS article_id,
    NULL::bigint AS page_id,
    false AS is_missing,
    true AS is_provisional,
    false AS is_listable,
    false AS is_in_feed,
    false AS is_in_sitemap,
    false AS is_in_section,
    false AS is_in_wp_json,
    false AS is_in_date_archive,
    NULL::date AS undated_until
   FROM (((public.revision
     JOIN public.article ON ((article.id = revision.article_id)))
     JOIN public.source ON ((source.id = article.source_id)))
     JOIN public.page ON ((page.article_id = article.id)))
  WHERE (revision.is_current AND (revision.published_on IS NULL))
  GROUP BY source.id, article.id, revision.id
UNION ALL
 SELECT source.slug AS source,
    COALESCE(page.listed_on, page.discovered_on) AS published_on,
    ended.ending,
    page.reason,
    page.url,
    NULL::bigint AS article_id,
    page.id AS page_id,
    (ended.ending <> ALL (ARRAY['gone'::text, 'no article'::text])) AS is_missing,
    (ended.ending <> ALL (ARRAY['gone'::text, 'no article'::text])) AS is_provisional,
    ((page.listed_on IS NOT NULL) AND (ended.ending <> ALL (ARRAY['gone'::text, 'missing'::text, 'no article'::text]))) AS is_listable,
    (EXISTS ( SELECT
           FROM public.finding
          WHERE ((finding.page_id = page.id) AND (finding.way = 'feed'::text)))) AS is_in_feed,
    (EXISTS ( SELECT
           FROM public.finding
          WHERE ((finding.page_id = page.id) AND (finding.way = 'sitemap'::text)))) AS is_in_sitemap,
    (EXISTS ( SELECT
           FROM public.finding
          WHERE ((finding.page_id = page.id) AND (finding.way = 'section'::text)))) AS is_in_section,
    (EXISTS ( SELECT
           FROM public.finding
          WHERE ((finding.page_id = page.id) AND (finding.way = 'wp_json'::text)))) AS is_in_wp_json,
    (EXISTS ( SELECT
           FROM public.finding
          WHERE ((finding.page_id = page.id) AND (finding.way = 'date_archive'::text)))) AS is_in_date_archive,
        CASE
            WHEN ((page.listed_on IS NULL) AND (ended.ending <> ALL (ARRAY['gone'::text, 'no article'::text])) AND (NOT (EXISTS ( SELECT
               FROM public.article
              WHERE ((article.source_id = page.source_id) AND (article.url_key_sha256 = page.url_key_sha256)))))) THEN LEAST(page.discovered_on, ((page.listed_modified_at AT TIME ZONE source.timezone))::date)
            ELSE NULL::date
        END AS undated_until
   FROM ((public.page
     JOIN public.source ON ((source.id = page.source_id)))
     CROSS JOIN LATERAL ( SELECT
                CASE
                    WHEN (page.state <> 'skipped'::text) THEN page.state
                    WHEN (page.reason = ANY (ARRAY['listing'::text, 'home page'::text, 'landing page'::text, 'gallery'::text, 'video'::text, 'print page'::text, 'not html'::text])) THEN 'no article'::text
                    WHEN (page.reason = 'robots.txt'::text) THEN 'closed'::text
                    WHEN ((page.attempt_count = 0) AND ((page.reason = ANY (ARRAY['not an article address'::text, 'off-domain'::text, 'private address'::text, 'not http'::text, 'address too long'::text, 'too many links from a listing'::text, 'more links than one run follows'::text])) OR (page.reason ~~ 'trap: %'::text))) THEN 'refused'::text
                    ELSE 'unreadable'::text
                END AS ending) ended)
  WHERE ((page.article_id IS NULL) AND (ended.ending <> 'refused'::text));

CREATE TRIGGER coverage_delete AFTER DELETE ON public.coverage_tag REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.mark_tagged();

CREATE TRIGGER coverage_delete AFTER DELETE ON public.story_member REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.mark_told();

CREATE TRIGGER coverage_insert AFTER INSERT ON public.coverage_tag REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.mark_tagged();

CREATE TRIGGER coverage_insert AFTER INSERT ON public.story_member REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.mark_told();

CREATE TRIGGER coverage_update AFTER UPDATE ON public.coverage_tag REFERENCING OLD TABLE AS former NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.mark_retagged();

CREATE TRIGGER coverage_update AFTER UPDATE OF is_current, published_on ON public.revision FOR EACH ROW WHEN (((old.is_current IS DISTINCT FROM new.is_current) OR (old.published_on IS DISTINCT FROM new.published_on))) EXECUTE FUNCTION public.mark_text();

CREATE TRIGGER coverage_update AFTER UPDATE OF origin_article_id ON public.story_cluster FOR EACH ROW WHEN ((old.origin_article_id IS DISTINCT FROM new.origin_article_id)) EXECUTE FUNCTION public.mark_story();

CREATE TRIGGER coverage_update AFTER UPDATE ON public.story_member REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.mark_told();

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_page_id_fkey FOREIGN KEY (page_id) REFERENCES public.page(id);

ALTER TABLE ONLY public.alarm
    ADD CONSTRAINT alarm_opened_run_id_fkey FOREIGN KEY (opened_run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.alarm
    ADD CONSTRAINT alarm_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.capture
    ADD CONSTRAINT capture_blob_sha256_fkey FOREIGN KEY (blob_sha256) REFERENCES public.blob(sha256);

ALTER TABLE ONLY public.capture
    ADD CONSTRAINT capture_page_id_fkey FOREIGN KEY (page_id) REFERENCES public.page(id);

ALTER TABLE ONLY public.capture
    ADD CONSTRAINT capture_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.capture
    ADD CONSTRAINT capture_waits_for_page_id_fkey FOREIGN KEY (waits_for_page_id) REFERENCES public.page(id);

ALTER TABLE ONLY public.completeness_day
    ADD CONSTRAINT completeness_day_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.completeness_kept
    ADD CONSTRAINT completeness_kept_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.coverage_day
    ADD CONSTRAINT coverage_day_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.coverage_tag
    ADD CONSTRAINT coverage_tag_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES public.revision(id);

ALTER TABLE ONLY public.doubt
    ADD CONSTRAINT doubt_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.doubt
    ADD CONSTRAINT doubt_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_page_id_fkey FOREIGN KEY (page_id) REFERENCES public.page(id);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.furniture
    ADD CONSTRAINT furniture_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.furniture
    ADD CONSTRAINT furniture_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.listing_read
    ADD CONSTRAINT listing_read_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.listing_read
    ADD CONSTRAINT listing_read_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_discovered_run_id_fkey FOREIGN KEY (discovered_run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.page_event
    ADD CONSTRAINT page_event_page_id_fkey FOREIGN KEY (page_id) REFERENCES public.page(id);

ALTER TABLE ONLY public.page_event
    ADD CONSTRAINT page_event_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_fetch_run_id_fkey FOREIGN KEY (fetch_run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.rederived
    ADD CONSTRAINT rederived_capture_id_fkey FOREIGN KEY (capture_id) REFERENCES public.capture(id);

ALTER TABLE ONLY public.rederived
    ADD CONSTRAINT rederived_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.reprocessing
    ADD CONSTRAINT reprocessing_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.reprocessing
    ADD CONSTRAINT reprocessing_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.retagged
    ADD CONSTRAINT retagged_retagging_id_fkey FOREIGN KEY (retagging_id) REFERENCES public.retagging(id);

ALTER TABLE ONLY public.retagged
    ADD CONSTRAINT retagged_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.retagging
    ADD CONSTRAINT retagging_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_capture_id_fkey FOREIGN KEY (capture_id) REFERENCES public.capture(id);

ALTER TABLE ONLY public.revision_change
    ADD CONSTRAINT revision_change_from_revision_id_fkey FOREIGN KEY (from_revision_id) REFERENCES public.revision(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.revision_change
    ADD CONSTRAINT revision_change_to_revision_id_fkey FOREIGN KEY (to_revision_id) REFERENCES public.revision(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.story_cluster
    ADD CONSTRAINT story_cluster_origin_article_id_fkey FOREIGN KEY (origin_article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.story_link
    ADD CONSTRAINT story_link_other_text_id_fkey FOREIGN KEY (other_text_id) REFERENCES public.story_text(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.story_link
    ADD CONSTRAINT story_link_text_id_fkey FOREIGN KEY (text_id) REFERENCES public.story_text(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.story_member
    ADD CONSTRAINT story_member_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.story_member
    ADD CONSTRAINT story_member_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.story_cluster(id);

ALTER TABLE ONLY public.story_member
    ADD CONSTRAINT story_member_text_id_fkey FOREIGN KEY (text_id) REFERENCES public.story_text(id);

ALTER TABLE ONLY public.story_text
    ADD CONSTRAINT story_text_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.story_cluster(id);

ALTER TABLE ONLY public.tag
    ADD CONSTRAINT tag_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES public.revision(id);

ALTER TABLE ONLY public.tagged_otherwise
    ADD CONSTRAINT tagged_otherwise_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES public.revision(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.validator
    ADD CONSTRAINT validator_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.walk
    ADD CONSTRAINT walk_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.walk
    ADD CONSTRAINT walk_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);
