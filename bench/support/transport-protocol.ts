import { type PrivateJwk } from '@verbund/fit-connect';

/** What the destination of the measurement offers. */
export const benchService = {
  identifier: 'urn:de:fim:leika:leistung:99102013002000',
  submissionSchemas: [{ schemaUri: 'urn:example:bench:1', mimeType: 'application/json' as const }],
  regions: ['DE'],
};

/** What the load of the delivery service, a process of its own, is told (JSON on stdin). */
export interface TransportLoad {
  origin: string;
  client: { clientId: string; clientSecret: string };
  destinationId: string;
  keys: { encryption: PrivateJwk; signing: PrivateJwk };
  /** Bytes of the one attachment of each submission. */
  attachmentBytes: number;
  work:
    | { kind: 'submissions'; senders: number; seconds: number; warmUpSeconds: number }
    /** First pages of the list, each with the fetch of a submission on it. */
    | { kind: 'readings'; readings: number }
    /** One submission with one large attachment, sent and received. */
    | { kind: 'large' };
}

export interface Times {
  p50: number;
  p99: number;
}

export type TransportResult =
  | { kind: 'submissions'; done: number; seconds: number; times: Times; processorSeconds: number; all: number }
  | { kind: 'readings'; list: Times; fetch: Times }
  | { kind: 'large'; sentSeconds: number; receivedSeconds: number; memoryBefore: number; memoryPeak: number };
