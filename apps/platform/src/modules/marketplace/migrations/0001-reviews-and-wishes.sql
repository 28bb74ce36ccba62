-- What a town that runs a package says of it: the office is named, never a person. One per town and version.
create table marketplace.review (
  review_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  -- Of the package, so that only this tenant can answer.
  provider_id uuid not null references identity.tenant,
  package_id text not null,
  version text not null,
  rating integer not null check (rating between 1 and 5),
  office text not null,
  experience text not null check (length(experience) <= 4000),
  written_at timestamptz not null,
  changed_at timestamptz not null,
  unique (tenant_id, package_id, version),
  unique (review_id, provider_id)
);
select kernel.owned_by('marketplace.review', 'public:tenant');
create index review_package on marketplace.review (package_id, written_at desc);

create table marketplace.review_answer (
  review_id uuid primary key,
  -- The provider of the package and nobody else.
  tenant_id uuid not null references identity.tenant,
  answer text not null check (length(answer) <= 4000),
  answered_at timestamptz not null,
  foreign key (review_id, tenant_id) references marketplace.review (review_id, provider_id) on delete cascade
);
select kernel.owned_by('marketplace.review_answer', 'public:tenant');

-- Counts only where the tenant is the operator; the store joins on its id.
create table marketplace.review_hidden (
  review_id uuid not null references marketplace.review on delete cascade,
  tenant_id uuid not null references identity.tenant,
  reason text not null check (length(reason) between 1 and 1000),
  hidden_at timestamptz not null,
  primary key (review_id, tenant_id)
);
select kernel.owned_by('marketplace.review_hidden', 'public:tenant');

-- Who reports is known to the reporting town alone.
create table marketplace.review_report (
  review_id uuid not null references marketplace.review on delete cascade,
  tenant_id uuid not null references identity.tenant,
  reason text not null check (length(reason) between 1 and 1000),
  reported_at timestamptz not null,
  primary key (review_id, tenant_id)
);
select kernel.owned_by('marketplace.review_report', 'tenant');

create function marketplace.all_reports(p_limit integer)
returns table (review_id uuid, reason text, reported_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select r.review_id, r.reason, r.reported_at from marketplace.review_report r
  order by r.reported_at desc, r.review_id limit least(p_limit, 500)
$$;
comment on function marketplace.all_reports is
  'the operator moderates: what was reported and why, not by whom';
revoke execute on function marketplace.all_reports from public;
grant execute on function marketplace.all_reports to verbund_app;

-- A town without a suitable service says what it needs; others join, providers answer.
create table marketplace.wish (
  wish_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  leistungsschluessel text check (leistungsschluessel ~ '^99[0-9]{12}$'),
  need text not null check (length(need) between 1 and 200),
  details text not null check (length(details) <= 2000),
  made_at timestamptz not null,
  withdrawn_at timestamptz
);
select kernel.owned_by('marketplace.wish', 'public:tenant');
create index wish_made on marketplace.wish (made_at desc, wish_id);
create index wish_tenant on marketplace.wish (tenant_id);

-- The town that made the wish is the first of them.
create table marketplace.wish_town (
  wish_id uuid not null references marketplace.wish on delete cascade,
  tenant_id uuid not null references identity.tenant,
  joined_at timestamptz not null,
  primary key (wish_id, tenant_id)
);
select kernel.owned_by('marketplace.wish_town', 'public:tenant');

create table marketplace.wish_answer (
  wish_id uuid not null references marketplace.wish on delete cascade,
  -- The provider.
  tenant_id uuid not null references identity.tenant,
  answer text not null check (length(answer) between 1 and 2000),
  package_id text,
  expected_on date,
  answered_at timestamptz not null,
  primary key (wish_id, tenant_id)
);
select kernel.owned_by('marketplace.wish_answer', 'public:tenant');
