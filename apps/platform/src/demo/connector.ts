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

/** The town's own program beside its back office: own client, own keys, folders for what comes in and goes out. */
export async function startDemoConnector(input: Input): Promise<{ destinationId: string; program: ChildProgram }> {
  const folder = join(input.dataDir, input.tenant.slug);
  const file = join(folder, 'connector.json');
  const destinationId = (await readDestinationId(file)) ?? (await setUp(input, folder, file));
  const bin = join(dirname(require.resolve('@verbund/connector/package.json')), 'bin', 'verbund-connector.mjs');
  const program = await startChild('verbund-connector', bin, ['run', '--config', file], {
    log: input.log,
    env: input.env,
  });
  return { destinationId, program };
}

async function readDestinationId(file: string): Promise<string | null> {
  try {
    const config = JSON.parse(await readFile(file, 'utf8')) as { destinationId: string };
    return config.destinationId;
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
    destinationId,
    keys: { encryption: join(folder, 'keys', 'encryption.json'), signature: join(folder, 'keys', 'signature.json') },
    target: { folder: join(folder, 'eingang') },
    replies: { folder: join(folder, 'antworten') },
    pollSeconds: 2,
    allowInsecureHttp: true,
  };
  await writeFile(`${file}.new`, JSON.stringify(config, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return destinationId;
}
