import { LRUCache } from 'lru-cache';
import { type Caller } from './caller.ts';
import { type ItemRow, type StoredAttachment } from './store/items.ts';

/** An item and its event log: with the answer the writer holds the signed receipt and need not ask for it. */
export type LoggedItem = ItemRow & { log: readonly string[] };

/**
 * What this process wrote of submissions that are not complete yet, so that the submit need not read it. Nothing rests
 * on it: the submit is written only for the version that it was signed for, and asks the database where that fails or
 * where something seems to be missing, which another process may have stored.
 */
export interface BegunSubmissions {
  announced(item: LoggedItem): void;
  /** `version` of the item after this attachment. */
  uploaded(itemId: string, id: string, attachment: StoredAttachment, version: number): void;
  /** Given once: when it proves to be of no use, the next try must not find it again. */
  take(caller: Caller, itemId: string): LoggedItem | null;
}

/** Some kilobytes each. */
const most = 2_000;

export function createBegunSubmissions(): BegunSubmissions {
  const begun = new LRUCache<string, LoggedItem>({ max: most });
  return {
    announced(item) {
      begun.set(item.item_id, item);
    },
    uploaded(itemId, id, { tag, bytes, blob }, version) {
      const item = begun.get(itemId);
      if (item === undefined) return;
      // The numbers tell the order of uploads; without the one before, nobody knows which of them counts.
      if (item.version + 1 !== version) begun.delete(itemId);
      else begun.set(itemId, { ...item, version, attachments: { ...item.attachments, [id]: { tag, bytes, blob } } });
    },
    take({ client }, itemId) {
      const item = begun.get(itemId);
      if (item?.writer_id !== client) return null;
      begun.delete(itemId);
      return item.announced.every((id) => item.attachments[id]) ? item : null;
    },
  };
}
