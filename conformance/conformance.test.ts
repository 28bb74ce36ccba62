import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testKeys } from '../tools/test-keys.ts';
import { testServerUrl } from '../apps/platform/test/support/test-server.ts';
import { startOwnService, type OwnService } from './own-service.ts';
import { readOptions, UsageError } from './options.ts';
import { keepKeyPairs } from './support/keys.ts';
import { everything, expectGreen, run } from './test/whole-run.ts';
import { startWrongProxy, type WrongProxy } from './test/wrong-proxy.ts';

const keys = mkdtempSync(join(tmpdir(), 'verbund-conformance-keys-'));
before(async () => keepKeyPairs(keys, await testKeys(4)));
after(() => rmSync(keys, { recursive: true, force: true }));
const program = fileURLToPath(new URL('run.ts', import.meta.url));

async function runProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--keys', keys, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

describe('the delivery service alone, without master key, on the embedded PostgreSQL', () => {
  let service: OwnService;
  before(async () => {
    service = await startOwnService({ databaseUrl: await testServerUrl() });
  });
  after(() => service.stop());

  const environment = (): NodeJS.ProcessEnv => ({
    VERBUND_CONFORMANCE_SENDER_ID: service.clients.sender.clientId,
    VERBUND_CONFORMANCE_SENDER_SECRET: service.clients.sender.clientSecret,
    VERBUND_CONFORMANCE_SUBSCRIBER_ID: service.clients.subscriber.clientId,
    VERBUND_CONFORMANCE_SUBSCRIBER_SECRET: service.clients.subscriber.clientSecret,
  });

  it('keeps every rule, our own choices included', async () => {
    assert.match(service.databaseVersion, /^18\./);
    expectGreen(await run(service, everything));
  });

  it('is checked by the program from outside, which skips what it has no clients for', async () => {
    const { code, out, err } = await runProgram(
      ['--base', service.base, '--only', 'oauth.', '--only', 'fetch.foreign', '--json'],
      environment(),
    );
    assert.equal(code, 0, out + err);
    const { counts, rules } = JSON.parse(out) as { counts: Record<string, number>; rules: Record<string, string>[] };
    assert.equal(counts['FAILED'], 0);
    assert.deepEqual(
      rules.filter(({ result }) => result === 'skipped').map(({ id, why }) => `${String(id)}: ${String(why)}`),
      ['oauth.no-destination: no second subscriber was given', 'fetch.foreign: no second subscriber was given'],
    );
  });

  it('tells wrong use of the program from rules that fail', async () => {
    for (const args of [[], ['--base', service.base, '--own'], ['--own', '--version', 'v4'], ['--own', '--sender']]) {
      assert.throws(() => readOptions(args, {}), UsageError, args.join(' '));
    }
    assert.throws(() => readOptions(['--base', service.base], {}), /--sender-id and --subscriber-id are needed/);
    const wrongSecret = { ...environment(), VERBUND_CONFORMANCE_SENDER_SECRET: 'wrong' };
    const refused = await runProgram(['--base', service.base, '--only', 'oauth.'], wrongSecret);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /no token for the sender: 401/);
  });

  describe('behind a proxy that breaks three rules', () => {
    let proxy: WrongProxy;
    before(async () => {
      proxy = await startWrongProxy(service.base);
    });
    after(() => proxy.close());
    const touched = ['jwe.cty', 'jwe.zip', 'fetch.', 'submit.', 'set.tags'];

    it('fails exactly the rules that are broken', async () => {
      const results = await run(service, { only: touched, version: 'v2' }, proxy.base);
      const wrong = results.filter(({ outcome }) => outcome !== 'ok');
      assert.deepEqual(
        wrong.map(({ rule, outcome }) => `${outcome} ${rule.id}`),
        ['FAILED jwe.cty-missing', 'FAILED fetch.whole', 'FAILED fetch.foreign'],
        wrong.map(({ why }) => why).join('\n'),
      );
    });

    it('ends the program with 1 and says what was seen', async () => {
      const { code, out } = await runProgram(['--base', proxy.base, '--only', 'jwe.cty'], environment());
      assert.equal(code, 1);
      assert.match(out, /^FAILED +jwe\.cty-missing +4\.1 .*\n +→ PUT .* answered 200 .*expected a refusal$/m);
      assert.match(out, /^2 ok, 1 failed, 0 deviate from our choices, 0 skipped$/m);
    });
  });
});
