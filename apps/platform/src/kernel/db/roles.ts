import pg from 'pg';
import { quoteIdentifier, quoteLiteral } from './database.ts';

export const roleNames = [
  'verbund_owner',
  'verbund_app',
  'verbund_transport',
  'verbund_keys',
  'verbund_queue',
] as const;
export type RoleName = (typeof roleNames)[number];
export type RolePasswords = Record<RoleName, string>;

/**
 * Makes the five roles and the two schemas of the queue, and takes from PUBLIC what PostgreSQL grants by default.
 * `adminUrl` names a login that may create roles and owns the database it connects to. Repeatable.
 */
export async function bootstrapRoles(adminUrl: string, passwords: RolePasswords): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    // Roles belong to the whole server: two databases bootstrapped at once would collide without one common lock.
    await client.query(`begin; select pg_advisory_xact_lock(hashtext('verbund roles'))`);
    for (const role of roleNames) await ensureRole(client, role, passwords[role]);
    await ensureSchemas(client);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function ensureRole(client: pg.Client, role: RoleName, password: string): Promise<void> {
  const existing = await client.query<{ rolsuper: boolean; rolbypassrls: boolean }>(
    'select rolsuper, rolbypassrls from pg_roles where rolname = $1',
    [role],
  );
  const row = existing.rows[0];
  if (row !== undefined && (row.rolsuper || row.rolbypassrls)) {
    throw new Error(`role ${role} is superuser or bypasses row-level security; row ownership could not be enforced`);
  }
  const verb = row === undefined ? 'create' : 'alter';
  const rights = row === undefined ? 'login nosuperuser nocreatedb nocreaterole nobypassrls' : 'login';
  await client.query(`${verb} role ${quoteIdentifier(role)} ${rights} password ${quoteLiteral(password)}`);
}

async function ensureSchemas(client: pg.Client): Promise<void> {
  const facts = await client.query<{ database: string; superuser: boolean; login: string }>(
    `select current_database() as database, current_user as login,
            (select rolsuper from pg_roles where rolname = current_user) as superuser`,
  );
  const fact = facts.rows[0];
  if (fact === undefined) throw new Error('the database did not name itself');
  const database = quoteIdentifier(fact.database);
  // A login that is no superuser must be a member of a role before it may hand a schema to it.
  if (!fact.superuser) await client.query(`grant verbund_queue to ${quoteIdentifier(fact.login)}`);
  await client.query(`
    revoke all on database ${database} from public;
    revoke create on schema public from public;
    grant connect on database ${database} to ${roleNames.join(', ')};
    grant create on database ${database} to verbund_owner;
    create schema if not exists pgboss authorization verbund_queue;
    create schema if not exists queue authorization verbund_queue`);
}
