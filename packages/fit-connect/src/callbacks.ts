import { createHmac } from 'node:crypto';
import { equalTexts } from './crypto/hashes.ts';

/** Callbacks carry a hint only; the receiver then fetches the list (reference 8). */
export const callbackTypes = {
  newSubmissions: 'https://schema.fitko.de/fit-connect/submission-api/callbacks/new-submissions',
  /** Not confirmed, like the next one. */
  newEvents: 'https://schema.fitko.de/fit-connect/submission-api/callbacks/new-events',
  newReplies: 'https://schema.fitko.de/fit-connect/submission-api/callbacks/new-replies',
} as const;

const maximalAgeSeconds = 300;

/** The two headers of a callback. `timestamp` in seconds since 1970. */
export function signCallback(
  secret: string,
  timestamp: number,
  body: string | Uint8Array,
): Record<'callback-authentication' | 'callback-timestamp', string> {
  const stamp = String(timestamp);
  const digest = createHmac('sha512', secret).update(`${stamp}.`).update(body).digest('hex');
  return { 'callback-authentication': digest, 'callback-timestamp': stamp };
}

export type CallbackVerdict =
  { ok: true } | { ok: false; reason: 'missing-header' | 'wrong-authentication' | 'too-old' };

/**
 * Checks a callback over its raw body.
 * @param headers with lower-case names
 * @param now milliseconds
 */
export function verifyCallback(
  secret: string,
  headers: Readonly<Record<string, string | undefined>>,
  rawBody: string | Uint8Array,
  now: number = Date.now(),
): CallbackVerdict {
  const stamp = headers['callback-timestamp'];
  const authentication = headers['callback-authentication'];
  if (!stamp || !authentication || !/^\d{1,12}$/.test(stamp)) return { ok: false, reason: 'missing-header' };
  const expected = signCallback(secret, Number(stamp), rawBody)['callback-authentication'];
  if (!equalTexts(expected, authentication)) return { ok: false, reason: 'wrong-authentication' };
  // Both ways: a time stamp from the future would stay valid for as long as the attacker likes.
  if (Math.abs(now / 1000 - Number(stamp)) > maximalAgeSeconds) return { ok: false, reason: 'too-old' };
  return { ok: true };
}
