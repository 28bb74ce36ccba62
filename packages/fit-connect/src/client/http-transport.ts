import { type ClientRequest, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ByteStream, type HttpRequest, type HttpResponse, type HttpTransport } from '../ports.ts';
import { collect, isByteStream } from '../streams.ts';
import { createPatience, type Patience } from './patience.ts';

/**
 * Transport over HTTP/1.1 and TLS of Node, on connections that are kept: no redirects, a time-out and a cap on the answer.
 * @param options.timeoutMs for the whole exchange; where a stream is sent or asked for, for each pause in it. Default 60 000
 * @param options.maxBytes default 500 MB, the largest encrypted attachment (reference 11)
 */
export function httpTransport(options: { timeoutMs?: number; maxBytes?: number } = {}): HttpTransport {
  const { timeoutMs = 60_000, maxBytes = 500_000_000 } = options;
  return async (request) => {
    const call = open(request);
    const answer = answerTo(call);
    const patience = createPatience(timeoutMs, (reason) => {
      // Destroyed with the reason, so that the reader learns why; without one it would say that the connection broke.
      call.destroy(reason);
      answer.then((response) => response.destroy(reason)).catch(() => undefined);
    });
    const isStreamed = request.stream === true || isByteStream(request.body);
    patience.begin();
    try {
      return await exchange(request, call, answer, { pauses: isStreamed ? patience : noPauses, maxBytes });
    } finally {
      // A streamed answer begins its own waits when it is read.
      patience.end();
    }
  };
}

/** `pauses` starts the time-out anew for each wait of a stream. */
type Limits = { pauses: Patience; maxBytes: number };

/** One time-out for everything. */
const noPauses: Patience = { begin: () => undefined, end: () => undefined };

async function exchange(
  request: HttpRequest,
  call: ClientRequest,
  answer: Promise<IncomingMessage>,
  { pauses, maxBytes }: Limits,
): Promise<HttpResponse> {
  const sending = send(call, request.body, pauses);
  // Whichever comes first: a service may refuse before it has read everything.
  const response = await Promise.race([answer, sending.then(() => answer)]);
  sending.catch(() => undefined);
  const { statusCode: status = 0 } = response;
  const head = { status, headers: headersOf(response) };
  if (request.stream === true && status >= 200 && status < 300) {
    return { ...head, body: new Uint8Array(), stream: capped(response, maxBytes, pauses) };
  }
  const body = await (pauses === noPauses ? whole(response, maxBytes) : collect(capped(response, maxBytes, pauses)));
  if (!call.writableEnded) call.destroy();
  return { ...head, body };
}

function open({ url, method, headers, body, contentLength }: HttpRequest): ClientRequest {
  const target = new URL(url);
  const length = isByteStream(body) ? contentLength : body === undefined ? undefined : Buffer.byteLength(body);
  const all = length === undefined ? headers : { ...headers, 'content-length': String(length) };
  if (target.protocol === 'https:') return overHttps(target, { method, headers: all });
  if (target.protocol === 'http:') return overHttp(target, { method, headers: all });
  throw new TypeError(`${target.protocol} is no protocol of FIT-Connect`);
}

function answerTo(call: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    call.once('response', (response) => {
      isAnswered = true;
      resolve(response);
    });
    // Stays, because a connection may break more than once: while sending and after.
    call.on('error', reject);
    call.once('close', () => {
      if (!isAnswered) reject(new Error('the connection was closed without an answer'));
    });
  });
}

async function send(call: ClientRequest, body: HttpRequest['body'], pauses: Patience): Promise<void> {
  if (isByteStream(body)) {
    await pipeline(Readable.from(sent(body, pauses), { objectMode: false, highWaterMark: 1 }), call);
  } else call.end(body);
}

/** While a piece is made nobody waits for the other side; until the next one is asked for, or answered, we do. */
async function* sent(body: ByteStream, pauses: Patience): AsyncGenerator<Uint8Array> {
  pauses.end();
  for await (const piece of body) {
    pauses.begin();
    yield piece;
    pauses.end();
  }
  pauses.begin();
}

/** The content at once. Piece by piece it would cost as much as the rest of a small exchange. */
function whole(content: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    content.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length > maxBytes) content.destroy(tooLarge(maxBytes));
      else pieces.push(piece);
    });
    content.once('end', () => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)));
    content.on('error', reject);
    content.once('close', () => {
      if (!content.readableEnded) reject(new Error('the connection broke within the answer'));
    });
  });
}

function tooLarge(maxBytes: number): Error {
  return new Error(`the answer is larger than ${maxBytes} bytes`);
}

async function* capped(content: IncomingMessage, maxBytes: number, pauses: Patience): AsyncGenerator<Uint8Array> {
  let length = 0;
  try {
    pauses.begin();
    for await (const piece of content as AsyncIterable<Buffer>) {
      pauses.end();
      length += piece.length;
      if (length > maxBytes) throw tooLarge(maxBytes);
      yield piece;
      pauses.begin();
    }
  } finally {
    pauses.end();
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const named: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) named[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return named;
}
