create view alarm_open as
select alarm.id as alarm_id,
       coalesce(source.slug, '') as source,
       alarm.cause,
       alarm.sentence,
       alarm.opened_at,
       alarm.last_seen_at,
       alarm.seen_count,
       alarm.is_flapping,
       alarm.opened_run_id as run_id
  from alarm
  left join source on source.id = alarm.source_id
 where alarm.opened_at is not null and alarm.cleared_at is null;

comment on view alarm_open is 'What is wrong now, a row per source and cause. A cause seen in one run only is not here yet, but for grave ones.';
comment on column alarm_open.source is 'Empty: it is of no source but ours, e.g. no network.';
comment on column alarm_open.cause is 'A short code that stays: no_items, unreachable, robots_refused, ...';
comment on column alarm_open.seen_count is 'Runs that saw it.';
comment on column alarm_open.is_flapping is 'It came and went more than three times in a day: it stays open until a whole day is good.';

create view alarm_history as
select alarm.id as alarm_id,
       coalesce(source.slug, '') as source,
       alarm.cause,
       alarm.sentence,
       alarm.opened_at,
       alarm.last_seen_at,
       alarm.cleared_at,
       alarm.seen_count,
       alarm.is_flapping,
       alarm.opened_run_id as run_id
  from alarm
  left join source on source.id = alarm.source_id
 where alarm.opened_at is not null;

comment on view alarm_history is 'Every alarm that was ever told, open ones too.';
comment on column alarm_history.source is 'Empty: it was of no source but ours.';
comment on column alarm_history.sentence is 'The cause with its figures, as last seen.';
comment on column alarm_history.cleared_at is 'The second good run after it; null: it lasts.';
comment on column alarm_open.alarm_id is 'Number of the alarm.';
comment on column alarm_open.opened_at is 'When it was told (UTC): at the second run that saw it, grave ones at the first.';
comment on column alarm_open.last_seen_at is 'The last run that saw it (UTC).';
comment on column alarm_open.run_id is 'The run that made it certain.';
comment on column alarm_history.alarm_id is 'Number of the alarm.';
comment on column alarm_history.opened_at is 'When it was told (UTC): at the second run that saw it, grave ones at the first.';
comment on column alarm_history.last_seen_at is 'The last run that saw it (UTC).';
comment on column alarm_history.run_id is 'The run that made it certain.';
comment on column alarm_open.sentence is 'The cause with its figures, as last seen, and what to do.';
comment on column alarm_history.cause is 'A short code that stays: no_items, unreachable, robots_refused, ...';
comment on column alarm_history.seen_count is 'Runs that saw it.';
comment on column alarm_history.is_flapping is 'It came and went more than three times in a day.';
