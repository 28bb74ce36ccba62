import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createDestinationManagement, createKeyPair, httpTransport, type PrivateJwk } from '@verbund/fit-connect';
import { testKeys } from '../../../../../tools/test-keys.ts';
import { platformProgram, receiverSecret, serviceEnv } from './programs.ts';
import { senderFiles } from './sender-files.ts';
import { faultService } from './service-offer.ts';
import { type Wire } from './wire.ts';
import { type Folders, type Ports, type WorldOptions } from './world.ts';

const run = promisify(execFile);

interface Client {
  clientId: string;
  clientSecret: string;
}

export interface Registered {
  addresses: { submissionBaseUrl: string; destinationBaseUrl: string; tokenUrl: string };
  portal: Client;
  /** The one with the folder, the one over HTTP. */
  destinations: readonly [string, string];
  ownDestinationId: string;
}

type Setting = WorldOptions & {
  ports: Ports;
  wires: { api: Wire; receiver: Wire };
  replyToken: string;
  databaseUrl: string;
};

/** Clients and destinations at the service, and the settings of the connector and the sender. */
export async function register(folders: Folders, setting: Setting): Promise<Registered> {
  const { api } = setting.wires;
  const addresses = {
    submissionBaseUrl: `${api.url}/submission-api`,
    destinationBaseUrl: `${api.url}/destination-api`,
    tokenUrl: `${api.url}/oauth/token`,
  };
  const env = serviceEnv(folders, setting);
  const [portal, town, keys] = await Promise.all([
    createClient(env, 'Portal', 'sender,subscriber,manager'),
    createClient(env, 'Stadt', 'subscriber,manager'),
    makeKeys(),
  ]);
  const create = (client: Client, signature: Key) =>
    createDestination({ addresses, client }, keys.encryption, signature);
  const destinations = [await create(town, keys.signature), await create(town, keys.signature)] as const;
  const ownDestinationId = await create(portal, keys.answers);
  const keyFiles = { encryption: 'encryption.json', signature: 'signature.json' };
  writeJson(join(folders.home, keyFiles.encryption), keys.encryption.privateJwk);
  writeJson(join(folders.home, keyFiles.signature), keys.signature.privateJwk);
  writeJson(join(folders.home, 'connector.json'), {
    ...addresses,
    ...town,
    keys: keyFiles,
    pollSeconds: 1,
    allowInsecureHttp: true,
    http: { port: setting.ports.connector },
    state: { folder: folders.state },
    destinations: [
      {
        name: 'ordner',
        destinationId: destinations[0],
        target: { folder: folders.target },
        replies: { folder: folders.replies },
      },
      {
        name: 'http',
        destinationId: destinations[1],
        target: {
          http: { url: `${setting.wires.receiver.url}/submissions`, secret: receiverSecret, timeoutSeconds: 3 },
        },
        replies: { token: setting.replyToken },
      },
    ],
  });
  mkdirSync(folders.taken);
  const { seed, submissions, lanes, paceMs } = setting;
  senderFiles(folders.sender).setPlan({
    ...{ seed, submissions, lanes, paceMs, addresses, destinations, ownDestinationId },
    client: portal,
    replyKey: keys.reply.privateJwk,
    signatureKey: keys.answers.privateJwk,
  });
  return { addresses, portal, destinations, ownDestinationId };
}

type Key = { privateJwk: PrivateJwk; publicJwk: Awaited<ReturnType<typeof createKeyPair>>['publicJwk'] };

async function makeKeys(): Promise<Record<'encryption' | 'signature' | 'reply' | 'answers', Key>> {
  const [first, second, third, fourth] = await testKeys(4);
  if (!first || !second || !third || !fourth) throw new Error('too few keys');
  const [encryption, signature, reply, answers] = await Promise.all([
    createKeyPair({ use: 'enc', subject: 'Stadt', keyPair: first }),
    createKeyPair({ use: 'sig', subject: 'Stadt', keyPair: second }),
    createKeyPair({ use: 'enc', subject: 'Antwort', keyPair: third, certificate: false }),
    createKeyPair({ use: 'sig', subject: 'Portal', keyPair: fourth }),
  ]);
  return { encryption, signature, reply, answers };
}

async function createClient(env: NodeJS.ProcessEnv, name: string, roles: string): Promise<Client> {
  const args = ['fit-connect', 'client', 'create', '--name', name, '--roles', roles, '--json'];
  const { stdout } = await run(process.execPath, [platformProgram, ...args], { env: { ...process.env, ...env } });
  const { clientId, clientSecret } = JSON.parse(stdout) as Client;
  return { clientId, clientSecret };
}

async function createDestination(
  { addresses, client }: Pick<Registered, 'addresses'> & { client: Client },
  encryption: Key,
  signature: Key,
): Promise<string> {
  const management = createDestinationManagement({ ...addresses, ...client, transport: httpTransport() });
  const { destinationId } = await management.create({
    name: 'Amt',
    contactInformation: { legalName: 'Stadt', email: 'stadt@example.org' },
    services: [faultService],
    encryptionKid: encryption.publicJwk.kid,
    encryptionPublicKey: encryption.publicJwk,
    signingPublicKey: signature.publicJwk,
    metadataVersions: ['2.1.0'],
  });
  await management.patch(destinationId, { status: 'active' });
  return destinationId;
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value), { mode: 0o600 });
}
