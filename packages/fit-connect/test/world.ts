import { randomUUID } from 'node:crypto';
import {
  createKeyPair,
  createSender,
  createSubscriber,
  localSigner,
  localUnwrapper,
  withoutCertificate,
  type KeyPairOptions,
  type OutgoingSubmission,
  type RsaKeyPair,
} from '../src/index.ts';
import { createDeliveryService, type DeliveryService } from '../src/testing/index.ts';
import { testKeys } from '../../../tools/test-keys.ts';

export const serviceUrn = 'urn:de:fim:leika:leistung:99108008252000';
export const schemaUri = 'https://schema.example.org/antrag/1.0/schema.json';

const start = Date.parse('2026-11-02T10:00:00Z');

async function makePairs() {
  const [encryption, signing, reply, portalSigning, service] = await testKeys(5);
  const make = (keyPair: RsaKeyPair | undefined, options: Pick<KeyPairOptions, 'use' | 'subject' | 'certificate'>) =>
    createKeyPair({ now: start, ...options, ...(keyPair ? { keyPair } : {}) });
  return Promise.all([
    make(encryption, { use: 'enc', subject: 'Stadt Musterstadt' }),
    make(signing, { use: 'sig', subject: 'Stadt Musterstadt' }),
    make(reply, { use: 'enc', subject: 'Antwort', certificate: false }),
    make(portalSigning, { use: 'sig', subject: 'Onlinedienst' }),
    make(service, { use: 'sig', subject: 'Zustelldienst', certificate: false }),
  ]);
}

const pairs = makePairs();

export async function keys() {
  const [encryption, signing, reply, portalSigning, service] = await pairs;
  return { encryption, signing, reply, portalSigning, service };
}

/** One town, one portal, one delivery service; time stands still unless `tick` moves it. */
export async function createWorld(options: { tokenLife?: number } = {}) {
  const held = await keys();
  const time = { now: start };
  const slept: number[] = [];
  const clock = () => time.now;
  const service: DeliveryService = await createDeliveryService({ clock, signatureKey: held.service, ...options });
  const portal = service.addClient();
  const town = service.addClient();
  const publicServices = [
    { identifier: serviceUrn, submissionSchemas: [{ schemaUri, mimeType: 'application/json' }], regions: ['DE'] },
  ];
  const destinationId = service.addDestination({
    owner: town,
    encryptionKey: held.encryption.publicJwk,
    signingKey: held.signing.publicJwk,
    publicServices,
  });
  const portalDestinationId = service.addDestination({
    owner: portal,
    encryptionKey: held.encryption.publicJwk,
    signingKey: held.portalSigning.publicJwk,
    publicServices: [],
  });
  const common = {
    submissionBaseUrl: service.submissionBaseUrl,
    tokenUrl: service.tokenUrl,
    transport: service.transport,
    clock,
    sleep: async (ms: number) => void slept.push(ms),
  };
  const sender = createSender({ ...common, ...portal });
  const subscriber = createSubscriber({ ...common, ...town });
  const receiveOptions = {
    unwrapper: localUnwrapper([held.encryption.privateJwk]),
    destination: { destinationId, publicServices },
  };
  const outgoing: OutgoingSubmission = {
    destinationId,
    publicService: { identifier: serviceUrn, name: 'Wohnsitz' },
    region: 'DE',
    data: {
      bytes: Buffer.from(JSON.stringify({ name: 'Müller' })),
      schema: { schemaUri, mimeType: 'application/json' },
    },
    attachments: [
      { content: Buffer.from('%PDF-1.7 eins'), mimeType: 'application/pdf', purpose: 'form', filename: 'antrag.pdf' },
      { content: async () => Buffer.from('zwei'), mimeType: 'text/plain', purpose: 'attachment' },
    ],
    replyChannel: {
      fitConnect: {
        processStandards: ['urn:verbund:reply:1'],
        encryptionPublicKey: withoutCertificate(held.reply.publicJwk),
      },
    },
  };
  return {
    held,
    time,
    slept,
    service,
    portal,
    town,
    common,
    destinationId,
    portalDestinationId,
    sender,
    subscriber,
    receiveOptions,
    outgoing,
    townSigner: localSigner(held.signing.privateJwk),
    portalSigner: localSigner(held.portalSigning.privateJwk),
    newId: () => randomUUID(),
  };
}
