import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { AppError } from '../errors/index.ts';
import { type HttpServer, type Route } from './index.ts';
import { memoryLog, page, route, start, token } from './test-server.ts';

const uploads: Route = route({
  method: 'POST',
  path: '/hochladen',
  name: 'demo.upload',
  body: 'multipart',
  rate: 'upload',
  maxBodyBytes: 100_000,
  async handle(ctx) {
    const seen: string[] = [];
    for await (const file of ctx.files) {
      let bytes = 0;
      for await (const chunk of file.stream) bytes += (chunk as Buffer).length;
      seen.push(`${file.field}:${file.filename}:${bytes}:${ctx.form.get('name')}`);
    }
    return { kind: 'json', body: { seen, form: [...ctx.form.keys()].filter((key) => key !== '_csrf') } };
  },
});

const ignores: Route = {
  ...uploads,
  path: '/ignorieren',
  name: 'demo.ignore',
  handle: async () => ({ kind: 'text', body: 'ok', contentType: 'text/plain' }),
};
const slowPage = route({
  path: '/langsam',
  name: 'demo.slow',
  handle: async (ctx) => {
    await sleep(400);
    return page(ctx, 'finished');
  },
});
const form: Route = route({
  method: 'POST',
  path: '/formular',
  name: 'demo.form',
  maxBodyBytes: 2000,
  handle: async (ctx) => page(ctx, 'ok'),
});
const stream: Route = route({
  method: 'PUT',
  path: '/api/v1/strom',
  name: 'demo.stream',
  surface: 'api',
  rate: 'api',
  body: 'stream',
  maxBodyBytes: 1000,
  async handle(ctx) {
    let bytes = 0;
    for await (const chunk of ctx.body as AsyncIterable<Buffer>) bytes += chunk.length;
    return { kind: 'json', body: { bytes } };
  },
});
const home = route({ path: '/', name: 'demo.home', handle: async (ctx) => page(ctx, 'home') });
const routes = [home, uploads, ignores, slowPage, form, stream];

/** Sends exact bytes and collects whatever comes back until the server closes or the deadline. */
function raw(port: number, parts: readonly (string | number)[], deadlineMs = 3000): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => socket.destroy(), deadlineMs);
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
    void (async () => {
      for (const part of parts) {
        if (typeof part === 'number') await sleep(part);
        else socket.write(part);
      }
    })();
  });
}

function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: readonly Buffer[],
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on('error', reject);
    for (const chunk of body) request.write(chunk);
    request.end();
  });
}

type Part = { name: string; value: string; filename?: string };
function multipart(parts: readonly Part[]): { headers: Record<string, string>; body: Buffer } {
  const text = parts.map(({ name, value, filename }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: application/octet-stream`;
    return `--grenze\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
  });
  return {
    headers: { 'content-type': 'multipart/form-data; boundary=grenze' },
    body: Buffer.from(`${text.join('')}--grenze--\r\n`),
  };
}

describe('http server on sockets', () => {
  let server: HttpServer;
  let port = 0;
  const lines: Record<string, unknown>[] = [];
  before(async () => {
    server = await start({
      routes,
      log: memoryLog(lines),
      timeouts: { bodyMs: 200, uploadMs: 1500, headersMs: 600 },
    });
    ({ port } = await server.listen());
  });
  after(() => server.stop());

  it('streams the parts of an upload in order', async () => {
    const { csrf, cookie } = await token(server, '/', '');
    const { headers, body } = multipart([
      { name: '_csrf', value: csrf },
      { name: 'name', value: 'Erika' },
      { name: 'a', value: 'x'.repeat(90_000), filename: 'ä.pdf' },
      { name: 'late', value: '1' },
      { name: 'b', value: 'yy', filename: 'b.pdf' },
    ]);
    const response = await send(port, 'POST', '/hochladen', { ...headers, cookie }, [body]);
    assert.equal(response.status, 200, response.text);
    assert.deepEqual(JSON.parse(response.text), {
      seen: ['a:ä.pdf:90000:Erika', 'b:b.pdf:2:Erika'],
      form: ['name', 'late'],
    });
  });

  it('refuses uploads without token, with a late token, too large or damaged, and answers readably', async () => {
    const { csrf, cookie } = await token(server, '/', '');
    const tokenPart = { name: '_csrf', value: csrf };
    const big = { name: 'a', value: 'x'.repeat(150_000), filename: 'a.bin' };
    const many = Array.from({ length: 25 }, (_unused, index) => ({ name: `f${index}`, value: 'x', filename: 'f' }));
    const cases: [string, ReturnType<typeof multipart>, number][] = [
      ['no token', multipart([{ ...big, value: 'x' }]), 403],
      ['token after the file', multipart([{ ...big, value: 'x' }, tokenPart]), 403],
      ['file too large', multipart([tokenPart, big]), 413],
      ['field too large', multipart([tokenPart, { name: 'a', value: 'x'.repeat(300_000) }]), 413],
      ['body far too large', multipart([tokenPart, { ...big, value: 'x'.repeat(3_000_000) }]), 413],
      ['too many files', multipart([tokenPart, ...many]), 413],
      [
        'damaged',
        { ...multipart([]), body: multipart([tokenPart, { ...big, value: 'x' }]).body.subarray(0, -14) },
        400,
      ],
      ['no boundary', { headers: { 'content-type': 'multipart/form-data' }, body: Buffer.from('x') }, 400],
      ['not multipart', { headers: { 'content-type': 'text/plain' }, body: Buffer.from('x') }, 415],
    ];
    for (const [name, { headers, body }, status] of cases) {
      const response = await send(port, 'POST', '/hochladen', { ...headers, cookie }, [body]);
      assert.equal(response.status, status, `${name}: ${response.text}`);
      assert.match(response.text, /<h1>/, name);
    }
  });

  it('does not stall when a handler ignores the files', async () => {
    const { csrf, cookie } = await token(server, '/', '');
    const { headers, body } = multipart([
      { name: '_csrf', value: csrf },
      { name: 'a', value: 'x'.repeat(99_000), filename: 'a' },
    ]);
    assert.equal((await send(port, 'POST', '/ignorieren', { ...headers, cookie }, [body])).text, 'ok');
  });

  it('refuses oversized and slow bodies', async () => {
    const type = 'content-type: application/x-www-form-urlencoded\r\nhost: x\r\n';
    assert.match(
      await raw(port, [`POST /formular HTTP/1.1\r\n${type}content-length: 50\r\nconnection: close\r\n\r\na=1`]),
      /^HTTP\/1\.1 408/,
    );
    assert.equal(
      (
        await send(port, 'POST', '/formular', { 'content-type': 'application/x-www-form-urlencoded' }, [
          Buffer.alloc(3000, 97),
        ])
      ).status,
      413,
    );
    const chunked = { 'content-type': 'application/x-www-form-urlencoded', 'transfer-encoding': 'chunked' };
    assert.equal(
      (await send(port, 'POST', '/formular', chunked, [Buffer.alloc(1500, 97), Buffer.alloc(1500, 97)])).status,
      413,
    );
    assert.equal(
      (
        await send(port, 'PUT', '/api/v1/strom', { 'transfer-encoding': 'chunked' }, [
          Buffer.alloc(600),
          Buffer.alloc(600),
        ])
      ).status,
      413,
    );
    assert.equal((await send(port, 'PUT', '/api/v1/strom', {}, [Buffer.alloc(900)])).text, '{"bytes":900}');
  });

  it('answers what is no proper HTTP', async () => {
    const big = 'x'.repeat(20_000);
    assert.match(
      await raw(port, [`GET / HTTP/1.1\r\nhost: x\r\nx-big: ${big}\r\n\r\n`]),
      /^HTTP\/1\.1 431[\s\S]*<h1>Kopfzeilen zu groß/,
    );
    assert.match(
      await raw(port, [`GET /api/v1/x HTTP/1.1\r\nhost: x\r\nx-big: ${big}\r\n\r\n`]),
      /^HTTP\/1\.1 431[\s\S]*problem\+json/,
    );
    assert.match(await raw(port, ['nonsense\r\n\r\n']), /^HTTP\/1\.1 400/);
    assert.match(await raw(port, ['GET / HTTP/1.1\r\nhost:']), /^HTTP\/1\.1 408/);
    assert.match(
      await raw(port, ['GET /%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n']),
      /^HTTP\/1\.1 400[\s\S]*<h1>/,
    );
    assert.match(
      await raw(port, ['GET //evil.example HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n']),
      /^HTTP\/1\.1 404/,
    );
  });

  it('logs one line per request with the name of the route, never its path', async () => {
    lines.length = 0;
    await send(port, 'GET', '/?geheim=1', {}, []);
    await send(port, 'GET', '/erika-mustermann', {}, []);
    await sleep(20);
    assert.deepEqual(
      lines.map((line) => [line['route'], line['status']]),
      [
        ['demo.home', 200],
        ['http.not-found', 404],
      ],
    );
    assert.doesNotMatch(JSON.stringify(lines), /geheim|erika/);
  });
});

describe('limits and stop', () => {
  it('limits by class and address, on the right surface', async () => {
    const server = await start({ routes, rateLimits: { factor: 0.005 } });
    const { port } = await server.listen();
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await send(port, 'GET', '/', {}, [])).status);
    assert.deepEqual(statuses, [200, 200, 200, 429]);
    const api = await raw(port, [
      'PUT /api/v1/strom HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
    ]);
    assert.match(api, /ratelimit-limit: 6\r\nratelimit-remaining: 5/);
    for (let count = 0; count < 10; count += 1)
      assert.equal((await server.inProcess({ method: 'GET', url: '/' })).status, 200);
    await server.stop();
  });

  it('lets a running request finish and refuses new ones', async () => {
    const server = await start({ routes, timeouts: { stopMs: 3000 } });
    const { port } = await server.listen();
    const running = raw(port, ['GET /langsam HTTP/1.1\r\nhost: x\r\n\r\n'], 5000);
    await sleep(100);
    const began = Date.now();
    const stopped = server.stop();
    await sleep(20);
    await assert.rejects(send(port, 'GET', '/', {}, []));
    assert.match(await running, /200 OK[\s\S]*connection: close[\s\S]*finished/);
    await stopped;
    assert.ok(Date.now() - began < 2000);
  });

  it('ends a request that outlasts the patience', async () => {
    const server = await start({
      routes: [
        {
          ...slowPage,
          handle: async () => {
            await sleep(1500);
            throw new AppError('internal', 'demo/late');
          },
        },
      ],
      timeouts: { stopMs: 100 },
    });
    const { port } = await server.listen();
    const running = raw(port, ['GET /langsam HTTP/1.1\r\nhost: x\r\n\r\n'], 5000);
    await sleep(50);
    await server.stop();
    assert.equal(await running, '');
  });
});
