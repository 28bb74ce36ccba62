import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

/** Content that can be read from anywhere; here a sealed file, or an inner archive in memory. */
export interface RangeSource {
  bytes: number;
  read(range: { start: number; end: number }): AsyncIterable<Uint8Array>;
}

const windowBytes = 64 * 1024;

export function sourceOfBytes(content: Uint8Array): RangeSource {
  return {
    bytes: content.byteLength,
    async *read({ start, end }) {
      yield content.subarray(start, end);
    },
  };
}

/** A directory is read in many small steps; a window of it is kept, so that each does not open the file anew. */
export class RangeReader extends RandomAccessReader {
  readonly #source: RangeSource;
  #window: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };

  constructor(source: RangeSource) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#source.read({ start, end }), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#range(position, position + length).then(
      (bytes) => callback(null, bytes.copy(buffer, offset)),
      (error: unknown) => callback(error instanceof Error ? error : new Error('the content cannot be read')),
    );
  }

  async #range(start: number, end: number): Promise<Buffer> {
    const from = start - this.#window.start;
    if (from >= 0 && end <= this.#window.start + this.#window.bytes.length) {
      return this.#window.bytes.subarray(from, from + end - start);
    }
    const parts: Uint8Array[] = [];
    const limit = Math.min(this.#source.bytes, Math.max(end, start + windowBytes));
    for await (const part of this.#source.read({ start, end: limit })) parts.push(part);
    this.#window = { start, bytes: Buffer.concat(parts) };
    return this.#window.bytes.subarray(0, end - start);
  }
}
