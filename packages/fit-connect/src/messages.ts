import { type Finding } from './findings.ts';
import { parseJson } from './json.ts';
import { compileSchema } from './json-schema.ts';

/**
 * Our own data schemas for a conversation inside a case: the authority's reply and the applicant's follow-up.
 * FIT-Connect leaves the content of replies to the partners; the mime type is application/json.
 */
export const replySchemaUri = 'urn:verbund:reply:1';
export const followUpSchemaUri = 'urn:verbund:follow-up:1';

export const replyKinds = ['answer', 'question', 'document-request', 'decision'] as const;
export type ReplyKind = (typeof replyKinds)[number];

/** `reference`: file number (Aktenzeichen) of the authority. */
export type ReplyMessage = { subject: string; text: string; kind: ReplyKind; reference?: string };
export type FollowUpMessage = { subject: string; text: string };

const subject = { type: 'string', minLength: 1, maxLength: 255 } as const;
const text = { type: 'string', maxLength: 100_000 } as const;

const replySchema = {
  type: 'object',
  required: ['subject', 'text', 'kind'],
  properties: {
    subject,
    text,
    kind: { enum: replyKinds },
    reference: { type: 'string', minLength: 1, maxLength: 255 },
  },
  additionalProperties: false,
} as const;

const followUpSchema = {
  type: 'object',
  required: ['subject', 'text'],
  properties: { subject, text },
  additionalProperties: false,
} as const;

const checkReply = compileSchema(replySchema);
const checkFollowUp = compileSchema(followUpSchema);

export type MessageVerdict<T> = { ok: true; message: T } | { ok: false; findings: Finding[] };

function verdict<T>(bytes: Uint8Array, check: (value: unknown) => Finding[]): MessageVerdict<T> {
  const json = parseJson(bytes);
  if (!json)
    return { ok: false, findings: [{ level: 'error', code: 'syntax', path: '', message: 'not JSON in UTF-8' }] };
  const findings = check(json.value);
  return findings.length > 0 ? { ok: false, findings } : { ok: true, message: json.value as T };
}

/** Reads the data of a reply with schema `urn:verbund:reply:1`. */
export function parseReplyMessage(bytes: Uint8Array): MessageVerdict<ReplyMessage> {
  return verdict(bytes, checkReply);
}

/** Reads the data of a submission with schema `urn:verbund:follow-up:1`. */
export function parseFollowUpMessage(bytes: Uint8Array): MessageVerdict<FollowUpMessage> {
  return verdict(bytes, checkFollowUp);
}

/** The data part to send. */
export function encodeMessage(message: ReplyMessage | FollowUpMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message));
}
