import { isUuid, type ClientId, type TenantId } from '#kernel/ids';
import { type ClientRole } from '#kernel/fit-connect';
import { noDestination, type Destinations } from './destinations.ts';
import { noCase, noClient, refusal } from './errors.ts';
import { readTenantLog, type TenantLog } from './tenant-log.ts';
import { type ManagedDestinations, type OwnDestination } from './managed-destinations.ts';
import { type OAuth } from './oauth.ts';
import { type ServiceEvents } from './service-events.ts';
import { selectKeys, type StoredKey } from './store/destinations.ts';
import { selectStatistics, type DestinationStatistics } from './store/statistics.ts';
import {
  dropLink,
  findLog,
  insertLink,
  listDestinationsOf,
  listLinks,
  type DestinationHead,
  type LinkedClient,
  type TenantClient,
} from './store/tenant-clients.ts';
import { type TransportKernel } from './transport-kernel.ts';
import { type CallbackTest } from './types.ts';

export interface TenantDestination {
  row: OwnDestination;
  owner: TenantClient;
  keys: StoredKey[];
  links: LinkedClient[];
}

/** What staff of a tenant do with its clients and destinations. Those of other tenants are not found. */
export interface SelfService {
  clients(tenant: TenantId): Promise<TenantClient[]>;
  client(tenant: TenantId, clientId: string): Promise<TenantClient>;
  createClient(
    tenant: TenantId,
    input: { clientId: ClientId; name: string; roles: readonly ClientRole[]; region: string | null },
  ): Promise<string>;
  rotateSecret(tenant: TenantId, clientId: string, from: number): Promise<string>;
  revokeClient(tenant: TenantId, clientId: string): Promise<void>;
  destinations(tenant: TenantId): Promise<DestinationHead[]>;
  destination(tenant: TenantId, destinationId: string): Promise<TenantDestination>;
  /** Body as of the Destination API; gives the id. */
  createDestination(tenant: TenantId, clientId: string, body: unknown): Promise<string>;
  /** Merge patch as of the Destination API. */
  changeDestination(tenant: TenantId, destinationId: string, patch: unknown): Promise<void>;
  closeDestination(tenant: TenantId, destinationId: string): Promise<void>;
  addKey(tenant: TenantId, destinationId: string, jwk: unknown): Promise<void>;
  link(tenant: TenantId, destinationId: string, clientId: string): Promise<void>;
  unlink(tenant: TenantId, destinationId: string, clientId: string): Promise<void>;
  testCallback(tenant: TenantId, destinationId: string): Promise<CallbackTest>;
  statistics(tenant: TenantId, destinationId: string): Promise<DestinationStatistics>;
  /** Of a case, or of the case of a submission or reply; the client takes part in it. */
  log(tenant: TenantId, id: string): Promise<TenantLog>;
}

export interface SelfServiceParts {
  kernel: TransportKernel;
  oauth: Pick<OAuth, 'clientsOf' | 'createClient' | 'rotateSecret' | 'revokeClient'>;
  managed: ManagedDestinations;
  destinations: Destinations;
  events: ServiceEvents;
  testCallback(destinationId: string): Promise<CallbackTest>;
}

const statisticsDays = 30;

export function createSelfService(parts: SelfServiceParts): SelfService {
  const ownership = createOwnership(parts);
  return { ...clientActs(parts, ownership), ...destinationActs(parts, ownership), ...insights(parts, ownership) };
}

type Ownership = ReturnType<typeof createOwnership>;

/** What belongs to the tenant; everything else is not found. */
function createOwnership({ oauth, destinations }: SelfServiceParts) {
  const clients = oauth.clientsOf;

  async function client(tenant: TenantId, clientId: string): Promise<TenantClient> {
    const found = (await clients(tenant)).find((one) => one.client_id === clientId);
    if (!found) throw noClient();
    return found;
  }

  /** Clients of the installation itself are led by their own pages; a change by hand would cut them off. */
  async function freeClient(tenant: TenantId, clientId: string): Promise<TenantClient> {
    const found = await client(tenant, clientId);
    if (found.keys_here) throw refusal('state-invalid', 'This client belongs to the installation itself.');
    if (found.revoked_at) throw refusal('state-invalid', 'This client is revoked.');
    return found;
  }

  async function ownerOf(tenant: TenantId, destinationId: string): Promise<TenantClient> {
    if (!isUuid(destinationId)) throw noDestination();
    const { client_id: owner } = await destinations.find(destinationId);
    const found = (await clients(tenant)).find((one) => one.client_id === owner);
    if (!found) throw noDestination();
    return found;
  }

  /** Its owner may be revoked: the destination still takes submissions and must still be closed by somebody. */
  async function managerOf(tenant: TenantId, destinationId: string): Promise<ClientId> {
    const owner = await ownerOf(tenant, destinationId);
    if (owner.keys_here) throw refusal('state-invalid', 'This destination belongs to the installation itself.');
    return owner.client_id;
  }

  return { clients, client, freeClient, ownerOf, managerOf };
}

type ClientActs = Pick<SelfService, 'clients' | 'client' | 'createClient' | 'rotateSecret' | 'revokeClient'>;

function clientActs({ oauth }: SelfServiceParts, { clients, client, freeClient }: Ownership): ClientActs {
  return {
    clients,
    client,
    async createClient(tenant, input) {
      return (await oauth.createClient({ ...input, tenant })).clientSecret;
    },
    async rotateSecret(tenant, clientId, from) {
      return oauth.rotateSecret((await freeClient(tenant, clientId)).client_id, from);
    },
    async revokeClient(tenant, clientId) {
      await oauth.revokeClient((await freeClient(tenant, clientId)).client_id);
    },
  };
}

type DestinationActs = Pick<
  SelfService,
  'createDestination' | 'changeDestination' | 'closeDestination' | 'addKey' | 'link' | 'unlink' | 'testCallback'
>;

function destinationActs(parts: SelfServiceParts, { client, freeClient, managerOf }: Ownership): DestinationActs {
  const { db } = parts.kernel;
  const { managed } = parts;
  return {
    async createDestination(tenant, clientId, body) {
      const owner = await freeClient(tenant, clientId);
      if (!owner.roles.includes('manager')) {
        throw refusal('request-invalid', 'Only a client with the role manager owns destinations.');
      }
      return (await managed.create(owner.client_id, body)).destination_id;
    },
    async changeDestination(tenant, destinationId, patch) {
      await managed.patch(await managerOf(tenant, destinationId), destinationId, patch);
    },
    async closeDestination(tenant, destinationId) {
      await managed.remove(await managerOf(tenant, destinationId), destinationId);
    },
    async addKey(tenant, destinationId, jwk) {
      await managed.addKey(await managerOf(tenant, destinationId), destinationId, jwk);
    },
    async link(tenant, destinationId, clientId) {
      const owner = await managerOf(tenant, destinationId);
      const linked = await freeClient(tenant, clientId);
      if (!linked.roles.includes('subscriber')) {
        throw refusal('request-invalid', 'Only a client with the role subscriber fetches submissions.');
      }
      await db.tx({ client: owner }, async (tx) => {
        const links = await listLinks(tx, destinationId);
        if (links.some((one) => one.client_id === linked.client_id)) return;
        await insertLink(tx, destinationId, linked.client_id);
      });
    },
    async unlink(tenant, destinationId, clientId) {
      const owner = await managerOf(tenant, destinationId);
      const { client_id: linked } = await client(tenant, clientId);
      const isGone = await db.tx({ client: owner }, (tx) => dropLink(tx, destinationId, linked));
      if (!isGone) throw refusal('state-invalid', 'This client cannot be unlinked.');
    },
    async testCallback(tenant, destinationId) {
      await managerOf(tenant, destinationId);
      return parts.testCallback(destinationId);
    },
  };
}

type Insights = Pick<SelfService, 'destinations' | 'destination' | 'statistics' | 'log'>;

function insights({ kernel, managed, destinations, events }: SelfServiceParts, ownership: Ownership): Insights {
  const { db, clock } = kernel;
  const { clients, ownerOf } = ownership;
  return {
    async destinations(tenant) {
      const ids = (await clients(tenant)).map(({ client_id: id }) => id);
      return db.tx({}, (tx) => listDestinationsOf(tx, ids));
    },
    async destination(tenant, destinationId) {
      const owner = await ownerOf(tenant, destinationId);
      const row = await managed.get(owner.client_id, destinationId);
      return db.tx({ client: owner.client_id }, async (tx) => ({
        row,
        owner,
        keys: await selectKeys(tx, destinationId),
        links: await listLinks(tx, destinationId),
      }));
    },
    async statistics(tenant, destinationId) {
      const { client_id: owner } = await ownerOf(tenant, destinationId);
      const since = new Date(clock.now().getTime() - statisticsDays * 24 * 60 * 60_000);
      return db.tx({ client: owner }, (tx) => selectStatistics(tx, destinationId, since));
    },
    async log(tenant, id) {
      const found = isUuid(id) ? await db.tx({ tenant }, (tx) => findLog(tx, id)) : null;
      if (!found) throw noCase();
      return readTenantLog({ db, clock, destinations, events }, found);
    },
  };
}
