create view ledger_daily as
select source.slug as source,
       page.discovered_on,
       page.state,
       page.reason,
       count(*) as page_count
  from page
  join source on source.id = page.source_id
 group by 1, 2, 3, 4;

comment on view ledger_daily is 'Every discovered address, counted once: by source, local day of discovery, state and reason.';
comment on column ledger_daily.discovered_on is 'Local day of the source on which the address was first seen.';
comment on column ledger_daily.state is 'queued, fetched, archived, alias, skipped, failed, missing or gone.';
comment on column ledger_daily.reason is 'Why it is skipped, failed, missing or an alias; empty for the rest.';
