import {
  createDestinationManagement,
  createSubscriber,
  parseJwk,
  type PublicJwk,
  type Subscriber,
} from '@verbund/fit-connect';
import { LRUCache } from 'lru-cache';
import { AppError } from '#kernel/errors';
import { type FitConnectAccess } from '#kernel/fit-connect';
import { newUuid, type TenantId } from '#kernel/ids';
import { type PublicKeyRecord } from '#kernel/keys';
import { type Kernel } from '#kernel/module';
import { type IdentityService } from '#modules/identity';
import { sealContext } from './domain/content.ts';
import { mergeOffers } from './domain/service-offers.ts';
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

const purposes = { encryption: 'inbox-enc', signing: 'inbox-sig' } as const;
/** Longer than setting up takes, so that a claim only lapses when its process has died. */
const claimMs = 90_000;

export function createInboxes(deps: CaseworkDeps): Inboxes {
  const { kernel, access } = deps;
  const { db, clock, secrets, keys } = kernel;
  const subscribers = new LRUCache<string, Subscriber>({ max: 1000, ttl: 60 * 60_000 });

  async function clientOptions(row: rows.InboxRow) {
    if (row.client_id === null || row.credentials === null) throw new AppError('conflict', 'casework/no-inbox');
    const { credentials, inbox_id: inbox, tenant_id: tenant } = row;
    const key = await db.tx({ tenant }, (tx) => secrets.dataKey(tx, { tenant }));
    const clientSecret = Buffer.from(secrets.open(key, credentials, sealContext.credentials(inbox))).toString('utf8');
    const { submissionBaseUrl, destinationBaseUrl, tokenUrl, transport } = access;
    const now = (): number => clock.now().getTime();
    return {
      submissionBaseUrl,
      destinationBaseUrl,
      tokenUrl,
      transport,
      clientId: row.client_id,
      clientSecret,
      clock: now,
    };
  }

  async function read(tenant: TenantId): Promise<rows.InboxRow> {
    const row = await db.tx({ tenant }, (tx) => rows.selectInbox(tx, tenant));
    if (row === null) throw new AppError('conflict', 'casework/no-inbox');
    return row;
  }

  async function ensureClient(
    row: rows.InboxRow,
    given: { clientId: string; clientSecret: string } | undefined,
  ): Promise<void> {
    const { tenant_id: tenant } = row;
    if (row.client_id !== null) return;
    const issue = access.issueClient;
    if (given === undefined && issue === null) throw new AppError('invalid', 'casework/client-needed');
    // A process that dies right here leaves a client that nobody can use: its secret is gone.
    const client = given ?? (await issue?.({ name: row.name, roles: ['subscriber', 'manager'], tenant }));
    if (client === undefined) throw new AppError('invalid', 'casework/client-needed');
    await db.tx({ tenant }, async (tx) => {
      const key = await secrets.dataKey(tx, { tenant });
      const sealed = secrets.seal(key, client.clientSecret, sealContext.credentials(row.inbox_id));
      await rows.saveCredentials(tx, tenant, client.clientId, sealed);
    });
  }

  async function ensureKeys(row: rows.InboxRow): Promise<{ encryption: PublicJwk; signing: PublicJwk }> {
    const { tenant_id: tenant, name: subject } = row;
    const owner = { tenant };
    const make = async (use: 'enc' | 'sig', purpose: string): Promise<PublicKeyRecord> =>
      (await keys.find(owner, purpose)) ?? (await keys.create(owner, use, { purpose, subject }));
    const encryption = await make('enc', purposes.encryption);
    const signing = await make('sig', purposes.signing);
    await db.tx(owner, (tx) => rows.saveKeys(tx, tenant, { encryption: encryption.kid, signing: signing.kid }));
    return { encryption: toJwk(encryption, 'enc'), signing: toJwk(signing, 'sig') };
  }

  async function ensureDestination(row: rows.InboxRow, publicKeys: Awaited<ReturnType<typeof ensureKeys>>) {
    const { tenant_id: tenant } = row;
    const management = createDestinationManagement(await clientOptions(row));
    let id = row.destination_id;
    if (id === null) {
      // An attempt that died after the call left a destination with our key.
      const found = (await management.list({ limit: 100 })).items.find(
        (item) => item.encryptionKid === publicKeys.encryption.kid,
      );
      id = found?.destinationId ?? null;
    }
    if (id === null) {
      // Notices of the service must reach somebody: RFC 5321 section 4.5.1 demands this address of every host.
      const postmaster = `postmaster@${kernel.config.publicUrl.hostname}`;
      const contact = (await deps.identity.tenant(tenant))?.contact;
      const made = await management.create({
        name: row.name,
        contactInformation: { legalName: row.name, email: contact?.email || postmaster },
        services: row.services.map(toWire),
        encryptionKid: publicKeys.encryption.kid,
        encryptionPublicKey: publicKeys.encryption,
        signingPublicKey: publicKeys.signing,
        metadataVersions: ['2.1.0'],
        replyChannels: { fitConnect: { processStandards: ['urn:verbund:reply:1'] } },
      });
      id = made.destinationId;
      await db.tx({ tenant }, (tx) => rows.markPushed(tx, tenant, row.services_revision));
    }
    const destinationId = id;
    await db.tx({ tenant }, (tx) => rows.saveDestination(tx, tenant, destinationId));
    await management.patch(destinationId, { status: 'active' });
    await db.tx({ tenant }, (tx) => rows.markReady(tx, tenant));
    return destinationId;
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
      const management = createDestinationManagement(await clientOptions(row));
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
      const row = await db.tx({ tenant }, (tx) => rows.selectInbox(tx, tenant));
      return row === null ? null : toInfo(row);
    },
    async open(tenant) {
      const row = await db.tx({ tenant }, (tx) => rows.selectInbox(tx, tenant));
      if (row?.state !== 'ready' || row.destination_id === null || row.signing_kid === null) return null;
      const name = `${row.inbox_id}:${row.client_id ?? ''}`;
      const subscriber = subscribers.get(name) ?? createSubscriber(await clientOptions(row));
      subscribers.set(name, subscriber);
      return { row, destinationId: row.destination_id, signingKid: row.signing_kid, subscriber };
    },
  };
}

function toJwk(record: PublicKeyRecord, use: 'enc' | 'sig'): PublicJwk {
  const jwk = parseJwk(record.publicJwk, use);
  if (jwk === undefined) throw new Error(`The key service made a key that FIT-Connect does not take: ${record.kid}`);
  return jwk;
}

function toWire(offer: InboxServiceOffer) {
  return {
    identifier: offer.identifier,
    submissionSchemas: offer.submissionSchemas.map((schema) => ({ ...schema })),
    regions: [...offer.regions],
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
