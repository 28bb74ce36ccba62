import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { httpTransport } from '../src/index.ts';

async function against(
  listener: RequestListener,
  ask: (url: string) => Promise<unknown>,
): Promise<{ value: unknown } | { error: unknown }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return await ask(`http://127.0.0.1:${port}/`).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const get = (options: Parameters<typeof httpTransport>[0]) => (url: string) =>
  httpTransport(options)({ method: 'GET', url, headers: {} });
const messageOf = (result: object): string =>
  'error' in result && result.error instanceof Error ? result.error.message : 'no error';

describe('the transport over HTTP', () => {
  it('gives an answer that comes in pieces as a whole, up to its cap', async () => {
    const listener: RequestListener = (_request, response) => {
      response.write('one ');
      setTimeout(() => response.end('two'), 20);
    };
    const good = await against(listener, get({ maxBytes: 7 }));
    assert.ok('value' in good);
    const { status, body } = good.value as { status: number; body: Uint8Array };
    assert.deepEqual([status, Buffer.from(body).toString()], [200, 'one two']);
    assert.match(messageOf(await against(listener, get({ maxBytes: 6 }))), /larger than 6 bytes/);
  });

  it('gives an empty answer', async () => {
    const result = await against((_request, response) => void response.writeHead(204).end(), get({}));
    assert.deepEqual('value' in result && Object.entries(result.value as object).slice(0, 1), [['status', 204]]);
  });

  it('ends its wait for an answer, and for the rest of one', async () => {
    const silent = await against(() => undefined, get({ timeoutMs: 50 }));
    assert.match(messageOf(silent), /no progress for 50 ms/);
    const half = await against((_request, response) => void response.write('half'), get({ timeoutMs: 50 }));
    assert.match(messageOf(half), /no progress for 50 ms/);
  });

  it('fails when the connection breaks before the answer or within it', async () => {
    const before = await against((request) => void request.socket.destroy(), get({}));
    assert.match(messageOf(before), /socket hang up|ECONNRESET/);
    const within = await against(
      (request, response) => response.write('half', () => setTimeout(() => request.socket.destroy(), 20)),
      get({}),
    );
    assert.match(messageOf(within), /aborted|broke/);
  });
});
