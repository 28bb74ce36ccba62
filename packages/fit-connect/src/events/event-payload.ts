import { isObject } from '../json.ts';
import { eventParts, type EventName } from './event-names.ts';
import { type Problem } from './problems.ts';

/** Fifth segments of the JWEs: seal of the content in the event log (reference 4.3). */
export type AuthenticationTags = { metadata: string; data?: string; attachments: Record<string, string> };

export type EventPayload = {
  authenticationTags?: { metadata: string; data?: string; attachments?: Record<string, string> };
  problems?: Problem[];
  notifyType?: 'callback' | 'polling';
};

type PayloadResult = { ok: true; payload: EventPayload } | { ok: false; detail: string };

const tagPattern = /^[A-Za-z0-9_-]{22}$/;

function parseTags(value: unknown): AuthenticationTags | undefined {
  if (!isObject(value)) return undefined;
  const { metadata, data } = value;
  if (typeof metadata !== 'string' || !tagPattern.test(metadata)) return undefined;
  if (data !== undefined && data !== null && (typeof data !== 'string' || !tagPattern.test(data))) return undefined;
  // Without attachments services send an empty map or nothing; both are read.
  const map = value['attachments'] ?? {};
  if (!isObject(map)) return undefined;
  const attachments: Record<string, string> = {};
  for (const [id, tag] of Object.entries(map)) {
    if (typeof tag !== 'string' || !tagPattern.test(tag)) return undefined;
    attachments[id] = tag;
  }
  return { metadata, ...(typeof data === 'string' ? { data } : {}), attachments };
}

function parseProblems(value: unknown): Problem[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const problems: Problem[] = [];
  for (const entry of value) {
    if (!isObject(entry) || typeof entry['type'] !== 'string') return undefined;
    const text = (name: string) => (typeof entry[name] === 'string' ? entry[name] : '');
    problems.push({ type: entry['type'], title: text('title'), detail: text('detail'), instance: text('instance') });
  }
  return problems;
}

/** Reads the payload of an event; members that are not known are dropped. */
export function parseEventPayload(name: EventName, value: unknown): PayloadResult {
  if (!isObject(value)) return { ok: false, detail: 'the payload of the event is not an object' };
  const { action } = eventParts(name);
  const payload: EventPayload = {};
  const tags = value['authenticationTags'];
  if (tags !== undefined && tags !== null) {
    const parsed = parseTags(tags);
    if (!parsed) return { ok: false, detail: 'authenticationTags are malformed' };
    payload.authenticationTags = parsed;
  } else if (action === 'submit' || action === 'accept') {
    return { ok: false, detail: 'authenticationTags are missing' };
  }
  const problems = value['problems'];
  if (problems !== undefined && problems !== null) {
    const parsed = parseProblems(problems);
    if (!parsed) return { ok: false, detail: 'problems are malformed' };
    payload.problems = parsed;
  } else if (action === 'reject') {
    return { ok: false, detail: 'problems are missing' };
  }
  const notifyType = value['notifyType'];
  if (notifyType === 'callback' || notifyType === 'polling') payload.notifyType = notifyType;
  return { ok: true, payload };
}

/** True when both name the same parts with the same tags. */
export function sameTags(left: EventPayload['authenticationTags'], right: EventPayload['authenticationTags']): boolean {
  if (!left || !right) return false;
  const a = left.attachments ?? {};
  const b = right.attachments ?? {};
  const ids = Object.keys(a);
  return (
    left.metadata === right.metadata &&
    left.data === right.data &&
    ids.length === Object.keys(b).length &&
    ids.every((id) => a[id] === b[id])
  );
}
