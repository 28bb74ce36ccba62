import { type FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';

export interface InProcessRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  /** A stream is read at the speed of the handler. */
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  contentLength?: number;
  /** Asks for the content of a good answer (2xx) as a stream. */
  stream?: boolean;
}

export interface InProcessResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
  stream?: AsyncIterable<Uint8Array>;
}

export type InProcessTransport = (request: InProcessRequest) => Promise<InProcessResponse>;

/** No real peer has this address, so it cannot be forged from outside; it lifts the limits per address. */
export const inProcessAddress = 'in-process';

/** The platform talking to itself through complete HTTP semantics, without a socket. */
export function inProcessTransport(app: FastifyInstance, publicUrl: URL): InProcessTransport {
  return async (request) => {
    const url = new URL(request.url, publicUrl);
    const payload = payloadOf(request.body);
    const leaving = new AbortController();
    const { contentLength } = request;
    const options = {
      method: readMethod(request.method),
      url: url.pathname + url.search,
      headers: {
        host: url.host,
        ...request.headers,
        ...(contentLength === undefined ? {} : { 'content-length': String(contentLength) }),
      },
      remoteAddress: inProcessAddress,
      ...(payload === undefined ? {} : { payload }),
    };
    try {
      if (request.stream !== true) {
        const response = await app.inject(options);
        return { ...headOf(response), body: response.rawPayload };
      }
      const response = await app.inject({ ...options, payloadAsStream: true, signal: leaving.signal });
      const content = readOrLeave(response.stream(), leaving);
      const head = headOf(response);
      if (head.status >= 200 && head.status < 300) return { ...head, body: new Uint8Array(), stream: content };
      return { ...head, body: await collect(content) };
    } finally {
      // A handler that refused early leaves the rest unread; the file behind it must be closed all the same.
      if (payload instanceof Readable) payload.destroy();
    }
  };
}

function payloadOf(body: InProcessRequest['body']): string | Buffer | Readable | undefined {
  if (body === undefined || typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return Readable.from(body, { objectMode: false });
}

/** Without the signal the handler would wait for ever for a reader that has gone, its file open. */
async function* readOrLeave(content: Readable, leaving: AbortController): AsyncGenerator<Uint8Array> {
  // The abort comes back as an error of the stream that nobody reads any more.
  content.on('error', () => undefined);
  try {
    for await (const chunk of content) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
  } finally {
    leaving.abort();
  }
}

async function collect(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function headOf(response: { statusCode: number; headers: Record<string, number | string | string[] | undefined> }) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return { status: response.statusCode, headers };
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

function readMethod(method: string): (typeof methods)[number] {
  const known = methods.find((candidate) => candidate === method.toUpperCase());
  if (known === undefined) throw new TypeError(`method not supported: ${method}`);
  return known;
}
