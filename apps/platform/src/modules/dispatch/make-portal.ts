import {
  createDestinationManagement,
  parseJwk,
  replySchemaUri,
  type DestinationManagement,
  type PublicJwk,
} from '@verbund/fit-connect';
import { AppError } from '#kernel/errors';
import { type FitConnectAccess } from '#kernel/fit-connect';
import { type TenantId } from '#kernel/ids';
import { type KeyUse } from '#kernel/keys';
import { type Kernel } from '#kernel/module';
import { sealContext } from './domain/content.ts';
import { savePortalClient, savePortalDestination, selectPortal } from './store/portal.ts';

interface Claim {
  tenant: TenantId;
  claim: string;
}

/** A client whose secret is lost in a crash right here stays unused; nobody can have learned its secret. */
export async function makeClient(kernel: Kernel, access: FitConnectAccess, { tenant, claim }: Claim): Promise<void> {
  if (access.issueClient === null) throw new AppError('unavailable', 'dispatch/portal-not-configured');
  const client = await access.issueClient({ name: 'portal', roles: ['sender', 'manager'], tenant });
  await kernel.db.tx({ tenant }, async (tx) => {
    const key = await kernel.secrets.dataKey(tx, { tenant });
    const sealedSecret = kernel.secrets.seal(key, client.clientSecret, sealContext.secret(tenant));
    if (!(await savePortalClient(tx, { tenant, claim, clientId: client.clientId, sealedSecret }))) throw busy();
  });
}

/** The portal's own destination: FIT-Connect has accept-reply signed with the key of a destination of the sender. */
export async function makeDestination(
  kernel: Kernel,
  access: FitConnectAccess,
  at: Claim,
  isResumed: boolean,
): Promise<void> {
  const signing = await ensureKey(kernel, at.tenant, 'sig', 'portal-signature');
  const encryption = await ensureKey(kernel, at.tenant, 'enc', 'portal-encryption');
  const management = await connect(kernel, access, at.tenant);
  // Only a crash can have left one that was not recorded.
  const left = isResumed ? (await management.list()).items : [];
  const existing = left.find((one) => one.encryptionKid === encryption.kid);
  const destinationId =
    existing?.destinationId ?? (await createDestination(kernel, management, { signing, encryption }));
  if (existing?.status !== 'active') await management.patch(destinationId, { status: 'active' });
  const row = { ...at, destinationId, signingKid: signing.kid };
  if (!(await kernel.db.tx({ tenant: at.tenant }, (tx) => savePortalDestination(tx, row)))) throw busy();
}

async function createDestination(
  { config }: Kernel,
  management: DestinationManagement,
  keys: { signing: PublicJwk; encryption: PublicJwk },
): Promise<string> {
  const created = await management.create({
    name: 'Portal',
    contactInformation: {
      legalName: `Portal ${config.publicUrl.hostname}`,
      email: config.mail?.from.match(/[^\s<>]+@[^\s<>]+/)?.[0] ?? `postmaster@${config.publicUrl.hostname}`,
    },
    services: [
      {
        identifier: 'urn:verbund:portal',
        submissionSchemas: [{ schemaUri: replySchemaUri, mimeType: 'application/json' }],
        regions: ['DE'],
      },
    ],
    encryptionKid: keys.encryption.kid,
    encryptionPublicKey: keys.encryption,
    signingPublicKey: keys.signing,
    metadataVersions: ['2.1.0'],
  });
  return created.destinationId;
}

async function connect(kernel: Kernel, access: FitConnectAccess, tenant: TenantId): Promise<DestinationManagement> {
  const { submissionBaseUrl, destinationBaseUrl, tokenUrl, transport } = access;
  const client = await kernel.db.tx({ tenant }, async (tx) => {
    const row = await selectPortal(tx, tenant);
    if (row?.client_id == null || row.sealed_secret === null) throw busy();
    const key = await kernel.secrets.dataKey(tx, { tenant });
    const secret = kernel.secrets.open(key, row.sealed_secret, sealContext.secret(tenant));
    return { clientId: row.client_id, clientSecret: Buffer.from(secret).toString('utf8') };
  });
  const urls = { submissionBaseUrl, destinationBaseUrl, tokenUrl };
  return createDestinationManagement({ ...urls, ...client, transport, attempts: 2 });
}

async function ensureKey({ keys }: Kernel, tenant: TenantId, use: KeyUse, purpose: string): Promise<PublicJwk> {
  const found = await keys.find({ tenant }, purpose);
  const record = found ?? (await keys.create({ tenant }, use, { purpose, subject: 'Verbund Portal' }));
  const jwk = parseJwk(record.publicJwk, use);
  if (jwk === undefined)
    throw new AppError('internal', 'keys/wrong-use', { detail: 'The key service gave an unfit key' });
  return jwk;
}

function busy(): AppError {
  return new AppError('unavailable', 'dispatch/portal-busy');
}
