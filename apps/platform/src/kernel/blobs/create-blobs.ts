import { createHash, type Hash } from 'node:crypto';
import { type Clock } from '../clock/index.ts';
import { AppError } from '../errors/index.ts';
import { newUuid } from '../ids/index.ts';
import { deleteBlob, insertBlob } from './blob-rows.ts';
import { type BlobStore } from './blob-store.ts';
import { blobKey, openRange, openStream, sealStream } from './sealed-stream.ts';
import { type Blobs } from './types.ts';

export function createBlobs(options: { store: BlobStore; clock: Clock }): Blobs {
  const { store, clock } = options;
  return {
    async store(source, { key, maxBytes }) {
      const id = newUuid();
      const measured = { hash: createHash('sha512'), bytes: 0 };
      const plaintext = measure(source, measured, maxBytes);
      await store.put(id, key === null ? plaintext : sealStream(plaintext, blobKey(key.bytes, id)));
      return { id, bytes: measured.bytes, sha512: measured.hash.digest('hex') };
    },
    async record(tx, owner, blob) {
      if (owner.tenant === undefined && owner.person === undefined && owner.client === undefined) {
        throw new Error('A blob needs an owner');
      }
      await insertBlob(tx, owner, blob, clock.now());
    },
    read: (id, key) => (key === null ? store.get(id) : openStream(store.get(id), blobKey(key.bytes, id))),
    readRange: (blob, key, range) =>
      openRange((from) => store.get(blob.id, from), blobKey(key.bytes, blob.id), { ...range, bytes: blob.bytes }),
    discard: deleteBlob,
  };
}

async function* measure(
  source: AsyncIterable<Uint8Array>,
  measured: { hash: Hash; bytes: number },
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    measured.bytes += piece.byteLength;
    if (measured.bytes > maxBytes) {
      throw new AppError('too-large', 'blobs/too-large', {
        params: { maxBytes },
        detail: `The file is larger than ${maxBytes} bytes`,
      });
    }
    measured.hash.update(piece);
    yield piece;
  }
}
