import pg from 'pg';
import { type Clock } from '../clock/index.ts';

/** For the doctor: the version behind a login, or an error that says what is wrong with version, rights or clock. */
export async function examineLogin(url: string, clock: Clock): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ v: string; rights: boolean; now: Date }>(
      `select current_setting('server_version') as v, rolsuper or rolbypassrls as rights, now() as now
       from pg_roles where rolname = current_user`,
    );
    const row = rows[0];
    if (row === undefined) throw new Error('no answer');
    if (Number.parseInt(row.v, 10) < 15) throw new Error(`PostgreSQL ${row.v} is older than 15`);
    if (row.rights) throw new Error('the login may bypass row-level security');
    // Tokens and event logs are refused when clocks differ by more than a minute.
    const apart = Math.abs(row.now.getTime() - clock.now().getTime());
    if (apart > 60_000)
      throw new Error(`the clocks of database and platform differ by ${String(Math.round(apart / 1000))} s`);
    return `PostgreSQL ${row.v}`;
  } finally {
    await client.end();
  }
}
