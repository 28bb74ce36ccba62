import pg from 'pg';
import { type DatabaseUrls } from './urls.ts';

const settingOf = {
  app: 'DATABASE_URL',
  transport: 'VERBUND_TRANSPORT_DATABASE_URL',
  keys: 'VERBUND_KEYS_DATABASE_URL',
} as const;

/**
 * Row-level security does not hold for superusers, for owners of the tables and for logins that may bypass it. With such a
 * login everything works and every tenant sees all, so the platform must not start.
 */
export async function refuseUnconfinedLogins(urls: DatabaseUrls): Promise<void> {
  const free: string[] = [];
  for (const login of ['app', 'transport', 'keys'] as const) {
    const url = urls[login];
    if (url !== null && !(await isConfined(url))) free.push(settingOf[login]);
  }
  if (free.length === 0) return;
  const names = free.join(', ');
  throw new Error(
    `${names}: Dieses Login umgeht die Zeilenrechte (Superuser, BYPASSRLS oder Eigentümer der Tabellen). / ` +
      `This login is not bound by row-level security (superuser, BYPASSRLS or owner of the tables).`,
  );
}

async function isConfined(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ free: boolean }>(
      `select rolsuper or rolbypassrls or exists (
         select from pg_catalog.pg_class c where c.relrowsecurity and pg_catalog.pg_has_role(c.relowner, 'usage')
       ) as free from pg_catalog.pg_roles where rolname = current_user`,
    );
    return rows[0]?.free === false;
  } finally {
    await client.end();
  }
}
