-- Versions of code lists. Those of the operator serve every provider; a provider's own stand before them, so that
-- nobody can change another provider's forms by uploading a list first.
create table catalogue.code_list (
  code_list_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  canonical_uri text not null,
  version text not null,
  canonical_version_uri text not null,
  name text not null,
  code_count integer not null check (code_count >= 0),
  is_test boolean not null,
  xml bytea not null,
  added_at timestamptz not null,
  unique (tenant_id, canonical_uri, version)
);
select kernel.owned_by('catalogue.code_list', 'public:tenant');
revoke update, delete on catalogue.code_list from verbund_app;
create index code_list_canonical_uri on catalogue.code_list (canonical_uri);
create trigger immutable before update or delete on catalogue.code_list
  for each row execute function catalogue.refuse_change();

-- Who imported which schema; the same file of two providers is one row of catalogue.schema.
create table catalogue.schema_import (
  tenant_id uuid not null references identity.tenant,
  schema_digest text not null references catalogue.schema,
  imported_at timestamptz not null,
  primary key (tenant_id, schema_digest)
);
insert into catalogue.schema_import (tenant_id, schema_digest, imported_at)
  select tenant_id, schema_digest, imported_at from catalogue.schema;
select kernel.owned_by('catalogue.schema_import', 'tenant');
create index schema_import_schema_digest on catalogue.schema_import (schema_digest);
