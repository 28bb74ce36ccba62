-- One data key per owner (tenant, person, or the pair of both), wrapped by the master key. Deleting the row is
-- cryptographic erasure of everything sealed under it.
create table kernel.data_key (
  id uuid primary key,
  tenant_id uuid,
  person_id uuid,
  wrapped_key bytea not null,
  created_at timestamptz not null,
  check (tenant_id is not null or person_id is not null),
  unique nulls not distinct (tenant_id, person_id)
);
create index data_key_person on kernel.data_key (person_id) where person_id is not null;
select kernel.owned_by('kernel.data_key', 'tenant+person');
