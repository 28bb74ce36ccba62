import { type OutgoingHttp } from '../outgoing/types.ts';
import { type FitConnectAccess } from './index.ts';

/** An attachment of 250 MB as JWE in base64url; the limit for ordinary answers would leave such ones undelivered. */
const maxResponseBytes = 350 * 1024 * 1024;
/** Uploads and downloads of that size over a slow line. */
const timeoutMs = 300_000;

/** The delivery service is somewhere else: every call through the guarded client, with room for attachments. */
export function overNetwork(outgoing: OutgoingHttp): FitConnectAccess['transport'] {
  return (request) => outgoing.request({ ...request, timeoutMs, maxResponseBytes });
}
