import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  applyOverlay,
  type Answers,
  parseOverlay,
  pruneAnswers,
  readSchema,
  recogniseRules,
  toFimJson,
} from '@verbund/xdatenfelder';
import {
  createKeyPair,
  createSender,
  localSigner,
  localUnwrapper,
  type HttpTransport,
  type OutgoingSubmission,
  withoutCertificate,
} from '@verbund/fit-connect';
import { createDeliveryService, type DeliveryService } from '@verbund/fit-connect/testing';
import { type FitConnectAccess } from '#kernel/fit-connect';
import { type StaffSession } from '#kernel/http';
import { newUuid, type ClientId, type StaffId, type TenantId } from '#kernel/ids';
import { type CompiledForm } from '#modules/catalogue';
import { testKernel } from '../../../../test/support/test-kernel.ts';
import { testKeys } from '../../../../../../tools/test-keys.ts';
import { createIdentity } from '../../identity/module.ts';
import { createCases } from '../cases.ts';
import { createInboxes } from '../inboxes.ts';
import { createCasework } from '../module.ts';
import { createReceiver } from '../receive.ts';
import { createReplies } from '../replies.ts';

export const serviceUrn = 'urn:de:fim:leika:leistung:99102013104000';
export const schemaUri = 'https://schema.example.org/hundesteuer/1.0/schema.json';
export const digest = `sha256:${'a'.repeat(64)}`;
const seeds = fileURLToPath(new URL('../../../../seeds/schemas', import.meta.url));

const holder = 'G99000010101';
const dog = 'G99000010500[0]';

/** A complete application without exemption. */
export const goodAnswers: Answers = {
  [`${holder}/F99000010102`]: 'Erika',
  [`${holder}/F99000010103`]: 'Mustermann',
  [`${holder}/F99000010104`]: '1964-08-12',
  [`${holder}/G99000010210/F99000010211`]: 'Marktplatz',
  [`${holder}/G99000010210/F99000010212`]: '1a',
  [`${holder}/G99000010210/F99000010214`]: '46509',
  [`${holder}/G99000010210/F99000010215`]: 'Xanten',
  [`${holder}/G99000010320/F99000010321`]: 'erika@example.org',
  'G99000010400/F99000010401': false,
  [`${dog}/F99000010501`]: 'Bello',
  [`${dog}/F99000010502`]: '002',
  [`${dog}/F99000010504`]: 'm',
  [`${dog}/F99000010505`]: '2024-05-01',
  [`${dog}/F99000010507`]: '2026-10-15',
  'G99000010600/F99000010601': false,
};

/** The dog tax form, compiled as the catalogue does it. */
export async function dogTaxForm(): Promise<CompiledForm> {
  const { schema } = await readSchema(await readFile(`${seeds}/hundesteuer-anmeldung.xml`));
  const overlay = parseOverlay(
    JSON.parse(await readFile(`${seeds}/hundesteuer-anmeldung.overlay.json`, 'utf8')),
    schema,
  );
  return { digest, schema, form: applyOverlay(schema, overlay), rules: { rules: recogniseRules(schema).recognised } };
}

/** Calls of the Destination API that the in-memory service does not have: list, get, services in a merge patch. */
function withManagement(service: DeliveryService): HttpTransport {
  const made: string[] = [];
  const view = (id: string) => {
    const { keys: _keys, owner: _owner, ...rest } = service.destination(id);
    return rest;
  };
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method === 'GET' && pathname === '/destination-api/v1/destinations') {
      const destinations = made.map(view);
      const body = { offset: 0, count: made.length, totalCount: made.length, destinations };
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) };
    }
    const answer = await service.transport(request);
    if (answer.status === 201 && pathname === '/destination-api/v1/destinations') {
      made.push((JSON.parse(Buffer.from(answer.body).toString()) as { destinationId: string }).destinationId);
    }
    if (answer.status === 200 && request.method === 'PATCH') {
      const patch = JSON.parse(typeof request.body === 'string' ? request.body : '{}') as { services?: never };
      const destination = service.destination(pathname.split('/').at(-1) ?? '');
      if (patch.services !== undefined) destination.publicServices = patch.services;
    }
    return answer;
  };
}

export async function createWorld() {
  const test = await testKernel({ modules: ['identity', 'casework', 'keys'] });
  const { kernel, clock } = test;
  const now = (): number => clock.now().getTime();
  const pairs = await testKeys(4);
  const pairAt = (at: number) => ({ keyPair: pairs[at] ?? never(), now: now() });
  const [serviceKey, replyKey, portalKey] = await Promise.all([
    createKeyPair({ use: 'sig', subject: 'Zustelldienst', certificate: false, ...pairAt(0) }),
    createKeyPair({ use: 'enc', subject: 'Antwort', certificate: false, ...pairAt(1) }),
    createKeyPair({ use: 'sig', subject: 'Portal', ...pairAt(2) }),
  ]);
  const service = await createDeliveryService({ clock: now, signatureKey: serviceKey });
  const issued: string[] = [];
  const { submissionBaseUrl, destinationBaseUrl, tokenUrl } = service;
  const transport = withManagement(service);
  const access: FitConnectAccess = {
    submissionBaseUrl,
    destinationBaseUrl,
    tokenUrl,
    transport,
    issueClient: async () => {
      const client = service.addClient();
      issued.push(client.clientId);
      return { ...client, clientId: client.clientId as ClientId };
    },
  };
  const identity = createIdentity(kernel, { erasurePorts: [] });
  const form = await dogTaxForm();
  const catalogue = {
    versionBySchemaUri: async (_tenant: TenantId, uri: string) => (uri === schemaUri ? digest : null),
    compiledForm: async () => form,
    offeringsOf: async () => [],
    allVersions: async () => [],
    manifest: async () => null,
    saveOffering: never,
    goLive: never,
    withdraw: never,
  };
  const casework = createCasework(kernel, { access, identity: identity.service, catalogue });
  const shared = { kernel, access, identity: identity.service, catalogue };
  const inboxes = createInboxes(shared);
  const parts = {
    inboxes,
    receiver: createReceiver(shared, inboxes),
    replies: createReplies(shared, inboxes),
    cases: createCases(shared),
  };
  const portal = service.addClient();
  const portalDestination = service.addDestination({
    owner: portal,
    encryptionKey: (await createKeyPair({ use: 'enc', subject: 'Portal', ...pairAt(3) })).publicJwk,
    signingKey: portalKey.publicJwk,
    publicServices: [],
  });
  const sender = createSender({
    ...portal,
    submissionBaseUrl,
    tokenUrl,
    transport,
    clock: now,
    sleep: async () => undefined,
  });
  return {
    ...test,
    service,
    issued,
    access,
    identity: identity.service,
    casework,
    parts,
    form,
    sender,
    portal: {
      destinationId: portalDestination,
      unwrapper: localUnwrapper([replyKey.privateJwk]),
      signer: localSigner(portalKey.privateJwk),
    },
    /** A town with its inbox. */
    async town(slug: string, ars: string) {
      const made = await identity.service.createTenant({ kind: 'town', ars, slug, name: `Stadt ${slug}` });
      const tenant = made.tenant.id;
      const offer = {
        identifier: serviceUrn,
        submissionSchemas: [{ schemaUri, mimeType: 'application/json' as const }],
        regions: ['DE'],
      };
      const inbox = await casework.service.provisionInbox({ tenant, name: made.tenant.name, services: [offer] });
      return { tenant, destinationId: inbox.destinationId };
    },
    submission(destinationId: string, answers: Answers, extra: Partial<OutgoingSubmission> = {}): OutgoingSubmission {
      const pruned = pruneAnswers(form.schema, form.rules, answers, { today: '2026-11-02', land: 'NW' });
      return {
        destinationId,
        publicService: { identifier: serviceUrn, name: 'Hundesteuer anmelden' },
        region: 'DE',
        data: {
          bytes: Buffer.from(JSON.stringify(toFimJson(form.schema, pruned))),
          schema: { schemaUri, mimeType: 'application/json' },
        },
        attachments: [],
        replyChannel: {
          fitConnect: {
            processStandards: ['urn:verbund:reply:1'],
            encryptionPublicKey: withoutCertificate(replyKey.publicJwk),
          },
        },
        additionalReferenceInfo: { senderReference: 'XAN-7F3K-9Q2M', applicationDate: '2026-11-02' },
        ...extra,
      };
    },
    async staff(tenant: TenantId, name = 'Kim'): Promise<StaffSession> {
      const staff = newUuid<StaffId>();
      await test.database.admin(
        `insert into identity.staff (staff_id, tenant_id, display_name, email, roles, created_at)
         values ($1, $2, $3, $4, '{case-worker}', now())`,
        [staff, tenant, name, `${staff}@example.org`],
      );
      const actions = new Set(['case.list', 'case.read', 'case.answer', 'case.decide']);
      return {
        kind: 'staff',
        sessionId: newUuid(),
        staff,
        tenant,
        displayName: name,
        roles: [],
        actions,
        isOperator: false,
      };
    },
  };
}

function never(): never {
  throw new Error('no key pair');
}

export type World = Awaited<ReturnType<typeof createWorld>>;
