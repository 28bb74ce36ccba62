import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { AppError } from '../errors/index.ts';
import { type BodyShare } from './body-memory.ts';
import { toAppError } from './errors.ts';
import { type Route } from './types.ts';

export type BodyMode = NonNullable<Route['body']>;

const kib = 1024;
const mib = 1024 * kib;

const defaultLimits: Readonly<Record<BodyMode, number>> = {
  form: mib,
  multipart: 25 * mib,
  json: 64 * kib,
  text: mib,
  raw: mib,
  stream: 25 * mib,
  none: 0,
};

export function bodyMode(route: Route): BodyMode {
  if (route.method === 'GET') return 'none';
  return route.body ?? (route.surface === 'page' ? 'form' : 'json');
}

export function bodyLimit(route: Route): number {
  return route.maxBodyBytes ?? defaultLimits[bodyMode(route)];
}

export function sizeWords(bytes: number): string {
  if (bytes >= mib) return `${Math.floor(bytes / mib)} MB`;
  return bytes >= kib ? `${Math.floor(bytes / kib)} KB` : `${bytes} Byte`;
}

export function tooLarge(limit: number, code = 'http/too-large'): AppError {
  return new AppError('too-large', code, { params: { limit: sizeWords(limit) } });
}

/** Refuses by the announced length before a byte is read. */
export function checkAnnouncedLength(raw: IncomingMessage, limit: number): void {
  const announced = raw.headers['content-length'];
  if (announced !== undefined && Number(announced) > limit) throw tooLarge(limit);
}

/** The whole body, never more than `limit`, never longer than `timeoutMs` (a client that drips holds nothing). */
export function readBody(
  raw: IncomingMessage,
  { limit, timeoutMs, share }: { limit: number; timeoutMs: number; share: BodyShare },
): Promise<Buffer> {
  checkAnnouncedLength(raw, limit);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => settle(new AppError('invalid', 'http/body-timeout')), timeoutMs);
    const settle = (error: Error | null): void => {
      clearTimeout(timer);
      raw.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      if (error === null) resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
      else reject(error);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) return settle(tooLarge(limit));
      try {
        share.grow(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        chunks.length = 0;
        settle(toAppError(error));
      }
    };
    const onEnd = (): void => settle(null);
    const onClose = (): void =>
      settle(new AppError('invalid', 'http/bad-request', { detail: 'The body ended early.' }));
    raw.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

/** The body as a stream for handlers that store it; ends with an error at the limit or the deadline. */
export function limitedStream(raw: IncomingMessage, limit: number, timeoutMs: number): Readable {
  checkAnnouncedLength(raw, limit);
  async function* chunks(): AsyncGenerator<Buffer> {
    let size = 0;
    // The request must stay readable for the drain after an early end, hence no automatic destroy.
    for await (const chunk of raw.iterator({ destroyOnReturn: false })) {
      const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      size += bytes.length;
      if (size > limit) throw tooLarge(limit);
      yield bytes;
    }
  }
  const stream = Readable.from(chunks(), { objectMode: false, highWaterMark: 64 * kib });
  const timer = setTimeout(() => stream.destroy(new AppError('invalid', 'http/body-timeout')), timeoutMs);
  stream.once('close', () => clearTimeout(timer));
  // Without a listener an error after the handler gave up would end the process.
  stream.on('error', () => undefined);
  return stream;
}

/**
 * Reads off what a refused request still sends, so that the browser gets to see the answer instead of a broken
 * connection; bounded, because a refused sender deserves no unlimited patience.
 */
export async function drain(raw: IncomingMessage, limit: number, timeoutMs: number): Promise<boolean> {
  if (raw.readableEnded || raw.complete) {
    raw.resume();
    return true;
  }
  if (raw.destroyed) return false;
  return new Promise((resolve) => {
    let left = limit;
    const timer = setTimeout(() => finish(false), timeoutMs);
    const finish = (whole: boolean): void => {
      clearTimeout(timer);
      raw.off('data', onData).off('end', onEnd).off('close', onClose);
      resolve(whole);
    };
    const onData = (chunk: Buffer): void => {
      left -= chunk.length;
      if (left < 0) finish(false);
    };
    const onEnd = (): void => finish(true);
    const onClose = (): void => finish(raw.readableEnded);
    raw.unpipe();
    raw.on('data', onData).on('end', onEnd).on('close', onClose);
    raw.resume();
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

export function decodeText(bytes: Uint8Array, code: string): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new AppError('invalid', code, { cause, detail: 'The body is not valid UTF-8.' });
  }
}

export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  const text = decodeText(bytes, 'http/bad-json');
  // '__proto__' becomes an own property here and a prototype at the first careless merge later.
  const refuse = (key: string, value: unknown): unknown => {
    if (key === '__proto__') throw new SyntaxError('forbidden key');
    return value;
  };
  try {
    const parsed: unknown = /__proto__|\\u/i.test(text) ? JSON.parse(text, refuse) : JSON.parse(text);
    return parsed;
  } catch (cause) {
    throw new AppError('invalid', 'http/bad-json', { cause, detail: 'The body is not acceptable JSON.' });
  }
}

/** Refuses a body of another format than the route reads. Raw, text and stream routes look at the type themselves. */
export function checkContentType(mode: BodyMode, contentType: string | undefined, hasBody: boolean): void {
  if (!hasBody) return;
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const refuse = (expected: string): never => {
    throw new AppError('unsupported', 'http/unsupported-type', {
      params: { expected },
      detail: `Expected ${expected}.`,
    });
  };
  if (mode === 'form' && type !== 'application/x-www-form-urlencoded') refuse('application/x-www-form-urlencoded');
  if (mode === 'multipart' && type !== 'multipart/form-data') refuse('multipart/form-data');
  if (mode === 'json' && !/^application\/(?:[\w.-]+\+)?json$/.test(type)) refuse('application/json');
}
