import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDestinationManagement } from '@verbund/fit-connect';
import { createHttpServer, kernelErrorTexts, type HttpServer } from '../src/kernel/http/index.ts';
import { type FitConnectAccess } from '../src/kernel/fit-connect/index.ts';
import { newUuid, type PersonId } from '../src/kernel/ids/index.ts';
import { createDispatch, type DispatchModule } from '../src/modules/dispatch/module.ts';
import { createMailbox, type MailboxModule } from '../src/modules/mailbox/module.ts';
import { createTransport } from '../src/modules/transport/module.ts';
import {
  applicationSchema,
  publicService,
  townAt,
  townKeys,
  townService,
  type TestTown,
} from './support/fit-connect-world.ts';
import { testKernel, type TestKernel } from './support/test-kernel.ts';

const operator = newUuid();
const identity = {
  operatorTenant: async () => ({ id: operator }),
  personContact: async () => ({ email: null, lang: 'de', displayName: '' }),
} as never;
const signal = new AbortController().signal;

let kit: TestKernel;
let server: HttpServer;
let access: FitConnectAccess;
let town: TestTown;
let dispatch: DispatchModule;
let mailbox: MailboxModule;

before(async () => {
  kit = await testKernel({ modules: ['keys', 'dispatch', 'mailbox', 'transport'] });
  const transport = createTransport({ ...kit.kernel, db: kit.database.as('transport') });
  server = await createHttpServer({
    config: kit.kernel.config,
    log: kit.log,
    clock: kit.kernel.clock,
    sessions: { resolve: async () => null },
    routes: transport.routes,
    errorTexts: { ...kernelErrorTexts, ...transport.errorTexts },
    errorPage: null,
    derive: null,
    readiness: [],
  });
  const at = (path: string): string => new URL(path, kit.kernel.config.publicUrl).href;
  access = {
    submissionBaseUrl: at('/submission-api'),
    destinationBaseUrl: at('/destination-api'),
    tokenUrl: at('/oauth/token'),
    transport: (request) => server.inProcess(request),
    issueClient: (input) => transport.service.createClient({ ...input, region: null }),
  };
  town = await townAt(kit, { access, addDestination });
  dispatch = createDispatch(kit.kernel, { access, identity });
  mailbox = createMailbox(kit.kernel, { identity, dispatch: dispatch.service, portal: dispatch.portal });
  dispatch.service.listen(mailbox.onDispatch);
});
after(async () => {
  await server.stop();
  await kit.close();
});

/** As a third party would: a client of its own and the public Destination API. */
async function addDestination() {
  if (access.issueClient === null) throw new Error('no clients');
  const { encryption, signing } = await townKeys(kit.clock.now().getTime());
  const client = await access.issueClient({ name: 'town', roles: ['subscriber', 'manager'], tenant: null });
  const management = createDestinationManagement({ ...access, ...client });
  const { destinationId } = await management.create({
    name: 'Town',
    contactInformation: { legalName: 'Town', email: 'town@example.org' },
    services: [townService],
    encryptionKid: encryption.publicJwk.kid,
    encryptionPublicKey: encryption.publicJwk,
    signingPublicKey: signing.publicJwk,
    metadataVersions: ['2.1.0'],
  });
  await management.patch(destinationId, { status: 'active' });
  return { ...client, destinationId, encryption, signing };
}

test('application, decision, reply and its acceptance travel over the own delivery service', async () => {
  const person = newUuid<PersonId>();
  const id = newUuid();
  const common = { person, tenant: town.tenant, destinationId: town.destinationId, publicService };
  await kit.kernel.db.tx({ person }, async (tx) => {
    const data = { bytes: Buffer.from('{"a":1}'), schemaUri: applicationSchema, mimeType: 'application/json' } as const;
    const rest = { attachments: [], caseId: null, senderReference: 'XAN-1', region: 'DE' };
    await dispatch.service.submit(tx, { ...common, ...rest, id, kind: 'application', data });
    await mailbox.service.openThread(tx, { ...common, applicationId: id, title: 'Hund', reference: 'XAN-1' });
  });
  await dispatch.jobs[0]?.handle({ id, person }, { jobId: 'x', attempt: 1, log: kit.log, signal });
  const [received] = await town.accept();
  assert.ok(received?.replyKey);
  kit.clock.advance(2000);
  await dispatch.recurring[0]?.run({ log: kit.log, signal });
  assert.equal((await kit.kernel.db.tx({ person }, (tx) => dispatch.service.state(tx, id)))?.state, 'accepted');

  const message = { subject: 'Bescheid', text: 'Angemeldet.', kind: 'decision' } as const;
  // More than is held in memory anywhere on the way: streamed from the town to the service and on to the mailbox.
  const bytes = Buffer.alloc(3_000_000, '%PDF-1.7 ');
  async function* content() {
    for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
  }
  const file = {
    content,
    byteLength: bytes.length,
    mimeType: 'application/pdf',
    purpose: 'attachment',
    filename: 'Bescheid.pdf',
  } as const;
  const replyId = await town.reply(received.caseId, received.replyKey, message, [file]);
  await mailbox.recurring[0]?.run({ log: kit.log, signal });
  assert.equal(await mailbox.service.unreadCount(person), 1);
  const verdict = await town.subscriber.verifiedCaseLog(received.caseId, {
    destinationId: town.destinationId,
    replyReceiverId: await dispatch.portal.destinationId(),
  });
  assert.ok(verdict.ok);
  assert.equal(verdict.log.items.get(`reply:${replyId}`)?.state, 'accepted');
});

test('a portal whose making stopped after its destination was created takes that one up again', async () => {
  const before = await dispatch.portal.destinationId();
  await kit.database.admin('update dispatch.portal set destination_id = null, signing_kid = null');
  kit.clock.advance(61_000);
  const again = createDispatch(kit.kernel, { access, identity });
  assert.equal(await again.portal.destinationId(), before);
});
