/** Where the bytes of blobs lie: a folder now, an S3-compatible store behind the same port. Content is opaque here. */
export interface BlobStore {
  /** Resolves only when the content survives a power cut under its final name; on any error nothing visible is left. */
  put(id: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** From that byte on, default 0. Throws AppError not-found 'blobs/not-found'. */
  get(id: string, from?: number): AsyncIterable<Uint8Array>;
  /** No error when it is gone already. */
  remove(id: string): Promise<void>;
  /** Ids of what was stored before that instant, for the orphan sweep. */
  listOlderThan(instant: Date): AsyncIterable<string>;
  /** Removes unfinished writes older than that instant; returns how many. */
  removeUnfinished(olderThan: Date): Promise<number>;
}
