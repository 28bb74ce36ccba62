import { type Tx } from '#kernel/db';
import { newUuid } from '#kernel/ids';
import { type ApiVersion } from './api-versions.ts';
import { type BegunSubmissions, type LoggedItem } from './begun-submissions.ts';
import { callerTx, type Caller } from './caller.ts';
import { type CallbackTargets } from './callback-targets.ts';
import { accept, type Destinations } from './destinations.ts';
import { checkOffer, mayReach } from './domain/announcement.ts';
import { refusal } from './errors.ts';
import { type ItemHead, type ItemKernel } from './items.ts';
import { putTarget } from './store/callback-targets.ts';
import { insertItemInCase, insertItemInNewCase, type NewItem } from './store/events.ts';
import { isLinked, selectItem } from './store/items.ts';

/** The first call of every delivery: ids are given, the state is `incomplete` (reference 5.1, 9.2). */
export interface Announcements {
  announceSubmission(caller: Caller, version: ApiVersion, body: unknown): Promise<ItemHead>;
  announceReply(caller: Caller, version: ApiVersion, body: unknown): Promise<ItemHead>;
}

export function createAnnouncements(
  kernel: ItemKernel,
  destinations: Destinations,
  targets: CallbackTargets,
  begun: BegunSubmissions,
): Announcements {
  const { db, clock, events, limits } = kernel;
  return {
    async announceSubmission({ client, rights }, version, body) {
      const announced = accept(version.parseAnnouncement(body, limits.attachments));
      const { destinationId, publicService, region } = announced;
      const destination = await destinations.find(destinationId);
      if (destination.status !== 'active') {
        throw refusal('destination-state-invalid', `The destination is ${destination.status}.`);
      }
      const offer = checkOffer(destination.services, publicService.identifier, region);
      if (offer !== 'offered') throw refusal(offer, 'The destination does not offer this.');
      if (!mayReach(rights.get('send'), destination.services, publicService.identifier, region)) {
        throw refusal('forbidden', 'The scopes of the access token do not reach this region.');
      }
      const head = { itemId: newUuid(), caseId: announced.caseId ?? newUuid(), destinationId };
      const item: NewItem = {
        id: head.itemId,
        kind: 'submission',
        writer: client,
        announced: announced.announcedAttachments,
        service: publicService,
        region,
      };
      const { callback } = announced;
      const target = callback && (await targets.prepare(head.itemId, client, callback));
      const event = await events.sign('create', { kind: 'submission', ...head });
      const now = clock.now();
      const open = (tx: Tx) =>
        insertItemInNewCase(tx, { caseId: head.caseId, client, destinationId }, item, event, now);
      if (announced.caseId === null && !target) {
        await db.once({ client }, open);
        begun.announced(toBegun(item, head, event.token));
      } else
        await db.tx({ client }, async (tx) => {
          if (announced.caseId === null) await open(tx);
          else {
            const placed = await insertItemInCase(tx, announced.caseId, item, event, now);
            const stored = placed === null ? null : await selectItem(tx, 'submission', item.id);
            // Only the sender who opened the case continues it; a receiver answers with a reply.
            if (!stored || stored.client_id !== client) throw refusal('case-not-found', 'There is no such case.');
            if (placed !== destinationId) throw refusal('request-invalid', 'The case belongs to another destination.');
          }
          if (target) await putTarget(tx, 'item', target, now);
        });
      return head;
    },

    async announceReply(caller, version, body) {
      const { client } = caller;
      const { caseId, announcedAttachments: announced } = accept(
        version.parseReplyAnnouncement(body, limits.attachments),
      );
      const item: NewItem = { id: newUuid(), kind: 'reply', writer: client, announced, service: null, region: null };
      const event = await events.sign('create', { kind: 'reply', itemId: item.id, caseId });
      const destinationId = await callerTx(db, caller, async (tx) => {
        const placed = await insertItemInCase(tx, caseId, item, event, clock.now());
        if (placed === null) throw refusal('case-not-found', 'There is no such case.');
        if (!(await isLinked(tx, client, placed))) throw refusal('forbidden', 'Only the receiver of a case replies.');
        return placed;
      });
      return { itemId: item.id, caseId, destinationId };
    },
  };
}

/** The row as it was just written. */
function toBegun({ writer, announced, service, region }: NewItem, head: ItemHead, token: string): LoggedItem {
  return {
    item_id: head.itemId,
    kind: 'submission',
    case_id: head.caseId,
    client_id: writer,
    destination_id: head.destinationId,
    writer_id: writer,
    state: 'incomplete',
    version: 0,
    announced: announced.map((id) => id.toLowerCase()),
    service_identifier: service?.identifier ?? null,
    service_name: service?.name ?? null,
    region,
    tags: null,
    timed_out: false,
    // Of interest for replies only.
    linked: false,
    attachments: {},
    log: [token],
  };
}
