create schema transport;

-- OAuth clients. The secret has 256 random bits, so a plain SHA-256 is enough: there is nothing to guess.
create table transport.client (
  client_id uuid primary key,
  name text not null,
  roles text[] not null check (roles <@ array['sender', 'subscriber', 'manager'] and cardinality(roles) > 0),
  secret_hash bytea not null check (length(secret_hash) = 32),
  tenant_id uuid,
  created_at timestamptz not null,
  revoked_at timestamptz
);
select kernel.owned_by('transport.client', 'client', 'verbund_transport');

create table transport.access_token (
  token_hash bytea primary key check (length(token_hash) = 32),
  client_id uuid not null references transport.client,
  scopes text[] not null,
  expires_at timestamptz not null
);
select kernel.owned_by('transport.access_token', 'client', 'verbund_transport');
create index access_token_expiry on transport.access_token (expires_at);

create table transport.destination (
  destination_id uuid primary key,
  -- The client that created it and alone may change it.
  client_id uuid not null references transport.client,
  name text not null,
  status text not null check (status in ('created', 'active', 'inactive', 'decommissioned')),
  encryption_kid text not null check (length(encryption_kid) between 8 and 64),
  services jsonb not null,
  metadata_versions text[] not null,
  reply_channels jsonb,
  created_at timestamptz not null,
  unique (destination_id, client_id)
);
-- Senders without any relation must read what a destination offers.
select kernel.owned_by('transport.destination', 'public:client', 'verbund_transport');
create index destination_client_id on transport.destination (client_id, created_at, destination_id);

-- The foreign keys on both columns keep a client from writing beside a destination that is not its own.
create table transport.destination_contact (
  destination_id uuid primary key,
  client_id uuid not null,
  contact jsonb not null,
  foreign key (destination_id, client_id) references transport.destination (destination_id, client_id) on delete cascade
);
select kernel.owned_by('transport.destination_contact', 'client', 'verbund_transport');

create table transport.destination_key (
  destination_id uuid not null,
  kid text not null,
  client_id uuid not null,
  use text not null check (use in ('enc', 'sig')),
  jwk jsonb not null,
  created_at timestamptz not null,
  primary key (destination_id, kid),
  foreign key (destination_id, client_id) references transport.destination (destination_id, client_id) on delete cascade
);
select kernel.owned_by('transport.destination_key', 'public:client', 'verbund_transport');

-- Which subscribers fetch for a destination. A client sees its own links; the owner of the destination makes them.
create table transport.destination_client (
  client_id uuid not null references transport.client,
  destination_id uuid not null references transport.destination on delete cascade,
  primary key (client_id, destination_id)
);
create index destination_client_destination on transport.destination_client (destination_id);
alter table transport.destination_client enable row level security;
create policy own_links on transport.destination_client for select to verbund_transport
  using (client_id = kernel.app_client());
create policy links_of_own_destination on transport.destination_client for insert to verbund_transport
  with check (exists (select from transport.destination d
    where d.destination_id = destination_client.destination_id and d.client_id = kernel.app_client()));
grant select, insert on transport.destination_client to verbund_transport;
comment on table transport.destination_client is 'owner: client (reads own links; written by the owner of the destination)';

create function transport.find_client(p_client_id uuid) returns table (secret_hash bytea, roles text[])
language sql stable security definer set search_path = '' as $$
  select secret_hash, roles from transport.client where client_id = p_client_id and revoked_at is null
$$;
comment on function transport.find_client is 'at the token endpoint nobody is known yet; the hash of the secret decides';

create function transport.find_access_token(p_token_hash bytea, p_now timestamptz)
returns table (client_id uuid, scopes text[], expires_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select t.client_id, t.scopes, t.expires_at from transport.access_token t
  join transport.client c on c.client_id = t.client_id and c.revoked_at is null
  where t.token_hash = p_token_hash and t.expires_at > p_now
$$;
comment on function transport.find_access_token is 'the bearer token is all that is known; its hash is the secret';

create function transport.due_access_tokens(p_now timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare gone integer;
begin
  delete from transport.access_token where expires_at <= p_now;
  get diagnostics gone = row_count;
  return gone;
end $$;
comment on function transport.due_access_tokens is 'retention: expired tokens of all clients; says only how many';

revoke execute on all functions in schema transport from public;
grant execute on all functions in schema transport to verbund_transport;
