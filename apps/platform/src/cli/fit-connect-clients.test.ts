import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testDatabase, type TestDatabase } from '../../test/support/test-database.ts';
import { runCommand } from './run-command.ts';

describe('clients of the delivery service by command', () => {
  let database: TestDatabase;
  let elsewhere: string;
  const dataDir = mkdtempSync(join(tmpdir(), 'verbund-cli-'));
  before(async () => {
    database = await testDatabase();
    const town = ['tenant', 'create', '--name', 'Stadt', '--admin', 'amt@stadt.example', '--ars'];
    await answer(...town, '051700052052');
    elsewhere = (await answer<{ slug: string }>(...town, '051700024024')).slug;
  });
  after(async () => {
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function run(...argv: string[]) {
    let text = '';
    const keep = (said: string) => (text += said);
    const env = {
      VERBUND_MODE: 'test',
      VERBUND_DATA_DIR: dataDir,
      DATABASE_URL: database.urls.app,
      VERBUND_MIGRATION_DATABASE_URL: database.urls.owner,
      VERBUND_KEYS_DATABASE_URL: database.urls.keys,
      VERBUND_QUEUE_DATABASE_URL: database.urls.queue,
      VERBUND_TRANSPORT_DATABASE_URL: database.urls.transport,
    };
    const code = await runCommand(argv, { out: keep, err: keep, env });
    return { code, text };
  }

  async function answer<T>(...argv: string[]): Promise<T> {
    const { code, text } = await run(...argv, '--json');
    assert.equal(code, 0, text);
    return JSON.parse(text) as T;
  }

  type Listed = { clientId: string; name: string; roles: string[]; revokedAt: string | null }[];
  const client = (verb: string, tenant: string, id: string): string[] =>
    ['fit-connect', 'client', verb, '--tenant', tenant, '--client', id] as const satisfies string[];
  const list = (tenant: string) => answer<Listed>('fit-connect', 'client', 'list', '--tenant', tenant);
  const secretHashOf = async (id: string): Promise<string> => {
    const sql = `select encode(secret_hash, 'hex') as hash from transport.client where client_id = $1`;
    return String((await database.admin(sql, [id]))[0]?.['hash']);
  };

  const regionOf = async (id: string): Promise<unknown> =>
    (await database.admin('select region from transport.client where client_id = $1', [id]))[0]?.['region'];

  it('are bound to the area of their tenant, are listed, get a new secret and are revoked, those of the tenant only', async () => {
    const make = ['fit-connect', 'client', 'create', '--name', 'Fachverfahren', '--roles', 'subscriber,manager'];
    const made = await answer<{ clientId: string; clientSecret: string }>(...make, '--tenant', 'xanten');
    const id = made.clientId;
    const [listed, ...more] = await list('xanten');
    assert.deepEqual(
      { ...listed },
      { clientId: id, name: 'Fachverfahren', roles: ['subscriber', 'manager'], ofThisPlatform: false, revokedAt: null },
    );
    assert.deepEqual([more, await list(elsewhere)], [[], []]);

    const free = await answer<{ clientId: string }>(...make);
    assert.deepEqual([await regionOf(id), await regionOf(free.clientId)], ['DE051700052052', null]);

    const hash = await secretHashOf(id);
    const renewed = await answer<{ clientSecret: string }>(...client('rotate', 'xanten', id));
    assert.match(renewed.clientSecret, /^[\w-]{40,}$/u);
    assert.notEqual(renewed.clientSecret, made.clientSecret);
    assert.notEqual(await secretHashOf(id), hash);

    for (const verb of ['rotate', 'revoke']) {
      const foreign = await run(...client(verb, elsewhere, id));
      assert.deepEqual([foreign.code, /no client of this tenant/u.test(foreign.text)], [1, true], foreign.text);
    }
    assert.equal((await list('xanten'))[0]?.revokedAt, null);

    assert.match((await run(...client('revoke', 'xanten', id))).text, /revoked: Fachverfahren/u);
    assert.notEqual((await list('xanten'))[0]?.revokedAt, null);
    assert.match((await run('fit-connect', 'client', 'list', '--tenant', 'xanten')).text, /gesperrt \/ revoked 20/u);
    assert.equal((await run(...client('rotate', 'xanten', id))).code, 1, 'a revoked client gets no secret');
  });

  it('of the installation itself are left alone, and wrong use is named', async () => {
    const { clientId } = await answer<{ clientId: string }>(
      ...['fit-connect', 'client', 'create', '--name', 'Eingang', '--roles', 'subscriber', '--tenant', 'xanten'],
    );
    await database.admin('update transport.client set keys_here = true where client_id = $1', [clientId]);
    for (const verb of ['rotate', 'revoke']) {
      const refused = await run(...client(verb, 'xanten', clientId));
      assert.deepEqual([refused.code, /inbox of the platform/u.test(refused.text)], [1, true], refused.text);
    }
    assert.equal((await run('fit-connect', 'client', 'revoke', '--tenant', 'xanten')).code, 2);
    assert.equal((await run('fit-connect', 'client', 'revoke', '--client', clientId)).code, 2);
    assert.match((await run('fit-connect', 'client', 'list', '--tenant', 'niemand')).text, /no tenant: niemand/u);
    assert.equal((await run('fit-connect', 'client', 'list')).code, 2);
  });
});
