-- Who touched personal data. Append-only for every login; a function of the owner chains closed batches by hash.
create table kernel.audit_entry (
  id uuid primary key,
  number bigint generated always as identity unique,
  tenant_id uuid not null,
  at timestamptz not null,
  action text not null,
  actor text not null,
  actor_kind text not null check (actor_kind in ('staff', 'client', 'operator', 'system')),
  subject text not null,
  -- Sealed under the key of tenant and person; unreadable once that key is destroyed. The hash covers the ciphertext,
  -- so erasure does not break the chain.
  sealed_personal bytea,
  person_id uuid,
  batch_number bigint
);
create index audit_entry_tenant on kernel.audit_entry (tenant_id, number);
create index audit_entry_open on kernel.audit_entry (tenant_id) where batch_number is null;
select kernel.owned_by('kernel.audit_entry', 'tenant');
revoke insert, update, delete on kernel.audit_entry from verbund_app;
-- A login must not choose the batch: it is left out of what it may insert.
grant insert (id, tenant_id, at, action, actor, actor_kind, subject, sealed_personal, person_id)
  on kernel.audit_entry to verbund_app;

create table kernel.audit_batch (
  tenant_id uuid not null,
  number bigint not null,
  first_entry bigint not null,
  last_entry bigint not null,
  entries integer not null,
  hash bytea not null,
  closed_at timestamptz not null,
  primary key (tenant_id, number)
);
select kernel.owned_by('kernel.audit_batch', 'tenant');
revoke insert, update, delete on kernel.audit_batch from verbund_app;

-- One line per entry, the same for closing and checking. Times as microseconds: no session setting changes the text.
create function kernel.audit_line(e kernel.audit_entry) returns text
  language sql stable set search_path = '' as $$
  select pg_catalog.jsonb_build_array(e.number, e.id, e.tenant_id, (extract(epoch from e.at) * 1000000)::bigint,
    e.action, e.actor, e.actor_kind, e.subject, e.person_id, pg_catalog.encode(e.sealed_personal, 'hex'))::text
$$;

create function kernel.audit_hash(previous bytea, tenant uuid, batch bigint) returns bytea
  language sql stable set search_path = '' as $$
  select pg_catalog.sha256(coalesce(previous, ''::bytea) || pg_catalog.convert_to(coalesce(
    (select pg_catalog.string_agg(kernel.audit_line(e), E'\n' order by e.number)
     from kernel.audit_entry e where e.tenant_id = tenant and e.batch_number = batch), ''), 'UTF8'))
$$;

create function kernel.close_audit_batches(now timestamptz, max_entries integer)
  returns table (tenant_id uuid, number bigint, entries integer, hash bytea)
  language plpgsql security definer set search_path = '' as $$
declare
  open_tenant uuid;
  last kernel.audit_batch;
  made kernel.audit_batch;
begin
  -- Two closers would give two batches the same number.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('kernel.close_audit_batches'));
  for open_tenant in select distinct e.tenant_id from kernel.audit_entry e where e.batch_number is null loop
    last := null;
    select b.* into last from kernel.audit_batch b where b.tenant_id = open_tenant order by b.number desc limit 1;
    made := null;
    made.tenant_id := open_tenant;
    made.number := coalesce(last.number, 0) + 1;
    made.closed_at := now;
    -- Entries are marked, not taken by range: a slow transaction commits a lower number after this batch is closed.
    with chosen as (
      select e.id from kernel.audit_entry e where e.tenant_id = open_tenant and e.batch_number is null
      order by e.number limit max_entries
    ), marked as (
      update kernel.audit_entry e set batch_number = made.number from chosen where e.id = chosen.id
      returning e.number
    )
    select pg_catalog.min(m.number), pg_catalog.max(m.number), pg_catalog.count(*)
      into made.first_entry, made.last_entry, made.entries from marked m;
    made.hash := (select kernel.audit_hash(last.hash, open_tenant, made.number));
    insert into kernel.audit_batch select made.*;
    tenant_id := open_tenant; number := made.number; entries := made.entries; hash := made.hash;
    return next;
  end loop;
end $$;
comment on function kernel.close_audit_batches(timestamptz, integer) is
  'Security definer: the chaining job goes over all tenants and alone may mark entries; returns counts and hashes.';
revoke execute on function kernel.close_audit_batches(timestamptz, integer) from public;
grant execute on function kernel.close_audit_batches(timestamptz, integer) to verbund_app;
