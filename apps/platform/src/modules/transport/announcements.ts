import { newUuid, type ClientId } from '#kernel/ids';
import { accept, type Destinations } from './destinations.ts';
import { checkOffer, parseAnnouncement, parseReplyAnnouncement } from './domain/announcement.ts';
import { refusal } from './errors.ts';
import { type ItemHead, type ItemKernel } from './items.ts';
import { insertItemInCase, insertItemInNewCase, type NewItem } from './store/events.ts';
import { isLinked, selectItem } from './store/items.ts';

/** The first call of every delivery: ids are given, the state is `incomplete` (reference 5.1, 9.2). */
export interface Announcements {
  announceSubmission(client: ClientId, body: unknown): Promise<ItemHead>;
  announceReply(client: ClientId, body: unknown): Promise<ItemHead>;
}

export function createAnnouncements(kernel: ItemKernel, destinations: Destinations): Announcements {
  const { db, clock, events, limits } = kernel;
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
  };
}
