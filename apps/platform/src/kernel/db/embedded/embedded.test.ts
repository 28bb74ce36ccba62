import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { readConfig } from '../../config/index.ts';
import { FolderLockedError, openDatabase, prepareDatabase, readRuntimeInfo, startDatabase } from '../index.ts';

const root = mkdtempSync(join(tmpdir(), 'verbund-embedded-'));
after(() => rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
const config = readConfig({ VERBUND_DATA_DIR: join(root, 'data') });
const program = fileURLToPath(new URL('./hold-database.fixture.ts', import.meta.url));

async function ask(url: string | null, text: string): Promise<Record<string, unknown>[]> {
  assert.ok(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function startHolder(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, VERBUND_DATA_DIR: config.dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert.ok(child.stdout);
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => assert.fail('the holder ended'))]);
  return child;
}

describe('embedded database', () => {
  it('starts durable, German, checked, private, and migrates', async () => {
    const running = await startDatabase(config);
    await prepareDatabase(running.urls);
    const [facts] = await ask(
      running.urls.app,
      `select current_setting('fsync') as fsync, current_setting('data_checksums') as checksums,
      current_setting('server_encoding') as encoding, current_setting('listen_addresses') as listen, current_setting('port')::int < 32768 as low,
      (select string_agg(w, '' order by w) from unnest('{Z,Ä,B,ß,a}'::text[]) w) as sorted,
      (select rolsuper from pg_roles where rolname = current_user) as super,
      to_tsvector('german', 'Bürgerinnen')::text as stem`,
    );
    assert.deepEqual(facts, {
      fsync: 'on',
      checksums: 'on',
      encoding: 'UTF8',
      listen: '127.0.0.1',
      low: true,
      sorted: 'aÄBßZ',
      super: false,
      stem: "'burg':1",
    });
    const noPassword = new URL(running.urls.app ?? '');
    noPassword.password = 'wrong';
    await assert.rejects(ask(noPassword.href, 'select 1'), /password/);
    assert.equal(statSync(join(config.dataDir, 'runtime.json')).mode & 0o777, 0o600);
    await assert.rejects(
      startDatabase(config),
      (error) => error instanceof FolderLockedError && error.message.includes(String(process.pid)),
    );
    const joined = await openDatabase(config);
    assert.equal(joined.kind, 'attached');
    await joined.stop();
    await ask(running.urls.app, 'select 1');
    await running.stop();
    assert.equal(existsSync(join(config.dataDir, 'postgres/postmaster.pid')), false);
    assert.equal(readRuntimeInfo(config.dataDir), null);
  });

  it('ends with a platform that is killed, and starts again at once with the data', async () => {
    for (let round = 0; round < 2; round++) {
      const holder = await startHolder();
      const info = readRuntimeInfo(config.dataDir);
      assert.ok(info);
      assert.equal(info.pid, holder.pid);
      await ask(info.urls.app, 'select 1');
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      const again = await startDatabase(config);
      const rows = await ask(again.urls.owner, 'select count(*)::int as n from kernel.migration');
      assert.ok(Number(rows[0]?.['n']) > 0);
      await assert.rejects(ask(info.urls.app, 'select 1'));
      await again.stop();
    }
  });

  it('starts although a stale pid file names a living process', async () => {
    writeFileSync(join(config.dataDir, 'postgres/postmaster.pid'), `${process.pid}\n${config.dataDir}/postgres\n`);
    const running = await startDatabase(config);
    await running.stop();
  });

  it('lets a command wait for another command', async () => {
    const first = await openDatabase(config);
    const second = openDatabase(config);
    await sleep(200);
    await first.stop();
    const got = await second;
    assert.equal(got.kind, 'embedded');
    await got.stop();
  });

  it('refuses a folder of another major version in words', async () => {
    const file = join(config.dataDir, 'postgres/PG_VERSION');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, '14\n');
    await assert.rejects(startDatabase(config), /PostgreSQL 14/);
    writeFileSync(file, before);
  });
});
