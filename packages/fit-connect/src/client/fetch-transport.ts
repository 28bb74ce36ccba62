import { type HttpTransport } from '../ports.ts';

const megabyte = 1024 * 1024;

/**
 * Transport over the `fetch` of Node: no redirects, a time-out and a cap on the answer.
 * @param options.timeoutMs default 60 000
 * @param options.maxBytes default 700 MiB, one attachment of 500 MB in base64url
 */
export function fetchTransport(options: { timeoutMs?: number; maxBytes?: number } = {}): HttpTransport {
  const { timeoutMs = 60_000, maxBytes = 700 * megabyte } = options;
  return async ({ method, url, headers, body }) => {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return { status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.concat(chunks) };
  };
}
