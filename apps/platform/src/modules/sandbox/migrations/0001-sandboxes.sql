create schema sandbox;

create table sandbox.sandbox (
  -- The sandbox is a tenant of its own.
  tenant_id uuid primary key references identity.tenant,
  -- Who made it; null: the platform itself.
  for_tenant_id uuid references identity.tenant,
  slug text not null unique,
  service_slug text not null,
  package_id text not null check (package_id ~ '^[a-z0-9-]+/[a-z0-9-]+$'),
  version_digest text not null references catalogue.service_version,
  version text not null,
  name text not null,
  state text not null default 'preparing' check (state in ('preparing', 'ready', 'removing')),
  -- Whether the sample application could be made and sent.
  sample text not null default 'none' check (sample in ('none', 'sent', 'incomplete')),
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  last_reset_at timestamptz,
  removing_since timestamptz,
  check ((state = 'removing') = (removing_since is not null))
);
alter table sandbox.sandbox enable row level security;
create policy both_sides on sandbox.sandbox to verbund_app
  using (tenant_id = kernel.app_tenant() or for_tenant_id = kernel.app_tenant())
  with check (tenant_id = kernel.app_tenant() or for_tenant_id = kernel.app_tenant());
grant usage on schema sandbox to verbund_app;
grant select, insert, update on sandbox.sandbox to verbund_app;
comment on table sandbox.sandbox is 'owner: tenant (the sandbox itself, or the one that made it)';
create index sandbox_maker on sandbox.sandbox (for_tenant_id, created_at desc);
create index sandbox_expiry on sandbox.sandbox (expires_at);

create function sandbox.due_removals(p_now timestamptz, p_limit integer) returns table (tenant_id uuid)
language sql stable security definer set search_path = '' as $$
  select s.tenant_id from sandbox.sandbox s where s.state <> 'removing' and s.expires_at <= p_now
  order by s.expires_at limit p_limit
$$;
comment on function sandbox.due_removals is 'retention: sandboxes past their last day; ids only';

create function sandbox.due_ends(p_before timestamptz, p_limit integer) returns table (tenant_id uuid)
language sql stable security definer set search_path = '' as $$
  select s.tenant_id from sandbox.sandbox s where s.state = 'removing' and s.removing_since <= p_before
  order by s.removing_since limit p_limit
$$;
comment on function sandbox.due_ends is 'last step of a removal, after requests that were under way have ended; ids only';

create function sandbox.due_resets(p_before timestamptz, p_limit integer) returns table (tenant_id uuid)
language sql stable security definer set search_path = '' as $$
  select s.tenant_id from sandbox.sandbox s
  where s.state = 'ready' and coalesce(s.last_reset_at, s.created_at) < p_before
  order by coalesce(s.last_reset_at, s.created_at) limit p_limit
$$;
comment on function sandbox.due_resets is 'nightly reset: sandboxes not reset since; ids only';

create function sandbox.count_sandboxes(p_for uuid) returns integer
language sql stable security definer set search_path = '' as $$
  select count(*)::int from sandbox.sandbox s where s.for_tenant_id is not distinct from p_for and s.state <> 'removing'
$$;
comment on function sandbox.count_sandboxes is 'limit per maker, the platform itself included; a number only';

-- Deletes rows of a sandbox from every table of the installation that has a column for their owner, so that a table
-- made next year is covered, too. How far: 'content' (what came in; accounts, destination and keys stay), 'most' (all
-- but the rows by which the rest is found again), 'all'. Tables are looked for in the system catalogue; what still is
-- referred to is tried again after the rest. Returns how many rows went.
create function sandbox.erase(p_tenant uuid, p_how text) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  persons uuid[];
  clients uuid[] := '{}';
  destinations uuid[] := '{}';
  cases uuid[] := '{}';
  tbl record;
  cond text;
  gone bigint := 0;
  step bigint;
  blocked boolean;
begin
  -- The one guard of a function that could delete any tenant: the mark is set at creation and never changes.
  perform 1 from identity.tenant t where t.tenant_id = p_tenant and t.is_sandbox for update;
  if not found then
    raise exception 'tenant % is no sandbox', p_tenant using errcode = 'restrict_violation';
  end if;
  if p_how not in ('content', 'most', 'all') then
    raise exception 'unknown extent %', p_how;
  end if;
  select coalesce(array_agg(a.person_id), '{}') into persons from identity.account a where a.sandbox_tenant_id = p_tenant;
  -- Where the delivery service is somebody else's, there are no such tables.
  if pg_catalog.to_regclass('transport.client') is not null then
    execute 'select coalesce(array_agg(client_id), ''{}'') from transport.client where tenant_id = $1'
      into clients using p_tenant;
    execute 'select coalesce(array_agg(destination_id), ''{}'') from transport.destination where client_id = any($1)'
      into destinations using clients;
    execute 'select coalesce(array_agg(case_id), ''{}'') from transport.case_file where destination_id = any($1)'
      into cases using destinations;
    -- Files of a submission belong to its sender, the portal.
    execute 'delete from kernel.blob where id in (select a.blob_id from transport.attachment a where a.destination_id = any($1)
      or a.item_id in (select i.item_id from transport.item i where i.case_id = any($2)))' using destinations, cases;
  end if;
  for pass in 1 .. 20 loop
    blocked := false;
    for tbl in
      select n.nspname as schema, c.relname as name, pg_catalog.array_agg(a.attname::text) as columns
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.atttypid = 'uuid'::pg_catalog.regtype
      where c.relkind in ('r', 'p') and not c.relispartition
        and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss', 'queue')
        and pg_catalog.pg_has_role(current_user, c.relowner, 'usage')
      group by n.nspname, c.relname
    loop
      cond := 'false';
      if p_how = 'content' then
        -- Accounts and their keys stay: whoever is signed in as a test person goes on.
        if tbl.schema not in ('identity', 'catalogue', 'keys', 'sandbox', 'transport')
          and tbl.schema || '.' || tbl.name not in
            ('kernel.data_key', 'kernel.audit_entry', 'kernel.audit_batch', 'casework.inbox') then
          if 'tenant_id' = any (tbl.columns) then cond := cond || ' or tenant_id = $1'; end if;
          if 'person_id' = any (tbl.columns) then cond := cond || ' or person_id = any($2)'; end if;
        end if;
        if tbl.schema = 'transport' and 'case_id' = any (tbl.columns) then cond := cond || ' or case_id = any($5)'; end if;
      elsif p_how = 'all' or tbl.schema || '.' || tbl.name not in
          ('identity.tenant', 'identity.account', 'sandbox.sandbox') then
        if 'tenant_id' = any (tbl.columns) then cond := cond || ' or tenant_id = $1'; end if;
        if 'person_id' = any (tbl.columns) then cond := cond || ' or person_id = any($2)'; end if;
        if tbl.schema = 'transport' then
          if 'client_id' = any (tbl.columns) then cond := cond || ' or client_id = any($3)'; end if;
          if 'destination_id' = any (tbl.columns) then cond := cond || ' or destination_id = any($4)'; end if;
          if 'case_id' = any (tbl.columns) then cond := cond || ' or case_id = any($5)'; end if;
        end if;
      end if;
      continue when cond = 'false';
      begin
        execute pg_catalog.format('delete from %I.%I where %s', tbl.schema, tbl.name, cond)
          using p_tenant, persons, clients, destinations, cases;
        get diagnostics step = row_count;
        gone := gone + step;
      exception when foreign_key_violation then
        blocked := true;
      end;
    end loop;
    exit when not blocked;
  end loop;
  if blocked then
    raise exception 'something still refers to sandbox %', p_tenant using errcode = 'foreign_key_violation';
  end if;
  return gone;
end $$;
comment on function sandbox.erase is
  'deletes a sandbox, and nothing but a sandbox, from the tables of all modules and the delivery service; returns a number';

revoke execute on all functions in schema sandbox from public;
grant execute on all functions in schema sandbox to verbund_app;
