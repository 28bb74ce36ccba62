import { randomUUID } from 'node:crypto';
import { authenticationTag } from '../crypto/jwe.ts';
import { checkJweShape } from '../crypto/jwe-shape.ts';
import { type EventAction } from '../events/event-names.ts';
import { sameTags, type EventPayload } from '../events/event-payload.ts';
import { createEvent, readEvent, verifyEvent } from '../events/set.ts';
import { nextState } from '../events/states.ts';
import { setPayloadSchema } from '../events/event-names.ts';
import { type Clock, type Signer } from '../ports.ts';
import { type Callbacks } from './callbacks.ts';
import { HttpProblem } from './http.ts';
import { type Store, type StoredCase, type StoredItem } from './store.ts';

/** What happens to items: every change goes through the shared state machine and leaves a signed event. */
export type ItemKeeper = {
  announce(item: Pick<StoredItem, 'kind' | 'announced'> & Partial<StoredItem>, ofCase: StoredCase): Promise<StoredItem>;
  upload(item: StoredItem, attachmentId: string, jwe: string): void;
  submit(item: StoredItem, metadata: string, data: string): Promise<void>;
  /** Once per item and type. */
  notify(item: StoredItem, notifyType: 'polling' | 'callback'): Promise<void>;
  serviceEvent(item: StoredItem, action: EventAction, payload: EventPayload): Promise<void>;
  receiverEvent(ofCase: StoredCase, token: string, clientId: string): Promise<void>;
};

function requireShape(jwe: string, cty: 'structured' | 'any'): void {
  const [finding] = checkJweShape(jwe, { cty });
  if (finding) throw new HttpProblem('jwe-invalid', finding.message);
}

function move(item: StoredItem, action: EventAction, writer: 'service' | 'receiver') {
  const next = nextState(item.kind, item.state, action, writer);
  if (!next.ok)
    throw new HttpProblem('state-invalid', `${action} is not possible in state ${item.state} (${next.reason})`);
  return next.state;
}

export function createItemKeeper(
  store: Store,
  issuer: string,
  signer: Signer,
  clock: Clock,
  callbacks: Callbacks,
): ItemKeeper {
  function caseOf(item: StoredItem): StoredCase {
    const ofCase = store.cases.get(item.caseId);
    if (!ofCase) throw new HttpProblem('case-not-found', item.caseId);
    return ofCase;
  }

  async function serviceEvent(item: StoredItem, action: EventAction, payload: EventPayload): Promise<void> {
    const state = move(item, action, 'service');
    const event = action === 'forward' ? ('forward-submission' as const) : (`${action}-${item.kind}` as const);
    const subject = `${item.kind}:${item.id}` as const;
    const token = await createEvent(
      { iss: issuer, sub: subject, txn: `case:${item.caseId}`, event, payload },
      signer,
      clock,
    );
    item.state = state;
    caseOf(item).events.push({ token, subject });
    callbacks.changed(item, action, 'service', () => notify(item, 'callback'));
  }

  async function notify(item: StoredItem, notifyType: 'polling' | 'callback'): Promise<void> {
    if (item.notified.has(notifyType)) return;
    item.notified.add(notifyType);
    await serviceEvent(item, 'notify', { notifyType });
  }

  return {
    serviceEvent,
    async announce(input, ofCase) {
      if (new Set(input.announced).size !== input.announced.length)
        throw new HttpProblem('request-invalid', 'an attachment is announced twice');
      const fresh = {
        id: randomUUID(),
        state: 'none' as const,
        attachments: new Map<string, string>(),
        encryptedMetadata: '',
        encryptedData: '',
      };
      const item: StoredItem = { ...fresh, notified: new Set(), ...input, caseId: ofCase.caseId };
      store.items.set(item.id, item);
      await serviceEvent(item, 'create', {});
      return item;
    },
    upload(item, attachmentId, jwe) {
      if (item.state !== 'incomplete') throw new HttpProblem('state-invalid', `no upload in state ${item.state}`);
      if (!item.announced.includes(attachmentId)) throw new HttpProblem('attachment-not-announced', attachmentId);
      requireShape(jwe, 'any');
      item.attachments.set(attachmentId, jwe);
    },
    async submit(item, metadata, data) {
      move(item, 'submit', 'service');
      requireShape(metadata, 'structured');
      requireShape(data, 'structured');
      const missing = item.announced.filter((attachment) => !item.attachments.has(attachment));
      if (missing.length > 0) throw new HttpProblem('attachments-incomplete', missing.join(', '));
      const attachments = Object.fromEntries([...item.attachments].map(([key, jwe]) => [key, authenticationTag(jwe)]));
      const tags = { metadata: authenticationTag(metadata), data: authenticationTag(data), attachments };
      Object.assign(item, { encryptedMetadata: metadata, encryptedData: data, tags });
      await serviceEvent(item, 'submit', { authenticationTags: tags });
    },
    notify,
    async receiverEvent(ofCase, token, clientId) {
      const { item, action } = await writeReceiverEvent(store, clock, ofCase, token, clientId);
      callbacks.changed(item, action, 'receiver', async () => undefined);
    },
  };
}

async function writeReceiverEvent(
  store: Store,
  clock: Clock,
  ofCase: StoredCase,
  token: string,
  clientId: string,
): Promise<{ item: StoredItem; action: EventAction }> {
  const read = readEvent(token);
  if (!read.ok) throw new HttpProblem('event-invalid', read.detail);
  const destination = store.destinations.get(read.event.iss);
  if (!destination) throw new HttpProblem('event-invalid', 'iss is no destination of this service');
  if (destination.owner !== clientId)
    throw new HttpProblem('forbidden', 'the client is not linked with the issuing destination');
  const resolveKey = async (_iss: string, kid: string) => destination.keys.get(kid);
  const verdict = await verifyEvent(token, resolveKey, {
    caseId: ofCase.caseId,
    now: clock(),
    schemas: [setPayloadSchema],
  });
  if (!verdict.ok) throw new HttpProblem('event-invalid', verdict.detail);
  const { event } = verdict;
  const item = store.items.get(event.subject.id);
  if (!item || item.kind !== event.subject.kind || item.caseId !== ofCase.caseId)
    throw new HttpProblem('event-invalid', 'sub is not part of this case');
  const entitled = item.kind === 'submission' ? event.iss === ofCase.destinationId : ofCase.sender === clientId;
  if (!entitled) throw new HttpProblem('forbidden', 'only the receiver decides');
  if (ofCase.jtis.has(event.jti)) throw new HttpProblem('state-invalid', 'this token was written before');
  const state = move(item, event.action, 'receiver');
  if (event.action === 'accept' && !sameTags(event.payload.authenticationTags, item.tags)) {
    throw new HttpProblem('event-invalid', 'the authentication tags are not those of the submission');
  }
  item.state = state;
  ofCase.jtis.add(event.jti);
  ofCase.events.push({ token, subject: `${item.kind}:${item.id}` });
  return { item, action: event.action };
}
