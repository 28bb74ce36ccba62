import { type RawBuilder, sql } from 'kysely';
import { type AuthenticationTags, type EventName, type ItemKind } from '@verbund/fit-connect';
import { type Tx } from '#kernel/db';
import { type ClientId } from '#kernel/ids';
import { type Sides } from '../caller.ts';
import { callbackFor } from '../domain/callback-table.ts';
import { type EventFacts, type StoredState } from '../domain/event-facts.ts';
import { type PageRequest } from '../domain/limits.ts';
import { putCallbacks } from './callbacks.ts';
import { seenAs } from './cases.ts';

export interface NewEvent {
  jti: string;
  name: EventName;
  token: string;
}

export interface NewItem {
  id: string;
  kind: ItemKind;
  writer: ClientId;
  announced: readonly string[];
  service: { identifier: string; name: string } | null;
  region: string | null;
}

/** One statement: the case is opened or taken up, the item stands below it, and the log says so. */
async function insertItem(
  tx: Tx,
  theCase: RawBuilder<unknown>,
  item: NewItem,
  event: NewEvent,
  now: Date,
): Promise<string | null> {
  const { rows } = await sql<{ destination_id: string }>`
    with c as (${theCase}), i as (
      insert into transport.item (item_id, kind, case_id, client_id, destination_id, writer_id, state, announced,
        service_identifier, service_name, region, created_at, state_since)
      select ${item.id}::uuid, ${item.kind}::text, c.case_id, c.client_id, c.destination_id, ${item.writer}::uuid,
        'incomplete', ${item.announced}::uuid[], ${item.service?.identifier ?? null}::text,
        ${item.service?.name ?? null}::text, ${item.region}::text, ${now}::timestamptz, ${now}::timestamptz from c
    ), e as (
      insert into transport.event (case_id, seq, client_id, destination_id, item_id, jti, name, token, written_at)
      select c.case_id, c.last_seq, c.client_id, c.destination_id, ${item.id}::uuid, ${event.jti}::uuid,
        ${event.name}::text, ${event.token}::text, ${now}::timestamptz from c
    )
    select destination_id from c
  `.execute(tx);
  return rows[0]?.destination_id ?? null;
}

export async function insertItemInNewCase(
  tx: Tx,
  opened: { caseId: string; client: ClientId; destinationId: string },
  item: NewItem,
  event: NewEvent,
  now: Date,
): Promise<void> {
  const theCase = sql`
    insert into transport.case_file (case_id, client_id, destination_id, last_seq, created_at, last_event_at)
    values (${opened.caseId}, ${opened.client}, ${opened.destinationId}, 1, ${now}, ${now})
    returning case_id, client_id, destination_id, last_seq`;
  await insertItem(tx, theCase, item, event, now);
}

/** Gives the destination of the case; null when the case is not there for this client. */
export async function insertItemInCase(
  tx: Tx,
  caseId: string,
  item: NewItem,
  event: NewEvent,
  now: Date,
): Promise<string | null> {
  const theCase = sql`
    update transport.case_file set last_seq = last_seq + 1, last_event_at = ${now} where case_id = ${caseId}
    returning case_id, client_id, destination_id, last_seq`;
  return insertItem(tx, theCase, item, event, now);
}

/** What a change of an item writes beside its new state. */
export interface ItemChange {
  itemId: string;
  from: StoredState;
  to: StoredState;
  /** Only when nothing was uploaded meanwhile. */
  version?: number;
  content?: { encryptedMetadata: string; encryptedData: string | null; tags: AuthenticationTags };
  dropContent?: boolean;
  timedOut?: boolean;
  /** Only when it was not polled before. */
  polled?: boolean;
  /** By its writer, before it was submitted: nobody needs to be told. */
  withdrawn?: boolean;
  /** Only when no callback of it was noted before. */
  calledBack?: boolean;
}

/**
 * Moves an item, appends the event and writes down whom to call, in one statement: none of it without the others. The
 * sequence number, given under the row lock of the case, is the order of the log. False: the item was elsewhere already.
 */
export async function changeItem(tx: Tx, change: ItemChange, event: NewEvent, now: Date): Promise<boolean> {
  const set = [sql`state = ${change.to}`];
  if (change.from !== change.to) set.push(sql`state_since = ${now}::timestamptz`);
  if (change.content) {
    const { encryptedMetadata, encryptedData, tags } = change.content;
    set.push(sql`encrypted_metadata = ${encryptedMetadata}, encrypted_data = ${encryptedData},
      tags = ${JSON.stringify(tags)}::jsonb`);
  }
  if (change.dropContent) set.push(sql`encrypted_metadata = null, encrypted_data = null`);
  if (change.timedOut) set.push(sql`timed_out = true`);
  if (change.polled) set.push(sql`polled = true`);
  if (change.calledBack) set.push(sql`called_back = true`);
  const when = [sql`item_id = ${change.itemId}`, sql`state = ${change.from}`];
  if (change.version !== undefined) when.push(sql`version = ${change.version}`);
  if (change.polled) when.push(sql`not polled`);
  if (change.calledBack) when.push(sql`not called_back`);
  const callback = callbackFor(event.name, change);
  const result = callback ? sql`seq, ${putCallbacks(change.itemId, callback, now)}` : sql`seq`;
  const { rows } = await sql`
    with i as (
      update transport.item set ${sql.join(set)} where ${sql.join(when, sql` and `)}
      returning item_id, case_id, client_id, destination_id
    ), c as (
      update transport.case_file f set last_seq = f.last_seq + 1, last_event_at = ${now}::timestamptz
      from i where f.case_id = i.case_id returning f.case_id, f.last_seq
    ), e as (
      insert into transport.event (case_id, seq, client_id, destination_id, item_id, jti, name, token, written_at)
      select c.case_id, c.last_seq, i.client_id, i.destination_id, i.item_id, ${event.jti}::uuid,
        ${event.name}::text, ${event.token}::text, ${now}::timestamptz from i join c on c.case_id = i.case_id
      returning seq
    )
    select ${result} from e
  `.execute(tx);
  return rows.length === 1;
}

export interface EventPage {
  total: number;
  tokens: string[];
}

export async function listCaseEvents(
  tx: Tx,
  caseId: string,
  sides: Sides,
  page: PageRequest,
): Promise<EventPage | null> {
  return listEvents(
    tx,
    sql`select f.last_seq as total from transport.case_file f
      where f.case_id = ${caseId} and ${seenAs(sides, 'f')}`,
    sql`e.case_id = ${caseId}`,
    page,
  );
}

export async function listItemEvents(
  tx: Tx,
  kind: ItemKind,
  itemId: string,
  sides: Sides,
  page: PageRequest,
): Promise<EventPage | null> {
  return listEvents(
    tx,
    sql`select (select count(*)::int from transport.event e where e.item_id = i.item_id) as total
      from transport.item i where i.item_id = ${itemId} and i.kind = ${kind} and ${seenAs(sides, 'i')}`,
    sql`e.item_id = ${itemId}`,
    page,
  );
}

/** `log` gives one row with the length, or none when the log is not there for this client. */
async function listEvents(
  tx: Tx,
  log: RawBuilder<unknown>,
  isPart: RawBuilder<unknown>,
  page: PageRequest,
): Promise<EventPage | null> {
  const { rows } = await sql<EventPage>`
    select log.total, array(select e.token from transport.event e where ${isPart}
      order by e.seq offset ${page.offset} limit ${page.limit}) as tokens
    from (${log}) log
  `.execute(tx);
  return rows[0] ?? null;
}

export async function selectEventFacts(
  tx: Tx,
  about: { caseId: string; itemId: string; jti: string; iss: string; kid: string },
): Promise<EventFacts | null> {
  const { rows } = await sql<EventFacts>`
    select c.client_id as sender_id, c.destination_id,
      (select jsonb_build_object('kind', i.kind, 'state', i.state, 'tags', i.tags) from transport.item i
        where i.item_id = ${about.itemId} and i.case_id = c.case_id) as item,
      (select e.token from transport.event e where e.case_id = c.case_id and e.jti = ${about.jti}) as stored_token,
      exists (select from transport.destination_client l
        where l.client_id = kernel.app_client() and l.destination_id = ${about.iss}::uuid) as issuer_linked,
      exists (select from transport.destination d
        where d.client_id = kernel.app_client() and d.destination_id = ${about.iss}::uuid) as issuer_owned,
      (select k.jwk from transport.destination_key k
        where k.destination_id = ${about.iss}::uuid and k.kid = ${about.kid} and k.use = 'sig') as key
    from transport.case_file c where c.case_id = ${about.caseId}
  `.execute(tx);
  return rows[0] ?? null;
}
