import { AppError } from '../errors/index.ts';

const mib = 1024 * 1024;

/** Of every body; it takes the rates to keep small ones in check. */
const free = mib;
/** Parsed and on its way into the database a body takes several times its size. */
const defaultLimit = 256 * mib;

/** What one request holds of its body. */
export interface BodyShare {
  /** Refuses a body that has no room; the sender comes again (Retry-After). */
  grow(bytes: number): void;
  release(): void;
}

/**
 * What all requests together hold of large bodies. A limit per request is not enough: a hundred senders with 30 MB each,
 * or one sender with a hundred connections, would end the process for everybody.
 */
export function createBodyMemory(limit = defaultLimit): () => BodyShare {
  let held = 0;
  return () => {
    let size = 0;
    let counted = 0;
    return {
      grow(bytes) {
        size += bytes;
        const more = Math.max(0, size - free) - counted;
        if (held + more > limit) {
          throw new AppError('unavailable', 'http/unavailable', { detail: 'Too many large bodies at once.' });
        }
        held += more;
        counted += more;
      },
      release() {
        held -= counted;
        counted = 0;
      },
    };
  };
}
