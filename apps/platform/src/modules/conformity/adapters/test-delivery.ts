import {
  createDestinationManagement,
  createSender,
  createSubscriber,
  type DeliveryProgress,
  parseJwk,
  parseJweHeader,
  type PublicJwk,
  statusOf,
} from '@verbund/fit-connect';
import { type KeyUse } from '#kernel/keys';
import { type TenantId } from '#kernel/ids';
import { checkData, type CompiledForm, type ServiceManifest } from '#modules/catalogue';
import { type DeliveryTrace, type DestinationFacts, type Probed } from '../checks/check.ts';
import { type ConformityDeps } from '../deps.ts';
import { certificateEnd } from '../domain/certificate-end.ts';
import { describe, type SampleResult } from '../domain/sample-tests.ts';
import { insertTestClient, selectTestClient } from '../store/test-client.ts';

const sealedFor = 'conformity.test-client';
const mostSamples = 3;
const tinyFile = Buffer.from('%PDF-1.4\n% Beispiel der Konformitätsprüfung\n%%EOF\n');

type Deps = Pick<ConformityDeps, 'kernel' | 'access' | 'identity'>;

/** Credentials of the operator's client for test deliveries; made once, its secret sealed. */
async function clientOf({ kernel, access, identity }: Deps): Promise<{ tenant: TenantId; id: string; secret: string }> {
  const { db, secrets, clock } = kernel;
  const { id: tenant } = await identity.operatorTenant();
  const stored = () =>
    db.tx({ tenant }, async (tx) => {
      const row = await selectTestClient(tx, tenant);
      if (row === null) return null;
      const key = await secrets.dataKey(tx, { tenant });
      return {
        tenant,
        id: row.client_id,
        secret: Buffer.from(secrets.open(key, row.credentials, sealedFor)).toString(),
      };
    });
  const known = await stored();
  if (known !== null) return known;
  if (access.issueClient === null) throw new Error('the delivery service is not ours');
  const made = await access.issueClient({
    name: 'Konformitätsprüfung (Probezustellung)',
    roles: ['sender', 'subscriber', 'manager'],
    tenant: null,
  });
  await db.tx({ tenant }, async (tx) => {
    const key = await secrets.dataKey(tx, { tenant });
    const credentials = Buffer.from(secrets.seal(key, made.clientSecret, sealedFor));
    await insertTestClient(tx, tenant, { client_id: made.clientId, credentials }, clock.now());
  });
  const kept = await stored();
  if (kept === null) throw new Error('the test client vanished');
  return kept;
}

async function connectionOf(deps: Deps) {
  const { kernel, access } = deps;
  const client = await clientOf(deps);
  const { submissionBaseUrl, destinationBaseUrl, tokenUrl, transport } = access;
  const options = {
    submissionBaseUrl,
    destinationBaseUrl,
    tokenUrl,
    transport,
    clientId: client.id,
    clientSecret: client.secret,
    clock: () => kernel.clock.now().getTime(),
  };
  return { tenant: client.tenant, options };
}

async function keyOf({ kernel }: Deps, tenant: TenantId, use: KeyUse): Promise<PublicJwk> {
  const purpose = `conformity-${use}`;
  const found = await kernel.keys.find({ tenant }, purpose);
  const record = found ?? (await kernel.keys.create({ tenant }, use, { purpose, subject: 'Konformitätsprüfung' }));
  const jwk = parseJwk(record.publicJwk, use);
  if (jwk === undefined) throw new Error(`FIT-Connect does not take the key ${record.kid}`);
  return jwk;
}

export interface DeliveryInput {
  manifest: ServiceManifest;
  form: CompiledForm;
  samples: readonly SampleResult[];
  today: string;
}

/**
 * Sends samples through the delivery service to a destination of our own, receives and settles them as an authority does,
 * and reads the event log as the sender. No authority is touched: the destination lives for this run, offers a service
 * that the routing does not know, and is taken down again.
 */
export async function deliverSamples(deps: Deps, input: DeliveryInput): Promise<Probed<DeliveryTrace>> {
  if (deps.access.issueClient === null) return { ok: false, missing: remoteService };
  const { tenant, options } = await connectionOf(deps);
  const { manifest } = input;
  const [encryption, signing] = [await keyOf(deps, tenant, 'enc'), await keyOf(deps, tenant, 'sig')];
  const identifier = `urn:verbund:pruefung:${manifest.service.slug}`;
  const schema = { schemaUri: manifest.delivery.schemaUri, mimeType: 'application/json' as const };
  const management = createDestinationManagement(options);
  const offered = [{ identifier, submissionSchemas: [schema], regions: ['DE'] }];
  const { destinationId } = await management.create({
    name: 'Konformitätsprüfung',
    contactInformation: {
      legalName: 'Konformitätsprüfung',
      email: `postmaster@${deps.kernel.config.publicUrl.hostname}`,
    },
    services: offered,
    encryptionKid: encryption.kid,
    encryptionPublicKey: encryption,
    signingPublicKey: signing,
    metadataVersions: ['2.1.0'],
    replyChannels: { fitConnect: { processStandards: ['urn:verbund:reply:1'] } },
  });
  try {
    await management.patch(destinationId, { status: 'active' });
    const run = createRun(deps, {
      tenant,
      options,
      destinationId,
      signingKid: signing.kid,
      encryptionKid: encryption.kid,
      schema,
      identifier,
      offered,
    });
    const good = input.samples.filter(({ expected, faults }) => expected === 'accepted' && faults.length === 0);
    const withoutFiles = good.toSorted((a, b) => a.files.length - b.files.length);
    const deliveries: DeliveryTrace['deliveries'][number][] = [];
    for (const sample of withoutFiles.slice(0, mostSamples)) deliveries.push(await run.good(input, sample));
    const refusal = await run.broken();
    return { ok: true, value: { transport: 'FIT-Connect', deliveries, refusal, encrypted: run.isEncrypted() } };
  } finally {
    await management
      .patch(destinationId, { status: 'decommissioned' })
      .catch(() => management.remove(destinationId).catch(() => undefined));
  }
}

interface RunSettings {
  tenant: TenantId;
  options: Awaited<ReturnType<typeof connectionOf>>['options'];
  destinationId: string;
  signingKid: string;
  encryptionKid: string;
  schema: { schemaUri: string; mimeType: 'application/json' };
  identifier: string;
  offered: {
    identifier: string;
    submissionSchemas: { schemaUri: string; mimeType: 'application/json' }[];
    regions: string[];
  }[];
}

function createRun({ kernel }: Deps, settings: RunSettings) {
  const { tenant, destinationId, schema, identifier, offered } = settings;
  const sender = createSender(settings.options);
  const subscriber = createSubscriber(settings.options);
  const { keys } = kernel;
  const signer = {
    kid: settings.signingKid,
    sign: (signingInput: Uint8Array) => keys.sign({ tenant }, settings.signingKid, signingInput),
  };

  async function send(bytes: Uint8Array, files: SampleResult['files']) {
    return sender.sendSubmission(
      {
        destinationId,
        publicService: { identifier, name: 'Konformitätsprüfung' },
        region: 'DE',
        data: { bytes, schema },
        attachments: files.map(({ fileId, filename }) => ({
          attachmentId: fileId,
          filename,
          mimeType: 'application/pdf',
          purpose: 'attachment' as const,
          content: tinyFile,
        })),
      },
      journalInMemory(),
    );
  }

  let encrypted = true;

  /** What lies at the service must open with the receiver's key alone. */
  async function inspect(submissionId: string): Promise<void> {
    const { encryptedData, encryptedMetadata } = await subscriber.getSubmission(submissionId);
    for (const jwe of [encryptedData, encryptedMetadata]) {
      const header = parseJweHeader(jwe);
      if (header?.kid !== settings.encryptionKid || header.alg !== 'RSA-OAEP-256') encrypted = false;
    }
  }

  async function receive(submissionId: string, check: (json: unknown) => readonly string[]) {
    const received = await subscriber.receiveSubmission(submissionId, {
      unwrapper: { unwrapKey: (kid, encrypted) => keys.unwrap({ tenant }, kid, encrypted) },
      destination: { destinationId, publicServices: offered },
      validateData: ({ json }) => check(json),
    });
    await subscriber.settle(received, signer);
    return received;
  }

  async function stateOf(submissionId: string, caseId: string) {
    const verdict = await sender.verifiedCaseLog(caseId, { destinationId });
    return verdict.ok ? statusOf(verdict.log, 'submission', submissionId) : null;
  }

  return {
    isEncrypted: () => encrypted,
    async good({ form, today }: DeliveryInput, sample: SampleResult): Promise<DeliveryTrace['deliveries'][number]> {
      const { itemId, caseId } = await send(Buffer.from(JSON.stringify(sample.delivered)), sample.files);
      await inspect(itemId);
      let violations: readonly string[] = [];
      const options = { ars: null, applicationDate: sample.day, today };
      const received = await receive(itemId, (json) => {
        violations = checkData(form, json, sample.files.map(describe), options).violations;
        return violations;
      });
      const content = received.ok ? received.submission : null;
      return {
        sample: sample.name,
        schemaUri: content?.schemaUri ?? '',
        mimeType: content?.mimeType ?? '',
        isJson: content?.json !== undefined,
        attachments: content?.attachments.map(({ mimeType }) => mimeType) ?? [],
        violations: received.ok ? violations : received.problems.map(({ type }) => type),
        state: (await stateOf(itemId, caseId))?.state ?? 'unknown',
        submissionId: itemId,
      };
    },
    /** Data that no form makes: the receiver must refuse it, and the sender must read why. */
    async broken(): Promise<DeliveryTrace['refusal']> {
      const { itemId, caseId } = await send(Buffer.from('{"keinFeldDesSchemas":true}'), []);
      await receive(itemId, () => ['/keinFeldDesSchemas additionalProperties']);
      const status = await stateOf(itemId, caseId);
      return { state: status?.state ?? 'unknown', problems: status?.problems.map(({ type }) => type) ?? [] };
    },
  };
}

/** A run that dies is not resumed: the next one sends anew, to another destination. */
function journalInMemory() {
  let progress: DeliveryProgress | undefined;
  return {
    load: async () => progress,
    save: async (next: DeliveryProgress) => {
      progress = next;
    },
  };
}

/** As any sender sees it. */
export async function destinationFacts(deps: Deps, destinationId: string): Promise<Probed<DestinationFacts>> {
  if (deps.access.issueClient === null) return { ok: false, missing: remoteService };
  const { options } = await connectionOf(deps);
  const sender = createSender(options);
  const destination = await sender.getDestination(destinationId);
  const key = await sender.getDestinationKey(destinationId, destination.encryptionKid);
  return {
    ok: true,
    value: {
      status: destination.status,
      certificateEnds: certificateEnd(key.x5c ?? []),
      replyChannels: Object.keys(destination.replyChannels ?? {}),
      schemas: destination.publicServices.flatMap((one) => one.submissionSchemas.map(({ schemaUri }) => schemaUri)),
    },
  };
}

const remoteService = {
  de: 'Der Zustelldienst ist ein fremder; dort darf die Prüfung keinen Zustellpunkt anlegen.',
  en: 'The delivery service is not ours; the check may not create a destination there.',
};
