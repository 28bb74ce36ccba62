create function catalogue.refuse_change() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '% is immutable', tg_table_name using errcode = 'restrict_violation';
end $$;

-- One row per file and set of pinned code lists. Model and manifest are text, not jsonb: their digest is signed.
create table catalogue.schema (
  schema_digest text primary key check (schema_digest ~ '^sha256:[0-9a-f]{64}$'),
  -- The provider who brought it first.
  tenant_id uuid not null references identity.tenant,
  dialect text not null,
  schema_id text not null,
  version text,
  name text not null,
  xml bytea not null,
  model text not null,
  findings text not null,
  missing_code_lists text[] not null,
  imported_at timestamptz not null
);
select kernel.owned_by('catalogue.schema', 'public:tenant');
revoke update, delete on catalogue.schema from verbund_app;
create trigger immutable before update or delete on catalogue.schema
  for each row execute function catalogue.refuse_change();

create table catalogue.service_version (
  version_digest text primary key check (version_digest ~ '^sha256:[0-9a-f]{64}$'),
  -- The provider.
  tenant_id uuid not null references identity.tenant,
  service_slug text not null,
  version text not null,
  leistungsschluessel text,
  schema_digest text not null references catalogue.schema,
  schema_uri text not null,
  manifest text not null,
  published_at timestamptz not null,
  unique (tenant_id, service_slug, version)
);
select kernel.owned_by('catalogue.service_version', 'public:tenant');
revoke update, delete on catalogue.service_version from verbund_app;
create trigger immutable before update or delete on catalogue.service_version
  for each row execute function catalogue.refuse_change();

create table catalogue.offering (
  offering_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  service_slug text not null check (service_slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  version_digest text not null references catalogue.service_version,
  destination_id text not null,
  area_ars text not null references catalogue.area,
  receipt_instant text not null check (receipt_instant in ('stored', 'delivered')),
  town_texts jsonb not null,
  valid_from timestamptz not null,
  valid_until timestamptz check (valid_until > valid_from),
  live boolean not null default false,
  changed_at timestamptz not null,
  unique (tenant_id, service_slug)
);
select kernel.owned_by('catalogue.offering', 'public:tenant');
create index offering_version_digest on catalogue.offering (version_digest);
create trigger count_change after insert or update or delete on catalogue.offering
  for each statement execute function catalogue.count_change();

-- Every version a town ever offered: what was sent under an older one must stay readable.
create table catalogue.offered_version (
  tenant_id uuid not null references identity.tenant,
  offering_id uuid not null references catalogue.offering,
  version_digest text not null references catalogue.service_version,
  since timestamptz not null,
  primary key (tenant_id, offering_id, version_digest)
);
select kernel.owned_by('catalogue.offered_version', 'public:tenant');
revoke update, delete on catalogue.offered_version from verbund_app;
create index offered_version_digest on catalogue.offered_version (version_digest);

-- Feedback on barriers (§ 10d BGG NRW, § 12b BGG): sealed under the tenant's key, because people write about themselves.
create table catalogue.page_feedback (
  feedback_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  received_at timestamptz not null,
  body bytea not null
);
select kernel.owned_by('catalogue.page_feedback', 'tenant');
create index page_feedback_received on catalogue.page_feedback (tenant_id, received_at);

create function catalogue.due_feedback(p_before timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare gone integer;
begin
  delete from catalogue.page_feedback where received_at < p_before; get diagnostics gone = row_count;
  return gone;
end $$;
comment on function catalogue.due_feedback is 'retention: deletes old feedback of every tenant, returns a number only';
revoke execute on function catalogue.due_feedback from public;
grant execute on function catalogue.due_feedback to verbund_app;
