import { type PrivateJwk } from '@verbund/fit-connect';

/** What the destination of the measurement offers. */
export const benchService = {
  identifier: 'urn:de:fim:leika:leistung:99102013002000',
  submissionSchemas: [{ schemaUri: 'urn:example:bench:1', mimeType: 'application/json' as const }],
  regions: ['DE'],
};

/**
 * What the load of the delivery service, a process of its own, is told (one line of JSON on stdin). Before each slice of
 * submissions it says `waiting`, a line of its own, and begins with the next line that it reads.
 */
export interface TransportLoad {
  origin: string;
  client: { clientId: string; clientSecret: string };
  destinationId: string;
  keys: { encryption: PrivateJwk; signing: PrivateJwk };
  /** Bytes of the one attachment of each submission. */
  attachmentBytes: number;
  work:
    | ({ kind: 'submissions' } & SubmissionWork)
    /** First pages of the list, each with the fetch of a submission on it. */
    | { kind: 'readings'; readings: number }
    /** One submission with one large attachment, sent and received. */
    | { kind: 'large' };
}

export interface SubmissionWork {
  senders: number;
  slices: number;
  /** Of one slice. */
  seconds: number;
  /** Before the first slice, and before what is counted of each: until as many stages are busy as will be. */
  warmUpSeconds: number;
  rampSeconds: number;
}

/** Said before each slice. */
export const waiting = 'waiting';

export interface Times {
  p50: number;
  p99: number;
}

export type TransportResult =
  | {
      kind: 'submissions';
      /** In the seconds that count. */
      done: number;
      seconds: number;
      times: Times;
      /** Since the first slice, ramps included: processor time of this process, and submissions. */
      processorSeconds: number;
      all: number;
    }
  | { kind: 'readings'; list: Times; fetch: Times }
  | { kind: 'large'; sentSeconds: number; receivedSeconds: number; memoryBefore: number; memoryPeak: number };
