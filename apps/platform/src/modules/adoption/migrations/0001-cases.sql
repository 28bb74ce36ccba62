create schema adoption;

-- The moves of seeds/reuse/adoption/blueprint.json; a test compares the two over all pairs of states.
create function adoption.is_allowed_move(p_from text, p_to text) returns boolean language sql immutable
as $$
  select (p_from, p_to) in (
    ('entwurf', 'interesse'), ('interesse', 'in_pruefung'), ('in_pruefung', 'freigegeben'),
    ('in_pruefung', 'zurueckgestellt'), ('zurueckgestellt', 'in_pruefung'), ('freigegeben', 'vertrag_in_zeichnung'),
    ('vertrag_in_zeichnung', 'vertrag_geschlossen'), ('vertrag_geschlossen', 'anbindung'), ('anbindung', 'test'),
    ('test', 'anbindung'), ('test', 'bereit'), ('bereit', 'live'), ('live', 'gestoert'), ('gestoert', 'live'),
    ('live', 'gekuendigt'), ('gekuendigt', 'beendet'), ('interesse', 'abgebrochen'), ('in_pruefung', 'abgebrochen'),
    ('zurueckgestellt', 'abgebrochen'), ('freigegeben', 'abgebrochen'), ('vertrag_in_zeichnung', 'abgebrochen'),
    ('vertrag_geschlossen', 'gekuendigt'), ('anbindung', 'gekuendigt'), ('test', 'gekuendigt'))
$$;

create table adoption.case (
  case_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  package_id text not null check (package_id ~ '^[a-z0-9-]+/[a-z0-9-]+$'),
  provider_id uuid not null,
  service_slug text not null,
  name jsonb not null,
  version_digest text not null references catalogue.service_version,
  version text not null,
  -- The version that it is about to switch to while the other one runs.
  target_digest text references catalogue.service_version,
  target_version text,
  -- When the switch began, and the steps that it opened again.
  reopened_at timestamptz,
  reopened text[] not null default '{}',
  route text not null,
  state text not null check (state in ('entwurf', 'interesse', 'in_pruefung', 'zurueckgestellt', 'freigegeben',
    'vertrag_in_zeichnung', 'vertrag_geschlossen', 'anbindung', 'test', 'bereit', 'live', 'gestoert', 'gekuendigt',
    'beendet', 'abgebrochen')),
  state_since timestamptz not null,
  state_reason text not null default '',
  paused_until date,
  front_runner boolean not null default false,
  go_live_on date,
  destination_kind text check (destination_kind in ('platform', 'own')),
  destination_id uuid,
  offering_id uuid,
  support_contact jsonb,
  live_since timestamptz,
  started_at timestamptz not null,
  changed_at timestamptz not null,
  evaluated_at timestamptz not null,
  revision integer not null default 1,
  unique (case_id, tenant_id),
  check ((target_digest is null) = (target_version is null)),
  check ((destination_kind is null) = (destination_id is null))
);
create unique index case_one_at_a_time on adoption.case (tenant_id, package_id)
  where state not in ('beendet', 'abgebrochen');
create index case_of_tenant on adoption.case (tenant_id, changed_at desc, case_id);
create index case_live on adoption.case (package_id) where state in ('live', 'gestoert');
create index case_due on adoption.case (go_live_on) where state = 'bereit' and go_live_on is not null;
create index case_evaluated on adoption.case (evaluated_at) where state not in ('beendet', 'abgebrochen');

-- The service asks the same question first; this is the lock behind it.
create function adoption.check_move() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'entwurf' then
      raise exception 'an adoption begins as entwurf, not as %', new.state using errcode = 'check_violation';
    end if;
  elsif new.state <> old.state and not adoption.is_allowed_move(old.state, new.state) then
    raise exception 'the blueprint does not list the move from % to %', old.state, new.state
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_move before insert or update on adoption.case
  for each row execute function adoption.check_move();

-- A body that takes part. With a tenant its staff see the case; the others are names on the role sheet.
create table adoption.participant (
  entry_id uuid primary key,
  tenant_id uuid not null,
  case_id uuid not null,
  role text not null,
  participant_id uuid references identity.tenant,
  name text not null,
  contact text not null default '',
  foreign key (case_id, tenant_id) references adoption.case (case_id, tenant_id),
  unique (case_id, role, name)
);
create index participant_of_tenant on adoption.participant (participant_id, case_id);

create function adoption.find_participation(p_case uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from adoption.participant where case_id = p_case and participant_id = kernel.app_tenant())
$$;
comment on function adoption.find_participation is
  'policies of the tables below ask whether the tenant of the transaction takes part; a policy cannot ask its own table';

create function adoption.find_part(p_case uuid, p_role text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from adoption.participant
    where case_id = p_case and participant_id = kernel.app_tenant() and role = p_role)
$$;
comment on function adoption.find_part is 'whether the tenant of the transaction takes part in that role';

create table adoption.step (
  tenant_id uuid not null,
  case_id uuid not null,
  step_id text not null,
  -- Role that owns it; bodies in that role may work on it.
  role text not null,
  state text not null default 'open' check (state in ('open', 'in-work', 'done', 'waived', 'not-applicable')),
  -- As evaluated last, with the platform's facts: what the lists show.
  shown_state text not null default 'open',
  actionable boolean not null default false,
  owner_name text not null default '',
  due_on date,
  note text not null default '',
  outputs text not null default '',
  done_by text,
  done_at timestamptz,
  waived_by text,
  waived_reason text,
  waived_at timestamptz,
  reminded_at timestamptz,
  primary key (case_id, step_id),
  foreign key (case_id, tenant_id) references adoption.case (case_id, tenant_id),
  -- Only with name, reason and date.
  check ((state = 'waived') = (waived_by is not null and waived_reason is not null and waived_at is not null)),
  check (waived_reason is null or length(trim(waived_reason)) >= 10)
);
create index step_next on adoption.step (tenant_id, due_on nulls last, case_id) where actionable;
create index step_reminder on adoption.step (due_on) where actionable and reminded_at is null;

create function adoption.check_step_right() returns trigger language plpgsql set search_path = '' as $$
begin
  if kernel.app_tenant() is distinct from old.tenant_id and (
    new.state = 'waived' or (new.tenant_id, new.case_id, new.step_id, new.role, new.owner_name, new.waived_by,
      new.waived_reason, new.waived_at, new.due_on)
    is distinct from (old.tenant_id, old.case_id, old.step_id, old.role, old.owner_name, old.waived_by,
      old.waived_reason, old.waived_at, old.due_on)
  ) then
    raise exception 'a body that takes part changes state, note and outputs of its own steps only'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger check_step_right before update on adoption.step
  for each row execute function adoption.check_step_right();

create table adoption.history (
  history_id bigint generated always as identity primary key,
  tenant_id uuid not null,
  case_id uuid not null,
  at timestamptz not null,
  what text not null,
  detail jsonb not null default '{}',
  -- Name of the person for colleagues, or of the platform.
  by_name text not null,
  actor_tenant uuid not null,
  foreign key (case_id, tenant_id) references adoption.case (case_id, tenant_id)
);
create index history_of_case on adoption.history (case_id, history_id);

-- Promised days of going live; the first and the last one make the slip.
create table adoption.promise (
  promise_id bigint generated always as identity primary key,
  tenant_id uuid not null,
  case_id uuid not null,
  live_on date not null,
  promised_at timestamptz not null,
  by_name text not null,
  foreign key (case_id, tenant_id) references adoption.case (case_id, tenant_id)
);
create index promise_of_case on adoption.promise (case_id, promise_id);

create function adoption.refuse_change() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'this table is only added to' using errcode = 'insufficient_privilege';
end $$;
create trigger only_added before update or delete on adoption.history
  for each row execute function adoption.refuse_change();
create trigger only_added before update or delete on adoption.promise
  for each row execute function adoption.refuse_change();

-- Entered once: values of standard parameters hold for every package, others for the package that they were entered for.
create table adoption.parameter (
  tenant_id uuid not null references identity.tenant,
  scope text not null,
  name text not null,
  value text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (tenant_id, scope, name)
);
select kernel.owned_by('adoption.parameter', 'tenant');

-- Signed once per way of contract, so that no further service asks for it.
create table adoption.frame_agreement (
  tenant_id uuid not null references identity.tenant,
  route text not null,
  signed_on date not null,
  reference text not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (tenant_id, route)
);
select kernel.owned_by('adoption.frame_agreement', 'tenant');

-- Evidence of tests; holds ids and made-up sample data's name, no answers.
create table adoption.test_run (
  run_id uuid primary key,
  tenant_id uuid not null,
  case_id uuid not null,
  version_digest text not null,
  destination_id uuid not null,
  reference text not null,
  test_name text not null,
  state text not null default 'planned' check (state in ('planned', 'sent', 'accepted', 'rejected', 'failed')),
  journal jsonb,
  fit_case_id uuid,
  submission_id uuid,
  problems jsonb not null default '[]',
  started_at timestamptz not null,
  started_by text not null,
  settled_at timestamptz,
  foreign key (case_id, tenant_id) references adoption.case (case_id, tenant_id),
  unique (tenant_id, reference)
);
select kernel.owned_by('adoption.test_run', 'tenant');
create index test_run_of_case on adoption.test_run (case_id, started_at desc);

-- Own policies: the town owns a case, bodies that take part see it and work on their steps.
alter table adoption.case enable row level security;
create policy town on adoption.case to verbund_app
  using (tenant_id = kernel.app_tenant()) with check (tenant_id = kernel.app_tenant());
create policy participant_read on adoption.case for select to verbund_app using (adoption.find_participation(case_id));
comment on table adoption.case is 'owner: tenant; read by tenants that take part';

alter table adoption.participant enable row level security;
create policy town on adoption.participant to verbund_app
  using (tenant_id = kernel.app_tenant()) with check (tenant_id = kernel.app_tenant());
create policy participant_read on adoption.participant for select to verbund_app
  using (adoption.find_participation(case_id));
comment on table adoption.participant is 'owner: tenant; read by tenants that take part';

alter table adoption.step enable row level security;
create policy town on adoption.step to verbund_app
  using (tenant_id = kernel.app_tenant()) with check (tenant_id = kernel.app_tenant());
create policy participant_read on adoption.step for select to verbund_app using (adoption.find_participation(case_id));
create policy participant_work on adoption.step for update to verbund_app
  using (adoption.find_part(case_id, role)) with check (adoption.find_part(case_id, role));
comment on table adoption.step is 'owner: tenant; read by tenants that take part, worked on by those in its role';

alter table adoption.history enable row level security;
create policy town_read on adoption.history for select to verbund_app using (tenant_id = kernel.app_tenant());
create policy participant_read on adoption.history for select to verbund_app
  using (adoption.find_participation(case_id));
create policy add on adoption.history for insert to verbund_app with check (
  actor_tenant = kernel.app_tenant()
  and (tenant_id = kernel.app_tenant() or adoption.find_participation(case_id)));
comment on table adoption.history is 'owner: tenant; read and added to by tenants that take part';

alter table adoption.promise enable row level security;
create policy town on adoption.promise to verbund_app
  using (tenant_id = kernel.app_tenant()) with check (tenant_id = kernel.app_tenant());
create policy participant_read on adoption.promise for select to verbund_app
  using (adoption.find_participation(case_id));
comment on table adoption.promise is 'owner: tenant; read by tenants that take part';

grant usage on schema adoption to verbund_app;
grant select, insert, update on adoption.case, adoption.step to verbund_app;
grant select, insert, delete on adoption.participant to verbund_app;
grant select, insert on adoption.history, adoption.promise to verbund_app;

create function adoption.due_reminders(p_today date, p_limit integer)
returns table (tenant_id uuid, case_id uuid, step_id text)
language sql stable security definer set search_path = '' as $$
  select s.tenant_id, s.case_id, s.step_id from adoption.step s
  where s.actionable and s.reminded_at is null and s.due_on <= p_today order by s.due_on limit p_limit
$$;
comment on function adoption.due_reminders is 'the job that reminds looks across tenants; ids only';

create function adoption.due_go_lives(p_today date) returns table (tenant_id uuid, case_id uuid)
language sql stable security definer set search_path = '' as $$
  select tenant_id, case_id from adoption.case where state = 'bereit' and go_live_on <= p_today order by go_live_on
$$;
comment on function adoption.due_go_lives is 'the job that goes live on a day looks across tenants; ids only';

create function adoption.due_evaluations(p_before timestamptz, p_limit integer)
returns table (tenant_id uuid, case_id uuid)
language sql stable security definer set search_path = '' as $$
  select tenant_id, case_id from adoption.case
  where state not in ('beendet', 'abgebrochen') and evaluated_at < p_before order by evaluated_at limit p_limit
$$;
comment on function adoption.due_evaluations is
  'facts change without the case (a key runs out, an assessment has to be renewed); ids only';

create function adoption.all_live_towns(p_package text, p_front_only boolean, p_limit integer)
returns table (tenant_id uuid, slug text, name text, since timestamptz, version text, front_runner boolean)
language sql stable security definer set search_path = '' as $$
  select c.tenant_id, t.slug, t.name, c.live_since, c.version, c.front_runner
  from adoption.case c join identity.tenant t on t.tenant_id = c.tenant_id
  where c.package_id = p_package and c.state in ('live', 'gestoert') and (c.front_runner or not p_front_only)
  order by c.live_since, t.name limit p_limit
$$;
comment on function adoption.all_live_towns is 'which towns run a service is public; nothing else of the case is told';

create function adoption.all_live_counts(p_packages text[])
returns table (package_id text, towns integer, front_runners integer)
language sql stable security definer set search_path = '' as $$
  select c.package_id, count(*)::integer, (count(*) filter (where c.front_runner))::integer
  from adoption.case c where c.package_id = any (p_packages) and c.state in ('live', 'gestoert') group by c.package_id
$$;
comment on function adoption.all_live_counts is 'how many towns run a service is public';

revoke execute on all functions in schema adoption from public;
grant execute on all functions in schema adoption to verbund_app;
