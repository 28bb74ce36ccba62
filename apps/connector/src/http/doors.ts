import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type CallbackHandler } from '@verbund/fit-connect';
import { type DoorAnswer, type ReplyDoor } from '../replies/door.ts';

export type HttpOptions = {
  host: string;
  port: number;
  /** By name of the destination. */
  callbacks: ReadonlyMap<string, CallbackHandler>;
  replies?: ReplyDoor;
  /** One line for each destination that needs somebody's attention. */
  troubles: () => readonly string[];
  metrics: () => string;
  log: (error: unknown) => void;
};
export type HttpDoors = { url: string; close(): Promise<void> };

type Answer = { status: number; text?: string; headers?: Record<string, string> };

const maximalCallback = 1024 * 1024;
const plain = { 'content-type': 'text/plain; charset=utf-8' };
/** Time for the head of a request; an upload of replies may last. */
const headersTimeoutMs = 10_000;

/** The program's own door: health, metrics, callbacks of the service, replies of the back office. */
export async function openDoors(options: HttpOptions): Promise<HttpDoors> {
  const server = createServer((request, response) => void respond(request, response, options));
  server.headersTimeout = headersTimeoutMs;
  server.requestTimeout = 3_600_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  let answer: Answer;
  try {
    answer = await route(request, options);
  } catch (error) {
    options.log(error);
    answer = { status: 500 };
  }
  if (response.headersSent || response.destroyed) return;
  // What was not read would otherwise be taken for the next request.
  const connection = request.complete ? {} : { connection: 'close' };
  response.writeHead(answer.status, { 'cache-control': 'no-store', ...plain, ...connection, ...answer.headers });
  response.end(answer.text ?? '');
}

async function route(request: IncomingMessage, options: HttpOptions): Promise<Answer> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const { method } = request;
  if (method === 'GET' && path === '/healthz') {
    const troubles = options.troubles();
    return { status: troubles.length === 0 ? 200 : 503, text: `${troubles.join('\n') || 'ok'}\n` };
  }
  if (method === 'GET' && path === '/metrics')
    return {
      status: 200,
      text: options.metrics(),
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    };
  const callback = method === 'POST' ? options.callbacks.get(path.replace(/^\/callback\//, '')) : undefined;
  if (callback && path.startsWith('/callback/')) return takeCallback(request, callback);
  if (options.replies && method === 'POST' && path === '/replies') return toAnswer(await options.replies.post(request));
  const [, replyId] = /^\/replies\/([0-9a-f-]{36})$/.exec(path) ?? [];
  if (options.replies && method === 'GET' && replyId !== undefined)
    return toAnswer(options.replies.get(request, replyId));
  return { status: 404 };
}

function toAnswer({ status, body, headers }: DoorAnswer): Answer {
  return { status, text: `${JSON.stringify(body)}\n`, headers: { 'content-type': 'application/json', ...headers } };
}

/** The content is only a hint: what is new is read from the service. */
async function takeCallback(request: IncomingMessage, handler: CallbackHandler): Promise<Answer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) continue;
    size += piece.length;
    if (size > maximalCallback) return { status: 413 };
    pieces.push(piece);
  }
  const { status, message } = await handler(request.headers, Buffer.concat(pieces));
  return { status, text: message };
}
