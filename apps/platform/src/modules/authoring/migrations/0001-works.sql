-- A service in the making. Content is text: it becomes a manifest whose digest is signed, order of keys included.
create table authoring.work (
  work_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  content text not null check (octet_length(content) <= 8000000),
  revision integer not null default 1 check (revision > 0),
  base_version_digest text references catalogue.service_version,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- A name for colleagues who find that somebody was faster, not an account.
  changed_by text not null
);
select kernel.owned_by('authoring.work', 'tenant');
create index work_tenant on authoring.work (tenant_id, changed_at desc);
create index work_base on authoring.work (base_version_digest);
