-- The installation's own sender client and destination at the delivery service; one row, of the operator's tenant.
create table dispatch.portal (
  tenant_id uuid primary key,
  client_id text,
  -- Client secret under the operator's data key.
  sealed_secret bytea,
  destination_id text,
  signing_kid text,
  -- Two processes that start at once must not both make a client.
  claim uuid not null,
  claimed_until timestamptz not null,
  check ((client_id is null) = (sealed_secret is null)),
  check ((destination_id is null) = (signing_kid is null))
);
select kernel.owned_by('dispatch.portal', 'tenant');
