import { createServer } from 'node:http';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext } from 'node:test';
import {
  createKeyPair,
  createSender,
  followUpSchemaUri,
  withoutCertificate,
  type HttpTransport,
  type OutgoingSubmission,
} from '@verbund/fit-connect';
import { createDeliveryService, memoryJournal } from '@verbund/fit-connect/testing';
import { parseConfig } from '../src/config.ts';
import { createConnector, type ReadyDestination } from '../src/connector.ts';
import { privateFolder, realFiles, type Files } from '../src/files.ts';
import { type Log } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { loadSchemas, type DataValidator } from '../src/schemas/schemas.ts';
import { openStore, type Store } from '../src/store/store.ts';
import { testKeys } from '../../../tools/test-keys.ts';

export const serviceUrn = 'urn:de:fim:leika:leistung:99108008252000';
export const schemaUri = 'https://schema.example.org/antrag/1.0/schema.json';

async function makePairs() {
  const [town, townSigning, applicant, service] = await testKeys(4);
  if (!town || !townSigning || !applicant || !service) throw new Error('too few keys');
  return Promise.all([
    createKeyPair({ use: 'enc', subject: 'Stadt Musterstadt', keyPair: town }),
    createKeyPair({ use: 'sig', subject: 'Stadt Musterstadt', keyPair: townSigning }),
    createKeyPair({ use: 'enc', subject: 'Antwort', certificate: false, keyPair: applicant }),
    createKeyPair({ use: 'sig', subject: 'Zustelldienst', certificate: false, keyPair: service }),
  ]);
}
const pairs = makePairs();

export type StartPorts = {
  files?: Files;
  transport?: HttpTransport;
  validateData?: DataValidator;
  submissionBaseUrl?: string;
  /** Changes to the entry of the destination. */
  destination?: Record<string, unknown>;
  wrapStore?: (store: Store) => Store;
};
export type LogLine = { level: 'info' | 'warn' | 'error'; message: string; fields: unknown };
export type World = Awaited<ReturnType<typeof createWorld>>;

/** One town with a connector, one portal, one delivery service in memory, real folders. */
export async function createWorld(context: TestContext, options: { baseUrl?: string } = {}) {
  const [encryption, signing, reply, service] = await pairs;
  const folder = await mkdtemp(join(tmpdir(), 'connector-'));
  // A program of the test may still be ending.
  context.after(() => rm(folder, { recursive: true, force: true, maxRetries: 40, retryDelay: 50 }));
  const time = { now: Date.now() };
  const clock = () => time.now;
  const delivery = await createDeliveryService({ clock, signatureKey: service, ...options });
  const [portal, town] = [delivery.addClient(), delivery.addClient()];
  const destinationId = delivery.addDestination({
    owner: town,
    encryptionKey: encryption.publicJwk,
    signingKey: signing.publicJwk,
    publicServices: [
      {
        identifier: serviceUrn,
        submissionSchemas: [
          { schemaUri, mimeType: 'application/json' },
          { schemaUri, mimeType: 'application/xml' },
          { schemaUri: followUpSchemaUri, mimeType: 'application/json' },
        ],
        regions: ['DE'],
      },
    ],
  });
  const files = { encryption: join(folder, 'enc.json'), signature: join(folder, 'sig.json') };
  await writeFile(files.encryption, JSON.stringify(encryption.privateJwk), { mode: 0o600 });
  await writeFile(files.signature, JSON.stringify(signing.privateJwk), { mode: 0o600 });
  const destination = { name: 'amt', destinationId, keys: files, target: { folder: 'in' }, replies: { folder: 'out' } };
  const shared = {
    submissionBaseUrl: delivery.submissionBaseUrl,
    destinationBaseUrl: delivery.destinationBaseUrl,
    tokenUrl: delivery.tokenUrl,
    ...town,
    pollSeconds: 1,
    allowInsecureHttp: true,
  };
  const raw = { ...shared, destinations: [destination] };
  const configFile = join(folder, 'connector.json');
  await writeFile(configFile, JSON.stringify(raw), { mode: 0o600 });
  const sender = createSender({
    ...shared,
    ...portal,
    transport: delivery.transport,
    clock,
    sleep: async () => undefined,
  });
  const outgoing: OutgoingSubmission = {
    destinationId,
    publicService: { identifier: serviceUrn, name: 'Wohnsitz' },
    data: { bytes: Buffer.from('{"name":"Müller"}'), schema: { schemaUri, mimeType: 'application/json' } },
    attachments: [
      { content: Buffer.from('%PDF-1.7 eins'), mimeType: 'application/pdf', purpose: 'form', filename: 'antrag.pdf' },
    ],
    replyChannel: {
      fitConnect: {
        processStandards: ['urn:verbund:reply:1'],
        encryptionPublicKey: withoutCertificate(reply.publicJwk),
      },
    },
  };
  const lines: LogLine[] = [];
  const keys = { encryption: [encryption.privateJwk], signature: signing.privateJwk };

  const stateFolder = join(folder, 'state');
  let last: Store | undefined;

  /** A fresh process on the same folders; the one before has gone. */
  async function start(ports: StartPorts = {}) {
    const verdict = await parseConfig({ ...raw, destinations: [{ ...destination, ...ports.destination }] }, configFile);
    if (!verdict.ok) throw new Error(verdict.problems.join('\n'));
    const [read] = verdict.config.destinations;
    if (!read) throw new Error('no destination');
    const submissionBaseUrl = ports.submissionBaseUrl ?? read.submissionBaseUrl;
    const config: ReadyDestination = { ...read, destinationId, submissionBaseUrl };
    const metrics = createMetrics();
    await realFiles.makeFolder(stateFolder, privateFolder);
    last?.close();
    last = openStore(stateFolder, clock);
    const store = ports.wrapStore?.(last) ?? last;
    const { work } = await createConnector({
      config,
      stateFolder,
      store,
      keys,
      validateData: ports.validateData ?? (await loadSchemas([])).validate,
      files: ports.files ?? realFiles,
      ports: { transport: ports.transport ?? delivery.transport, clock, sleep: async () => undefined },
      log: collectingLog(lines),
      metrics,
      isStopping: () => false,
    });
    return { work: async () => (await work()).isGood, round: work, metrics, store: last };
  }
  context.after(() => last?.close());

  return {
    folder,
    configFile,
    raw,
    time,
    clock,
    delivery,
    portal,
    town,
    destinationId,
    destination,
    stateFolder,
    keys,
    sender,
    outgoing,
    lines,
    start,
    replyKeys: reply,
    target: join(folder, 'in'),
    replies: join(folder, 'out'),
    submit: (changes: Partial<OutgoingSubmission> = {}) =>
      sender.sendSubmission({ ...outgoing, ...changes }, memoryJournal()),
  };
}

function collectingLog(lines: LogLine[]): Log {
  const at = (level: LogLine['level']) => (first: unknown, second?: unknown) =>
    void lines.push({ level, message: String(second ?? first), fields: second === undefined ? {} : first });
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** The in-memory service behind a real socket, for programs of their own. Its base URL must be known before it is made. */
export async function listen(context: TestContext) {
  let transport: HttpTransport | undefined;
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
      const { method, url = '/', headers } = request;
      const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      const answer = await transport?.({
        method: method === 'POST' || method === 'PUT' || method === 'PATCH' ? method : 'GET',
        url: `${baseUrl}${url}`,
        headers: flat,
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks).toString() } : {}),
      });
      response.writeHead(answer?.status ?? 503, answer?.headers).end(answer?.body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  return { baseUrl, serve: (next: HttpTransport) => void (transport = next) };
}

/** Names in a folder without those that start with a full stop. */
export async function visible(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
}

export async function readJson(path: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
}

/** Names of the events in the log of a case. */
export function eventsOf(world: Pick<World, 'delivery'>, caseId: string): string[] {
  return world.delivery.log(caseId).map(({ token }) => {
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { events: object };
    return Object.keys(payload.events)[0]?.split('/').at(-1) ?? '';
  });
}

/** Every call of the store counts as a step: a transaction happens whole or not at all. */
export function mortalStore(store: Store, step: <T>(work: () => T) => T): Store {
  const wrap = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => step(() => Reflect.apply(member, target, args) as unknown);
      },
    });
  return { ...store, handovers: wrap(store.handovers), replies: wrap(store.replies) };
}
