-- A file of the blob storage. Visible to whichever owner is named; transport owns by tenant or sending client.
create table kernel.blob (
  id uuid primary key,
  tenant_id uuid,
  person_id uuid,
  client_id uuid,
  bytes bigint not null check (bytes >= 0),
  sha512 bytea not null check (length(sha512) = 64),
  created_at timestamptz not null,
  check (tenant_id is not null or person_id is not null or client_id is not null)
);
create index blob_tenant on kernel.blob (tenant_id) where tenant_id is not null;
create index blob_person on kernel.blob (person_id) where person_id is not null;
create index blob_client on kernel.blob (client_id) where client_id is not null;
alter table kernel.blob enable row level security;
create policy owner on kernel.blob to verbund_app, verbund_transport
  using (tenant_id = kernel.app_tenant() or person_id = kernel.app_person() or client_id = kernel.app_client())
  with check (tenant_id = kernel.app_tenant() or person_id = kernel.app_person() or client_id = kernel.app_client());
grant select, insert, delete on kernel.blob to verbund_app, verbund_transport;
comment on table kernel.blob is 'owner: tenant+person+client';

-- Ids whose row is deleted but whose file is still there. Nobody reaches it but the functions below.
create table kernel.blob_gone (
  id uuid primary key,
  gone_at timestamptz not null default now()
);
alter table kernel.blob_gone enable row level security;
comment on table kernel.blob_gone is 'owner: none';

create function kernel.note_gone_blob() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into kernel.blob_gone (id) values (old.id) on conflict do nothing;
  return null;
end $$;
comment on function kernel.note_gone_blob() is
  'Security definer: whoever deletes a blob row leaves a note for the sweeper, which no login may write itself.';
create trigger note_gone after delete on kernel.blob for each row execute function kernel.note_gone_blob();

create function kernel.all_gone_blobs(max_rows integer) returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select id from kernel.blob_gone order by gone_at limit max_rows
$$;
comment on function kernel.all_gone_blobs(integer) is
  'Security definer: the sweeper removes files whose rows no owner has any more; returns ids only.';

create function kernel.forget_gone_blobs(ids uuid[]) returns void
  language sql security definer set search_path = '' as $$
  delete from kernel.blob_gone where id = any (ids)
$$;
comment on function kernel.forget_gone_blobs(uuid[]) is
  'Security definer: the sweeper strikes out the files that it has removed.';

create function kernel.find_existing_blobs(ids uuid[]) returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select id from kernel.blob where id = any (ids)
$$;
comment on function kernel.find_existing_blobs(uuid[]) is
  'Security definer: the daily sweep must know whether a file has a row of any owner; returns ids it was given.';

revoke execute on function kernel.note_gone_blob(), kernel.all_gone_blobs(integer), kernel.forget_gone_blobs(uuid[]),
  kernel.find_existing_blobs(uuid[]) from public;
grant execute on function kernel.all_gone_blobs(integer), kernel.forget_gone_blobs(uuid[]),
  kernel.find_existing_blobs(uuid[]) to verbund_app, verbund_transport;
