import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type JsonValue } from '#modules/catalogue';
import { sampleService } from '../../test/support/sample-service.ts';
import { testKernel, type TestKernel } from '../../test/support/test-kernel.ts';
import { createCatalogue } from '../modules/catalogue/module.ts';
import { createIdentity } from '../modules/identity/module.ts';
import { runCommand } from './run-command.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'verbund-cli-costs-'));
const xanten = '051700052052';
const packageId = 'rechenzentrum/hundesteuer-anmeldung';
let test: TestKernel;

before(async () => {
  test = await testKernel();
  const identity = createIdentity(test.kernel, { erasurePorts: [] }).service;
  const catalogue = createCatalogue(test.kernel, { identity }).service;
  const { manifest, provider } = await sampleService(test, { identity, catalogue });
  const seed = new URL('../../seeds/schemas/hundesteuer-anmeldung.service.json', import.meta.url);
  const { priceModel } = JSON.parse(readFileSync(seed, 'utf8')) as { priceModel: JsonValue };
  await test.kernel.db.tx({ tenant: provider.id }, (tx) =>
    catalogue.publishVersion(tx, provider.id, { ...manifest, version: '2.0.0', priceModel }),
  );
});
after(async () => {
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function run(...argv: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const { urls } = test.database;
  const code = await runCommand(argv, {
    out: (text) => (out += text),
    err: () => undefined,
    env: {
      VERBUND_MODE: 'test',
      VERBUND_DATA_DIR: dataDir,
      DATABASE_URL: urls.app,
      VERBUND_MIGRATION_DATABASE_URL: urls.owner,
      VERBUND_KEYS_DATABASE_URL: urls.keys,
      VERBUND_QUEUE_DATABASE_URL: urls.queue,
      VERBUND_TRANSPORT_DATABASE_URL: urls.transport,
    },
  });
  return { code, out };
}

describe('verbund costs', () => {
  it('gives the price of the newest version for a town', async () => {
    const { code, out } = await run('costs', packageId, '--ars', xanten, '--json');
    assert.equal(code, 0);
    const json = JSON.parse(out) as { place: { name: string }; years: { own: { expected: number } }[] };
    assert.equal(json.place.name, 'Xanten');
    assert.equal(json.years.length, 5);
    const words = await run('costs', packageId, '--ars', xanten);
    const first = ((json.years[0]?.own.expected ?? 0) / 100).toFixed(2);
    assert.ok(words.out.includes(`${first} EUR`), words.out);
  });

  it('refuses unknown packages and places, and wrong usage', async () => {
    assert.equal((await run('costs', 'rechenzentrum/nichts', '--ars', xanten, '--json')).code, 1);
    assert.equal((await run('costs', packageId, '--ars', '051700052999', '--json')).code, 1);
    assert.equal((await run('costs', packageId, '--json')).code, 2);
    assert.equal((await run('costs', '--ars', xanten, '--json')).code, 2);
  });
});
