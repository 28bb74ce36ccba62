import {
  eventParts,
  nextState,
  sameTags,
  verifyEvent,
  type HttpProblemSlug,
  type SecurityEvent,
} from '@verbund/fit-connect';
import { type EventFacts, type StoredState } from './event-facts.ts';
import { scopes, type Rights } from './scopes.ts';

/** One event that a client wants to write, and what the service knows about it. */
export interface PostedEvent {
  event: SecurityEvent;
  /** From the path. */
  caseId: string;
  clientId: string;
  rights: Rights;
  facts: EventFacts;
  now: number;
  /** By the version of the call. */
  takesSchema(schema: string | undefined): boolean;
}

export type StepResult =
  | { ok: true }
  /** The same token stands in the log already: a repeat after a lost answer. */
  | { ok: true; done: true }
  | { ok: false; slug: HttpProblemSlug; detail: string };

const good: StepResult = { ok: true };
const refuse = (slug: HttpProblemSlug, detail: string): StepResult => ({ ok: false, slug, detail });

type Step = (posted: PostedEvent) => StepResult | Promise<StepResult>;

/** 7.2: `txn` names the case of the path. */
const sameCase: Step = ({ event, caseId }) =>
  event.caseId === caseId ? good : refuse('event-invalid', `txn names case ${event.caseId}.`);

/** 7.2: `sub` names a submission or reply of that case. */
const subjectInCase: Step = ({ event, facts }) =>
  facts.item?.kind === event.subject.kind ? good : refuse('event-invalid', 'sub is not part of this case.');

/** 2: who decides on submissions subscribes, who decides on replies sends. */
const rightGranted: Step = ({ event, rights }) => {
  const right = event.subject.kind === 'submission' ? 'subscribe' : 'send';
  return rights.has(right) ? good : refuse('forbidden', `The access token lacks the scope ${scopes[right]}.`);
};

/** 12: PHP clients repeat after lost answers; the same bytes again are no second event. */
const notWrittenBefore: Step = ({ event, facts }) => {
  if (facts.stored_token === null) return good;
  if (facts.stored_token === event.token) return { ok: true, done: true };
  return refuse('state-invalid', 'jti was used by another event of this case.');
};

/** 7.2: the caller is linked with the destination that signs; as the receiver of a reply it may also own it. */
const issuerIsOwn: Step = ({ event, facts }) =>
  facts.issuer_linked || (event.subject.kind === 'reply' && facts.issuer_owned)
    ? good
    : refuse('forbidden', 'The client is not linked with the issuing destination.');

/** 7.3: the destination of the case decides on submissions, the sender (by a destination of its own) on replies. */
const issuerReceives: Step = ({ event, facts, clientId }) => {
  const receives =
    event.subject.kind === 'submission' ? event.iss === facts.destination_id : facts.sender_id === clientId;
  return receives ? good : refuse('forbidden', `Only the receiver of a ${event.subject.kind} writes ${event.name}.`);
};

/** 7.2, 14: `$schema` of the payload is one that this version of the API supports. */
const schemaSupported: Step = ({ event, takesSchema }) =>
  takesSchema(event.schema) ? good : refuse('event-invalid', 'Payload Schema not supported');

/** 7.2: signed with a signature key that is registered for `iss`; `iat` is not in the future. */
const signatureValid: Step = async ({ event, facts, now }) => {
  const verdict = await verifyEvent(event.token, async () => facts.key ?? undefined, { now });
  return verdict.ok ? good : refuse('event-invalid', `${verdict.detail}.`);
};

/** 7.3: the event exists for receivers and may follow in the present state. */
const stateAllows: Step = (posted) => {
  const { event, facts } = posted;
  const next = nextState(event.subject.kind, facts.item?.state ?? 'none', event.action, 'receiver');
  if (next.ok) return good;
  return next.reason === 'wrong-state'
    ? refuse('state-invalid', `${event.name} is not possible in state ${facts.item?.state ?? 'none'}.`)
    : refuse('event-invalid', `A receiver does not write ${event.name}.`);
};

/** 7.2, 4.3: accept repeats the authentication tags of the submit event. */
const tagsEqual: Step = ({ event, facts }) =>
  event.action !== 'accept' || sameTags(event.payload.authenticationTags, facts.item?.tags ?? undefined)
    ? good
    : refuse('event-invalid', 'The authentication tags are not those of the submission.');

/**
 * The checks of POST /v2/cases/{caseId}/events in their order: form and place first, rights before anything that tells
 * about the state, the signature before the state that depends on it.
 */
export const eventSteps: readonly { name: string; check: Step }[] = [
  { name: 'same-case', check: sameCase },
  { name: 'subject-in-case', check: subjectInCase },
  { name: 'right-granted', check: rightGranted },
  { name: 'issuer-is-own', check: issuerIsOwn },
  { name: 'issuer-receives', check: issuerReceives },
  { name: 'schema-supported', check: schemaSupported },
  { name: 'not-written-before', check: notWrittenBefore },
  { name: 'signature-valid', check: signatureValid },
  { name: 'state-allows', check: stateAllows },
  { name: 'tags-equal', check: tagsEqual },
];

export async function checkPostedEvent(posted: PostedEvent): Promise<StepResult> {
  for (const { check } of eventSteps) {
    const result = await check(posted);
    if (!result.ok || 'done' in result) return result;
  }
  return good;
}

/** State after an event that passed all steps. */
export function stateAfter({ event, facts }: PostedEvent): StoredState {
  const before = facts.item?.state ?? 'none';
  const next = nextState(eventParts(event.name).kind, before, event.action, 'receiver');
  if (!next.ok || next.state === 'none') throw new TypeError('the event did not pass the steps');
  return next.state;
}
