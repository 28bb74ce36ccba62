import { createHmac } from 'node:crypto';

/**
 * Headers that prove who posts and when: HMAC-SHA256, lower-case hex, over time stamp, full stop and the bytes of the part
 * `submission`. That part names the SHA-512 of every other part, so it covers them.
 * @param now milliseconds
 */
export function signManifest(secret: string, manifest: Uint8Array, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(manifest).digest('hex');
  return { 'verbund-signature': signature, 'verbund-timestamp': timestamp };
}
