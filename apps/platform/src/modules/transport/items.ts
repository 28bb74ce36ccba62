import { isUuid, newUuid, type ClientId } from '#kernel/ids';
import { type AuthenticationTags, type ItemKind } from '@verbund/fit-connect';
import { type AppError } from '#kernel/errors';
import { accept, type Destinations } from './destinations.ts';
import { checkOffer, parseAnnouncement, parseReplyAnnouncement } from './domain/announcement.ts';
import { type Limits, type PageRequest } from './domain/limits.ts';
import { refusal } from './errors.ts';
import { type ServiceEvents } from './service-events.ts';
import { changeItem, insertItemInCase, insertItemInNewCase, type NewItem } from './store/events.ts';
import {
  isLinked,
  listInbox,
  selectContent,
  selectItem,
  type Content,
  type ItemRow,
  type StoredAttachment,
} from './store/items.ts';
import { type TransportKernel } from './transport-kernel.ts';

export interface ItemHead {
  itemId: string;
  caseId: string;
  destinationId: string;
}

export interface Items {
  announceSubmission(client: ClientId, body: unknown): Promise<ItemHead>;
  announceReply(client: ClientId, body: unknown): Promise<ItemHead>;
  /** What waits for this client; the first look at an item leaves a notify event. */
  list(
    client: ClientId,
    kind: ItemKind,
    page: PageRequest,
    destinationId: string | null,
  ): Promise<{ total: number; heads: ItemHead[] }>;
  fetch(client: ClientId, kind: ItemKind, itemId: string): Promise<ItemRow & Content>;
  attachment(client: ClientId, kind: ItemKind, itemId: string, attachmentId: string): Promise<StoredAttachment>;
}

export function notFound(kind: ItemKind): AppError {
  return kind === 'submission'
    ? refusal('submission-not-found', 'There is no such submission for this client.')
    : refusal('reply-not-found', 'There is no such reply for this client.');
}

export type ItemKernel = TransportKernel & { events: ServiceEvents; limits: Limits };

export function createItems(kernel: ItemKernel, destinations: Destinations): Items {
  const { db, clock, events, limits } = kernel;

  async function receive(client: ClientId, kind: ItemKind, itemId: string): Promise<ItemRow & Content> {
    const item = isUuid(itemId) ? await db.tx({ client }, (tx) => selectContent(tx, kind, itemId)) : null;
    if (!item) throw notFound(kind);
    const receives = kind === 'submission' ? item.linked : item.client_id === client;
    if (!receives) throw refusal('forbidden', `Only the receiver fetches a ${kind}.`);
    // Neither before the submit nor after the time-out or the deletion is there anything to fetch (reference 5.4, 11).
    if (item.encrypted_metadata === null || item.timed_out) throw notFound(kind);
    return item;
  }

  return {
    async announceSubmission(client, body) {
      const announced = accept(parseAnnouncement(body, limits.attachments));
      const { destinationId, publicService, region } = announced;
      const destination = await destinations.find(destinationId);
      if (destination.status !== 'active') {
        throw refusal('destination-state-invalid', `The destination is ${destination.status}.`);
      }
      const offer = checkOffer(destination.services, publicService.identifier, region);
      if (offer !== 'offered') throw refusal(offer, 'The destination does not offer this.');
      const head = { itemId: newUuid(), caseId: announced.caseId ?? newUuid(), destinationId };
      const item: NewItem = {
        id: head.itemId,
        kind: 'submission',
        writer: client,
        announced: announced.announcedAttachments,
        service: publicService,
        region,
      };
      const event = await events.sign('create', { kind: 'submission', ...head });
      const now = clock.now();
      await db.tx({ client }, async (tx) => {
        if (announced.caseId === null) {
          return insertItemInNewCase(tx, { caseId: head.caseId, client, destinationId }, item, event, now);
        }
        const placed = await insertItemInCase(tx, announced.caseId, item, event, now);
        const stored = placed === null ? null : await selectItem(tx, 'submission', item.id);
        // Only the sender who opened the case continues it; a receiver answers with a reply.
        if (!stored || stored.client_id !== client) throw refusal('case-not-found', 'There is no such case.');
        if (placed !== destinationId) throw refusal('request-invalid', 'The case belongs to another destination.');
      });
      return head;
    },

    async announceReply(client, body) {
      const { caseId, announcedAttachments: announced } = accept(parseReplyAnnouncement(body, limits.attachments));
      const item: NewItem = { id: newUuid(), kind: 'reply', writer: client, announced, service: null, region: null };
      const event = await events.sign('create', { kind: 'reply', itemId: item.id, caseId });
      const destinationId = await db.tx({ client }, async (tx) => {
        const placed = await insertItemInCase(tx, caseId, item, event, clock.now());
        if (placed === null) throw refusal('case-not-found', 'There is no such case.');
        if (!(await isLinked(tx, client, placed))) throw refusal('forbidden', 'Only the receiver of a case replies.');
        return placed;
      });
      return { itemId: item.id, caseId, destinationId };
    },

    async list(client, kind, page, destinationId) {
      if (destinationId !== null && !isUuid(destinationId))
        throw refusal('request-invalid', 'destinationId is no UUID.');
      const found = await db.tx({ client }, async (tx) => {
        if (destinationId !== null && !(await isLinked(tx, client, destinationId))) {
          throw refusal('forbidden', 'The client is not linked with this destination.');
        }
        return listInbox(tx, { ...page, kind, client, destinationId });
      });
      const fresh = found.rows.filter(({ polled }) => !polled);
      await notePolling(client, kind, fresh);
      const heads = found.rows.map((row) => ({
        itemId: row.item_id,
        caseId: row.case_id,
        destinationId: row.destination_id,
      }));
      return { total: found.total, heads };
    },

    fetch: receive,

    async attachment(client, kind, itemId, attachmentId) {
      const item = await receive(client, kind, itemId);
      const attachment = item.attachments[attachmentId];
      if (!attachment) throw refusal('attachment-not-found', 'There is no such attachment.');
      return attachment;
    },
  };

  /** `notify` with type `polling`, once per item (reference 7.3). */
  async function notePolling(
    client: ClientId,
    kind: ItemKind,
    items: readonly { item_id: string; case_id: string; state: 'submitted' | 'forwarded' }[],
  ): Promise<void> {
    if (items.length === 0) return;
    const signed = await Promise.all(
      items.map(async ({ item_id: itemId, case_id: caseId, state }) => ({
        itemId,
        state,
        event: await events.sign('notify', { kind, itemId, caseId }, { notifyType: 'polling' }),
      })),
    );
    await db.tx({ client }, async (tx) => {
      for (const { itemId, state, event } of signed) {
        await changeItem(tx, { itemId, from: state, to: state, polled: true }, event, clock.now());
      }
    });
  }
}

export function tagsOf(
  item: Pick<ItemRow, 'attachments'>,
  content: { metadata: string; data: string },
): AuthenticationTags {
  const attachments = Object.entries(item.attachments).map(([id, { tag }]) => [id, tag]);
  return { ...content, attachments: Object.fromEntries(attachments) };
}
