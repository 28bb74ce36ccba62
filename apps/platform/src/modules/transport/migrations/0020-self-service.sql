alter table transport.client
  -- Made by the installation for its own portal and inboxes: their keys lie in its key service, so that self-signed
  -- certificates do for them, and nobody changes them by hand.
  add column keys_here boolean not null default false,
  -- Counts secrets, so that a form that is sent twice does not make two.
  add column secret_number integer not null default 1;
create index client_tenant on transport.client (tenant_id);

-- Staff of a tenant manage its clients and act as one of them; these functions say which are theirs.
create function transport.all_clients_of_tenant()
returns table (client_id uuid, name text, roles text[], keys_here boolean, secret_number integer,
  created_at timestamptz, revoked_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select c.client_id, c.name, c.roles, c.keys_here, c.secret_number, c.created_at, c.revoked_at
  from transport.client c where c.tenant_id = kernel.app_tenant() order by c.created_at, c.client_id
$$;
comment on function transport.all_clients_of_tenant is
  'self-service: staff act for all clients of their tenant and not as one of them yet; gives no hash of a secret';

create function transport.find_client_of_log(p_id uuid) returns table (client_id uuid, case_id uuid, destination_id uuid)
language sql stable security definer set search_path = '' as $$
  select o.client_id, f.case_id, f.destination_id
  from transport.case_file f
  join transport.client o on o.tenant_id = kernel.app_tenant() and (o.client_id = f.client_id
    or exists (select from transport.destination_client l
      where l.client_id = o.client_id and l.destination_id = f.destination_id))
  where f.case_id = p_id or f.case_id = (select i.case_id from transport.item i where i.item_id = p_id)
  order by o.created_at limit 1
$$;
comment on function transport.find_client_of_log is
  'self-service: staff know the id of a case or an item, not which of their clients takes part; others learn nothing';

create function transport.all_links_of_destination(p_destination_id uuid)
returns table (client_id uuid, name text, revoked boolean)
language sql stable security definer set search_path = '' as $$
  select c.client_id, c.name, c.revoked_at is not null
  from transport.destination_client l
  join transport.client c on c.client_id = l.client_id
  join transport.destination d on d.destination_id = l.destination_id and d.client_id = kernel.app_client()
  where l.destination_id = p_destination_id order by c.created_at, c.client_id
$$;
comment on function transport.all_links_of_destination is
  'the owner of a destination sees which clients fetch for it; the policy of the links shows a client its own only';

create function transport.drop_link(p_destination_id uuid, p_client_id uuid) returns boolean
language sql volatile security definer set search_path = '' as $$
  with gone as (
    delete from transport.destination_client l using transport.destination d
    where l.destination_id = p_destination_id and l.client_id = p_client_id
      and d.destination_id = l.destination_id and d.client_id = kernel.app_client()
      -- The owner itself stays linked: it is the one that may be asked about the destination.
      and l.client_id <> d.client_id
    returning 1
  )
  select exists (select from gone)
$$;
comment on function transport.drop_link is
  'the owner of a destination ends the link of another client, which the policies show to that client only';

revoke execute on function transport.all_clients_of_tenant, transport.find_client_of_log,
  transport.all_links_of_destination, transport.drop_link from public;
grant execute on function transport.all_clients_of_tenant, transport.find_client_of_log,
  transport.all_links_of_destination, transport.drop_link to verbund_transport;
