import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { AppError } from '../errors/index.ts';
import { type HttpServer } from './index.ts';
import { route, start } from './test-server.ts';

const piece = Buffer.alloc(64 * 1024, 'x');
const count = 400;
const length = piece.length * count;

describe('streams in process', () => {
  let server: HttpServer;
  /** How far the source of the answer was read, and whether it was closed. */
  let produced = 0;
  let isClosed = false;
  let arrived = 0;

  before(async () => {
    const protocol = { surface: 'api', access: { kind: 'protocol', why: 'test' } } as const;
    const routes = [
      route({
        ...protocol,
        method: 'PUT',
        path: '/api/upload',
        name: 'demo.upload',
        body: 'stream',
        maxBodyBytes: length,
        async handle(ctx) {
          arrived = 0;
          for await (const chunk of ctx.body as Readable) arrived += (chunk as Buffer).length;
          return { kind: 'json', body: { arrived } };
        },
      }),
      route({
        ...protocol,
        method: 'PUT',
        path: '/api/refused',
        name: 'demo.refused',
        body: 'stream',
        async handle(ctx) {
          (ctx.body as Readable).destroy();
          throw new AppError('forbidden', 'http/forbidden');
        },
      }),
      route({
        ...protocol,
        path: '/api/download',
        name: 'demo.download',
        async handle() {
          produced = 0;
          isClosed = false;
          async function* source() {
            try {
              for (; produced < count; produced += 1) yield piece;
            } finally {
              isClosed = true;
            }
          }
          const body = Readable.from(source(), { objectMode: false });
          return { kind: 'bytes', contentType: 'application/jose', body };
        },
      }),
    ];
    server = await start({ routes });
  });
  after(() => server.stop());

  async function* content(until = count) {
    for (let made = 0; made < until; made += 1) yield piece;
    if (until < count) throw new Error('the file has gone');
  }

  it('an upload arrives whole and is read no faster than it is taken', async () => {
    const request = { method: 'PUT', url: '/api/upload', headers: { 'content-type': 'application/jose' } };
    const response = await server.inProcess({ ...request, body: content(), contentLength: length });
    assert.deepEqual(JSON.parse(Buffer.from(response.body).toString()), { arrived: length });
    await assert.rejects(server.inProcess({ ...request, body: content(20), contentLength: length }), /gone/);
    assert.ok(arrived < length);
    const tooLong = await server.inProcess({ ...request, body: content(), contentLength: length + 1 });
    assert.equal(tooLong.status, 413);
    const refused = await server.inProcess({ ...request, url: '/api/refused', body: content(), contentLength: length });
    assert.equal(refused.status, 403);
  });

  it('a download is made while it is read; leaving it closes its source', async () => {
    const request = { method: 'GET', url: '/api/download', stream: true };
    const whole = await server.inProcess(request);
    assert.equal(whole.body.length, 0);
    let size = 0;
    for await (const chunk of whole.stream ?? []) size += chunk.length;
    assert.equal(size, length);

    const left = await server.inProcess(request);
    for await (const chunk of left.stream ?? []) {
      assert.ok(chunk.length > 0);
      break;
    }
    for (let turn = 0; turn < 50 && !isClosed; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(isClosed && produced < count / 2, `closed ${isClosed} after ${produced}`);
  });

  it('an error comes whole although a stream was asked for', async () => {
    const missing = await server.inProcess({ method: 'GET', url: '/api/nothing', stream: true });
    assert.equal(missing.status, 404);
    assert.equal(missing.stream, undefined);
    assert.ok(missing.body.length > 0);
  });
});
