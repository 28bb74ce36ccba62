import { createDestinationManagement, createSubscriber, type Subscriber } from '@verbund/fit-connect';
import { LRUCache } from 'lru-cache';
import { AppError } from '#kernel/errors';
import { type FitConnectAccess } from '#kernel/fit-connect';
import { newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type IdentityService } from '#modules/identity';
import { mergeOffers } from './domain/service-offers.ts';
import { clientOptions, createSetUpSteps, toWire } from './set-up-inbox.ts';
import * as rows from './store/inboxes.ts';
import { type CaseworkService, type InboxInfo, type InboxServiceOffer } from './types.ts';

export interface CaseworkDeps {
  kernel: Kernel;
  access: FitConnectAccess;
  identity: Pick<IdentityService, 'tenant' | 'staffName'>;
}

/** A ready inbox with its client. */
export interface OpenInbox {
  row: rows.InboxRow;
  destinationId: string;
  signingKid: string;
  subscriber: Subscriber;
}

export interface Inboxes extends Pick<CaseworkService, 'provisionInbox' | 'addService' | 'inbox'> {
  /** Null when there is none that is ready. */
  open(tenant: TenantId): Promise<OpenInbox | null>;
}

/** Longer than setting up takes, so that a claim only lapses when its process has died. */
const claimMs = 90_000;

export function createInboxes(deps: CaseworkDeps): Inboxes {
  const { db, clock } = deps.kernel;
  const { ensureClient, ensureKeys, ensureDestination } = createSetUpSteps(deps);
  const subscribers = new LRUCache<string, Subscriber>({ max: 1000, ttl: 60 * 60_000 });

  async function read(tenant: TenantId): Promise<rows.InboxRow> {
    const row = await db.once({ tenant }, (tx) => rows.selectInbox(tx, tenant));
    if (row === null) throw new AppError('conflict', 'casework/no-inbox');
    return row;
  }

  async function mergeServices(tenant: TenantId, added: readonly InboxServiceOffer[]): Promise<void> {
    await db.tx({ tenant }, async (tx) => {
      const row = await rows.lockInbox(tx, tenant);
      if (row === null) throw new AppError('conflict', 'casework/no-inbox');
      const merged = mergeOffers(row.services, added);
      if (JSON.stringify(merged) !== JSON.stringify(mergeOffers(row.services, []))) {
        await rows.saveServices(tx, tenant, merged);
      }
    });
  }

  /** The list is replaced as a whole, so after each push it is looked whether somebody added to it meanwhile. */
  async function pushServices(tenant: TenantId): Promise<void> {
    for (let row = await read(tenant); row.services_pushed < row.services_revision; row = await read(tenant)) {
      if (row.destination_id === null) return;
      const management = createDestinationManagement(await clientOptions(deps, row));
      await management.patch(row.destination_id, { services: row.services.map(toWire) });
      const revision = row.services_revision;
      await db.tx({ tenant }, (tx) => rows.markPushed(tx, tenant, revision));
    }
  }

  return {
    async provisionInbox({ tenant, name, services, client }) {
      const now = clock.now();
      await db.tx({ tenant }, (tx) => rows.insertInbox(tx, { id: newUuid(), tenant, name, now }));
      const claimed = await db.tx({ tenant }, (tx) =>
        rows.claimInbox(tx, tenant, now, new Date(now.getTime() + claimMs)),
      );
      if (!claimed) throw new AppError('conflict', 'casework/set-up-running');
      try {
        await mergeServices(tenant, services);
        await ensureClient(await read(tenant), client);
        const publicKeys = await ensureKeys(await read(tenant));
        const destinationId = await ensureDestination(await read(tenant), publicKeys);
        await pushServices(tenant);
        return { destinationId };
      } finally {
        await db.tx({ tenant }, (tx) => rows.releaseInbox(tx, tenant));
      }
    },
    async addService(tenant, service) {
      await mergeServices(tenant, [service]);
      await pushServices(tenant);
    },
    async inbox(tenant) {
      const row = await db.once({ tenant }, (tx) => rows.selectInbox(tx, tenant));
      return row === null ? null : toInfo(row);
    },
    async open(tenant) {
      const row = await db.once({ tenant }, (tx) => rows.selectInbox(tx, tenant));
      if (row?.state !== 'ready' || row.destination_id === null || row.signing_kid === null) return null;
      const name = `${row.inbox_id}:${row.client_id ?? ''}`;
      const subscriber = subscribers.get(name) ?? createSubscriber(await clientOptions(deps, row));
      subscribers.set(name, subscriber);
      return { row, destinationId: row.destination_id, signingKid: row.signing_kid, subscriber };
    },
  };
}

function toInfo(row: rows.InboxRow): InboxInfo {
  return {
    name: row.name,
    state: row.state,
    destinationId: row.state === 'ready' ? row.destination_id : null,
    services: row.services,
    lastFetchAt: row.last_fetch_at,
    lastFailure:
      row.last_failure_at === null ? null : { at: row.last_failure_at, reason: row.last_failure ?? 'unknown' },
  };
}
