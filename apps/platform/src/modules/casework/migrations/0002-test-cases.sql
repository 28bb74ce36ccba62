-- Applications that a town sends to itself to test a service: recognised by a reference that was named beforehand, so
-- that no sender can mark an application as a test, and no real case can be removed as one.
create table casework.test_reference (
  tenant_id uuid not null,
  reference text not null,
  expected_at timestamptz not null,
  primary key (tenant_id, reference)
);
select kernel.owned_by('casework.test_reference', 'tenant');

alter table casework.case add column is_test boolean not null default false;
