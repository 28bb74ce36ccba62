import { HttpProblem } from './http.ts';
import { type Store, type StoredCase, type StoredDestination, type StoredItem } from './store.ts';

export type Access = ReturnType<typeof createAccess>;

/** Who may do what. */
export function createAccess(store: Store) {
  function destination(id: string | undefined): StoredDestination {
    const found = store.destinations.get(id ?? '');
    if (!found) throw new HttpProblem('destination-not-found', `no destination ${id}`);
    return found;
  }
  function ownDestination(id: string | undefined, clientId: string): StoredDestination {
    const found = destination(id);
    if (found.owner !== clientId) throw new HttpProblem('forbidden', 'not your destination');
    return found;
  }
  function ofCase(id: string | undefined): StoredCase {
    const found = store.cases.get(id ?? '');
    if (!found) throw new HttpProblem('case-not-found', `no case ${id}`);
    return found;
  }
  function owns(clientId: string, found: StoredCase, side: 'sender' | 'subscriber'): boolean {
    return side === 'sender' ? found.sender === clientId : destination(found.destinationId).owner === clientId;
  }
  return {
    destination,
    ownDestination,
    ofCase,
    owns,
    readableCase(id: string | undefined, clientId: string): StoredCase {
      const found = ofCase(id);
      if (!owns(clientId, found, 'sender') && !owns(clientId, found, 'subscriber'))
        throw new HttpProblem('forbidden', 'not your case');
      return found;
    },
    /** `writes`: the side that sends the item; otherwise the side that receives it. */
    item(
      id: string | undefined,
      kind: StoredItem['kind'],
      clientId: string,
      role: 'writes' | 'receives' | 'either',
    ): StoredItem {
      const item = store.items.get(id ?? '');
      if (!item || item.kind !== kind)
        throw new HttpProblem(kind === 'reply' ? 'reply-not-found' : 'submission-not-found', `no ${kind} ${id}`);
      const found = ofCase(item.caseId);
      const [writer, receiver] =
        kind === 'submission' ? (['sender', 'subscriber'] as const) : (['subscriber', 'sender'] as const);
      const allowed =
        (role !== 'receives' && owns(clientId, found, writer)) ||
        (role !== 'writes' && owns(clientId, found, receiver));
      if (!allowed) throw new HttpProblem('forbidden', `the client may not do this with ${kind} ${id}`);
      return item;
    },
  };
}
