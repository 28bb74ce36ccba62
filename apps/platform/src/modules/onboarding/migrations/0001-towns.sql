-- How far a town has come. The town writes it; the tenant whose co-ordinator made the town reads it, and nothing else.
create table onboarding.town (
  tenant_id uuid primary key references identity.tenant,
  maker_id uuid references identity.tenant,
  admin_email text not null default '',
  made_at timestamptz not null,
  -- For the mandatory pages: who represents the body, and the data protection officer.
  representative text not null default '',
  privacy_contact text not null default '',
  -- State per step as last looked at, e.g. {"facts": "done"}.
  steps jsonb not null default '{}',
  looked_at timestamptz
);
alter table onboarding.town enable row level security;
create policy town_all on onboarding.town to verbund_app
  using (tenant_id = kernel.app_tenant()) with check (tenant_id = kernel.app_tenant());
create policy maker_reads on onboarding.town for select to verbund_app using (maker_id = kernel.app_tenant());
grant usage on schema onboarding to verbund_app;
grant select, insert, update, delete on onboarding.town to verbund_app;
comment on table onboarding.town is 'owner: tenant (the tenant whose co-ordinator made the town reads it)';
create index town_maker on onboarding.town (maker_id, made_at desc, tenant_id);

-- A mandatory page before a person has confirmed it. Public pages read identity.legal_page only.
create table onboarding.legal_draft (
  tenant_id uuid not null references identity.tenant,
  kind text not null check (kind in ('impressum', 'datenschutz', 'barrierefreiheit', 'leichte-sprache')),
  lang text not null check (lang in ('de', 'en')),
  -- Null: nobody changed what is generated from the facts.
  body text check (length(body) <= 50000),
  -- The text that a person has read, as a hash, with the time and the person.
  confirmed_digest text,
  confirmed_at timestamptz,
  confirmed_by uuid,
  primary key (tenant_id, kind, lang)
);
select kernel.owned_by('onboarding.legal_draft', 'tenant');

create table onboarding.coat_of_arms (
  tenant_id uuid primary key references identity.tenant,
  -- Name as in the address: hash and ending.
  name text not null check (name ~ '^[0-9a-f]{64}\.(png|jpg|webp)$'),
  content bytea not null check (octet_length(content) between 1 and 300000),
  uploaded_at timestamptz not null
);
select kernel.owned_by('onboarding.coat_of_arms', 'public:tenant');

-- One act for many towns, line by line; what is done stays done when it runs again.
create table onboarding.batch (
  batch_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  kind text not null check (kind in ('create', 'adopt')),
  package_id text,
  -- The co-ordinator also asks for access to the new towns.
  with_access boolean not null default false,
  made_by uuid not null,
  made_at timestamptz not null
);
select kernel.owned_by('onboarding.batch', 'tenant');
create index batch_tenant on onboarding.batch (tenant_id, made_at desc);

create table onboarding.batch_line (
  batch_id uuid not null references onboarding.batch on delete cascade,
  line integer not null,
  tenant_id uuid not null references identity.tenant,
  ars text not null,
  admin_email text not null default '',
  name text not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  -- Code of the error, never a text with personal data.
  reason text,
  town_id uuid,
  primary key (batch_id, line)
);
select kernel.owned_by('onboarding.batch_line', 'tenant');

create function onboarding.due_batches(p_before timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare gone integer;
begin
  delete from onboarding.batch where made_at < p_before;
  get diagnostics gone = row_count;
  return gone;
end $$;
comment on function onboarding.due_batches is 'retention of everybody: mail addresses of lists that were worked long ago';
revoke execute on all functions in schema onboarding from public;
grant execute on all functions in schema onboarding to verbund_app;
