import { isDeepStrictEqual } from 'node:util';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type ClientId } from '#kernel/ids';
import { type OfferedService, type PublicJwk } from '@verbund/fit-connect';
import { type CallbackTargets } from './callback-targets.ts';
import { accept, noDestination, type Destinations } from './destinations.ts';
import {
  mayBecome,
  mergePatch,
  parseDestinationKey,
  parseNewDestination,
  parseSettings,
  type DestinationSettings,
} from './domain/destination-body.ts';
import { type PageRequest } from './domain/limits.ts';
import { outsideOf } from './domain/own-region.ts';
import { isObject } from './domain/read-json.ts';
import { refusal } from './errors.ts';
import { selectRegion } from './store/clients.ts';
import { deleteTarget, putTarget, type TargetRow } from './store/callback-targets.ts';
import {
  deleteDestination,
  hasCases,
  insertDestination,
  insertKey,
  listOwnDestinations,
  selectKeys,
  selectOwnDestination,
  updateDestination,
  type OwnDestinationRow,
} from './store/destinations.ts';
import { type CertificateTrust } from './certificate-trust.ts';
import { type TransportKernel } from './transport-kernel.ts';

export type OwnDestination = OwnDestinationRow;

/** What a client may do with the destinations that it created; others are not found. */
export interface ManagedDestinations {
  list(client: ClientId, page: PageRequest): Promise<{ total: number; rows: OwnDestination[] }>;
  get(client: ClientId, destinationId: string): Promise<OwnDestination>;
  create(client: ClientId, body: unknown): Promise<OwnDestination>;
  replace(client: ClientId, destinationId: string, body: unknown): Promise<OwnDestination>;
  patch(client: ClientId, destinationId: string, patch: unknown): Promise<OwnDestination>;
  addKey(client: ClientId, destinationId: string, body: unknown): Promise<void>;
  remove(client: ClientId, destinationId: string): Promise<void>;
}

export function createManagedDestinations(
  { db, clock }: TransportKernel,
  destinations: Destinations,
  targets: CallbackTargets,
  trust: CertificateTrust,
): ManagedDestinations {
  async function get(client: ClientId, destinationId: string): Promise<OwnDestination> {
    const row = isUuid(destinationId)
      ? await db.tx({ client }, (tx) => selectOwnDestination(tx, client, destinationId))
      : null;
    if (!row) throw noDestination();
    return row;
  }

  /** The secret is sealed before the transaction; null when no callback is wanted. */
  async function targetOf(id: string, client: ClientId, { callback }: DestinationSettings): Promise<TargetRow | null> {
    return callback ? targets.prepare(id, client, callback) : null;
  }

  async function save(client: ClientId, old: OwnDestination, settings: DestinationSettings): Promise<OwnDestination> {
    if (!mayBecome(old.status, settings.status)) {
      throw refusal('state-invalid', `A destination that is ${old.status} cannot become ${settings.status}.`);
    }
    const id = old.destination_id;
    const target = await targetOf(id, client, settings);
    await db.tx({ client }, async (tx) => {
      await requireOwnRegion(tx, settings.services);
      const keys = await selectKeys(tx, id);
      // Senders would encrypt to nothing.
      if (!keys.some(({ kid, use }) => use === 'enc' && kid === settings.encryptionKid)) {
        throw refusal('request-invalid', 'encryptionKid names no encryption key of this destination.');
      }
      await updateDestination(tx, id, settings);
      if (target) await putTarget(tx, 'destination', target, clock.now());
      else if (settings.callback === null) await deleteTarget(tx, id);
    });
    destinations.forget(id);
    return get(client, id);
  }

  return {
    get,
    list: (client, page) => db.tx({ client }, (tx) => listOwnDestinations(tx, client, page)),
    async create(client, body) {
      const { settings, encryptionKey, signingKey } = accept(parseNewDestination(body, await trust.check(client)));
      const id = newUuid();
      const now = clock.now();
      const target = await targetOf(id, client, settings);
      await db.tx({ client }, async (tx) => {
        await requireOwnRegion(tx, settings.services);
        await insertDestination(tx, { id, client, settings: { ...settings, status: 'created' }, now });
        await insertKey(tx, { destinationId: id, client, use: 'enc', jwk: encryptionKey, now });
        await insertKey(tx, { destinationId: id, client, use: 'sig', jwk: signingKey, now });
        if (target) await putTarget(tx, 'destination', target, now);
      });
      return get(client, id);
    },
    async replace(client, destinationId, body) {
      const old = await get(client, destinationId);
      return save(client, old, accept(parseSettings(body, old.status)));
    },
    async patch(client, destinationId, patch) {
      const old = await get(client, destinationId);
      return save(client, old, patched(old, patch));
    },
    async addKey(client, destinationId, body) {
      const old = await get(client, destinationId);
      const added = accept(parseDestinationKey(body, await trust.check(client)));
      await db.tx({ client }, (tx) => addKey(tx, old, added, clock.now()));
    },
    async remove(client, destinationId) {
      const old = await get(client, destinationId);
      await db.tx({ client }, async (tx) => {
        // Event logs name its keys for two more years, so what was used stays, closed for good.
        if (await hasCases(tx, old.destination_id)) {
          await updateDestination(tx, old.destination_id, { ...settingsOf(old), status: 'decommissioned' });
        } else await deleteDestination(tx, old.destination_id);
      });
      destinations.forget(old.destination_id);
    },
  };
}

/** Routing lists what a destination says and signs it: nobody may answer for the area of others. */
async function requireOwnRegion(tx: Tx, services: readonly OfferedService[]): Promise<void> {
  const region = await selectRegion(tx);
  const outside = region === null ? null : outsideOf(region, services);
  if (region === null || outside === null) return;
  const { kind, code } = refusal('request-invalid', '');
  throw new AppError(kind, code, { ...outside, params: { region } });
}

function patched(old: OwnDestination, patch: unknown): DestinationSettings {
  if (!isObject(patch)) throw refusal('request-invalid', 'The patch is not a JSON object.');
  const { publicServices, ...rest } = patch;
  const aliased = publicServices === undefined ? rest : { ...rest, services: publicServices };
  const stored = settingsOf(old);
  // The secret cannot be read back: a patch that does not speak of the callback leaves it as it is.
  if (aliased['callback'] === undefined) {
    const { callback: _, ...kept } = accept(parseSettings(mergePatch(stored, aliased), old.status));
    return kept;
  }
  const callback = old.callback_url === null ? {} : { callback: { url: old.callback_url } };
  return accept(parseSettings(mergePatch({ ...stored, ...callback }, aliased), old.status));
}

async function addKey(
  tx: Tx,
  destination: OwnDestination,
  { use, key }: { use: 'enc' | 'sig'; key: PublicJwk },
  now: Date,
): Promise<void> {
  const { destination_id: destinationId, client_id: client } = destination;
  const keys = await selectKeys(tx, destinationId);
  const same = keys.find(({ kid }) => kid === key.kid);
  // A repeated call after a lost answer is no conflict; a kid never changes its key.
  if (same && same.use === use && isDeepStrictEqual(same.jwk, key)) return;
  if (same) throw refusal('state-invalid', 'The destination has another key with this kid.');
  // One key for both purposes would let a decryption oracle forge signatures.
  if (keys.some(({ jwk }) => jwk.n === key.n)) {
    throw refusal('request-invalid', 'The same key is registered under another kid.');
  }
  await insertKey(tx, { destinationId, client, use, jwk: key, now });
}

function settingsOf(row: OwnDestination): DestinationSettings {
  return {
    name: row.name,
    contactInformation: row.contact,
    services: row.services,
    encryptionKid: row.encryption_kid,
    metadataVersions: row.metadata_versions,
    replyChannels: row.reply_channels,
    status: row.status,
  };
}
