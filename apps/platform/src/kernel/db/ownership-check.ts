import pg from 'pg';

/**
 * What breaks the rule that every row has an owner: tables of our schemas without an owner comment or without
 * row-level security, views that would read past it, and SECURITY DEFINER functions without a fixed search path or
 * without a comment that says why they may cross owners. Schema pgboss is left out: no login but the queue's enters it.
 */
export async function findOwnerlessTables(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query<{ problem: string }>(problemsSql);
    return found.rows.map(({ problem }) => problem);
  } finally {
    await client.end();
  }
}

const problemsSql = `
with ours as (
  select oid, nspname from pg_namespace
  where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'pgboss')
), relations as (
  select n.nspname || '.' || c.relname as name, c.relkind, c.relrowsecurity, c.reloptions,
         obj_description(c.oid, 'pg_class') as comment
  from pg_class c join ours n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
)
select name || ': no owner kind; call kernel.owned_by(…) in its migration' as problem from relations
where relkind in ('r', 'p') and coalesce(comment, '') !~ '^owner: (tenant|person|client|public|none|tenant\\+person|tenant\\+client|public:tenant|public:client)\\M'
union all
select name || ': row-level security is off' from relations where relkind in ('r', 'p') and not relrowsecurity
union all
select n.nspname || '.' || c.relname || ': owner "none" means that no login may touch it, yet ' || r.rolname || ' may'
from pg_class c join ours n on n.oid = c.relnamespace
join pg_roles r on r.rolname like 'verbund\\_%' and r.oid <> c.relowner
where c.relkind in ('r', 'p') and obj_description(c.oid, 'pg_class') like 'owner: none%'
  and has_table_privilege(r.oid, c.oid, 'select, insert, update, delete')
union all
select name || ': a view reads with the rights of its owner; add security_invoker = true' from relations
where relkind = 'm' or (relkind = 'v' and not coalesce(reloptions, '{}') && '{security_invoker=true,security_invoker=on}')
union all
select n.nspname || '.' || p.proname || ': SECURITY DEFINER needs set search_path and a comment that says why'
from pg_proc p join ours n on n.oid = p.pronamespace
where p.prosecdef and (obj_description(p.oid, 'pg_proc') is null
  or not exists (select 1 from unnest(p.proconfig) setting where setting like 'search_path=%'))
order by 1`;
