import {
  createKeyPair,
  createSubscriber,
  encodeMessage,
  followUpSchemaUri,
  localSigner,
  localUnwrapper,
  problem,
  replySchemaUri,
  type OutgoingAttachment,
  type PublicJwk,
  type ReceivedSubmission,
  type ReceiveResult,
  type ReplyMessage,
  type Subscriber,
} from '@verbund/fit-connect';
import { createDeliveryService, memoryJournal, type DeliveryService } from '@verbund/fit-connect/testing';
import { type FitConnectAccess } from '../../src/kernel/fit-connect/index.ts';
import { newUuid, type ClientId, type TenantId } from '../../src/kernel/ids/index.ts';
import { type TestKernel } from './test-kernel.ts';
import { testKeys } from '../../../../tools/test-keys.ts';

export const applicationSchema = 'urn:test:application:1';
export const publicService = { identifier: 'urn:de:fim:leika:leistung:99102008104000', name: 'Hund anmelden' };

/** A back office that works as any third party would: with the client library alone. */
export interface TestTown {
  tenant: TenantId;
  destinationId: string;
  subscriber: Subscriber;
  /** Fetches everything that waits, without deciding. */
  receive(): Promise<ReceiveResult<ReceivedSubmission>[]>;
  accept(): Promise<ReceivedSubmission[]>;
  reject(detail: string): Promise<number>;
  reply(
    caseId: string,
    replyKey: PublicJwk,
    message: ReplyMessage,
    attachments?: readonly OutgoingAttachment[],
  ): Promise<string>;
}

export interface FitConnectWorld {
  access: FitConnectAccess;
  /** How many clients the portal was given. */
  clientsIssued(): number;
  addTown(): Promise<TestTown>;
}

interface Connection {
  access: FitConnectAccess;
  addDestination(): Promise<{
    clientId: string;
    clientSecret: string;
    destinationId: string;
    encryption: Awaited<ReturnType<typeof createKeyPair>>;
    signing: Awaited<ReturnType<typeof createKeyPair>>;
  }>;
}

/** The in-memory service of the client library behind the port that modules are given. */
export async function memoryFitConnect(test: TestKernel): Promise<FitConnectWorld & { service: DeliveryService }> {
  const now = (): number => test.clock.now().getTime();
  const [first] = await testKeys();
  if (first === undefined) throw new Error('no key pair');
  const signatureKey = await createKeyPair({ use: 'sig', subject: 'Service', certificate: false, keyPair: first });
  const service = await createDeliveryService({ clock: now, signatureKey });
  let issued = 0;
  const access: FitConnectAccess = {
    submissionBaseUrl: service.submissionBaseUrl,
    destinationBaseUrl: service.destinationBaseUrl,
    tokenUrl: service.tokenUrl,
    transport: service.transport,
    async issueClient() {
      issued += 1;
      const { clientId, clientSecret } = service.addClient();
      return { clientId: clientId as ClientId, clientSecret };
    },
  };
  const addDestination: Connection['addDestination'] = async () => {
    const { encryption, signing } = await townKeys(now());
    const owner = service.addClient();
    const destinationId = service.addDestination({
      owner,
      encryptionKey: encryption.publicJwk,
      signingKey: signing.publicJwk,
      publicServices: [townService],
    });
    return { ...owner, destinationId, encryption, signing };
  };
  return { service, access, clientsIssued: () => issued, addTown: () => townAt(test, { access, addDestination }) };
}

export const townService = {
  identifier: publicService.identifier,
  submissionSchemas: [applicationSchema, followUpSchemaUri].map((schemaUri) => ({
    schemaUri,
    mimeType: 'application/json',
  })),
  regions: ['DE'],
};

export async function townKeys(now: number) {
  const [, one, two] = await testKeys();
  if (one === undefined || two === undefined) throw new Error('no key pair');
  const encryption = await createKeyPair({ use: 'enc', subject: 'Town', keyPair: one, now });
  const signing = await createKeyPair({ use: 'sig', subject: 'Town', keyPair: two, now });
  return { encryption, signing };
}

export async function townAt(test: TestKernel, { access, addDestination }: Connection): Promise<TestTown> {
  const { clientId, clientSecret, destinationId, encryption, signing } = await addDestination();
  const { submissionBaseUrl, tokenUrl, transport } = access;
  const clock = (): number => test.clock.now().getTime();
  const subscriber = createSubscriber({ submissionBaseUrl, tokenUrl, transport, clientId, clientSecret, clock });
  const signer = localSigner(signing.privateJwk);
  const unwrapper = localUnwrapper([encryption.privateJwk]);

  async function receive(): Promise<ReceiveResult<ReceivedSubmission>[]> {
    const { items } = await subscriber.listSubmissions({ destinationId });
    const destination = await subscriber.getDestination(destinationId);
    return Promise.all(
      items.map((item) => subscriber.receiveSubmission(item.submissionId, { unwrapper, destination })),
    );
  }

  return {
    tenant: newUuid<TenantId>(),
    destinationId,
    subscriber,
    receive,
    async accept() {
      const received: ReceivedSubmission[] = [];
      for (const result of await receive()) {
        await subscriber.settle(result, signer);
        if (!result.ok) throw new Error(JSON.stringify(result.problems));
        received.push(result.submission);
      }
      return received;
    },
    async reject(detail) {
      const results = await receive();
      for (const { head } of results) {
        const { itemId: submissionId, caseId } = head;
        const problems = [problem('schema-violation', 'data', detail)];
        await subscriber.reject({ submissionId, caseId, destinationId }, problems, signer);
      }
      return results.length;
    },
    async reply(caseId, replyKey, message, attachments = []) {
      const data = {
        bytes: encodeMessage(message),
        schema: { schemaUri: replySchemaUri, mimeType: 'application/json' as const },
      };
      const content = { caseId, destinationId, replyKey, data, attachments };
      return (await subscriber.sendReply(content, memoryJournal())).itemId;
    },
  };
}
