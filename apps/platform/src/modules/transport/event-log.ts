import { isUuid, type ClientId } from '#kernel/ids';
import { readEvent, type ItemKind } from '@verbund/fit-connect';
import { checkPostedEvent, stateAfter, type PostedEvent } from './domain/event-steps.ts';
import { type PageRequest } from './domain/limits.ts';
import { refusal } from './errors.ts';
import { notFound } from './items.ts';
import { changeItem, listCaseEvents, listItemEvents, selectEventFacts, type EventPage } from './store/events.ts';
import { type TransportKernel } from './transport-kernel.ts';

export interface EventLog {
  /** Checks and writes an event of a receiver; a repeat of the same bytes changes nothing. */
  post(client: ClientId, caseId: string, token: string): Promise<void>;
  ofCase(client: ClientId, caseId: string, page: PageRequest): Promise<EventPage>;
  ofItem(client: ClientId, kind: ItemKind, itemId: string, page: PageRequest): Promise<EventPage>;
}

export function createEventLog({ db, clock }: TransportKernel): EventLog {
  async function look(client: ClientId, caseId: string, token: string): Promise<PostedEvent> {
    const noCase = refusal('case-not-found', 'There is no such case for this client.');
    if (!isUuid(caseId)) throw noCase;
    const read = readEvent(token);
    if (!read.ok) throw refusal('event-invalid', `${read.detail}.`);
    const { event } = read;
    if (!isUuid(event.iss)) throw refusal('event-invalid', 'iss must be the id of a destination.');
    const about = { caseId, itemId: event.subject.id, jti: event.jti, iss: event.iss, kid: event.kid };
    const facts = await db.tx({ client }, (tx) => selectEventFacts(tx, about));
    if (!facts) throw noCase;
    return { event, caseId, clientId: client, facts, now: clock.now().getTime() };
  }

  return {
    async post(client, caseId, token) {
      // Somebody else may decide between look and write; the second look then says what stands against it.
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        const posted = await look(client, caseId, token);
        const result = await checkPostedEvent(posted);
        if (!result.ok) throw refusal(result.slug, result.detail);
        if ('done' in result) return;
        const { event, facts } = posted;
        const change = { itemId: event.subject.id, from: facts.item?.state ?? 'deleted', to: stateAfter(posted) };
        const written = await db.tx({ client }, (tx) =>
          changeItem(tx, change, { jti: event.jti, name: event.name, token }, clock.now()),
        );
        if (written) return;
      }
      throw refusal('state-invalid', 'The case keeps changing; read its event log.');
    },

    async ofCase(client, caseId, page) {
      const found = isUuid(caseId) ? await db.tx({ client }, (tx) => listCaseEvents(tx, caseId, page)) : null;
      if (!found) throw refusal('case-not-found', 'There is no such case for this client.');
      return found;
    },

    async ofItem(client, kind, itemId, page) {
      const found = isUuid(itemId) ? await db.tx({ client }, (tx) => listItemEvents(tx, kind, itemId, page)) : null;
      if (!found) throw notFound(kind);
      return found;
    },
  };
}
