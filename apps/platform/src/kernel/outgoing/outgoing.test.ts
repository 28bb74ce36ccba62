import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { AppError } from '../errors/index.ts';
import { isPublicAddress } from './addresses.ts';
import { createOutgoingHttp } from './index.ts';

const code = (expected: string) => (error: unknown) => error instanceof AppError && error.code === expected;
const closed: { close(): Promise<void> }[] = [];
const client = (options: Partial<Parameters<typeof createOutgoingHttp>[0]> = {}) => {
  const made = createOutgoingHttp({ allowedHosts: [], mode: 'test', ...options });
  closed.push(made);
  return made;
};

/** A piece every 60 ms. */
function drip(response: ServerResponse, pieces: number): void {
  response.write('x'.repeat(10));
  if (pieces > 1) setTimeout(() => drip(response, pieces - 1), 60);
  else response.end();
}

describe('outgoing requests', () => {
  let server: Server;
  let port = 0;
  let hits = 0;
  before(async () => {
    server = createServer((request, response) => {
      hits += 1;
      if (request.url === '/redirect') response.writeHead(302, { location: '/other' }).end();
      else if (request.url === '/big') response.end('x'.repeat(5000));
      else if (request.url === '/drip') drip(response, 6);
      else if (request.url === '/count') {
        let length = 0;
        request.on('data', (chunk: Buffer) => (length += chunk.length));
        request.on('end', () => response.end(`${request.headers['content-length']} ${length}`));
      } else if (request.url === '/slow') setTimeout(() => response.end('late'), 2000).unref();
      else response.end(`${request.method} ${request.headers['user-agent']}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await Promise.all(closed.map((each) => each.close()));
  });

  const judged: [string, boolean][] = [
    ['8.8.8.8', true],
    ['2a00:1450:4001::1', true],
    ['::ffff:8.8.8.8', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['192.168.0.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::', false],
    ['fe80::1', false],
    ['fc00::1', false],
    ['fd12::1', false],
    ['ff02::1', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:7f00:1', false],
    ['::ffff:a00:1', false],
    ['::7f00:1', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['2001:db8::1', false],
    ['nonsense', false],
  ];
  for (const [address, expected] of judged) {
    it(`${expected ? 'lets through' : 'refuses'} ${address}`, () => assert.equal(isPublicAddress(address), expected));
  }

  it('refuses private addresses however the URL writes them', async () => {
    const before = hits;
    const hosts = [
      '127.0.0.1',
      'localhost',
      '2130706433',
      '0x7f.1',
      '017700000001',
      '127.1',
      '0',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '169.254.169.254',
    ];
    for (const host of hosts) {
      await assert.rejects(
        client().request({ method: 'GET', url: `http://${host}:${port}/` }),
        code('outgoing/address-refused'),
        host,
      );
    }
    assert.equal(hits, before);
  });

  it('refuses names that resolve to private addresses, wholly or in part', async () => {
    for (const addresses of [
      ['127.0.0.1'],
      ['10.0.0.1'],
      ['fd00::1'],
      ['::ffff:127.0.0.1'],
      ['8.8.8.8', '127.0.0.1'],
    ]) {
      const lookup = (_name: string, done: (error: null, found: { address: string; family: number }[]) => void) =>
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
      await assert.rejects(
        client({ lookup }).request({ method: 'GET', url: `http://rebind.example:${port}/` }),
        code('outgoing/address-refused'),
      );
    }
  });

  it('reaches what is listed by name, address or range', async () => {
    for (const allowedHosts of [['127.0.0.1'], ['127.0.0.0/8']]) {
      const response = await client({ allowedHosts }).request({
        method: 'POST',
        url: `http://127.0.0.1:${port}/`,
        body: 'x',
        headers: { 'user-agent': 'other' },
      });
      assert.match(Buffer.from(response.body).toString(), /^POST Verbund\/\d/);
    }
    const lookup = (_name: string, done: (error: null, found: { address: string; family: number }[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    const response = await client({ allowedHosts: ['inner.example'], lookup }).request({
      method: 'GET',
      url: `http://inner.example:${port}/`,
    });
    assert.equal(response.status, 200);
    await assert.rejects(
      client({ allowedHosts: ['inner.example'], lookup }).request({
        method: 'GET',
        url: `http://outer.example:${port}/`,
      }),
      code('outgoing/address-refused'),
    );
  });

  it('refuses other schemes, credentials and plain http in production', async () => {
    for (const url of [
      'file:///etc/passwd',
      'ftp://example.org',
      'gopher://x',
      'nonsense',
      'https://a:b@example.org/',
    ]) {
      await assert.rejects(client().request({ method: 'GET', url }), code('outgoing/url-refused'), url);
    }
    await assert.rejects(
      client({ mode: 'production' }).request({ method: 'GET', url: 'http://example.org/' }),
      code('outgoing/url-refused'),
    );
  });

  it('follows no redirect, cuts long and late answers', async () => {
    const local = client({ allowedHosts: ['127.0.0.1'] });
    const url = (path: string) => `http://127.0.0.1:${port}${path}`;
    const redirect = await local.request({ method: 'GET', url: url('/redirect') });
    assert.deepEqual([redirect.status, redirect.headers['location']], [302, '/other']);
    await assert.rejects(
      local.request({ method: 'GET', url: url('/big'), maxResponseBytes: 4000 }),
      code('outgoing/response-too-large'),
    );
    await assert.rejects(local.request({ method: 'GET', url: url('/slow'), timeoutMs: 100 }), code('outgoing/timeout'));
    await assert.rejects(local.request({ method: 'GET', url: 'http://127.0.0.1:1/' }), code('outgoing/unreachable'));
  });

  it('streams both ways, with a time-out for a silent service and a cap on the whole', async () => {
    const local = client({ allowedHosts: ['127.0.0.1'] });
    const url = (path: string) => `http://127.0.0.1:${port}${path}`;
    async function* body() {
      for (let piece = 0; piece < 100; piece += 1) yield Buffer.alloc(10_000);
    }
    const counted = await local.request({ method: 'PUT', url: url('/count'), body: body(), contentLength: 1_000_000 });
    assert.equal(Buffer.from(counted.body).toString(), '1000000 1000000');
    const read = async (more: { timeoutMs: number; maxResponseBytes?: number }) => {
      const { stream, body: whole } = await local.request({ method: 'GET', url: url('/drip'), stream: true, ...more });
      assert.equal(whole.length, 0);
      let length = 0;
      for await (const piece of stream ?? []) length += piece.length;
      return length;
    };
    assert.equal(await read({ timeoutMs: 2000 }), 60);
    await assert.rejects(read({ timeoutMs: 2000, maxResponseBytes: 25 }), code('outgoing/response-too-large'));
    const late = { method: 'GET', url: url('/slow'), stream: true, timeoutMs: 100 };
    await assert.rejects(local.request(late), code('outgoing/timeout'));
  });
});
