-- Proof that retention rules run. Numbers and codes only, so everybody inside may read it.
create table kernel.retention_run (
  id uuid primary key,
  rule text not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  deleted integer not null,
  error text
);
create index retention_run_rule on kernel.retention_run (rule, started_at desc);
select kernel.owned_by('kernel.retention_run', 'public');
-- Append-only: a report that a login could correct would prove nothing.
create policy append on kernel.retention_run for insert to verbund_app with check (true);
grant insert on kernel.retention_run to verbund_app;
