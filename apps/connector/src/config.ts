import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isUuid, parseObject } from './durable.ts';
import { createFieldReader, type FieldReader } from './config-fields.ts';

export type NewDestinationConfig = {
  name: string;
  legalName: string;
  email: string;
  services: { identifier: string; submissionSchemas: { schemaUri: string; mimeType: string }[]; regions: string[] }[];
};

/** Everything the program may be told; one file, read once. Paths are absolute here. */
export type Config = {
  file: string;
  /** Without version; must equal `iss` of the service's events. */
  submissionBaseUrl: string;
  destinationBaseUrl?: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** Missing only before `destination create`. */
  destinationId?: string;
  /** The first encryption key is the current one, the others are retired. */
  keys: { encryption: string[]; signature: string };
  target: { folder: string };
  replies?: { folder: string };
  state: { folder: string };
  pollSeconds: number;
  schemas: { schemaUri: string; file: string }[];
  allowInsecureHttp: boolean;
  callback?: { host: string; port: number; secret: string; url?: string };
  health?: { host: string; port: number };
  destination?: NewDestinationConfig;
};

export type ConfigVerdict = { ok: true; config: Config } | { ok: false; problems: string[] };

const members = [
  'submissionBaseUrl',
  'destinationBaseUrl',
  'tokenUrl',
  'clientId',
  'clientSecret',
  'clientSecretFile',
  'destinationId',
  'keys',
  'target',
  'replies',
  'state',
  'pollSeconds',
  'schemas',
  'allowInsecureHttp',
  'callback',
  'health',
  'destination',
];

/** Reads the file and finds everything that is wrong with it at once. */
export async function loadConfig(file: string): Promise<ConfigVerdict> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`${file}: nicht lesbar / cannot be read: ${why}`] };
  }
  const value = parseObject(bytes);
  if (!value) return { ok: false, problems: [`${file}: kein JSON-Objekt / no JSON object`] };
  return parseConfig(value, resolve(file));
}

export async function parseConfig(value: Record<string, unknown>, file: string): Promise<ConfigVerdict> {
  const problems: string[] = [];
  const base = dirname(file);
  const read = createFieldReader(value, '', problems);
  read.only(members);
  const allowInsecureHttp = read.boolean('allowInsecureHttp') ?? false;
  const target = { folder: resolve(base, read.object('target')?.string('folder') ?? '.') };
  const replies = read.optionalObject('replies')?.string('folder');
  const state = read.optionalObject('state')?.string('folder');
  const destinationId = read.optionalString('destinationId');
  if (destinationId !== undefined && !isUuid(destinationId))
    read.wrong('destinationId', 'muss eine UUID sein', 'must be a UUID');
  const destinationBaseUrl = read.optionalUrl('destinationBaseUrl', allowInsecureHttp, 'base');
  const callback = parseCallback(read, allowInsecureHttp);
  const health = parseHealth(read);
  const destination = parseDestination(read);
  const config: Config = {
    file,
    submissionBaseUrl: read.url('submissionBaseUrl', allowInsecureHttp, 'base'),
    tokenUrl: read.url('tokenUrl', allowInsecureHttp, 'any'),
    clientId: read.string('clientId'),
    clientSecret: await readSecret(read, base),
    keys: parseKeys(read, base),
    target,
    state: { folder: state === undefined ? join(target.folder, '.state') : resolve(base, state) },
    pollSeconds: read.number('pollSeconds', { from: 1, to: 86_400, preset: 60 }),
    schemas: read.list('schemas').map((entry) => {
      entry.only(['schemaUri', 'file']);
      return { schemaUri: entry.string('schemaUri'), file: resolve(base, entry.string('file')) };
    }),
    allowInsecureHttp,
    ...(destinationBaseUrl === undefined ? {} : { destinationBaseUrl }),
    ...(destinationId === undefined ? {} : { destinationId }),
    ...(replies === undefined ? {} : { replies: { folder: resolve(base, replies) } }),
    ...(callback ? { callback } : {}),
    ...(health ? { health } : {}),
    ...(destination ? { destination } : {}),
  };
  if (config.replies?.folder === config.target.folder)
    read.wrong('replies.folder', 'muss ein anderer Ordner sein als target.folder', 'must differ from target.folder');
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config };
}

function parseKeys(read: FieldReader, base: string): Config['keys'] {
  const keys = read.object('keys');
  if (!keys) return { encryption: [], signature: '' };
  keys.only(['encryption', 'signature']);
  const encryption = keys.strings('encryption').map((file) => resolve(base, file));
  return { encryption, signature: resolve(base, keys.string('signature')) };
}

async function readSecret(read: FieldReader, base: string): Promise<string> {
  const inline = read.optionalString('clientSecret');
  const file = read.optionalString('clientSecretFile');
  if ((inline === undefined) === (file === undefined)) {
    read.wrong(
      'clientSecret',
      'entweder clientSecret oder clientSecretFile angeben',
      'give either clientSecret or clientSecretFile',
    );
    return '';
  }
  if (file === undefined) return inline ?? '';
  try {
    const secret = (await readFile(resolve(base, file), 'utf8')).trim();
    if (secret === '') read.wrong('clientSecretFile', 'die Datei ist leer', 'the file is empty');
    return secret;
  } catch {
    read.wrong('clientSecretFile', `${file} ist nicht lesbar`, `${file} cannot be read`);
    return '';
  }
}

function parseCallback(read: FieldReader, allowInsecureHttp: boolean): Config['callback'] {
  const callback = read.optionalObject('callback');
  if (!callback) return undefined;
  callback.only(['host', 'port', 'secret', 'url']);
  const secret = callback.string('secret');
  // The service signs with it; a short one could be guessed from one recorded call.
  if (secret !== '' && secret.length < 16)
    callback.wrong('secret', 'muss mindestens 16 Zeichen haben', 'must have at least 16 characters');
  const url = callback.optionalUrl('url', allowInsecureHttp, 'any');
  return { ...parseAddress(callback), secret, ...(url === undefined ? {} : { url }) };
}

function parseHealth(read: FieldReader): Config['health'] {
  const health = read.optionalObject('health');
  if (!health) return undefined;
  health.only(['host', 'port']);
  return parseAddress(health);
}

function parseAddress(read: FieldReader): { host: string; port: number } {
  return { host: read.optionalString('host') ?? '127.0.0.1', port: read.number('port', { from: 0, to: 65_535 }) };
}

function parseDestination(read: FieldReader): NewDestinationConfig | undefined {
  const destination = read.optionalObject('destination');
  if (!destination) return undefined;
  destination.only(['name', 'legalName', 'email', 'services']);
  return {
    name: destination.string('name'),
    legalName: destination.string('legalName'),
    email: destination.string('email'),
    services: destination.list('services').map((service) => {
      service.only(['identifier', 'submissionSchemas', 'regions']);
      return {
        identifier: service.string('identifier'),
        submissionSchemas: service.list('submissionSchemas').map((schema) => ({
          schemaUri: schema.string('schemaUri'),
          mimeType: schema.string('mimeType'),
        })),
        regions: service.strings('regions'),
      };
    }),
  };
}
