import { isUuid } from '#kernel/ids';
import { type ApiVersion } from './api-versions.ts';
import { callerOnce, sidesOf, type Caller } from './caller.ts';
import { readEvent, type ItemKind } from '@verbund/fit-connect';
import { checkPostedEvent, stateAfter, type PostedEvent } from './domain/event-steps.ts';
import { type PageRequest } from './domain/limits.ts';
import { noCase, refusal } from './errors.ts';
import { notFound } from './items.ts';
import { changeItem, listCaseEvents, listItemEvents, selectEventFacts, type EventPage } from './store/events.ts';
import { type TransportKernel } from './transport-kernel.ts';

export interface EventLog {
  /** Checks and writes an event of a receiver; a repeat of the same bytes changes nothing. */
  post(caller: Caller, version: ApiVersion, caseId: string, token: string): Promise<void>;
  ofCase(caller: Caller, caseId: string, page: PageRequest): Promise<EventPage>;
  ofItem(caller: Caller, kind: ItemKind, itemId: string, page: PageRequest): Promise<EventPage>;
}

export function createEventLog({ db, clock }: TransportKernel): EventLog {
  async function look(caller: Caller, version: ApiVersion, caseId: string, token: string): Promise<PostedEvent> {
    if (!isUuid(caseId)) throw noCase();
    const read = readEvent(token);
    if (!read.ok) throw refusal('event-invalid', `${read.detail}.`);
    const { event } = read;
    if (!isUuid(event.iss)) throw refusal('event-invalid', 'iss must be the id of a destination.');
    const about = { caseId, itemId: event.subject.id, jti: event.jti, iss: event.iss, kid: event.kid };
    const facts = await callerOnce(db, caller, (tx) => selectEventFacts(tx, about));
    if (!facts) throw noCase();
    const now = clock.now().getTime();
    return {
      event,
      caseId,
      clientId: caller.client,
      rights: caller.rights,
      facts,
      now,
      takesSchema: version.takesEventSchema,
    };
  }

  return {
    async post(caller, version, caseId, token) {
      // Somebody else may decide between look and write; the second look then says what stands against it.
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        const posted = await look(caller, version, caseId, token);
        const result = await checkPostedEvent(posted);
        if (!result.ok) throw refusal(result.slug, result.detail);
        if ('done' in result) return;
        const { event, facts } = posted;
        const change = { itemId: event.subject.id, from: facts.item?.state ?? 'deleted', to: stateAfter(posted) };
        const written = await db.once({ client: caller.client }, (tx) =>
          changeItem(tx, change, { jti: event.jti, name: event.name, token }, clock.now()),
        );
        if (written) return;
      }
      throw refusal('state-invalid', 'The case keeps changing; read its event log.');
    },

    async ofCase(caller, caseId, page) {
      const found = isUuid(caseId)
        ? await callerOnce(db, caller, (tx) => listCaseEvents(tx, caseId, sidesOf(caller), page))
        : null;
      if (!found) throw noCase();
      return found;
    },

    async ofItem(caller, kind, itemId, page) {
      const found = isUuid(itemId)
        ? await callerOnce(db, caller, (tx) => listItemEvents(tx, kind, itemId, sidesOf(caller), page))
        : null;
      if (!found) throw notFound(kind);
      return found;
    },
  };
}
