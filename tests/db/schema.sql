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

COMMENT ON COLUMN public.article_current.published_at IS 'Instant (UTC); null where the page states only a day.';

COMMENT ON COLUMN public.article_current.published_on IS 'Local date of the source, the day the page states.';

COMMENT ON COLUMN public.article_current.date_precision IS 'How exactly the page states it: second, minute, day; month or year where the day is a guess.';

COMMENT ON COLUMN public.article_current.story_id IS 'Articles with the same story_id carry the same text, whole, cut, reordered or reworded: see the views story and syndication.';

COMMENT ON COLUMN public.article_current.revision_count IS 'How many texts the article has had; 1: never edited, as far as seen.';

COMMENT ON COLUMN public.article_current.removed_at IS 'When a removal was confirmed; null: not removed, as far as known.';

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

COMMENT ON COLUMN public.completeness.published_on IS 'Local day of the source: the day the article states; until a page is archived the one its listing says, or else the one on which it was discovered.';

COMMENT ON COLUMN public.completeness.state IS 'complete: after the day was over a listing was read back past it, whole, every page of the day ended well, and so did every page that may be of the day, for all that is known; a zero is silence. partial: something of it is known or was looked at. not looked: nothing was; a zero means nothing.';

COMMENT ON COLUMN public.completeness.listed_count IS 'Pages of the day, whatever way found them; those that are neither archived nor missing are gone or turned out to be no article.';

COMMENT ON COLUMN public.completeness.archived_count IS 'Articles of the day, as in article_current.';

COMMENT ON COLUMN public.completeness.missing_count IS 'Pages of the day that did not end well; page_of_day has their addresses.';

COMMENT ON COLUMN public.completeness.is_provisional IS 'Some page of the day is dated by its listing or its discovery only, and may yet move to another.';

COMMENT ON COLUMN public.completeness.reason IS 'Why the day is not complete, for a person; empty where it is.';

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

COMMENT ON COLUMN public.coverage.level IS 'focus: the article is about the meeting; substantive: the meeting is its occasion or source; anchor: a set phrase or time mark only.';

COMMENT ON COLUMN public.coverage.phase IS 'before, during or after the meeting.';

COMMENT ON COLUMN public.coverage.day_offset IS 'Days from the opening day (day 0) to published_on; null where either is unknown.';

COMMENT ON COLUMN public.coverage.is_origin IS 'The article that told its story first; count these to count stories, not reprints.';

COMMENT ON COLUMN public.coverage.evidence IS 'The words that made the tag: field (title or body), start, end, text, rule.';

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

COMMENT ON COLUMN public.edit.title IS 'Of the newer text.';

COMMENT ON COLUMN public.edit.from_revision_id IS 'The text before; both are in the table revision.';

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

COMMENT ON COLUMN public.missing.kind IS 'gone (404, 410), soft 404, redirected home or moved.';

COMMENT ON COLUMN public.missing.first_missing_at IS 'The first look that did not find it.';

COMMENT ON COLUMN public.missing.check_count IS 'Looks that did not find it; see removal for how many it takes.';

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

COMMENT ON COLUMN public.page_of_day.published_on IS 'The day the article states; else the one its listing says; else the one on which it was discovered. Local to the source.';

COMMENT ON COLUMN public.page_of_day.ending IS 'archived, gone, no article; or queued, fetched, failed, missing, closed (by robots.txt), unreadable.';

COMMENT ON COLUMN public.page_of_day.is_missing IS 'It did not end well: the archive lacks what may be an article of the day.';

COMMENT ON COLUMN public.page_of_day.is_provisional IS 'No article states the day: only the listing does, or nothing.';

COMMENT ON COLUMN public.page_of_day.is_listable IS 'A whole listing of the day has to name it: its day is known, and the site has not taken it down.';

COMMENT ON COLUMN public.page_of_day.is_in_feed IS 'A feed has named it, under whatever address; the others likewise.';

COMMENT ON COLUMN public.page_of_day.undated_until IS 'Nothing tells the day of this page that did not end well: it is this one or any before. Null where the day is known, or nothing is missing.';

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
    CONSTRAINT run_state_known_check CHECK ((state = ANY (ARRAY['running'::text, 'completed'::text, 'warning'::text, 'failed'::text, 'cancelled'::text, 'crashed'::text])))
);

COMMENT ON TABLE public.run IS 'One flow run on one source, as the archive saw it (Prefect''s records are not the truth).';

COMMENT ON COLUMN public.run.flow_run_id IS 'Prefect''s id of the run, where there is one';

COMMENT ON COLUMN public.run.reason IS 'why it failed or warned, for a person';

COMMENT ON COLUMN public.run.crawl IS 'the spider''s own counts; empty when it died before its end';

COMMENT ON COLUMN public.run.judged_at IS 'when its looks at pages became evidence of removals and doubts; null: not yet';

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

COMMENT ON COLUMN public.story.origin_reason IS 'Why that one, in words.';

COMMENT ON COLUMN public.story.is_origin_known IS 'False: every article says it has the text from somebody who is not among them; this is the earliest copy.';

COMMENT ON COLUMN public.story.article_count IS 'Copies included, the origin too.';

COMMENT ON COLUMN public.story.source_count IS 'Outlets that carried it.';

COMMENT ON COLUMN public.story.text_count IS 'Different texts: exact copies count once.';

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

COMMENT ON COLUMN public.syndication.lag IS 'From the origin''s publication to the copy''s; negative where the origin is told from what the copies say, not from its date.';

COMMENT ON COLUMN public.syndication.is_lag_exact IS 'Both state an instant; false: whole days only.';

COMMENT ON COLUMN public.syndication.similarity IS 'Words in a row that both have, of all that either has: 1 for the same text. Null: told at the end of the next run.';

COMMENT ON COLUMN public.syndication.share_kept IS 'How much of the origin''s text the copy keeps, 0 to 1. Null as above.';

COMMENT ON COLUMN public.syndication.is_exact IS 'The same text, white space and letter forms apart.';

COMMENT ON COLUMN public.syndication.stated_origin IS 'Whose text the copy says it is; empty: it says nothing.';

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

ALTER TABLE ONLY public.validator
    ADD CONSTRAINT validator_pkey PRIMARY KEY (source_id, url);

ALTER TABLE ONLY public.walk
    ADD CONSTRAINT walk_pkey PRIMARY KEY (id);

CREATE INDEX absence_article_id_idx ON public.absence USING btree (article_id);

CREATE INDEX capture_blob_sha256_idx ON public.capture USING btree (blob_sha256);

CREATE INDEX capture_unprocessed_idx ON public.capture USING btree (page_id) WHERE (processed_at IS NULL);

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

CREATE INDEX revision_change_from_revision_id_idx ON public.revision_change USING btree (from_revision_id);

CREATE UNIQUE INDEX revision_current_idx ON public.revision USING btree (article_id) WHERE is_current;

CREATE INDEX revision_edited_idx ON public.revision USING btree (article_id) WHERE (sequence > 1);

CREATE INDEX revision_published_idx ON public.revision USING btree (published_on) WHERE is_current;

CREATE INDEX revision_search_en_idx ON public.revision USING gin (to_tsvector('english'::regconfig, ((title || ' '::text) || "left"(body, 250000)))) WITH (fastupdate=off) WHERE (is_current AND (language <> 'zh'::text));

CREATE INDEX revision_search_zh_idx ON public.revision USING gin (to_tsvector('simple'::regconfig, public.cjk_bigrams(((title || ' '::text) || body)))) WITH (fastupdate=off) WHERE (is_current AND (language = 'zh'::text));

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
                                  WHERE ((walk.source_id = source.id) AND (lower(walk.covers) > '-infinity'::date))), ( SELECT ((min(run.started_at) AT TIME ZONE source.timezone))::date AS timezone
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

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.article(id);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_page_id_fkey FOREIGN KEY (page_id) REFERENCES public.page(id);

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

ALTER TABLE ONLY public.validator
    ADD CONSTRAINT validator_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);

ALTER TABLE ONLY public.walk
    ADD CONSTRAINT walk_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

ALTER TABLE ONLY public.walk
    ADD CONSTRAINT walk_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(id);
