import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testDatabase, type TestDatabase } from '../../test/support/test-database.ts';
import { runCommand } from './run-command.ts';

let database: TestDatabase;
const dataDir = mkdtempSync(join(tmpdir(), 'verbund-cli-'));
before(async () => {
  database = await testDatabase();
});
after(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function run(...argv: string[]): Promise<{ code: number; json: Record<string, unknown>; err: string }> {
  let out = '';
  let err = '';
  const code = await runCommand([...argv, '--json'], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    env: {
      VERBUND_MODE: 'test',
      VERBUND_DATA_DIR: dataDir,
      DATABASE_URL: database.urls.app,
      VERBUND_MIGRATION_DATABASE_URL: database.urls.owner,
      VERBUND_KEYS_DATABASE_URL: database.urls.keys,
      VERBUND_QUEUE_DATABASE_URL: database.urls.queue,
      VERBUND_TRANSPORT_DATABASE_URL: database.urls.transport,
    },
  });
  return { code, json: JSON.parse(out) as Record<string, unknown>, err };
}

const schema = fileURLToPath(new URL('../../seeds/schemas/bewohnerparkausweis.xml', import.meta.url));
const town = ['tenant', 'create', '--ars', '051700052052', '--name', 'Stadt Xanten', '--admin', 'amt@xanten.example'];

describe('commands of the catalogue', () => {
  it('creates a tenant at the address of its area and invites its administrator', async () => {
    const made = await run(...town);
    assert.equal(made.code, 0, made.err);
    assert.deepEqual([made.json['slug'], made.json['kind'], made.json['ars']], ['xanten', 'town', '051700052052']);
    assert.match(String(made.json['invitationUrl']), /\/amt\/anmelden\?einladung=/);
    const mails = await database.admin('select count(*)::int as n from kernel.mail');
    assert.equal(mails[0]?.['n'], 1);
    const again = await run(...town);
    assert.equal(again.code, 1);
    assert.deepEqual((again.json['error'] as { code: string }).code, 'identity/tenant-exists');
  });

  it('refuses what is no key, no address or another area’s address', async () => {
    const create = (...extra: string[]) => run('tenant', 'create', '--name', 'A', '--admin', 'a@b.example', ...extra);
    assert.equal((await create('--ars', '12')).code, 1);
    assert.equal((await create('--ars', '051700024024', '--slug', 'konto')).code, 1);
    assert.equal((await create('--ars', '051700024024', '--slug', 'koeln')).code, 1);
    assert.equal((await create()).code, 2);
  });

  it('imports a schema once, for a provider that exists', async () => {
    const first = await run('fim', 'import', schema);
    assert.equal(first.code, 0, first.err);
    await run('fim', 'import', schema);
    const rows = await database.admin('select schema_digest from catalogue.schema');
    assert.deepEqual(
      rows.map((row) => row['schema_digest']),
      [(first.json['files'] as { schemaDigest: string }[])[0]?.schemaDigest],
    );
    assert.equal((await run('fim', 'import', schema, '--provider', 'nobody')).code, 1);
  });
});
