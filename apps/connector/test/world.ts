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
import { createConnector, type Connector } from '../src/connector.ts';
import { parseConfig, type Config } from '../src/config.ts';
import { realFiles, type Files } from '../src/files.ts';
import { type Log } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { loadSchemas, type DataValidator } from '../src/schemas.ts';

export const serviceUrn = 'urn:de:fim:leika:leistung:99108008252000';
export const schemaUri = 'https://schema.example.org/antrag/1.0/schema.json';

// RSA 4096 takes about a second each; made once per test process.
const pairs = Promise.all([
  createKeyPair({ use: 'enc', subject: 'Stadt Musterstadt' }),
  createKeyPair({ use: 'sig', subject: 'Stadt Musterstadt' }),
  createKeyPair({ use: 'enc', subject: 'Antwort', certificate: false }),
  createKeyPair({ use: 'sig', subject: 'Zustelldienst', certificate: false }),
]);

export type LogLine = { level: 'info' | 'warn' | 'error'; message: string; fields: unknown };
export type World = Awaited<ReturnType<typeof createWorld>>;

/** One town with a connector, one portal, one delivery service in memory, real folders. */
export async function createWorld(context: TestContext, options: { baseUrl?: string } = {}) {
  const [encryption, signing, reply, service] = await pairs;
  const folder = await mkdtemp(join(tmpdir(), 'connector-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
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
  const raw = {
    submissionBaseUrl: delivery.submissionBaseUrl,
    destinationBaseUrl: delivery.destinationBaseUrl,
    tokenUrl: delivery.tokenUrl,
    ...town,
    destinationId,
    keys: files,
    target: { folder: 'in' },
    replies: { folder: 'out' },
    pollSeconds: 1,
    allowInsecureHttp: true,
  };
  const configFile = join(folder, 'connector.json');
  await writeFile(configFile, JSON.stringify(raw), { mode: 0o600 });
  const verdict = await parseConfig(raw, configFile);
  if (!verdict.ok) throw new Error(verdict.problems.join('\n'));
  const config: Config & { destinationId: string } = { ...verdict.config, destinationId };
  const sender = createSender({
    ...raw,
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

  /** A fresh process on the same folders. */
  async function start(
    ports: { files?: Files; transport?: HttpTransport; validateData?: DataValidator; submissionBaseUrl?: string } = {},
  ) {
    const metrics = createMetrics();
    const connector: Connector = await createConnector({
      config: { ...config, submissionBaseUrl: ports.submissionBaseUrl ?? config.submissionBaseUrl },
      keys,
      validateData: ports.validateData ?? (await loadSchemas([])).validate,
      files: ports.files ?? realFiles,
      ports: { transport: ports.transport ?? delivery.transport, clock, sleep: async () => undefined },
      log: collectingLog(lines),
      metrics,
      isStopping: () => false,
    });
    return { ...connector, metrics };
  }

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
    config,
    keys,
    sender,
    outgoing,
    lines,
    start,
    replyKeys: reply,
    target: config.target.folder,
    replies: config.replies?.folder ?? '',
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
