import { type Owner, type Tx } from '../db/types.ts';
import { type DataKey } from '../secrets/types.ts';

export interface StoredBlob {
  id: string;
  /** Size and SHA-512 (hex) of the plaintext. */
  bytes: number;
  sha512: string;
}

export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Encrypted, streamed, durable storage of files. Order that matters: `store` (file and folder fsynced), then `record`
 * in the caller's transaction. A file without a row is swept after a day; a row without a file cannot arise.
 */
export interface Blobs {
  /** Throws AppError 'too-large' ('blobs/too-large') past maxBytes. `null` key: content is ciphertext already (transport). */
  store(source: AsyncIterable<Uint8Array>, options: { key: DataKey | null; maxBytes: number }): Promise<StoredBlob>;
  record(tx: Tx, owner: Owner, blob: StoredBlob): Promise<void>;
  /** Plaintext chunks; each chunk is released only after its tag verified. */
  read(id: string, key: DataKey | null): AsyncIterable<Uint8Array>;
  /** The same for the bytes from `start` up to, but not with, `end`: archives are read from their end. */
  readRange(blob: Pick<StoredBlob, 'id' | 'bytes'>, key: DataKey, range: ByteRange): AsyncIterable<Uint8Array>;
  /** Deletes the row now; the file goes right after the commit (or by the sweeper when the process dies). */
  discard(tx: Tx, id: string): Promise<void>;
}
