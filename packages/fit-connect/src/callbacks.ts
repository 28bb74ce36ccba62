import { createHmac } from 'node:crypto';
import { equalTexts } from './crypto/hashes.ts';
import { isObject, parseJson, type JsonObject } from './json.ts';
import { type ReplyHead, type SubmissionHead } from './client/wire.ts';

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

/** Body of a callback about submissions to fetch. `submissionIds` is the older form; receivers read one or the other. */
export function newSubmissionsBody(submissions: readonly SubmissionHead[]): string {
  return JSON.stringify({
    type: callbackTypes.newSubmissions,
    submissionIds: submissions.map(({ submissionId }) => submissionId),
    submissions: submissions.map(toSubmissionEntry),
  });
}

/** Body of a callback about changed logs. The shape is our choice: both lists, empty ones included. */
export function newEventsBody(changed: {
  submissions?: readonly SubmissionHead[];
  replies?: readonly ReplyHead[];
}): string {
  return JSON.stringify({
    type: callbackTypes.newEvents,
    submissions: (changed.submissions ?? []).map(toSubmissionEntry),
    replies: (changed.replies ?? []).map(toReplyEntry),
  });
}

/** Body of a callback about replies to fetch. The shape is our choice, by analogy. */
export function newRepliesBody(replies: readonly ReplyHead[]): string {
  return JSON.stringify({
    type: callbackTypes.newReplies,
    replyIds: replies.map(({ replyId }) => replyId),
    replies: replies.map(toReplyEntry),
  });
}

// Only these members: what the caller's object holds besides must not leave the house.
const toSubmissionEntry = ({ destinationId, submissionId, caseId }: SubmissionHead): SubmissionHead => ({
  destinationId,
  submissionId,
  caseId,
});
const toReplyEntry = ({ replyId, caseId }: ReplyHead): ReplyHead => ({ replyId, caseId });

export type SubmissionHint = { submissionId: string; destinationId?: string; caseId?: string };
export type ReplyHint = { replyId: string; caseId?: string };

/** What a callback says. The ids of the older form come without destination and case. */
export type CallbackNotice =
  | { kind: 'submissions'; submissions: SubmissionHint[] }
  | { kind: 'events'; submissions: SubmissionHint[]; replies: ReplyHint[] }
  | { kind: 'replies'; replies: ReplyHint[] }
  /** Of a later version of the service: nothing to do, and no error. */
  | { kind: 'unknown'; type: string };

/** Reads the body of a callback that was verified before. Undefined: not JSON, no `type`, or a list that is none. */
export function parseCallback(body: string | Uint8Array): CallbackNotice | undefined {
  const json = parseJson(body)?.value;
  if (!isObject(json) || typeof json['type'] !== 'string') return undefined;
  const submissions = readHints(json, 'submissions', 'submissionId');
  const replies = readHints(json, 'replies', 'replyId');
  if (!submissions || !replies) return undefined;
  switch (json['type']) {
    case callbackTypes.newSubmissions:
      return { kind: 'submissions', submissions: submissions.map(toSubmissionHint) };
    case callbackTypes.newEvents:
      return { kind: 'events', submissions: submissions.map(toSubmissionHint), replies: replies.map(toReplyHint) };
    case callbackTypes.newReplies:
      return { kind: 'replies', replies: replies.map(toReplyHint) };
    default:
      return { kind: 'unknown', type: json['type'] };
  }
}

type Hint = { id: string; destinationId?: string; caseId?: string };

/** Joins `submissions[]` with `submissionIds[]` (or the same for replies), each id once. */
function readHints(json: JsonObject, list: string, idName: 'submissionId' | 'replyId'): Hint[] | undefined {
  const entries = json[list] ?? [];
  const ids = json[`${idName}s`] ?? [];
  if (!Array.isArray(entries) || !Array.isArray(ids)) return undefined;
  const hints = new Map<string, Hint>();
  for (const entry of entries as unknown[]) {
    const id = isObject(entry) ? entry[idName] : undefined;
    if (!isObject(entry) || typeof id !== 'string') return undefined;
    const { destinationId, caseId } = entry;
    hints.set(id, {
      id,
      ...(typeof destinationId === 'string' ? { destinationId } : {}),
      ...(typeof caseId === 'string' ? { caseId } : {}),
    });
  }
  for (const id of ids as unknown[]) {
    if (typeof id !== 'string') return undefined;
    if (!hints.has(id)) hints.set(id, { id });
  }
  return [...hints.values()];
}

const toSubmissionHint = ({ id, ...rest }: Hint): SubmissionHint => ({ submissionId: id, ...rest });
const toReplyHint = ({ id, caseId }: Hint): ReplyHint => ({ replyId: id, ...(caseId === undefined ? {} : { caseId }) });
