import { type Tx } from '#kernel/db';
import { isUuid } from '#kernel/ids';
import { callerOnce, callerTx, type Caller } from './caller.ts';
import { type AuthenticationTags, type ItemKind } from '@verbund/fit-connect';
import { type AppError } from '#kernel/errors';
import { type Limits, type PageRequest } from './domain/limits.ts';
import { refusal } from './errors.ts';
import { type ServiceEvents } from './service-events.ts';
import { changeItem } from './store/events.ts';
import {
  isLinked,
  listInbox,
  selectContent,
  selectItemWithAttachment,
  type InboxRow,
  type Content,
  type ItemRow,
} from './store/items.ts';
import { type TransportKernel } from './transport-kernel.ts';

export interface ItemHead {
  itemId: string;
  caseId: string;
  destinationId: string;
}

export interface Items {
  /** What waits for this client; the first look at an item leaves a notify event. */
  list(
    caller: Caller,
    kind: ItemKind,
    page: PageRequest,
    destinationId: string | null,
  ): Promise<{ total: number; heads: ItemHead[] }>;
  fetch(caller: Caller, kind: ItemKind, itemId: string): Promise<ItemRow & Content>;
  attachment(caller: Caller, kind: ItemKind, itemId: string, attachmentId: string): Promise<FetchedAttachment>;
}

/** Either the content itself or, when it is large, the blob that holds it. */
export type FetchedAttachment = { bytes: number } & ({ content: string } | { blob: string });

export function notFound(kind: ItemKind): AppError {
  return kind === 'submission'
    ? refusal('submission-not-found', 'There is no such submission for this client.')
    : refusal('reply-not-found', 'There is no such reply for this client.');
}

export type ItemKernel = TransportKernel & { events: ServiceEvents; limits: Limits };

export function createItems(kernel: ItemKernel): Items {
  const { db } = kernel;

  /** An item that its receiver may fetch. `select` decides whether the contents come along: they may be large. */
  async function receive<Row extends ItemRow>(
    caller: Caller,
    kind: ItemKind,
    itemId: string,
    select: (tx: Tx) => Promise<Row | null>,
  ): Promise<Row> {
    const item = isUuid(itemId) ? await callerOnce(db, caller, select) : null;
    if (!item) throw notFound(kind);
    const receives = kind === 'submission' ? item.linked : item.client_id === caller.client;
    if (!receives) throw refusal('forbidden', `Only the receiver fetches a ${kind}.`);
    // Neither before the submit nor after the time-out or the deletion is there anything to fetch (reference 5.4, 11).
    if (item.tags === null || item.state === 'deleted' || item.timed_out) throw notFound(kind);
    return item;
  }

  return {
    async list(caller, kind, page, destinationId) {
      const { client } = caller;
      if (destinationId !== null && !isUuid(destinationId))
        throw refusal('request-invalid', 'destinationId is no UUID.');
      const found = await callerTx(db, caller, async (tx) => {
        if (destinationId !== null && !(await isLinked(tx, client, destinationId))) {
          throw refusal('forbidden', 'The client is not linked with this destination.');
        }
        return listInbox(tx, { ...page, kind, client, destinationId });
      });
      await notePolling(kernel, caller, kind, found.rows);
      const heads = found.rows.map((row) => ({
        itemId: row.item_id,
        caseId: row.case_id,
        destinationId: row.destination_id,
      }));
      return { total: found.total, heads };
    },

    fetch: (caller, kind, itemId) => receive(caller, kind, itemId, (tx) => selectContent(tx, kind, itemId)),

    async attachment(caller, kind, itemId, attachmentId) {
      const item = await receive(caller, kind, itemId, (tx) =>
        selectItemWithAttachment(tx, kind, itemId, attachmentId),
      );
      const { bytes, blob } = item.attachments[attachmentId] ?? {};
      if (bytes !== undefined && item.content !== null) return { bytes, content: item.content };
      if (bytes !== undefined && blob) return { bytes, blob };
      throw refusal('attachment-not-found', 'There is no such attachment.');
    },
  };
}

/** Signatures asked for at once: a receiver that comes back to a full inbox must not hold up the signatures of others. */
const notesAtOnce = 8;

/** `notify` with type `polling`, once per item (reference 7.3). */
async function notePolling(
  kernel: ItemKernel,
  { client }: Caller,
  kind: ItemKind,
  rows: readonly InboxRow[],
): Promise<void> {
  const fresh = rows.filter(({ polled }) => !polled);
  for (let from = 0; from < fresh.length; from += notesAtOnce) {
    const signed = await Promise.all(
      fresh.slice(from, from + notesAtOnce).map(async ({ item_id: itemId, case_id: caseId, state }) => {
        const event = await kernel.events.sign('notify', { kind, itemId, caseId }, { notifyType: 'polling' });
        return { itemId, state, event };
      }),
    );
    await kernel.db.tx({ client }, async (tx) => {
      for (const { itemId, state, event } of signed) {
        await changeItem(tx, { itemId, from: state, to: state, polled: true }, event, kernel.clock.now());
      }
    });
  }
}

export function tagsOf(
  item: Pick<ItemRow, 'attachments'>,
  content: { metadata: string; data?: string },
): AuthenticationTags {
  const attachments: Record<string, string> = {};
  for (const [id, { tag }] of Object.entries(item.attachments)) attachments[id] = tag;
  return { ...content, attachments };
}
