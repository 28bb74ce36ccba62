import { createHash } from 'node:crypto';
import { canonicalJson } from '#modules/catalogue';
import { type WorkContent } from '../types.ts';

/** Names the running form of a work: what is equal here asks the same questions under the same rules. */
export function formDigest({ schema, overlay, rules }: Pick<WorkContent, 'schema' | 'overlay' | 'rules'>): string {
  const parts = { schema: schema.digest, overlay, rules };
  return `sha256:${createHash('sha256').update(canonicalJson(parts), 'utf8').digest('hex')}`;
}
