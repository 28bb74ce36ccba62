import { type ByteStream, type HttpRequest, type HttpTransport } from '../ports.ts';
import { collect, isByteStream } from '../streams.ts';
import { createPatience, type Patience } from './patience.ts';

/**
 * Transport over the `fetch` of Node: no redirects, a time-out and a cap on the answer.
 * @param options.timeoutMs for the whole exchange; where a stream is sent or asked for, for each pause in it. Default 60 000
 * @param options.maxBytes default 500 MB, the largest encrypted attachment (reference 11)
 */
export function fetchTransport(options: { timeoutMs?: number; maxBytes?: number } = {}): HttpTransport {
  const { timeoutMs = 60_000, maxBytes = 500_000_000 } = options;
  return async (request) => {
    const isStreamed = request.stream === true || isByteStream(request.body);
    const patience = createPatience(timeoutMs);
    patience.begin();
    try {
      const response = await fetch(request.url, {
        ...initOf(request, patience),
        signal: isStreamed ? patience.signal : AbortSignal.timeout(timeoutMs),
      });
      const head = { status: response.status, headers: Object.fromEntries(response.headers) };
      const content = capped(response.body, maxBytes, patience);
      if (request.stream === true && response.ok) return { ...head, body: new Uint8Array(), stream: content };
      return { ...head, body: await collect(content) };
    } finally {
      patience.end();
    }
  };
}

/** `duplex` is needed for streams and missing in the types of the browser, which TypeScript takes here. */
type StreamInit = RequestInit & { duplex?: 'half' };

function initOf({ method, headers, body, contentLength }: HttpRequest, patience: Patience): StreamInit {
  const init = { method, headers, redirect: 'error' } as const;
  if (body === undefined) return init;
  if (!isByteStream(body)) return { ...init, body: typeof body === 'string' ? body : new Uint8Array(body) };
  return {
    ...init,
    headers: { ...headers, ...(contentLength === undefined ? {} : { 'content-length': String(contentLength) }) },
    body: toWebStream(sent(body, patience)),
    duplex: 'half',
  };
}

/** Without a queue of its own: each piece is made when the socket takes it. */
function toWebStream(pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await pieces.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** While a piece is made nobody waits for the other side; until the next one is asked for, or answered, we do. */
async function* sent(body: ByteStream, patience: Patience): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  patience.end();
  for await (const piece of body) {
    patience.begin();
    yield isUnshared(piece) ? piece : new Uint8Array(piece);
    patience.end();
  }
  patience.begin();
}

function isUnshared(piece: Uint8Array): piece is Uint8Array<ArrayBuffer> {
  return piece.buffer instanceof ArrayBuffer;
}

async function* capped(content: ByteStream | null, maxBytes: number, patience: Patience): AsyncGenerator<Uint8Array> {
  let length = 0;
  try {
    patience.begin();
    for await (const piece of content ?? []) {
      patience.end();
      length += piece.length;
      if (length > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
      yield piece;
      patience.begin();
    }
  } finally {
    patience.end();
  }
}
