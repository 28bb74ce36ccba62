-- A town's own numbers for the price of a package; they outlive its versions, therefore by address, not by digest.
create table costs.assumption (
  tenant_id uuid not null references identity.tenant,
  package_id text not null check (package_id ~ '^[a-z0-9-]{1,80}/[a-z0-9-]{1,80}$'),
  cases integer check (cases >= 0),
  users integer check (users between 1 and 11000),
  saving_cents_per_case bigint check (saving_cents_per_case >= 0),
  own_once_cents bigint check (own_once_cents >= 0),
  own_yearly_cents bigint check (own_yearly_cents >= 0),
  note text not null check (length(note) <= 1000),
  changed_at timestamptz not null,
  -- A name for colleagues, not an account.
  changed_by text not null,
  primary key (tenant_id, package_id)
);
select kernel.owned_by('costs.assumption', 'tenant');
