import { type ServiceEvents } from './service-events.ts';
import { continueAs } from './store/clients.ts';
import { changeItem } from './store/events.ts';
import { takeAttachments, type ItemRow } from './store/items.ts';
import { type TransportKernel } from './transport-kernel.ts';

type DeletionKernel = TransportKernel & { events: ServiceEvents };

/**
 * Ends an item for good; false when somebody changed it meanwhile, then nothing of it is gone.
 *
 * Files first, together with what names them: when the process dies in between, the item is still due and the next run
 * finishes, but a submit that comes meanwhile finds its attachments missing. Somebody who uploads meanwhile wins.
 */
export async function deleteItem(
  kernel: DeletionKernel,
  item: ItemRow,
  why: { withdrawn?: boolean } = {},
): Promise<boolean> {
  const { kind, item_id: itemId, case_id: caseId, state } = item;
  const attachments = Object.values(item.attachments);
  let version: number | null = item.version;
  if (attachments.length > 0) {
    version = await kernel.db.tx({ client: item.client_id }, async (tx) => {
      const next = await takeAttachments(tx, item);
      if (next === null) return null;
      // The files are the writer's, who sees the item no more once nobody links him with the destination.
      await continueAs(tx, item.writer_id);
      for (const { blob } of attachments) if (blob !== null) await kernel.blobs.discard(tx, blob);
      return next;
    });
  }
  if (version === null) return false;
  const change = { itemId, from: state, to: 'deleted', version, dropContent: true, ...why } as const;
  const event = await kernel.events.sign('delete', { kind, itemId, caseId });
  return kernel.db.once({ client: item.client_id }, (tx) => changeItem(tx, change, event, kernel.clock.now()));
}
