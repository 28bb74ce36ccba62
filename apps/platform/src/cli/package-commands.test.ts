import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { reuseFacts } from '../../test/support/reuse-facts.ts';
import { testDatabase, type TestDatabase } from '../../test/support/test-database.ts';
import { runCommand } from './run-command.ts';

let database: TestDatabase;
const folder = mkdtempSync(join(tmpdir(), 'verbund-package-'));
const path = (name: string): string => join(folder, name);
before(async () => {
  database = await testDatabase();
  for (const [version, from] of [['1.0.0', 'a'], ['1.1.0', 'b']] as const) makeParts(from, version); // prettier-ignore
});
after(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** The parts of a real service under a name. */
function makeParts(name: string, version: string): void {
  const seeds = fileURLToPath(new URL('../../seeds/schemas/', import.meta.url));
  const read = (part: string): string => readFileSync(`${seeds}bewohnerparkausweis${part}`, 'utf8');
  const service = JSON.parse(read('.service.json')) as Record<string, unknown>;
  writeFileSync(path(`${name}.service.json`), JSON.stringify({ ...service, version, reuse: reuseFacts(version) }));
  writeFileSync(path(`${name}.overlay.json`), read('.overlay.json'));
  writeFileSync(path(`${name}.xml`), read('.xml'));
}

async function run(...argv: string[]): Promise<{ code: number; json: Record<string, unknown>; err: string }> {
  let out = '';
  let err = '';
  const code = await runCommand(['package', ...argv, '--json'], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    env: {
      VERBUND_MODE: 'test',
      VERBUND_DATA_DIR: path('data'),
      DATABASE_URL: database.urls.app,
      VERBUND_MIGRATION_DATABASE_URL: database.urls.owner,
      VERBUND_KEYS_DATABASE_URL: database.urls.keys,
      VERBUND_QUEUE_DATABASE_URL: database.urls.queue,
      VERBUND_TRANSPORT_DATABASE_URL: database.urls.transport,
    },
  });
  return { code, json: JSON.parse(out) as Record<string, unknown>, err };
}

const errorOf = (json: Record<string, unknown>): unknown => (json['error'] as { code?: string }).code;

describe('commands of packages', () => {
  it('make a key for its owner alone, once', async () => {
    const made = await run('key', 'create', '-o', path('key.json'));
    assert.equal(made.code, 0, made.err);
    assert.match(String(made.json['thumbprint']), /^[\w-]{43}$/);
    assert.equal(statSync(path('key.json')).mode & 0o777, 0o600);
    assert.equal((await run('key', 'create', '-o', path('key.json'))).code, 1);
    const shown = await run('key', 'show', path('key.json'));
    assert.deepEqual(shown.json, made.json);
    assert.ok(!JSON.stringify(shown.json).includes((JSON.parse(readFileSync(path('key.json'), 'utf8')) as { d: string }).d)); // prettier-ignore
    writeFileSync(path('broken.json'), '{"kty":"OKP","d":"geheim"');
    const broken = await run('key', 'show', path('broken.json'));
    assert.equal(broken.code, 1);
    assert.ok(!broken.err.includes('geheim'));
  });

  it('build the same file from the same parts', async () => {
    assert.equal((await run('build', folder, '-o', path('x.zip'))).code, 1);
    for (const file of ['a.zip', 'a-again.zip']) {
      const built = await run('build', folder, '--service', 'a', '--key', path('key.json'), '-o', path(file));
      assert.equal(built.code, 0, built.err);
      assert.equal(built.json['packageId'], 'verbund-beispieldienste/bewohnerparkausweis');
    }
    assert.deepEqual(readFileSync(path('a.zip')), readFileSync(path('a-again.zip')));
    // The key of this machine, made at first use.
    assert.equal((await run('build', folder, '--service', 'b', '-o', path('b.zip'))).code, 0);
    assert.equal(statSync(path('data/package-signing-key.json')).mode & 0o777, 0o600);
    assert.equal((await run('build', folder)).code, 2);
  });

  it('verify a file, name its key, and refuse a changed one in both languages', async () => {
    const verified = await run('verify', path('a.zip'));
    assert.deepEqual([verified.code, verified.json['trusted']], [0, false], verified.err);
    const signer = String(verified.json['signer']);
    assert.equal((await run('verify', path('a.zip'), '--trust-key', signer)).json['trusted'], true);
    assert.equal((await run('verify', path('a.zip'), '--trust-key', 'x'.repeat(43))).code, 1);
    const bytes = readFileSync(path('a.zip'));
    bytes[2000] = (bytes[2000] ?? 0) ^ 1;
    writeFileSync(path('changed.zip'), bytes);
    const changed = await run('verify', path('changed.zip'));
    assert.deepEqual([changed.code, errorOf(changed.json)], [1, 'packages/refused']);
    assert.match(changed.err, /Die Datei wird nicht angenommen\..+The file is refused\./);
  });

  it('publish for a trusted key, once, and not backwards', async () => {
    const unknown = await run('publish', path('a.zip'));
    assert.deepEqual([unknown.code, errorOf(unknown.json)], [1, 'packages/signer-unknown']);
    const signer = String((await run('verify', path('a.zip'))).json['signer']);
    assert.match(unknown.err, new RegExp(signer));
    const published = await run('publish', path('a.zip'), '--trust-key', signer);
    assert.equal(published.code, 0, published.err);
    assert.deepEqual((await run('publish', path('a.zip'))).json, published.json);
    // Signed by the key of this machine, which the provider has not signed.
    assert.equal(errorOf((await run('publish', path('b.zip'))).json), 'packages/signer-other');
    const build = ['build', folder, '--service', 'b', '--key', path('key.json'), '-o', path('b-right.zip')];
    assert.equal((await run(...build)).code, 0);
    assert.equal((await run('publish', path('b-right.zip'), '--provider', 'verbund-beispieldienste')).code, 0);
    makeParts('c', '1.0.5');
    await run('build', folder, '--service', 'c', '--key', path('key.json'), '-o', path('c.zip'));
    assert.equal(errorOf((await run('publish', path('c.zip'))).json), 'packages/older-version');
  });

  it('say what differs', async () => {
    const diff = await run('diff', path('a.zip'), path('b-right.zip'), '--lang', 'en');
    assert.equal(diff.code, 0, diff.err);
    assert.deepEqual(diff.json['sentences'], ['Version 1.1.0 (first version): Neu in 1.1.0.']);
    assert.equal((await run('diff', path('a.zip'))).code, 2);
  });
});
