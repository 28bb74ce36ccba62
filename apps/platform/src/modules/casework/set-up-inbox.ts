import { createDestinationManagement, parseJwk, type PublicJwk } from '@verbund/fit-connect';
import { AppError } from '#kernel/errors';
import { type PublicKeyRecord } from '#kernel/keys';
import { sealContext } from './domain/content.ts';
import { type CaseworkDeps } from './inboxes.ts';
import * as rows from './store/inboxes.ts';
import { type InboxServiceOffer } from './types.ts';

const purposes = { encryption: 'inbox-enc', signing: 'inbox-sig' } as const;

/** The tenant's client at the delivery service, its secret opened. */
export async function clientOptions({ kernel, access }: CaseworkDeps, row: rows.InboxRow) {
  const { db, secrets, clock } = kernel;
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

/** Steps of setting up; each keeps its result, so that the next attempt begins behind it. */
export function createSetUpSteps(deps: CaseworkDeps) {
  const { kernel, access } = deps;
  const { db, secrets, keys } = kernel;

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
    const management = createDestinationManagement(await clientOptions(deps, row));
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

  return { ensureClient, ensureKeys, ensureDestination };
}

function toJwk(record: PublicKeyRecord, use: 'enc' | 'sig'): PublicJwk {
  const jwk = parseJwk(record.publicJwk, use);
  if (jwk === undefined) throw new Error(`The key service made a key that FIT-Connect does not take: ${record.kid}`);
  return jwk;
}

export function toWire(offer: InboxServiceOffer) {
  return {
    identifier: offer.identifier,
    submissionSchemas: offer.submissionSchemas.map((schema) => ({ ...schema })),
    regions: [...offer.regions],
  };
}
