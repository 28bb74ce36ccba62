-- Owned by verbund_queue, in its schema `queue`. Web and worker log in as verbund_app: they may put jobs in, and see none.
create function queue.enqueue(
  job_name text, payload jsonb, job_key text, start_after_seconds double precision,
  retries integer, first_delay_seconds integer, max_delay_seconds integer
) returns boolean
language plpgsql security definer
set search_path = ''
as $$
declare
  new_id uuid := gen_random_uuid();
  due timestamptz := clock_timestamp() + start_after_seconds * interval '1 second';
  inserted integer;
begin
  -- A job that waits for its next attempt is waiting as well; policy `short` alone would only see new ones.
  if job_key is not null and exists (
    select 1 from pgboss.job where name = job_name and singleton_key = job_key and state in ('created', 'retry')
  ) then
    return false;
  end if;
  if not exists (select 1 from pgboss.queue where name = job_name) then
    perform pgboss.create_queue(job_name, '{"policy": "short"}'::jsonb);
  end if;
  insert into pgboss.job (
    id, name, data, start_after, created_on, singleton_key, policy, retry_limit, retry_delay, retry_backoff,
    retry_delay_max, expire_seconds, deletion_seconds, keep_until, heartbeat_seconds
  ) values (
    -- Policy `short` lets one waiting job per key in; without a key each job is its own.
    new_id, job_name, payload, due, clock_timestamp(), coalesce(job_key, new_id::text), 'short', retries,
    first_delay_seconds, true, max_delay_seconds,
    -- 6 hours per attempt; finished jobs stay one hour; a waiting job is never thrown away (the default is 14 days).
    21600, 3600, now() + interval '100 years', 20
  ) on conflict do nothing;
  get diagnostics inserted = row_count;
  return inserted = 1;
end
$$;
comment on function queue.enqueue(text, jsonb, text, double precision, integer, integer, integer) is
  'Security definer: a transaction of any owner leaves a job behind without being able to read the queue.';
revoke all on function queue.enqueue(text, jsonb, text, double precision, integer, integer, integer) from public;
grant usage on schema queue to verbund_app, verbund_transport, verbund_keys;
grant execute on function queue.enqueue(text, jsonb, text, double precision, integer, integer, integer)
  to verbund_app, verbund_transport, verbund_keys;

-- Jobs that gave up, until an operator retries or dismisses them.
create table queue.failed_job (
  id uuid primary key,
  name text not null,
  payload jsonb not null,
  job_key text,
  retries integer not null,
  first_delay_seconds integer not null,
  max_delay_seconds integer not null,
  attempts integer not null,
  reason text not null,
  failed_at timestamptz not null default now()
);
create index failed_job_by_time on queue.failed_job (failed_at);
alter table queue.failed_job enable row level security;
comment on table queue.failed_job is 'owner: none (the queue login owns it; no other login may touch it)';

create table queue.recurring_task (
  name text primary key,
  started_at timestamptz not null,
  finished_at timestamptz,
  runs bigint not null default 0,
  failures bigint not null default 0,
  last_error text
);
alter table queue.recurring_task enable row level security;
comment on table queue.recurring_task is 'owner: none (the queue login owns it; no other login may touch it)';

alter table queue.migration enable row level security;
comment on table queue.migration is 'owner: none (the queue login owns it; no other login may touch it)';
