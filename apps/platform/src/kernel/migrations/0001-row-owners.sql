-- Whose rows a transaction may see. Unset settings answer NULL, and NULL equals nothing: deny by default.
-- Plain SQL functions without a SET clause, so that the planner inlines them and can use an index.
create function kernel.app_tenant() returns uuid language sql stable
  as $$ select nullif(current_setting('app.tenant', true), '')::uuid $$;
create function kernel.app_person() returns uuid language sql stable
  as $$ select nullif(current_setting('app.person', true), '')::uuid $$;
create function kernel.app_client() returns uuid language sql stable
  as $$ select nullif(current_setting('app.client', true), '')::uuid $$;

-- Gives a table its owner kind: row-level security, policies, rights of the logins (comma-separated), and the comment
-- that a test looks for.
create function kernel.owned_by(tbl regclass, kind text, login text default 'verbund_app') returns void
language plpgsql
set search_path = ''
as $$
declare
  logins text := (select string_agg(quote_ident(trim(l)), ', ') from unnest(string_to_array(login, ',')) l);
  rule text;
begin
  rule := case kind
    when 'tenant' then 'tenant_id = kernel.app_tenant()'
    when 'person' then 'person_id = kernel.app_person()'
    when 'client' then 'client_id = kernel.app_client()'
    when 'tenant+person' then 'tenant_id = kernel.app_tenant() or person_id = kernel.app_person()'
    when 'tenant+client' then 'tenant_id = kernel.app_tenant() or client_id = kernel.app_client()'
    when 'public' then null
    when 'public:tenant' then 'tenant_id = kernel.app_tenant()'
    when 'public:client' then 'client_id = kernel.app_client()'
    else '?'
  end;
  if rule = '?' then
    raise exception 'unknown owner kind % for table %', kind, tbl;
  end if;
  execute format('alter table %s enable row level security', tbl);
  execute format('grant usage on schema %I to %s',
    (select n.nspname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = tbl), logins);
  if kind like 'public%' then
    execute format('create policy public_read on %s for select to %s using (true)', tbl, logins);
    execute format('grant select on %s to %s', tbl, logins);
    if rule is not null then
      execute format('create policy owner_insert on %s for insert to %s with check (%s)', tbl, logins, rule);
      execute format('create policy owner_update on %s for update to %s using (%s) with check (%s)', tbl, logins, rule, rule);
      execute format('create policy owner_delete on %s for delete to %s using (%s)', tbl, logins, rule);
      execute format('grant insert, update, delete on %s to %s', tbl, logins);
    end if;
  else
    execute format('create policy owner_only on %s to %s using (%s) with check (%s)', tbl, logins, rule, rule);
    execute format('grant select, insert, update, delete on %s to %s', tbl, logins);
  end if;
  execute format('comment on table %s is %L', tbl, 'owner: ' || kind);
end
$$;
comment on function kernel.owned_by(regclass, text, text) is 'Used by migrations only';
revoke all on function kernel.owned_by(regclass, text, text) from public;

-- The history of migrations is no secret and nobody but migrations writes it.
select kernel.owned_by('kernel.migration', 'public', 'verbund_app, verbund_transport, verbund_keys, verbund_queue');
