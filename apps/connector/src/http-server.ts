import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { callbackTypes, verifyCallback } from '@verbund/fit-connect';
import { parseObject } from './durable.ts';

export type HttpOptions = {
  callback?: { host: string; port: number; secret: string };
  health?: { host: string; port: number };
  nudge: () => void;
  health503: () => string | undefined;
  metrics: () => string;
  clock: () => number;
};
export type HttpDoors = { url: string | null; close(): Promise<void> };

const maximalBody = 1024 * 1024;

/** Opens the doors of the configuration: callback, health, or both on one port. */
export async function openDoors(options: HttpOptions): Promise<HttpDoors> {
  const { callback, health } = options;
  const shared =
    callback && health && callback.port === health.port && callback.host === health.host && health.port !== 0;
  const servers: { server: Server; host: string }[] = [];
  const open = async (place: { host: string; port: number }, parts: { callback: boolean; health: boolean }) => {
    const server = createServer((request, response) => void answer(request, response, options, parts));
    server.requestTimeout = 10_000;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(place.port, place.host, resolve);
    });
    servers.push({ server, host: place.host });
  };
  if (health) await open(health, { health: true, callback: shared === true });
  if (callback && !shared) await open(callback, { callback: true, health: false });
  return {
    url: urlOf(servers[0]),
    close: async () => {
      for (const { server } of servers) {
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      }
    },
  };
}

function urlOf(first: { server: Server; host: string } | undefined): string | null {
  const address = first?.server.address();
  if (!first || !address || typeof address === 'string') return null;
  return `http://${first.host.includes(':') ? `[${first.host}]` : first.host}:${address.port}`;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
  parts: { callback: boolean; health: boolean },
): Promise<void> {
  const path = (request.url ?? '').split('?')[0];
  const end = (status: number, text = '', type = 'text/plain; charset=utf-8') =>
    void response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
  try {
    if (parts.health && request.method === 'GET' && path === '/healthz') {
      const why = options.health503();
      end(why === undefined ? 200 : 503, `${why ?? 'ok'}\n`);
    } else if (parts.health && request.method === 'GET' && path === '/metrics') {
      end(200, options.metrics(), 'text/plain; version=0.0.4; charset=utf-8');
    } else if (parts.callback && request.method === 'POST' && path === '/callback') {
      end(await takeCallback(request, options));
    } else end(404);
  } catch {
    if (!response.headersSent) end(400);
  }
}

/** The content is only a hint: what is new is read from the service. */
async function takeCallback(request: IncomingMessage, options: HttpOptions): Promise<number> {
  const body = await readBody(request);
  if (!body) return 413;
  const header = (name: string) => [request.headers[name]].flat()[0];
  const headers = {
    'callback-authentication': header('callback-authentication'),
    'callback-timestamp': header('callback-timestamp'),
  };
  if (!verifyCallback(options.callback?.secret ?? '', headers, body, options.clock()).ok) return 401;
  const type = parseObject(body)?.['type'];
  if (type === callbackTypes.newSubmissions) options.nudge();
  return 204;
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > maximalBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
