import { type ItemKind } from './event-names.ts';
import { sameTags, type AuthenticationTags } from './event-payload.ts';
import { type Problem } from './problems.ts';
import { verifyEvent, type EventFailureCode, type ResolveKey, type SecurityEvent } from './set.ts';
import { nextState, type EventWriter, type ItemState } from './states.ts';

export type EventLogContext = {
  /** Base URLs the delivery service may use as `iss`, e.g. `https://host/submission-api`. Compared exactly. */
  serviceIssuers: readonly string[];
  /** The destination of the submissions of this case: only it may forward, accept or reject them. */
  destinationId: string;
  /** Own destination of the sender, the only issuer of accept-reply and reject-reply. Unset: any destination. */
  replyReceiverId?: string;
  resolveKey: ResolveKey;
  caseId?: string;
  /** Milliseconds; default: now. */
  now?: number;
};

export type EventLogFailureCode =
  EventFailureCode | 'wrong-issuer' | 'wrong-order' | 'repeated-token' | 'changed-case' | 'changed-tags';
/** `index` counts from 0 in the given log. */
export type EventLogFailure = { index: number; code: EventLogFailureCode; detail: string };

/** What the log proves about one submission or reply. */
export type ItemStatus = {
  kind: ItemKind;
  id: string;
  state: ItemState;
  /** From the submit event: what the service holds. */
  authenticationTags?: AuthenticationTags;
  /** From the reject event, or the remarks of the accept event. */
  problems: Problem[];
  /** Payload schema of the submit event; mirror it in the answer. */
  schema?: string;
  /** Milliseconds. */
  submittedAt?: number;
  settledAt?: number;
  /** Everything that happened, `deleted` does not hide it. */
  history: ItemState[];
};

export type VerifiedEventLog = {
  caseId: string | undefined;
  events: SecurityEvent[];
  items: ReadonlyMap<string, ItemStatus>;
};
export type EventLogVerdict = { ok: true; log: VerifiedEventLog } | { ok: false; failures: EventLogFailure[] };

/** Key of `VerifiedEventLog.items`. */
export function itemKey(kind: ItemKind, id: string): string {
  return `${kind}:${id}`;
}

/** Status of one item; state `none` when the log does not know it. */
export function statusOf(log: VerifiedEventLog, kind: ItemKind, id: string): ItemStatus {
  return log.items.get(itemKey(kind, id)) ?? { kind, id, state: 'none', problems: [], history: [] };
}

/**
 * Checks a whole event log, oldest first: every token by itself, one case throughout, no token twice, each issuer
 * entitled to its event, and the order against the state machine. Works for the log of a case and for the log of one item.
 * Rejections of `resolveKey` pass through: a key that cannot be fetched now proves nothing about the log.
 */
export async function verifyEventLog(tokens: readonly string[], context: EventLogContext): Promise<EventLogVerdict> {
  const failures: EventLogFailure[] = [];
  const events: SecurityEvent[] = [];
  const items = new Map<string, ItemStatus>();
  const seen = new Set<string>();
  let caseId = context.caseId;
  for (const [index, token] of tokens.entries()) {
    const verdict = await verifyEvent(token, context.resolveKey, context.now === undefined ? {} : { now: context.now });
    if (!verdict.ok) {
      failures.push({ index, code: verdict.code, detail: verdict.detail });
      continue;
    }
    const { event } = verdict;
    const fail = (code: EventLogFailureCode, detail: string) => failures.push({ index, code, detail });
    caseId ??= event.caseId;
    if (event.caseId !== caseId) fail('changed-case', `txn names case ${event.caseId} instead of ${caseId}`);
    if (seen.has(event.jti)) fail('repeated-token', `jti ${event.jti} occurs twice`);
    seen.add(event.jti);
    events.push(event);
    apply(event, context, items, fail);
  }
  return failures.length > 0 ? { ok: false, failures } : { ok: true, log: { caseId, events, items } };
}

function writerOf(event: SecurityEvent, context: EventLogContext): EventWriter | undefined {
  if (context.serviceIssuers.includes(event.iss)) return 'service';
  // Anything else that is a URL is a service we were not told to trust.
  if (/^https?:/.test(event.iss)) return undefined;
  const receiver = event.subject.kind === 'submission' ? context.destinationId : context.replyReceiverId;
  return receiver === undefined || receiver === event.iss ? 'receiver' : undefined;
}

type Fail = (code: EventLogFailureCode, detail: string) => void;

function apply(event: SecurityEvent, context: EventLogContext, items: Map<string, ItemStatus>, fail: Fail): void {
  const { kind, id } = event.subject;
  const key = itemKey(kind, id);
  const before = items.get(key) ?? { kind, id, state: 'none' as const, problems: [], history: [] };
  const writer = writerOf(event, context);
  if (!writer) return fail('wrong-issuer', `${event.iss} is not entitled to ${event.name}`);
  const next = nextState(kind, before.state, event.action, writer);
  if (!next.ok) {
    const detail = `${event.name} by ${event.iss} in state ${before.state}`;
    return fail(next.reason === 'wrong-state' ? 'wrong-order' : 'wrong-issuer', detail);
  }
  const tags = toTags(event);
  if (event.action === 'accept' && tags && before.authenticationTags && !sameTags(tags, before.authenticationTags)) {
    fail('changed-tags', 'accept repeats other authentication tags than submit');
  }
  const at = event.iat * 1000;
  items.set(key, {
    ...before,
    state: next.state,
    history: next.state === before.state ? before.history : [...before.history, next.state],
    problems: event.payload.problems ?? before.problems,
    ...(event.action === 'submit'
      ? {
          submittedAt: at,
          ...(event.schema === undefined ? {} : { schema: event.schema }),
          ...(tags ? { authenticationTags: tags } : {}),
        }
      : {}),
    ...(event.action === 'accept' || event.action === 'reject' ? { settledAt: at } : {}),
  });
}

function toTags(event: SecurityEvent): AuthenticationTags | undefined {
  const tags = event.payload.authenticationTags;
  return tags && { ...tags, attachments: tags.attachments ?? {} };
}
