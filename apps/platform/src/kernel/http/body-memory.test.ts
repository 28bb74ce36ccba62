import assert from 'node:assert/strict';
import { test } from 'node:test';
import { route, start } from './test-server.ts';

const mib = 1024 * 1024;

test('large bodies of all requests together have a limit, small ones always pass', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const slow = route({
    method: 'PUT',
    path: '/api/v1/gross',
    name: 'demo.large',
    surface: 'api',
    access: { kind: 'protocol', why: 'test' },
    rate: 'api',
    maxBodyBytes: 4 * mib,
    async handle(ctx) {
      const text = String(ctx.body);
      if (text.startsWith('warten')) await held;
      return { kind: 'json', body: { length: text.length } };
    },
  });
  const server = await start({ routes: [slow], bodyMemoryBytes: 2 * mib });
  try {
    const headers = { 'content-type': 'application/json' };
    const put = (word: string, size: number) => {
      const body = JSON.stringify(word.padEnd(size, 'x'));
      return server.inProcess({ method: 'PUT', url: '/api/v1/gross', headers, body });
    };
    const first = put('warten', 2.5 * mib);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = await put('zweite', 2.5 * mib);
    assert.deepEqual([second.status, Number(second.headers['retry-after']) > 0], [503, true]);
    assert.equal((await put('kleine', 0.5 * mib)).status, 200);
    release();
    assert.equal((await first).status, 200);
    assert.equal((await put('dritte', 2.5 * mib)).status, 200);
    assert.equal((await put('zu viel', 3.5 * mib)).status, 503);
    assert.equal((await put('letzte', 2.5 * mib)).status, 200);
  } finally {
    await server.stop();
  }
});
