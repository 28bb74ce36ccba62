import { setTimeout as wait } from 'node:timers/promises';
import { createSender, type Sender, type Writer } from '@verbund/fit-connect';
import { AppError } from '#kernel/errors';
import { type FitConnectAccess } from '#kernel/fit-connect';
import { newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type IdentityService } from '#modules/identity';
import { destinationCheck } from './destination-check.ts';
import { sealContext } from './domain/content.ts';
import { makeClient, makeDestination } from './make-portal.ts';
import { findCaseUnderway } from './store/outgoing.ts';
import { claimPortal, releasePortal, selectPortal } from './store/portal.ts';

/** The portal as FIT-Connect knows it: one sender client and one destination that signs for received replies. */
export interface Portal {
  sender(): Promise<Sender>;
  /** Issuer and signature key for accept-reply and reject-reply. */
  writer(): Promise<Writer>;
  destinationId(): Promise<string>;
  /** True while a delivery of this case is begun but not recorded, so that the case may belong to a thread soon. */
  isCaseUnderway(caseId: string): Promise<boolean>;
}

export interface PortalDeps {
  access: FitConnectAccess;
  identity: Pick<IdentityService, 'operatorTenant'>;
  /** How long to wait for another process that makes the portal; default 30 s. */
  patienceMilliseconds?: number;
}

interface Credentials {
  tenant: TenantId;
  clientId: string;
  clientSecret: string;
  destinationId: string;
  signingKid: string;
}

const leaseMilliseconds = 60_000;

export function createPortal(kernel: Kernel, deps: PortalDeps): Portal {
  const { db, clock, keys } = kernel;
  const { submissionBaseUrl, tokenUrl, transport } = deps.access;
  let credentials: Promise<Credentials> | undefined;
  let sender: Promise<Sender> | undefined;

  function load(): Promise<Credentials> {
    credentials ??= findOrMake(kernel, deps).catch((error: unknown) => {
      credentials = undefined;
      throw error;
    });
    return credentials;
  }

  async function connect(): Promise<Sender> {
    const { clientId, clientSecret } = await load();
    const options = { submissionBaseUrl, tokenUrl, transport, clientId, clientSecret };
    // Jobs repeat by themselves; a long pause inside one would only hold its place.
    return createSender({ ...options, ...destinationCheck(kernel), clock: () => clock.now().getTime(), attempts: 2 });
  }

  return {
    sender() {
      sender ??= connect().catch((error: unknown) => {
        sender = undefined;
        throw error;
      });
      return sender;
    },
    async writer() {
      const { tenant, destinationId, signingKid } = await load();
      const sign = (input: Uint8Array): Promise<Uint8Array> => keys.sign({ tenant }, signingKid, input);
      return { iss: destinationId, signer: { kid: signingKid, sign } };
    },
    destinationId: async () => (await load()).destinationId,
    isCaseUnderway: (caseId) => db.once({}, (tx) => findCaseUnderway(tx, caseId)),
  };
}

async function findOrMake(kernel: Kernel, deps: PortalDeps): Promise<Credentials> {
  const tenant = (await deps.identity.operatorTenant()).id;
  const patience = deps.patienceMilliseconds ?? 30_000;
  for (let waited = 0; ; waited += 250) {
    const found = await read(kernel, tenant);
    if (found !== null) return found;
    if (deps.access.issueClient === null) throw new AppError('unavailable', 'dispatch/portal-not-configured');
    if (await make(kernel, deps.access, tenant)) continue;
    if (waited >= patience) throw new AppError('unavailable', 'dispatch/portal-busy');
    await wait(250);
  }
}

async function read({ db, secrets }: Kernel, tenant: TenantId): Promise<Credentials | null> {
  return db.tx({ tenant }, async (tx) => {
    const row = await selectPortal(tx, tenant);
    if (row?.client_id == null || row.sealed_secret === null) return null;
    if (row.destination_id === null || row.signing_kid === null) return null;
    const secret = secrets.open(await secrets.dataKey(tx, { tenant }), row.sealed_secret, sealContext.secret(tenant));
    return {
      tenant,
      clientId: row.client_id,
      clientSecret: Buffer.from(secret).toString('utf8'),
      destinationId: row.destination_id,
      signingKid: row.signing_kid,
    };
  });
}

/** One step after the other, each saved before the next; a crash in between is taken up where it stopped. False: not our turn. */
async function make(kernel: Kernel, access: FitConnectAccess, tenant: TenantId): Promise<boolean> {
  const { db, clock, log } = kernel;
  const claim = newUuid();
  const now = clock.now();
  const until = new Date(now.getTime() + leaseMilliseconds);
  const row = await db.tx({ tenant }, (tx) => claimPortal(tx, { tenant, claim, now, until }));
  if (row === null) return false;
  try {
    if (row.client_id === null) await makeClient(kernel, access, { tenant, claim });
    await makeDestination(kernel, access, { tenant, claim }, row.client_id !== null);
    log.info({}, 'Registered the portal with the delivery service');
    return true;
  } catch (error) {
    await db.tx({ tenant }, (tx) => releasePortal(tx, { tenant, claim, now: clock.now() }));
    throw error;
  }
}
