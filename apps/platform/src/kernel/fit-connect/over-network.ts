import { type OutgoingHttp } from '../outgoing/types.ts';
import { type FitConnectAccess } from './index.ts';

/** The largest encrypted attachment that FIT-Connect allows (reference 11); it comes as a stream. */
const maxResponseBytes = 500_000_000;
/** Between two pieces of an attachment, and until the service has stored one. */
const timeoutMs = 300_000;

/** The delivery service is somewhere else: every call through the guarded client, with room for attachments. */
export function overNetwork(outgoing: OutgoingHttp): FitConnectAccess['transport'] {
  return (request) => outgoing.request({ ...request, timeoutMs, maxResponseBytes });
}
