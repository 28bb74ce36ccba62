import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  buildZbpMessage,
  buildZbpState,
  createKeyPair,
  createSender,
  createSubscriber,
  localUnwrapper,
  localZbpSigner,
  sendZbpMessage,
  sendZbpState,
  sha512Hex,
  signZbpContent,
  zbpSchema,
  zbpServices,
  zbpStatuses,
  type ZbpEnvelope,
  type ZbpMessage,
  type ZbpState,
} from '../src/index.ts';
import { memoryJournal } from '../src/testing/index.ts';
import { testKeys } from '../../../tools/test-keys.ts';
import { createWorld } from './world.ts';

const now = Date.parse('2026-11-02T10:00:00Z');
const mailboxUuid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const applicationId = '5f0c6a52-2f0b-4a6c-9d7e-0d3d6c1f4b11';
const message: Omit<ZbpMessage, 'attachments'> = {
  storkQaaLevel: 3,
  mailboxUuid,
  sender: 'Stadt Musterstadt',
  title: 'Ihr Bescheid',
  content: 'Guten Tag, anbei Ihr Bescheid über „Wohnsitz“.',
  service: 'Wohnsitz anmelden',
};
const state: ZbpState = {
  applicationId,
  status: 'PROCESSING',
  publicServiceName: 'Wohnsitz anmelden',
  senderName: 'Stadt Musterstadt',
  createdAt: now,
};

/** A signer, and the keys it is made of. */
async function author(subject = 'Stadt Musterstadt, Amt für IT') {
  const [keyPair] = await testKeys(1);
  assert.ok(keyPair);
  const { publicJwk } = await createKeyPair({ use: 'sig', subject, keyPair, now });
  const certificate = new X509Certificate(Buffer.from(publicJwk.x5c?.[0] ?? '', 'base64')).toString();
  const privateKey = keyPair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { signer: localZbpSigner({ privateKey, certificate }), privateKey, certificate, keyPair };
}

const openssl = (() => {
  try {
    return execFileSync('openssl', ['version']).toString();
  } catch {
    return undefined;
  }
})();

/** RSA PKCS#1 v1.5 with SHA-512, by a foreign program where there is one. */
function isSigned(bytes: Uint8Array, signature: Uint8Array, certificate: string): boolean {
  const { publicKey } = new X509Certificate(certificate);
  if (openssl === undefined) return verify('sha512', bytes, publicKey, signature);
  const folder = mkdtempSync(join(tmpdir(), 'zbp-'));
  try {
    const place = (name: string) => join(folder, name);
    writeFileSync(place('key.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(place('signature'), signature);
    writeFileSync(place('content'), bytes);
    const names = ['-verify', place('key.pem'), '-signature', place('signature'), place('content')];
    return execFileSync('openssl', ['dgst', '-sha512', ...names], { stdio: 'pipe' })
      .toString()
      .includes('Verified OK');
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('messages and states are built with the names of the mailbox', () => {
  const built = buildZbpMessage({
    ...message,
    applicationId,
    reference: 'AZ 1',
    attachments: [{ filename: 'bescheid.pdf', bytes: Buffer.from('%PDF') }],
  });
  assert.ok(built.ok);
  assert.deepEqual(JSON.parse(built.content), {
    stork_qaa_level: 3,
    mailboxUuid,
    sender: 'Stadt Musterstadt',
    title: 'Ihr Bescheid',
    content: message.content,
    service: 'Wohnsitz anmelden',
    applicationId,
    reference: 'AZ 1',
    attachments: [{ filename: 'bescheid.pdf', sha512sum: sha512Hex(Buffer.from('%PDF')), contentLength: 4 }],
  });
  const step = buildZbpState({ ...state, statusDetails: 'in Arbeit', additionalInformation: 'ruhig' });
  assert.ok(step.ok);
  assert.deepEqual(JSON.parse(step.content), {
    applicationId,
    status: 'PROCESSING',
    publicServiceName: { de: 'Wohnsitz anmelden' },
    senderName: 'Stadt Musterstadt',
    createdDate: '2026-11-02T10:00:00.000Z',
    statusDetails: { de: 'in Arbeit' },
    additionalInformation: { de: 'ruhig' },
  });
});

test('every length limit holds to the character, and the finding names the member', () => {
  const messageLimits = {
    sender: 255,
    title: 1024,
    service: 255,
    retrievalConfirmationAddress: 320,
    replyAddress: 320,
    reference: 255,
    senderUrl: 255,
  };
  for (const [member, limit] of Object.entries(messageLimits)) {
    // Characters, not UTF-16 units: the mailbox counts as its schema does.
    assert.ok(buildZbpMessage({ ...message, [member]: '😀'.repeat(limit) }).ok, member);
    const long = buildZbpMessage({ ...message, [member]: 'ä'.repeat(limit + 1) });
    assert.ok(!long.ok, member);
    assert.deepEqual(
      long.findings.map(({ path, code }) => [path, code]),
      [[`/${member}`, 'maxLength']],
    );
    assert.match(long.findings[0]?.message ?? '', new RegExp(String(limit)));
  }
  const stateLimits = {
    publicServiceName: 100,
    senderName: 100,
    statusDetails: 50,
    additionalInformation: 100,
    reference: 50,
  };
  for (const [member, limit] of Object.entries(stateLimits)) {
    assert.ok(buildZbpState({ ...state, [member]: 'ä'.repeat(limit) }).ok, member);
    const long = buildZbpState({ ...state, [member]: 'ä'.repeat(limit + 1) });
    assert.ok(!long.ok && long.findings[0]?.path.startsWith(`/${member}`), member);
  }
  for (const status of zbpStatuses) assert.ok(buildZbpState({ ...state, status }).ok);
  const wrong: [object, string][] = [
    [{ mailboxUuid: 'x' }, '/mailboxUuid'],
    [{ storkQaaLevel: 5 }, '/stork_qaa_level'],
    [{ title: '' }, '/title'],
    [{ content: undefined }, '/content'],
    [{ unknown: 1 }, ''],
    [{ attachments: [{ filename: '', bytes: new Uint8Array() }] }, '/attachments/0/filename'],
  ];
  for (const [change, path] of wrong) {
    const built = buildZbpMessage({ ...message, ...change });
    assert.ok(!built.ok, path);
    assert.deepEqual(
      built.findings.map((finding) => finding.path),
      [path],
    );
  }
  assert.ok(!buildZbpState({ ...state, createdAt: Number.NaN }).ok);
});

test('the envelope is signed as the mailbox verifies it', async () => {
  const { signer, certificate } = await author();
  const built = buildZbpMessage(message);
  assert.ok(built.ok);
  const envelope = await signZbpContent(built.content, signer, () => now + 999);
  assert.deepEqual(Object.keys(envelope), ['content', 'sha512sum', 'authorToken', 'authorCertificate']);
  assert.equal(envelope.content, built.content);
  assert.equal(envelope.authorCertificate, certificate);
  assert.ok(isSigned(Buffer.from(envelope.content), Buffer.from(envelope.sha512sum, 'base64'), certificate));
  assert.ok(!isSigned(Buffer.from(`${envelope.content} `), Buffer.from(envelope.sha512sum, 'base64'), certificate));
  const [header = '', claims = '', signature = ''] = envelope.authorToken.split('.');
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  assert.deepEqual(read(header), { alg: 'RS512', typ: 'JWT' });
  assert.deepEqual(read(claims), {
    iat: now / 1000,
    exp: now / 1000 + 1800,
    signer: 'Stadt Musterstadt, Amt für IT',
    roles: ['THIRD_PARTY'],
  });
  assert.ok(isSigned(Buffer.from(`${header}.${claims}`), Buffer.from(signature, 'base64url'), certificate));
});

test('a certificate of another key is refused before anything is signed', async () => {
  const { certificate } = await author();
  const [, other] = await testKeys(2);
  const privateKey = other?.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() ?? '';
  assert.throws(() => localZbpSigner({ privateKey, certificate }), /another key/);
});

test('message and state travel as ordinary submissions', async () => {
  const world = await createWorld();
  const { signer, certificate } = await author();
  const [portal, fitko] = [world.service.connect(), world.service.connect()];
  const destinationId = world.service.addDestination({
    owner: fitko,
    encryptionKey: world.held.encryption.publicJwk,
    signingKey: world.held.signing.publicJwk,
    publicServices: Object.values(zbpServices).map(({ identifier }) => ({
      identifier,
      submissionSchemas: [zbpSchema],
      regions: ['DE'],
    })),
  });
  const sender = createSender(portal);
  const target = { destinationId, signer, clock: () => world.time.now };
  const file = { filename: 'bescheid.pdf', bytes: Buffer.from('%PDF'), mimeType: 'application/pdf' };
  const journal = memoryJournal();
  const sent = await sendZbpMessage(sender, target, { ...message, attachments: [file] }, journal);
  assert.ok(sent.ok);
  const again = await sendZbpMessage(sender, target, { ...message, attachments: [file] }, journal);
  assert.ok(again.ok && again.delivered.itemId === sent.delivered.itemId, 'once');
  const step = await sendZbpState(sender, target, state, memoryJournal());
  assert.ok(step.ok);
  assert.ok(!(await sendZbpMessage(sender, target, { ...message, title: '' }, memoryJournal())).ok);
  assert.equal(world.service.items().length, 2);
  const subscriber = createSubscriber(fitko);
  const destination = await subscriber.getDestination(destinationId);
  const unwrapper = localUnwrapper([world.held.encryption.privateJwk]);
  for (const [delivered, service] of [
    [sent.delivered, zbpServices.message],
    [step.delivered, zbpServices.state],
  ] as const) {
    const received = await subscriber.receiveSubmission(delivered.itemId, { destination, unwrapper });
    assert.ok(received.ok);
    assert.deepEqual(received.submission.publicService, service);
    const envelope = received.submission.json as ZbpEnvelope;
    assert.ok(isSigned(Buffer.from(envelope.content), Buffer.from(envelope.sha512sum, 'base64'), certificate));
    const inner = JSON.parse(envelope.content) as { attachments?: { sha512sum: string }[] };
    assert.deepEqual(
      received.submission.attachments.map(({ bytes }) => sha512Hex(bytes)),
      (inner.attachments ?? []).map(({ sha512sum }) => sha512sum),
    );
  }
});
