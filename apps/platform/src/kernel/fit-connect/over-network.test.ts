import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createOutgoingHttp } from '../outgoing/index.ts';
import { overNetwork } from './over-network.ts';

test('an attachment larger than ordinary answers comes through', async () => {
  const jwe = 'x'.repeat(14_000_000);
  const server = createServer((_request, response) => void response.end(jwe));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const outgoing = createOutgoingHttp({ allowedHosts: ['127.0.0.1'], mode: 'test' });
  try {
    const { port } = server.address() as AddressInfo;
    const request = { method: 'GET' as const, url: `http://127.0.0.1:${port}/`, headers: {} };
    assert.equal((await overNetwork(outgoing)(request)).body.length, jwe.length);
  } finally {
    await outgoing.close();
    server.closeAllConnections();
    server.close();
  }
});
