import { createHash } from 'node:crypto';
import { localError } from '../errors.ts';
import { type ByteStream } from '../ports.ts';

/** Reads a content part by part; a part that must be sent again is read again from the start of the content. */
export type PartReader = {
  /** `length` bytes from `start`, fewer when the content ends before. One part at a time. */
  part(start: number, length: number): AsyncGenerator<Uint8Array>;
  /**
   * SHA-512 of all the parts, after the last was read.
   * @throws FitConnectError `content-changed` when the content goes on
   */
  finish(): Promise<string>;
  close(): Promise<void>;
};

export function createPartReader(open: () => ByteStream): PartReader {
  const hash = createHash('sha512');
  let hashedTo = 0;
  let position = 0;
  let iterator: AsyncIterator<Uint8Array> | undefined;
  let rest: Uint8Array | undefined;

  async function close(): Promise<void> {
    await iterator?.return?.();
    iterator = undefined;
    rest = undefined;
    position = 0;
  }

  /** The next bytes, at most so many. Each byte goes into the hash once, however often it is read. */
  async function take(most: number): Promise<Uint8Array | undefined> {
    iterator ??= open()[Symbol.asyncIterator]();
    const next = rest ? { value: rest, done: false } : await iterator.next();
    if (next.done === true) return undefined;
    const taken = next.value.subarray(0, most);
    rest = taken.length < next.value.length ? next.value.subarray(taken.length) : undefined;
    if (position + taken.length > hashedTo) {
      hash.update(taken.subarray(Math.max(0, hashedTo - position)));
      hashedTo = position + taken.length;
    }
    position += taken.length;
    return taken;
  }

  return {
    close,
    async *part(start, length) {
      if (position > start) await close();
      while (position < start) if (!(await take(start - position))) return;
      const end = start + length;
      while (position < end) {
        const piece = await take(end - position);
        if (!piece) return;
        yield piece;
      }
    },
    async finish() {
      for (let piece = await take(1); piece; piece = await take(1)) {
        if (piece.length > 0) throw localError('content-changed', 'the content is longer than was announced');
      }
      return hash.digest('hex');
    },
  };
}
