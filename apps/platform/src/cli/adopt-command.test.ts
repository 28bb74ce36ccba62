import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testPlatform, type TestPlatform } from '../../test/support/test-platform.ts';
import { runCommand } from './run-command.ts';

let test: TestPlatform;
const folder = mkdtempSync(join(tmpdir(), 'verbund-adopt-'));
before(async () => {
  test = await testPlatform();
});
after(async () => {
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...argv: string[]): Promise<{ code: number; json: Record<string, unknown>; err: string }> {
  let out = '';
  let err = '';
  const { urls } = test.database;
  const code = await runCommand(['adopt', ...argv, '--json'], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    env: {
      VERBUND_MODE: 'test',
      VERBUND_DATA_DIR: folder,
      DATABASE_URL: urls.app,
      VERBUND_MIGRATION_DATABASE_URL: urls.owner,
      VERBUND_KEYS_DATABASE_URL: urls.keys,
      VERBUND_QUEUE_DATABASE_URL: urls.queue,
      VERBUND_TRANSPORT_DATABASE_URL: urls.transport,
    },
  });
  return { code, json: JSON.parse(out || '{}') as Record<string, unknown>, err };
}

describe('verbund adopt', { timeout: 120_000 }, () => {
  it('begins an adoption once, and ends with 1 while gates are open', async () => {
    const packages = (await test.platform.modules.services?.packages.packages()) ?? [];
    const packageId = packages[0]?.packageId ?? assert.fail('no packages');
    const first = await run(packageId, '--tenant', 'moers', '--route', 'marketplace');
    assert.equal(first.code, 1, first.err);
    assert.deepEqual([first.json['state'], first.json['blocked']], ['entwurf', true]);
    assert.equal((first.json['gates'] as unknown[]).length, 8);
    const second = await run(packageId, '--tenant', 'moers', '--route', 'marketplace');
    assert.equal(second.json['id'], first.json['id']);
  });

  it('refuses what there is not, and says how it is used', async () => {
    const route = ['--route', 'marketplace'] as const;
    assert.equal((await run('a/b', '--tenant', 'moers', ...route)).code, 1);
    assert.equal((await run('a/b', '--tenant', 'nirgends', ...route)).code, 1);
    assert.equal((await run('a/b', '--tenant', 'moers', '--route', 'boot')).code, 1);
    assert.equal((await run('a/b', '--tenant', 'moers')).code, 2);
  });
});
