import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createDestinationManagement, createKeyPair, followUpSchemaUri } from '@verbund/fit-connect';
import { type Logger } from '#kernel/logging';
import { type Tenant } from '#modules/identity';
import { type Platform } from '../app.ts';
import { type ChildProgram, startChild } from './child-programs.ts';
import { type DemoVersion, offeredService } from './seed.ts';

interface Input {
  platform: Platform;
  dataDir: string;
  publicUrl: string;
  tenant: Tenant;
  versions: readonly DemoVersion[];
  log: Logger;
  env: NodeJS.ProcessEnv;
}

const require = createRequire(import.meta.url);

export interface DemoConnector {
  destinationId: string;
  /** It reports ready before its first poll, so it may start before the platform does. */
  program: Promise<ChildProgram>;
}

type StartOptions = Pick<Input, 'dataDir' | 'log' | 'env'>;

/** The town's program beside its back office, when an earlier start of the demonstration has set it up. */
export async function startKnownConnector(slug: string, options: StartOptions): Promise<DemoConnector | null> {
  const destinationId = await readDestinationId(configFile(options.dataDir, slug));
  return destinationId === null ? null : { destinationId, program: startProgram(slug, options) };
}

/** First start: own client, own keys, own destination, folders for what comes in and goes out. */
export async function setUpConnector(input: Input): Promise<DemoConnector> {
  const file = configFile(input.dataDir, input.tenant.slug);
  const destinationId = await setUp(input, dirname(file), file);
  return { destinationId, program: startProgram(input.tenant.slug, input) };
}

function configFile(dataDir: string, slug: string): string {
  return join(dataDir, slug, 'connector.json');
}

function startProgram(slug: string, { dataDir, log, env }: StartOptions): Promise<ChildProgram> {
  const bin = join(dirname(require.resolve('@verbund/connector/package.json')), 'bin', 'verbund-connector.mjs');
  const program = startChild('verbund-connector', bin, ['run', '--config', configFile(dataDir, slug)], { log, env });
  // Whoever awaits it hears of a failure; until then it must not end the process.
  program.catch(() => undefined);
  return program;
}

async function readDestinationId(file: string): Promise<string | null> {
  try {
    const config = JSON.parse(await readFile(file, 'utf8')) as { destinations: { destinationId: string }[] };
    return config.destinations[0]?.destinationId ?? null;
  } catch {
    return null;
  }
}

/** The configuration is renamed into place last: a start that was cut off begins again with a new destination. */
async function setUp(input: Input, folder: string, file: string): Promise<string> {
  const { platform, tenant } = input;
  for (const name of ['keys', 'eingang', 'antworten'])
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  const { issueClient } = platform.modules;
  if (issueClient === null) throw new Error('the demonstration runs its own delivery service');
  const client = await issueClient({
    name: `Connector ${tenant.name}`,
    roles: ['subscriber', 'manager'],
    tenant: tenant.id,
  });
  const subject = `Connector ${tenant.name}`;
  const [encryption, signature] = await Promise.all([
    createKeyPair({ use: 'enc', subject }),
    createKeyPair({ use: 'sig', subject }),
  ]);
  const at = (path: string): string => new URL(path, input.publicUrl).href;
  const addresses = {
    submissionBaseUrl: at('/submission-api'),
    destinationBaseUrl: at('/destination-api'),
    tokenUrl: at('/oauth/token'),
  };
  const management = createDestinationManagement({
    ...addresses,
    ...client,
    transport: (request) => platform.server.inProcess(request),
  });
  const { destinationId } = await management.create({
    name: `Fachverfahren ${tenant.name}`,
    contactInformation: { legalName: tenant.officialName, email: tenant.contact.email },
    services: input.versions.map(({ manifest }) => {
      const service = offeredService(manifest, tenant);
      const followUp = { schemaUri: followUpSchemaUri, mimeType: 'application/json' as const };
      return { ...service, submissionSchemas: [...service.submissionSchemas, followUp] };
    }),
    encryptionKid: encryption.publicJwk.kid,
    encryptionPublicKey: encryption.publicJwk,
    signingPublicKey: signature.publicJwk,
    metadataVersions: ['2.1.0'],
    replyChannels: { fitConnect: { processStandards: ['urn:verbund:reply:1'] } },
  });
  await management.patch(destinationId, { status: 'active' });
  await writeFile(join(folder, 'keys', 'encryption.json'), JSON.stringify(encryption.privateJwk), { mode: 0o600 });
  await writeFile(join(folder, 'keys', 'signature.json'), JSON.stringify(signature.privateJwk), { mode: 0o600 });
  const config = {
    ...addresses,
    ...client,
    pollSeconds: 2,
    allowInsecureHttp: true,
    destinations: [
      {
        name: 'fachverfahren',
        destinationId,
        keys: {
          encryption: join(folder, 'keys', 'encryption.json'),
          signature: join(folder, 'keys', 'signature.json'),
        },
        target: { folder: join(folder, 'eingang') },
        replies: { folder: join(folder, 'antworten') },
      },
    ],
  };
  await writeFile(`${file}.new`, JSON.stringify(config, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return destinationId;
}
