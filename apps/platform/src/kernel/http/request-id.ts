import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(12 * 256);
let used = pool.length;

/** 96 random bits; drawn in batches because every request needs one. A caller's own id is never taken over. */
export function newRequestId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 12;
  return pool.toString('base64url', used - 12, used);
}
