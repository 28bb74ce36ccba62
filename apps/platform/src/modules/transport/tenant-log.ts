import { type ClientId } from '#kernel/ids';
import {
  eventParts,
  readEvent,
  verifyEventLog,
  type EventName,
  type EventAction,
  type ItemKind,
  type PublicJwk,
} from '@verbund/fit-connect';
import { type Destinations } from './destinations.ts';
import { noCase } from './errors.ts';
import { type ServiceEvents } from './service-events.ts';
import { listCaseEvents } from './store/events.ts';
import { type TransportKernel } from './transport-kernel.ts';

export interface LogEntry {
  token: string;
  at: Date;
  action: EventAction;
  kind: ItemKind;
  itemId: string;
  /** A destination, or the service itself. */
  writer: { kind: 'service' } | { kind: 'destination'; id: string };
  /** Null: token, entitlement and order hold. */
  failure: string | null;
}

export interface TenantLog {
  caseId: string;
  destinationId: string;
  entries: LogEntry[];
  /** More events than are shown. */
  total: number;
}

type Parts = Pick<TransportKernel, 'db' | 'clock'> & { destinations: Destinations; events: ServiceEvents };

/** Longer logs are shown from their beginning; a case has a handful of events. */
const shownEvents = 500;

/** Reads the log as the client and verifies it as a client would, from the published keys. */
export async function readTenantLog(
  { db, clock, destinations, events }: Parts,
  found: { client_id: ClientId; case_id: string; destination_id: string },
): Promise<TenantLog> {
  const { client_id: client, case_id: caseId, destination_id: destinationId } = found;
  const page = await db.tx({ client }, (tx) =>
    listCaseEvents(tx, caseId, { sender: true, receiver: true }, { offset: 0, limit: shownEvents }),
  );
  if (!page) throw noCase();
  const verdict = await verifyEventLog(page.tokens, {
    serviceIssuers: [events.issuer],
    destinationId,
    caseId,
    now: clock.now().getTime(),
    resolveKey: (iss, kid) => resolveKey({ destinations, events }, iss, kid),
  });
  const failures = verdict.ok ? [] : verdict.failures;
  const entries = page.tokens.map((token, index) => {
    const failure = failures.find((one) => one.index === index);
    return entryOf(token, events.issuer, failure === undefined ? null : `${failure.code}: ${failure.detail}`);
  });
  return { caseId, destinationId, entries: entries.filter((entry) => entry !== null), total: page.total };
}

async function resolveKey(
  { destinations, events }: Pick<Parts, 'destinations' | 'events'>,
  iss: string,
  kid: string,
): Promise<PublicJwk | undefined> {
  if (iss === events.issuer) return (await events.keys()).publicKeys.find((key) => key.kid === kid);
  return destinations.key(iss, kid).catch(() => undefined);
}

function entryOf(token: string, issuer: string, failure: string | null): LogEntry | null {
  const read = readEvent(token);
  // The service wrote or checked every token; one that cannot be read at all is no event.
  if (!read.ok) return null;
  const { event } = read;
  const name: EventName = event.name;
  const { action, kind } = eventParts(name);
  return {
    token,
    at: new Date(event.iat * 1000),
    action,
    kind,
    itemId: event.subject.id,
    writer: event.iss === issuer ? { kind: 'service' } : { kind: 'destination', id: event.iss },
    failure,
  };
}
