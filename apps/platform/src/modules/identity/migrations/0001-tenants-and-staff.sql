create table identity.tenant (
  tenant_id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  kind text not null check (kind in ('town', 'district', 'state', 'provider', 'operator')),
  ars text unique check (ars ~ '^[0-9]{12}$'),
  name text not null,
  official_name text not null,
  contact jsonb not null,
  is_demo boolean not null default false,
  created_at timestamptz not null
);
-- Names and contacts of public bodies are public; only the tenant itself changes them.
select kernel.owned_by('identity.tenant', 'public:tenant');
create unique index tenant_one_operator on identity.tenant (kind) where kind = 'operator';

create table identity.legal_page (
  tenant_id uuid not null references identity.tenant,
  kind text not null check (kind in ('impressum', 'datenschutz', 'barrierefreiheit', 'leichte-sprache')),
  lang text not null check (lang in ('de', 'en')),
  body text not null,
  updated_at timestamptz not null,
  primary key (tenant_id, kind, lang)
);
select kernel.owned_by('identity.legal_page', 'public:tenant');

create table identity.staff (
  staff_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  -- Subject at the staff identity provider; null until the invitation was taken up.
  subject text,
  issuer text,
  display_name text not null,
  email text not null,
  roles text[] not null,
  lang text not null default 'de' check (lang in ('de', 'en')),
  active boolean not null default true,
  created_at timestamptz not null,
  unique (tenant_id, issuer, subject),
  unique (tenant_id, email)
);
select kernel.owned_by('identity.staff', 'tenant');

create table identity.invitation (
  invitation_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  staff_id uuid not null references identity.staff on delete cascade,
  token_hash bytea not null unique,
  expires_at timestamptz not null,
  used_at timestamptz
);
select kernel.owned_by('identity.invitation', 'tenant');

create table identity.staff_session (
  session_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  staff_id uuid not null references identity.staff on delete cascade,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  id_token_hint text
);
select kernel.owned_by('identity.staff_session', 'tenant');
create index staff_session_expiry on identity.staff_session (expires_at);
