create function conformity.refuse_change() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '% is immutable', tg_table_name using errcode = 'restrict_violation';
end $$;

-- Criteria are data. The content is text: its digest is signed.
create table conformity.criteria_catalogue (
  catalogue_digest text primary key check (catalogue_digest ~ '^sha256:[0-9a-f]{64}$'),
  -- The operator.
  tenant_id uuid not null references identity.tenant,
  catalogue text not null check (catalogue ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  version text not null,
  content text not null check (octet_length(content) <= 4000000),
  signer text,
  signature text,
  added_at timestamptz not null,
  unique (catalogue, version)
);
select kernel.owned_by('conformity.criteria_catalogue', 'public:tenant');
revoke update, delete on conformity.criteria_catalogue from verbund_app;
create trigger immutable before update or delete on conformity.criteria_catalogue
  for each row execute function conformity.refuse_change();

-- Tenants that the operator (tenant_id) lets check; a row that ended stays, findings of that time refer to it.
create table conformity.checking_body (
  checking_body_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  body_tenant_id uuid not null references identity.tenant,
  since timestamptz not null,
  ended_at timestamptz
);
select kernel.owned_by('conformity.checking_body', 'public:tenant');
create unique index checking_body_now on conformity.checking_body (body_tenant_id) where ended_at is null;

-- One run of the automatic checks.
create table conformity.assessment (
  assessment_id uuid primary key,
  -- Who started it.
  tenant_id uuid not null references identity.tenant,
  version_digest text not null references catalogue.service_version,
  offering_id uuid references catalogue.offering,
  catalogue_digest text not null references conformity.criteria_catalogue,
  state text not null check (state in ('queued', 'running', 'done', 'failed')),
  started_by text not null,
  started_at timestamptz not null,
  -- A process that died leaves an old one.
  seen_at timestamptz not null,
  finished_at timestamptz,
  done integer not null default 0 check (done >= 0),
  total integer not null check (total >= 0)
);
select kernel.owned_by('conformity.assessment', 'public:tenant');
create index assessment_version on conformity.assessment (version_digest, started_at desc);
create index assessment_tenant on conformity.assessment (tenant_id, started_at desc);
create unique index assessment_one_at_a_time on conformity.assessment
  (version_digest, coalesce(offering_id, '00000000-0000-0000-0000-000000000000'::uuid), catalogue_digest)
  where state in ('queued', 'running');

-- Never changed: a newer one of the same criterion stands before it, the older ones are its history.
create table conformity.finding (
  finding_id uuid primary key,
  -- The body that found it.
  tenant_id uuid not null references identity.tenant,
  -- Who is heard on it.
  provider_id uuid not null references identity.tenant,
  assessment_id uuid references conformity.assessment,
  version_digest text not null references catalogue.service_version,
  offering_id uuid references catalogue.offering,
  catalogue_digest text not null references conformity.criteria_catalogue,
  criterion text not null,
  kind text not null check (kind in ('automatic', 'manual')),
  result text not null check (result in ('erfuellt', 'teilweise', 'nicht_erfuellt', 'entbehrlich', 'nicht_geprueft')),
  evidence jsonb not null,
  reason jsonb not null,
  remedy jsonb,
  due date,
  recheck date,
  responsible text,
  found_by text not null,
  found_at timestamptz not null,
  unique (finding_id, provider_id)
);
select kernel.owned_by('conformity.finding', 'public:tenant');
revoke update, delete on conformity.finding from verbund_app;
create trigger immutable before update or delete on conformity.finding
  for each row execute function conformity.refuse_change();
create index finding_subject on conformity.finding (version_digest, catalogue_digest, criterion, found_at desc);
create index finding_due on conformity.finding (due) where due is not null;
create index finding_recheck on conformity.finding (recheck) where recheck is not null;

create table conformity.exception (
  exception_id uuid primary key,
  -- The body that recorded it; who decided is decided_by.
  tenant_id uuid not null references identity.tenant,
  version_digest text not null references catalogue.service_version,
  offering_id uuid references catalogue.offering,
  catalogue_digest text not null references conformity.criteria_catalogue,
  criterion text not null,
  decision_number text not null check (decision_number <> ''),
  decided_by text not null check (decided_by <> ''),
  decided_on date not null,
  valid_until date,
  reason text not null check (reason <> ''),
  recorded_by text not null,
  recorded_at timestamptz not null
);
select kernel.owned_by('conformity.exception', 'public:tenant');
revoke update, delete on conformity.exception from verbund_app;
create trigger immutable before update or delete on conformity.exception
  for each row execute function conformity.refuse_change();
create index exception_subject on conformity.exception (version_digest, catalogue_digest, criterion);

-- The provider is heard on findings about its own versions only.
create table conformity.finding_comment (
  comment_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  finding_id uuid not null,
  body text not null check (body <> '' and length(body) <= 5000),
  written_by text not null,
  written_at timestamptz not null,
  foreign key (finding_id, tenant_id) references conformity.finding (finding_id, provider_id)
);
select kernel.owned_by('conformity.finding_comment', 'public:tenant');
revoke update, delete on conformity.finding_comment from verbund_app;
create trigger immutable before update or delete on conformity.finding_comment
  for each row execute function conformity.refuse_change();
create index finding_comment_finding on conformity.finding_comment (finding_id, written_at);

-- The traffic light after every change, so that lists read one row; the newest counts.
create table conformity.verdict (
  verdict_id uuid primary key,
  -- Whose act led to it.
  tenant_id uuid not null references identity.tenant,
  version_digest text not null references catalogue.service_version,
  offering_id uuid references catalogue.offering,
  catalogue_digest text not null references conformity.criteria_catalogue,
  catalogue text not null,
  conforms boolean not null,
  open_must integer not null check (open_must >= 0),
  areas jsonb not null,
  -- First day on which an exception does not hold any more.
  good_until date,
  made_at timestamptz not null
);
select kernel.owned_by('conformity.verdict', 'public:tenant');
revoke update, delete on conformity.verdict from verbund_app;
create trigger immutable before update or delete on conformity.verdict
  for each row execute function conformity.refuse_change();
create index verdict_subject on conformity.verdict (version_digest, catalogue, made_at desc);
create index verdict_offering on conformity.verdict (offering_id, made_at desc) where offering_id is not null;

-- What was said already, so that nobody is reminded twice of the same day.
create table conformity.reminder (
  reminder_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  finding_id uuid not null references conformity.finding,
  kind text not null check (kind in ('due', 'recheck')),
  sent_at timestamptz not null,
  unique (finding_id, kind)
);
select kernel.owned_by('conformity.reminder', 'tenant');

-- The operator's client at the delivery service for test deliveries; its secret is sealed under the operator's key.
create table conformity.test_client (
  tenant_id uuid primary key references identity.tenant,
  client_id text not null,
  credentials bytea not null,
  made_at timestamptz not null
);
select kernel.owned_by('conformity.test_client', 'tenant');

create function conformity.due_stalled(p_before timestamptz)
returns table (assessment_id uuid, tenant_id uuid)
language sql stable security definer set search_path = '' as $$
  select a.assessment_id, a.tenant_id from conformity.assessment a
  where a.state in ('queued', 'running') and a.seen_at < p_before limit 100
$$;
comment on function conformity.due_stalled is 'runs whose process died, of every tenant; ids only';
revoke execute on function conformity.due_stalled from public;
grant execute on function conformity.due_stalled to verbund_app;

-- Only the newest finding of a criterion is worth a reminder.
create function conformity.due_reminders(p_day date)
returns table (finding_id uuid, tenant_id uuid, provider_id uuid, kind text, day date)
language sql stable security definer set search_path = '' as $$
  select f.finding_id, f.tenant_id, f.provider_id, d.kind, d.day
  from conformity.finding f
  cross join lateral (values ('due', f.due), ('recheck', f.recheck)) d(kind, day)
  where d.day <= p_day
    and (d.kind = 'recheck' or f.result not in ('erfuellt', 'entbehrlich'))
    and not exists (select 1 from conformity.reminder r where r.finding_id = f.finding_id and r.kind = d.kind)
    and not exists (
      select 1 from conformity.finding n
      where n.version_digest = f.version_digest and n.catalogue_digest = f.catalogue_digest
        and n.criterion = f.criterion and n.offering_id is not distinct from f.offering_id
        and n.kind = 'manual' and n.found_at > f.found_at)
  order by d.day limit 500
$$;
comment on function conformity.due_reminders is 'due dates and re-checks of every body; ids and days only';
revoke execute on function conformity.due_reminders from public;
grant execute on function conformity.due_reminders to verbund_app;
