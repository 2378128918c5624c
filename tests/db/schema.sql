CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;

COMMENT ON EXTENSION btree_gin IS 'support for indexing common datatypes in GIN';

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

COMMENT ON EXTENSION unaccent IS 'text search dictionary that removes accents';

CREATE FUNCTION public.chinese_highlight(body text, term text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select case when position(term in body) = 0 then left(body, 60)
              else replace(substr(body, greatest(1, position(term in body) - 30), 60 + length(term)),
                           term, '«' || term || '»') end
$$;

COMMENT ON FUNCTION public.chinese_highlight(body text, term text) IS 'A window of the body around the first occurrence of the term.';

CREATE FUNCTION public.cjk_bigrams(body text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select coalesce(string_agg(this || next, ' ' order by n), '')
    from (select this, lead(this) over (order by n) as next, n
            from unnest(string_to_array(left(body, 250000), null)) with ordinality letters (this, n)) pairs
   where this ~ '[㐀-鿿豈-﫿]' and next ~ '[㐀-鿿豈-﫿]'
$$;

COMMENT ON FUNCTION public.cjk_bigrams(body text) IS 'Overlapping pairs of Chinese characters, for the text search.';

CREATE FUNCTION public.search(query text, lang text DEFAULT ''::text, max_count integer DEFAULT 20) RETURNS TABLE(article_id bigint, source text, published_on date, title text, url text, rank real, highlight text)
    LANGUAGE plpgsql STABLE
    AS $$
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

COMMENT ON FUNCTION public.search(query text, lang text, max_count integer) IS 'Ranked articles with the found words marked «so»: English stemmed, with "phrases", or and -not; Chinese by exact substring, two characters and up.';

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
    extractor_version text NOT NULL
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

CREATE TABLE public.source (
    id bigint NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    home_url text NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    timezone text NOT NULL,
    is_local boolean DEFAULT false NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    listings jsonb DEFAULT '{}'::jsonb NOT NULL
);

COMMENT ON TABLE public.source IS 'An outlet we watch; the settings live in its TOML file, this is its name here.';

COMMENT ON COLUMN public.source.slug IS 'names the source everywhere: file, log, row, test';

COMMENT ON COLUMN public.source.timezone IS 'a day of this source is a local day in this zone';

COMMENT ON COLUMN public.source.is_local IS 'may live on a loopback or private address (tests, demo)';

COMMENT ON COLUMN public.source.listings IS 'way -> the listings that its file names at present';

CREATE TABLE public.story_member (
    article_id bigint NOT NULL,
    story_id bigint NOT NULL
);

COMMENT ON TABLE public.story_member IS 'Which story an article belongs to; every article belongs to one, if only its own.';

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
    NULL::timestamp with time zone AS removed_at,
    revision.id AS revision_id
   FROM (((public.article
     JOIN public.source ON ((source.id = article.source_id)))
     JOIN public.revision ON (((revision.article_id = article.id) AND revision.is_current)))
     LEFT JOIN public.story_member ON ((story_member.article_id = article.id)));

COMMENT ON VIEW public.article_current IS 'One row per article: its latest text and what is known of it.';

COMMENT ON COLUMN public.article_current.published_at IS 'Instant (UTC); null where the page states only a day.';

COMMENT ON COLUMN public.article_current.published_on IS 'Local date of the source, the day the page states.';

COMMENT ON COLUMN public.article_current.date_precision IS 'second, minute or day: how exactly the page states it.';

COMMENT ON COLUMN public.article_current.story_id IS 'Articles with the same story_id carry the same text.';

COMMENT ON COLUMN public.article_current.revision_count IS 'How many texts the article has had; 1: never edited, as far as seen.';

COMMENT ON COLUMN public.article_current.removed_at IS 'When a removal was confirmed; null: not removed, as far as known.';

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
    waits_for_page_id bigint
);

COMMENT ON TABLE public.capture IS 'One fetch of one page: what was asked, what answered, when. Everything else is derived from it.';

COMMENT ON COLUMN public.capture.url IS 'asked';

COMMENT ON COLUMN public.capture.final_url IS 'answered, after redirects';

COMMENT ON COLUMN public.capture.waits_for_page_id IS 'the page it says it is another address of: processed when that one is settled';

ALTER TABLE public.capture ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.capture_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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

CREATE TABLE public.story (
    id bigint NOT NULL,
    text_sha256 bytea NOT NULL,
    origin_article_id bigint
);

COMMENT ON TABLE public.story IS 'The articles, across sources, that carry the same text.';

COMMENT ON COLUMN public.story.origin_article_id IS 'the earliest published member';

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
    (story.origin_article_id = article.article_id) AS is_origin,
    coverage_tag.evidence,
    coverage_tag.rule_version
   FROM ((public.coverage_tag
     JOIN public.article_current article ON ((article.revision_id = coverage_tag.revision_id)))
     LEFT JOIN public.story ON ((story.id = article.story_id)));

COMMENT ON VIEW public.coverage IS 'One row per article and congress: how the latest text of the article covers the meeting.';

COMMENT ON COLUMN public.coverage.level IS 'focus: the article is about the meeting; substantive: the meeting is its occasion or source; anchor: a set phrase or time mark only.';

COMMENT ON COLUMN public.coverage.phase IS 'before, during or after the meeting.';

COMMENT ON COLUMN public.coverage.day_offset IS 'Days from the opening day (day 0) to published_on; null where either is unknown.';

COMMENT ON COLUMN public.coverage.is_origin IS 'The earliest published article of its story; count these to count stories, not reprints.';

COMMENT ON COLUMN public.coverage.evidence IS 'The words that made the tag: field (title or body), start, end, text, rule.';

ALTER TABLE public.coverage_tag ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.coverage_tag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.finding (
    page_id bigint NOT NULL,
    way text NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    run_id bigint
);

COMMENT ON TABLE public.finding IS 'Which ways found a page, and when each did first: their recall and lag.';

CREATE TABLE public.host_turn (
    host text NOT NULL,
    free_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.host_turn IS 'Politeness across all runs and machines: until when nobody asks this host.';

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

COMMENT ON COLUMN public.ledger_daily.discovered_on IS 'Local day of the source on which the address was first seen.';

COMMENT ON COLUMN public.ledger_daily.state IS 'queued, fetched, archived, alias, skipped, failed, missing or gone.';

COMMENT ON COLUMN public.ledger_daily.reason IS 'Why it is skipped, failed, missing or an alias; empty for the rest.';

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
    CONSTRAINT run_state_known_check CHECK ((state = ANY (ARRAY['running'::text, 'completed'::text, 'warning'::text, 'failed'::text, 'cancelled'::text, 'crashed'::text])))
);

COMMENT ON TABLE public.run IS 'One flow run on one source, as the archive saw it (Prefect''s records are not the truth).';

COMMENT ON COLUMN public.run.flow_run_id IS 'Prefect''s id of the run, where there is one';

COMMENT ON COLUMN public.run.reason IS 'why it failed or warned, for a person';

COMMENT ON COLUMN public.run.crawl IS 'the spider''s own counts; empty when it died before its end';

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

ALTER TABLE public.story ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.story_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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

ALTER TABLE public.tag ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tag_id_seq
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
    body_sha256 bytea NOT NULL,
    full_read_at timestamp with time zone NOT NULL,
    agreed_count bigint DEFAULT 0 NOT NULL,
    lied_at timestamp with time zone
);

COMMENT ON TABLE public.validator IS 'What a listing page answered last: lets us ask whether it changed, as far as it can be trusted.';

COMMENT ON COLUMN public.validator.agreed_count IS 'how often body and validators changed together';

COMMENT ON COLUMN public.validator.lied_at IS 'when the body had changed under the same validators';

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

COMMENT ON COLUMN public.walk.known_count IS 'of the listed, seen before the last finished walk: the overlap';

COMMENT ON COLUMN public.walk.left_out_count IS 'named before, within the span it read, and not named now';

COMMENT ON COLUMN public.walk.covers IS 'local days of which it read every entry, after they were over; null: of none';

ALTER TABLE public.walk ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.walk_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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

ALTER TABLE ONLY public.congress
    ADD CONSTRAINT congress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.coverage_tag
    ADD CONSTRAINT coverage_tag_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.coverage_tag
    ADD CONSTRAINT coverage_tag_revision_id_congress_id_key UNIQUE (revision_id, congress_id);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (page_id, way);

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

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_article_id_sequence_key UNIQUE (article_id, sequence);

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.story_member
    ADD CONSTRAINT story_member_pkey PRIMARY KEY (article_id);

ALTER TABLE ONLY public.story
    ADD CONSTRAINT story_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.story
    ADD CONSTRAINT story_text_sha256_key UNIQUE (text_sha256);

ALTER TABLE ONLY public.tag
    ADD CONSTRAINT tag_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tag
    ADD CONSTRAINT tag_revision_id_kind_value_key UNIQUE (revision_id, kind, value);

ALTER TABLE ONLY public.validator
    ADD CONSTRAINT validator_pkey PRIMARY KEY (source_id, url);

ALTER TABLE ONLY public.walk
    ADD CONSTRAINT walk_pkey PRIMARY KEY (id);

CREATE INDEX capture_blob_sha256_idx ON public.capture USING btree (blob_sha256);

CREATE INDEX capture_unprocessed_idx ON public.capture USING btree (page_id) WHERE (processed_at IS NULL);

CREATE INDEX coverage_tag_congress_id_level_idx ON public.coverage_tag USING btree (congress_id, level);

CREATE INDEX listing_read_source_id_way_root_url_read_at_idx ON public.listing_read USING btree (source_id, way, root_url, read_at);

CREATE INDEX page_article_id_idx ON public.page USING btree (article_id) WHERE (article_id IS NOT NULL);

CREATE INDEX page_due_idx ON public.page USING btree (source_id, due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX page_event_page_id_at_idx ON public.page_event USING btree (page_id, at);

CREATE INDEX page_event_run_id_outcome_idx ON public.page_event USING btree (run_id, outcome);

CREATE INDEX page_source_id_discovered_on_state_idx ON public.page USING btree (source_id, discovered_on, state);

CREATE INDEX page_source_id_listed_on_idx ON public.page USING btree (source_id, listed_on);

CREATE UNIQUE INDEX revision_current_idx ON public.revision USING btree (article_id) WHERE is_current;

CREATE INDEX revision_published_idx ON public.revision USING btree (published_on) WHERE is_current;

CREATE INDEX revision_search_en_idx ON public.revision USING gin (to_tsvector('english'::regconfig, ((title || ' '::text) || "left"(body, 250000)))) WITH (fastupdate=off) WHERE (is_current AND (language <> 'zh'::text));

CREATE INDEX revision_search_zh_idx ON public.revision USING gin (to_tsvector('simple'::regconfig, public.cjk_bigrams(((title || ' '::text) || body)))) WITH (fastupdate=off) WHERE (is_current AND (language = 'zh'::text));

CREATE INDEX revision_text_sha256_idx ON public.revision USING btree (text_sha256);

CREATE INDEX run_source_id_started_at_idx ON public.run USING btree (source_id, started_at);

CREATE INDEX story_member_story_id_idx ON public.story_member USING btree (story_id);

CREATE INDEX tag_kind_value_idx ON public.tag USING btree (kind, value);

CREATE INDEX walk_source_id_way_root_url_started_at_idx ON public.walk USING btree (source_id, way, root_url, started_at);

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

ALTER TABLE ONLY public.coverage_tag
    ADD CONSTRAINT coverage_tag_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES public.revision(id);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_page_id_fkey FOREIGN KEY (page_id) REFERENCES public.page(id);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

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

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_capture_id_fkey FOREIGN KEY (capture_id) REFERENCES public.capture(id);

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.story_member
    ADD CONSTRAINT story_member_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.story_member
    ADD CONSTRAINT story_member_story_id_fkey FOREIGN KEY (story_id) REFERENCES public.story(id);

ALTER TABLE ONLY public.story
    ADD CONSTRAINT story_origin_article_id_fkey FOREIGN KEY (origin_article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.tag
    ADD CONSTRAINT tag_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES public.revision(id);

ALTER TABLE ONLY public.validator
    ADD CONSTRAINT validator_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.walk
    ADD CONSTRAINT walk_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.walk
    ADD CONSTRAINT walk_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);
