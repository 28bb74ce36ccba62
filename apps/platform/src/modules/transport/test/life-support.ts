import {
  createDestinationManagement,
  createKeyPair,
  createSender,
  createSubscriber,
  localSigner,
  localUnwrapper,
  type HttpTransport,
  type NewDestination,
  type PrivateJwk,
  type PublicJwk,
} from '@verbund/fit-connect';
import { memoryJournal } from '@verbund/fit-connect/testing';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { checked } from '../../../../test/support/openapi-check.ts';
import { testKeys } from '../../../../../../tools/test-keys.ts';
import { createHttpServer, inProcess, type HttpServer, type HttpServerOptions } from '../../../kernel/http/index.ts';
import { type ClientRole } from '../../../kernel/fit-connect/index.ts';
import { createTransport, type TransportInstance, type TransportOptions } from '../module.ts';

export const service = { identifier: 'urn:de:fim:leika:leistung:99050012104000', name: 'Gewerbeanmeldung' };
export const schema = { schemaUri: 'urn:test:schema:1', mimeType: 'application/json' as const };

export interface Keys {
  encryption: { publicJwk: PublicJwk; privateJwk: PrivateJwk };
  signing: { publicJwk: PublicJwk; privateJwk: PrivateJwk };
}

/** A delivery service on its own database with the kernel's real HTTP, called in process. */
export interface TestService {
  test: TestKernel;
  module: TransportInstance;
  server: HttpServer;
  transport: HttpTransport;
  submissionBaseUrl: string;
  destinationBaseUrl: string;
  tokenUrl: string;
  keys: Keys;
  close(): Promise<void>;
}

export async function startService(
  options: TransportOptions = {},
  http: Pick<Partial<HttpServerOptions>, 'rateLimits'> = {},
): Promise<TestService> {
  const test = await testKernel({ modules: ['transport'] });
  const [enc, sig, own] = await testKeys(3);
  if (!enc || !sig || !own) throw new Error('no keys');
  const now = test.clock.now().getTime();
  const keys = {
    encryption: await createKeyPair({ use: 'enc', subject: 'Test', keyPair: enc, now }),
    signing: await createKeyPair({ use: 'sig', subject: 'Test', keyPair: sig, now }),
  };
  const serviceKey = await createKeyPair({ use: 'sig', subject: 'Zustelldienst', keyPair: own, certificate: false });
  const { config, clock, log, blobs } = test.kernel;
  // As in a process with the role transport alone: its own login, no master key.
  const kernel = { config: { ...config, masterKey: null }, clock, log, blobs, db: test.database.as('transport') };
  const module = createTransport(kernel, { signingKeys: [serviceKey.privateJwk], ...options });
  const server = checked(
    await createHttpServer({
      // Any free port, for tests that listen; the public address stays.
      config: { ...config, port: 0 },
      clock,
      log,
      sessions: { resolve: async () => null },
      routes: module.routes,
      errorTexts: module.errorTexts,
      errorPage: null,
      derive: null,
      readiness: [],
      ...http,
    }),
  );
  const base = config.publicUrl.href.replace(/\/$/, '');
  return {
    test,
    module,
    server,
    transport: inProcess(server),
    submissionBaseUrl: `${base}/submission-api`,
    destinationBaseUrl: `${base}/destination-api`,
    tokenUrl: `${base}/oauth/token`,
    keys,
    async close() {
      await server.stop();
      await test.close();
    },
  };
}

export function newClient(on: TestService, ...roles: ClientRole[]) {
  return boundClient(on, null, ...roles);
}

/** May offer services within this region only. */
export async function boundClient(on: TestService, region: string | null, ...roles: ClientRole[]) {
  const credentials = await on.module.service.createClient({ name: 'Test', roles, tenant: null, region });
  const options = {
    ...credentials,
    submissionBaseUrl: on.submissionBaseUrl,
    destinationBaseUrl: on.destinationBaseUrl,
    tokenUrl: on.tokenUrl,
    transport: on.transport,
    clock: () => on.test.clock.now().getTime(),
    sleep: async () => undefined,
    attempts: 1,
  };
  let held: { token: string; until: number } | undefined;
  return {
    ...credentials,
    sender: createSender(options),
    subscriber: createSubscriber(options),
    management: createDestinationManagement(options),
    /** A raw call with a good token, for what the clients would never send. */
    async call(method: string, path: string, body?: string, contentType = 'application/json') {
      const now = on.test.clock.now().getTime();
      if (!held || held.until < now) held = { token: await fetchToken(on, credentials), until: now + 1_000_000 };
      const headers = { authorization: `Bearer ${held.token}`, 'content-type': contentType };
      return rawCall(on, method, path, headers, body);
    },
  };
}
export type TestClient = Awaited<ReturnType<typeof boundClient>>;

export async function rawCall(
  on: TestService,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
) {
  const url = path.startsWith('http') ? path : `${on.submissionBaseUrl}${path}`;
  const response = await on.server.inProcess({ method, url, headers, ...(body === undefined ? {} : { body }) });
  const text = Buffer.from(response.body).toString();
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, text, json };
}

export async function fetchToken(on: TestService, client: { clientId: string; clientSecret: string }) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.clientSecret,
  });
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const { json } = await rawCall(on, 'POST', on.tokenUrl, type, form.toString());
  return String(json['access_token']);
}

export function destinationBody(keys: Keys, change: Partial<NewDestination> = {}): NewDestination {
  return {
    name: 'Stadt Test',
    contactInformation: { legalName: 'Stadt Test', email: 'betrieb@test.example' },
    services: [{ identifier: service.identifier, submissionSchemas: [schema], regions: ['DE05'] }],
    encryptionKid: keys.encryption.publicJwk.kid,
    encryptionPublicKey: keys.encryption.publicJwk,
    signingPublicKey: keys.signing.publicJwk,
    metadataVersions: ['2.1.0'],
    replyChannels: { fitConnect: { processStandards: ['urn:verbund:conversation:1'] } },
    ...change,
  };
}

export async function newDestination(on: TestService, client: TestClient, status: 'active' | 'inactive' = 'active') {
  const { destinationId } = await client.management.create(destinationBody(on.keys));
  await client.management.patch(destinationId, { status });
  return destinationId;
}

export const author = { name: 'Test', product: { name: 'Test', version: '1', manufacturer: 'Test' } };

export function outgoing(destinationId: string, attachments: readonly string[] = ['ein', 'zwei']) {
  return {
    destinationId,
    publicService: service,
    region: 'DE05170052',
    author,
    data: { bytes: Buffer.from('{"betrieb":"Blumenladen"}'), schema },
    attachments: attachments.map((text) => ({
      content: Buffer.from(text.repeat(2000)),
      mimeType: 'text/plain',
      purpose: 'attachment' as const,
      filename: `${text}.txt`,
    })),
  };
}

/** Sends one submission to the end. */
export function send(from: TestClient, content: Parameters<TestClient['sender']['sendSubmission']>[0]) {
  return from.sender.sendSubmission(content, memoryJournal());
}

export function receiveOptions(on: TestService, destinationId: string) {
  const publicServices = [{ identifier: service.identifier, submissionSchemas: [schema], regions: [] }];
  return {
    unwrapper: localUnwrapper([on.keys.encryption.privateJwk]),
    destination: { destinationId, publicServices },
  };
}

export function signerOf(on: TestService) {
  return localSigner(on.keys.signing.privateJwk);
}
