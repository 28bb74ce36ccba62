import { randomUUID } from 'node:crypto';

/** One part of a form; `bytes` is how much `content` gives. */
export type FormPart = {
  name: string;
  filename: string;
  mimeType: string;
  bytes: number;
  content: Uint8Array | (() => AsyncIterable<Uint8Array>);
};

/** multipart/form-data (RFC 7578) with its length known before the first byte. */
export function createForm(parts: readonly FormPart[]): {
  contentType: string;
  contentLength: number;
  body(): AsyncIterable<Uint8Array>;
} {
  const boundary = `verbund-${randomUUID()}`;
  const heads = parts.map((part) => Buffer.from(headOf(part, boundary)));
  const tail = Buffer.from(`--${boundary}--\r\n`);
  const contentLength = parts.reduce(
    (sum, { bytes }, index) => sum + (heads[index]?.length ?? 0) + bytes + 2,
    tail.length,
  );
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength,
    async *body() {
      for (const [index, { content }] of parts.entries()) {
        yield heads[index] ?? Buffer.alloc(0);
        if (typeof content === 'function') yield* content();
        else yield content;
        yield Buffer.from('\r\n');
      }
      yield tail;
    },
  };
}

function headOf({ name, filename, mimeType }: FormPart, boundary: string): string {
  // As browsers do it: quotes and line ends are percent-encoded, the rest is UTF-8.
  const quoted = filename.replace(/["\r\n]/g, encodeURIComponent);
  return `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${quoted}"\r\ncontent-type: ${mimeType}\r\n\r\n`;
}
