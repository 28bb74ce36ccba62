-- Receiver and reply keys; private halves sealed by a key derived from the master key. Login verbund_keys only.
create table keys.key (
  kid uuid primary key,
  tenant_id uuid,
  person_id uuid,
  key_use text not null check (key_use in ('enc', 'sig')),
  purpose text not null,
  public_jwk jsonb not null,
  sealed_private bytea not null,
  created_at timestamptz not null,
  number bigint generated always as identity,
  check (tenant_id is not null or person_id is not null)
);
create index key_tenant on keys.key (tenant_id, purpose) where tenant_id is not null;
create index key_person on keys.key (person_id, purpose) where person_id is not null;
select kernel.owned_by('keys.key', 'tenant+person', 'verbund_keys');
revoke update on keys.key from verbund_keys;

-- Ready pairs that belong to nobody yet; reached by the functions below only.
create table keys.stock (
  kid uuid primary key,
  public_spki bytea not null,
  sealed_private bytea not null,
  created_at timestamptz not null
);
create index stock_oldest on keys.stock (created_at);
alter table keys.stock enable row level security;
comment on table keys.stock is 'owner: none';

create function keys.put_in_stock(kid uuid, public_spki bytea, sealed_private bytea, created_at timestamptz)
  returns void language sql security definer set search_path = '' as $$
  insert into keys.stock (kid, public_spki, sealed_private, created_at) values ($1, $2, $3, $4)
$$;
comment on function keys.put_in_stock(uuid, bytea, bytea, timestamptz) is
  'Security definer: a pair in the stock has no owner yet, so no policy could let a login write it.';

create function keys.take_from_stock() returns table (kid uuid, public_spki bytea, sealed_private bytea)
  language sql security definer set search_path = '' as $$
  delete from keys.stock s
  where s.kid = (select o.kid from keys.stock o order by o.created_at limit 1 for update skip locked)
  returning s.kid, s.public_spki, s.sealed_private
$$;
comment on function keys.take_from_stock() is
  'Security definer: hands out each ownerless pair once; two callers never get the same one and never wait.';

create function keys.count_stock() returns integer
  language sql stable security definer set search_path = '' as $$ select count(*)::integer from keys.stock $$;
comment on function keys.count_stock() is 'Security definer: the filling job and the doctor need the number, nothing else.';

revoke execute on function keys.put_in_stock(uuid, bytea, bytea, timestamptz), keys.take_from_stock(),
  keys.count_stock() from public;
grant execute on function keys.put_in_stock(uuid, bytea, bytea, timestamptz), keys.take_from_stock(),
  keys.count_stock() to verbund_keys;
