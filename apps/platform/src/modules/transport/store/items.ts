import { type RawBuilder, sql } from 'kysely';
import { type AuthenticationTags, type ItemKind } from '@verbund/fit-connect';
import { type Tx } from '#kernel/db';
import { type ClientId } from '#kernel/ids';
import { type StoredState } from '../domain/event-facts.ts';
import { countedRows, type PageRequest } from '../domain/limits.ts';

export interface StoredAttachment {
  tag: string;
  bytes: number;
  /** Null: the content is small and lies in the row. */
  blob: string | null;
}

export interface ItemRow {
  item_id: string;
  kind: ItemKind;
  case_id: string;
  /** The sender of the case. */
  client_id: ClientId;
  destination_id: string;
  writer_id: ClientId;
  state: StoredState;
  version: number;
  announced: string[];
  service_identifier: string | null;
  service_name: string | null;
  region: string | null;
  tags: AuthenticationTags | null;
  timed_out: boolean;
  /** The calling client is linked with the destination. */
  linked: boolean;
  attachments: Record<string, StoredAttachment>;
}

const columns = sql.raw(`i.item_id, i.kind, i.case_id, i.client_id, i.destination_id, i.writer_id, i.state, i.version,
  i.announced, i.service_identifier, i.service_name, i.region, i.tags, i.timed_out,
  exists (select from transport.destination_client l
    where l.client_id = kernel.app_client() and l.destination_id = i.destination_id) as linked,
  (select coalesce(jsonb_object_agg(a.attachment_id,
      jsonb_build_object('tag', a.tag, 'bytes', a.bytes, 'blob', a.blob_id)), '{}')
    from transport.attachment a where a.item_id = i.item_id) as attachments`);

export async function selectItem(tx: Tx, kind: ItemKind, itemId: string): Promise<ItemRow | null> {
  const { rows } = await sql<ItemRow>`
    select ${columns} from transport.item i where i.item_id = ${itemId} and i.kind = ${kind}
  `.execute(tx);
  return rows[0] ?? null;
}

export interface Content {
  encrypted_metadata: string | null;
  encrypted_data: string | null;
  /** Event log of the case, oldest first; null when it is long and must be read page by page. */
  case_log: string[] | null;
}

/** A log up to here comes along with the contents: its reader needs it to check them (reference 7.4). */
const shortLog = 50;

export async function selectContent(tx: Tx, kind: ItemKind, itemId: string): Promise<(ItemRow & Content) | null> {
  const { rows } = await sql<ItemRow & Content>`
    select ${columns}, i.encrypted_metadata, i.encrypted_data,
      (select array(select e.token from transport.event e where e.case_id = f.case_id order by e.seq)
        from transport.case_file f where f.case_id = i.case_id and f.last_seq <= ${shortLog}) as case_log
    from transport.item i where i.item_id = ${itemId} and i.kind = ${kind}
  `.execute(tx);
  return rows[0] ?? null;
}

/** An item with its event log, oldest first. */
export async function selectItemWithLog(
  tx: Tx,
  kind: ItemKind,
  itemId: string,
): Promise<(ItemRow & { log: string[] }) | null> {
  const { rows } = await sql<ItemRow & { log: string[] }>`
    select ${columns}, array(select e.token from transport.event e where e.item_id = i.item_id order by e.seq) as log
    from transport.item i where i.item_id = ${itemId} and i.kind = ${kind}
  `.execute(tx);
  return rows[0] ?? null;
}

/** An item with what lies in the row of one of its attachments. */
export async function selectItemWithAttachment(
  tx: Tx,
  kind: ItemKind,
  itemId: string,
  attachmentId: string,
): Promise<(ItemRow & { content: string | null }) | null> {
  const { rows } = await sql<ItemRow & { content: string | null }>`
    select ${columns}, (select a.content from transport.attachment a
      where a.item_id = i.item_id and a.attachment_id::text = ${attachmentId}) as content
    from transport.item i where i.item_id = ${itemId} and i.kind = ${kind}
  `.execute(tx);
  return rows[0] ?? null;
}

export interface InboxRow {
  item_id: string;
  case_id: string;
  destination_id: string;
  state: 'submitted' | 'forwarded';
  polled: boolean;
}

/**
 * Row-level security leaves the destinations and cases of this client; the conditions choose its side. Each destination
 * is walked along its index, so that a page costs the same however much waits.
 */
export async function listInbox(
  tx: Tx,
  filter: PageRequest & { kind: ItemKind; client: ClientId; destinationId: string | null },
): Promise<{ total: number; rows: InboxRow[] }> {
  const columns = sql.raw('item_id, case_id, destination_id, state, polled, state_since');
  const within = (limit: number) =>
    filter.kind === 'submission'
      ? sql`select i.* from transport.destination_client l cross join lateral (
            select ${columns} from transport.item
            where kind = 'submission' and state in ('submitted', 'forwarded') and destination_id = l.destination_id
            order by state_since, item_id limit ${limit}
          ) i where l.client_id = ${filter.client}
            and (${filter.destinationId}::uuid is null or l.destination_id = ${filter.destinationId}::uuid)`
      : sql`select ${columns} from transport.item
          where kind = 'reply' and state = 'submitted' and client_id = ${filter.client}
          order by state_since, item_id limit ${limit}`;
  const { rows } = await sql<InboxRow>`
    select item_id, case_id, destination_id, state, polled from (${within(filter.offset + filter.limit)}) found
    order by state_since, item_id offset ${filter.offset} limit ${filter.limit}
  `.execute(tx);
  // A page that is neither full nor behind the end says by itself how many there are.
  if (rows.length < filter.limit && (rows.length > 0 || filter.offset === 0)) {
    return { total: filter.offset + rows.length, rows };
  }
  const counted = await sql<{ n: number }>`
    select count(*)::int as n from (${within(countedRows(filter))}) found
  `.execute(tx);
  return { total: counted.rows[0]?.n ?? 0, rows };
}

export async function isLinked(tx: Tx, client: ClientId, destinationId: string): Promise<boolean> {
  const { rows } = await sql`
    select from transport.destination_client where client_id = ${client} and destination_id = ${destinationId}
  `.execute(tx);
  return rows.length > 0;
}

/**
 * Holds the item against a submit that runs at the same time. The state and the attachments it finds are those that
 * count; they are read again only when something was uploaded since `item` was read.
 */
export async function lockItem(tx: Tx, item: ItemRow): Promise<Pick<ItemRow, 'state' | 'attachments'> | null> {
  const { rows } = await sql<{ state: StoredState; version: number }>`
    select state, version from transport.item where item_id = ${item.item_id} for update
  `.execute(tx);
  const [row] = rows;
  if (!row || row.version === item.version) return row ? { state: row.state, attachments: item.attachments } : null;
  return selectItem(tx, item.kind, item.item_id);
}

export type NewAttachment = StoredAttachment & { id: string; content: string | null; now: Date };

/** For an item that is held by `lockItem` and incomplete. */
export async function putAttachment(tx: Tx, itemId: string, attachment: NewAttachment): Promise<void> {
  await insertAttachment(
    tx,
    sql`update transport.item set version = version + 1 where item_id = ${itemId}
      returning item_id, client_id, destination_id, version`,
    attachment,
  );
}

/**
 * Puts an attachment without a look at its item before, where everything allows it and nothing else is uploaded at the
 * same instant. Gives the version of the item with it; null: a look will tell why not.
 */
export async function putAttachmentAtOnce(
  tx: Tx,
  { kind, itemId, totalBytes }: { kind: ItemKind; itemId: string; totalBytes: number },
  attachment: NewAttachment,
): Promise<number | null> {
  const { id, bytes } = attachment;
  // What `seen` sums up is true for the version it saw only: an upload that came in between makes the update miss.
  return insertAttachment(
    tx,
    sql`update transport.item i set version = i.version + 1 from (
        select s.item_id, s.version from transport.item s
        where s.item_id = ${itemId} and s.kind = ${kind} and s.writer_id = kernel.app_client()
          and ${id}::uuid = any (s.announced)
          and (s.kind = 'submission' or exists (select from transport.destination_client l
            where l.client_id = kernel.app_client() and l.destination_id = s.destination_id))
          and not exists (select from transport.attachment a
            where a.item_id = s.item_id and a.attachment_id = ${id}::uuid and a.blob_id is not null)
          and ${bytes}::bigint + (select coalesce(sum(a.bytes), 0) from transport.attachment a
            where a.item_id = s.item_id and a.attachment_id <> ${id}::uuid) <= ${totalBytes}::bigint
      ) seen
      where i.item_id = seen.item_id and i.version = seen.version and i.state = 'incomplete'
      returning i.item_id, i.client_id, i.destination_id, i.version`,
    attachment,
  );
}

async function insertAttachment(
  tx: Tx,
  counted: RawBuilder<unknown>,
  { id, blob, content, tag, bytes, now }: NewAttachment,
): Promise<number | null> {
  const { rows } = await sql<{ version: number }>`
    with counted as (${counted}), put as (
      insert into transport.attachment
        (item_id, attachment_id, client_id, destination_id, blob_id, content, tag, bytes, uploaded_at)
      select item_id, ${id}::uuid, client_id, destination_id, ${blob}::uuid, ${content}::text, ${tag}::text,
        ${bytes}::bigint, ${now}::timestamptz from counted
      on conflict (item_id, attachment_id) do update set blob_id = excluded.blob_id, content = excluded.content,
        tag = excluded.tag, bytes = excluded.bytes, uploaded_at = excluded.uploaded_at
    )
    select version from counted
  `.execute(tx);
  return rows[0]?.version ?? null;
}

/** Forgets all attachments and gives the new version; null when the item changed since it was read. */
export async function takeAttachments(
  tx: Tx,
  { item_id: id, state, version }: Pick<ItemRow, 'item_id' | 'state' | 'version'>,
): Promise<number | null> {
  const { rows } = await sql<{ version: number }>`
    update transport.item set version = version + 1
    where item_id = ${id} and state = ${state} and version = ${version} returning version
  `.execute(tx);
  const [row] = rows;
  if (row) await sql`delete from transport.attachment where item_id = ${id}`.execute(tx);
  return row?.version ?? null;
}
