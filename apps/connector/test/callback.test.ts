import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createCallbackHandler } from '@verbund/fit-connect';
import { openDoors } from '../src/http/doors.ts';

const samples = process.env['VERBUND_SAMPLES'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const file = join(samples, 'fit-connect/callback-hmac-vectors.json');
const skip = existsSync(file) ? false : 'skipped: no samples';

type Vector = { secret: string; 'callback-timestamp': string; body: string; 'callback-authentication': string };

test('the published callbacks are taken in their time and refused when changed or late', { skip }, async (context) => {
  const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };
  assert.ok(vectors.length > 0);
  for (const { secret, body, ...headers } of vectors) {
    let now = Number(headers['callback-timestamp']) * 1000;
    let nudges = 0;
    const doors = await openDoors({
      host: '127.0.0.1',
      port: 0,
      callbacks: new Map([
        ['amt', createCallbackHandler({ secret, onSubmissions: () => void (nudges += 1), clock: () => now })],
      ]),
      troubles: () => ['amt: in trouble'],
      metrics: () => '',
      log: () => undefined,
    });
    context.after(() => doors.close());
    const knock = async (text: string) => {
      const { 'callback-authentication': authentication, 'callback-timestamp': timestamp } = headers;
      const sent = { 'callback-authentication': authentication, 'callback-timestamp': timestamp };
      return (await fetch(`${doors.url}/callback/amt`, { method: 'POST', body: text, headers: sent })).status;
    };
    assert.equal(await knock(body), 204);
    assert.equal(await knock(`${body} `), 401);
    now += 301_000;
    assert.equal(await knock(body), 401);
    assert.equal(nudges, 1);
    assert.equal((await fetch(`${doors.url}/callback/other`, { method: 'POST', body })).status, 404);
    assert.equal((await fetch(`${doors.url}/healthz`)).status, 503);
    assert.equal((await fetch(`${doors.url}/replies`, { method: 'POST', body })).status, 404);
    assert.equal(await knock('x'.repeat(2_000_000)).catch(() => 413), 413);
  }
});
