import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** Mean sizes of what one journey writes, in bytes, as found in the tables. */
export interface JourneySizes {
  draft: number;
  snapshot: number;
  pages: number;
}

/** The same rows as a journey in the same number of transactions, without policies, program or encryption. */
function journeyScript({ draft, snapshot, pages }: JourneySizes): string[][] {
  const bytes = (size: number): string => `decode(repeat('a7', ${String(size)}), 'hex')`;
  const id = `md5(:n::text)::uuid`;
  return [
    [
      `insert into bench.draft values (${id}, gen_random_uuid(), gen_random_uuid(), 'offering', 'digest', '{"service": {"de": "Hund", "en": "Dog"}}', ${bytes(draft)}, 0, now(), now(), current_date)`,
    ],
    ...Array.from({ length: pages }, () => [
      `update bench.draft set content = ${bytes(draft)}, revision = revision + 1, edited_at = now() where draft_id = ${id}`,
    ]),
    [
      `insert into bench.application values (${id}, ${id}, gen_random_uuid(), gen_random_uuid(), 'offering', 'digest', '{}', 'destination', md5(:n::text), ${bytes(snapshot)}, 'stored', now())`,
      `delete from bench.draft where draft_id = ${id}`,
      `insert into bench.thread values (${id}, gen_random_uuid(), gen_random_uuid(), 'title', 'reference', now())`,
      `insert into bench.job values (${id}, 'forms.deliver', '{}', now(), 'created')`,
    ],
  ];
}

const tables = `
create table bench.draft (draft_id uuid primary key, person_id uuid, tenant_id uuid, offering_id text, version_digest text, pinned jsonb,
  content bytea, revision integer, created_at timestamptz, edited_at timestamptz, expires_on date) with (fillfactor = 60);
alter table bench.draft alter column content set storage external;
create index on bench.draft (person_id); create index on bench.draft (expires_on);
create table bench.application (application_id uuid primary key, draft_id uuid unique, person_id uuid, tenant_id uuid, offering_id text,
  version_digest text, pinned jsonb, destination_id text, receipt_number text unique, snapshot bytea, state text, stored_at timestamptz);
create index on bench.application (person_id);
create table bench.thread (thread_id uuid primary key, person_id uuid, tenant_id uuid, title text, reference text, at timestamptz);
create index on bench.thread (person_id);
create table bench.job (id uuid primary key, name text, data jsonb, at timestamptz, state text); create index on bench.job (name, at);`;

/** Journeys per second that PostgreSQL takes from `connections` writers. */
export function postgresBound(
  url: string,
  sizes: JourneySizes,
  connections: number,
  seconds: number,
): Promise<WriteBound> {
  return writeBound(url, { tables, script: journeyScript(sizes) }, connections, seconds);
}

export interface WriteBound {
  perSecond: number;
  by: string;
}

/** How often per second `connections` writers run the transactions of `script`; by pgbench where it is installed. */
export async function writeBound(
  url: string,
  { tables: made, script }: { tables: string; script: string[][] },
  connections: number,
  seconds: number,
): Promise<WriteBound> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`drop schema if exists bench cascade; create schema bench;\n${made}`);
  try {
    const byPgbench = runPgbench(url, script, connections, seconds);
    return byPgbench === null
      ? { perSecond: await runLoop(url, script, connections, seconds), by: 'a loop of our own' }
      : { perSecond: byPgbench, by: 'pgbench' };
  } finally {
    await admin.query('drop schema bench cascade');
    await admin.end();
  }
}

function runPgbench(url: string, script: string[][], connections: number, seconds: number): number | null {
  const folder = mkdtempSync(join(tmpdir(), 'verbund-pgbench-'));
  try {
    const file = join(folder, 'journey.sql');
    const transactions = script.map((statements) =>
      statements.length === 1 ? `${statements.join('')};` : `begin;\n${statements.join(';\n')};\ncommit;`,
    );
    writeFileSync(file, `\\set n random(1, 4611686018427387904)\n${transactions.join('\n')}\n`);
    const args = ['-n', '-c', String(connections), '-j', '2', '-T', String(seconds), '-M', 'prepared', '-f', file, url];
    const ran = spawnSync('pgbench', args, { encoding: 'utf8' });
    if (ran.error !== undefined) return null;
    if (ran.status !== 0) throw new Error(`pgbench failed:\n${ran.stderr}`);
    return Number(/tps = ([\d.]+)/.exec(ran.stdout)?.[1]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runLoop(url: string, script: string[][], connections: number, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let done = 0;
  let next = 0;
  const writer = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    while (performance.now() < end) {
      const number = String((next += 1));
      for (const statements of script) {
        const text = statements.map((statement) => statement.replaceAll(':n', number)).join(';');
        await client.query(statements.length === 1 ? text : `begin; ${text}; commit`);
      }
      done += 1;
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: connections }, writer));
  return done / seconds;
}
