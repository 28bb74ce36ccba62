/**
 * Problem types. The slugs of `problems` in rejections come from memory of the v1 documents and are not confirmed;
 * this table is the only place to correct them.
 */
export const eventProblemPrefix = 'https://schema.fitko.de/fit-connect/events/problems/';

export const eventProblems = {
  'invalid-event-log': 'The event log is invalid',
  'incorrect-authentication-tag': 'The authentication tag does not match',
  'encryption-issue': 'Decryption failed',
  'syntax-violation': 'The syntax is wrong',
  'missing-schema': 'The schema reference is missing',
  'unsupported-schema': 'The schema is not supported',
  'schema-violation': 'The content does not match its schema',
  'unsupported-service': 'The public service is not supported',
  'service-mismatch': 'The public service does not match',
  'unsupported-reply-channel': 'The reply channel is not supported',
  'missing-data': 'The data is missing',
  'hash-mismatch': 'The hash does not match',
  'attachments-mismatch': 'The attachments do not match the announced ones',
  'missing-attachment': 'An attachment is missing',
  'technical-error': 'A technical error occurred',
} as const;

export type ProblemSlug = keyof typeof eventProblems;

/** One entry of `problems` in an accept or reject event. */
export type Problem = { type: string; title: string; detail: string; instance: string };

/** The part a problem is about. */
export type ProblemInstance = 'submission' | 'reply' | 'metadata' | 'data' | `attachment:${string}`;

/** A problem as a reject event carries it, with the title the specification gives it. */
export function problem(slug: ProblemSlug, instance: ProblemInstance, detail: string): Problem {
  return { type: `${eventProblemPrefix}${slug}`, title: eventProblems[slug], detail, instance };
}

export const httpProblemPrefix = 'https://schema.fitko.de/fit-connect/submission-api/problems/';

/** HTTP problem types. The first three are confirmed, the others are our choice. */
export const httpProblems = {
  'submission-not-found': { status: 404, title: 'Submission not found' },
  'destination-not-found': { status: 404, title: 'Destination not found' },
  'destination-state-invalid': { status: 422, title: 'Destination is not active' },
  'reply-not-found': { status: 404, title: 'Reply not found' },
  'case-not-found': { status: 404, title: 'Case not found' },
  'key-not-found': { status: 404, title: 'Key not found' },
  'attachment-not-found': { status: 404, title: 'Attachment not found' },
  'unsupported-service': { status: 422, title: 'Destination does not offer this service' },
  'unsupported-region': { status: 422, title: 'Destination does not offer this service in this region' },
  'request-invalid': { status: 400, title: 'Request is malformed' },
  'attachment-not-announced': { status: 422, title: 'Attachment was not announced' },
  'attachments-incomplete': { status: 422, title: 'Announced attachments are missing' },
  'jwe-invalid': { status: 422, title: 'Content is not an acceptable JWE' },
  'state-invalid': { status: 409, title: 'Not allowed in this state' },
  'event-invalid': { status: 422, title: 'Security event token is not acceptable' },
  unauthenticated: { status: 401, title: 'Access token is missing or expired' },
  forbidden: { status: 403, title: 'Client has no right to do this' },
  'unsupported-media-type': { status: 415, title: 'Content type is not supported' },
  'too-large': { status: 413, title: 'Content is too large' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
} as const satisfies Record<string, { status: number; title: string }>;

export type HttpProblemSlug = keyof typeof httpProblems;

/** `type` of an answer of `application/problem+json` (RFC 7807). */
export function httpProblemType(slug: HttpProblemSlug): string {
  return `${httpProblemPrefix}${slug}`;
}
