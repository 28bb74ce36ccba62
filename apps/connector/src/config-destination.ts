import { resolve } from 'node:path';
import { createFieldReader, type FieldReader } from './config-fields.ts';
import { parseTarget, type TargetConfig } from './config-target.ts';
import { readSecret } from './config-secrets.ts';
import { isUuid } from './durable.ts';

/** What `destination create` tells the service. */
export type NewDestinationConfig = {
  name: string;
  legalName: string;
  email: string;
  services: { identifier: string; submissionSchemas: { schemaUri: string; mimeType: string }[]; regions: string[] }[];
};

/** JSON Schema, or XML schema when the file ends with .xsd. */
export type SchemaConfig = { schemaUri: string; file: string };

export type DestinationConfig = {
  /** For logs, metrics, addresses and the state; must not change later. */
  name: string;
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
  target: TargetConfig;
  replies?: { folder?: string; token?: string };
  pollSeconds: number;
  schemas: SchemaConfig[];
  callback?: { secret: string; url?: string };
  create?: NewDestinationConfig;
};

/** Members that stand on top for all destinations, or in a destination for it alone. */
export const sharedMembers = [
  'submissionBaseUrl',
  'destinationBaseUrl',
  'tokenUrl',
  'clientId',
  'clientSecret',
  'clientSecretFile',
  'keys',
  'schemas',
  'pollSeconds',
  'allowInsecureHttp',
];
const ownMembers = ['name', 'destinationId', 'target', 'replies', 'callback', 'create'];

/** With callbacks a poll is only for safety. */
const pollPreset = { alone: 60, withCallback: 900 };

export async function parseDestination(
  entry: Record<string, unknown>,
  top: Record<string, unknown>,
  path: string,
  base: string,
  problems: string[],
): Promise<DestinationConfig> {
  const read = createFieldReader(entry, path, problems, sharedOf(entry, top));
  read.only([...sharedMembers, ...ownMembers]);
  const isInsecureAllowed = read.boolean('allowInsecureHttp') ?? false;
  const destinationId = read.optionalString('destinationId');
  if (destinationId !== undefined && !isUuid(destinationId))
    read.wrong('destinationId', 'muss eine UUID sein', 'must be a UUID');
  const destinationBaseUrl = read.optionalUrl('destinationBaseUrl', isInsecureAllowed, 'base');
  const replies = await parseReplies(read, base);
  const callback = await parseCallback(read, base, isInsecureAllowed);
  const create = parseCreate(read);
  return {
    name: readName(read),
    submissionBaseUrl: read.url('submissionBaseUrl', isInsecureAllowed, 'base'),
    tokenUrl: read.url('tokenUrl', isInsecureAllowed, 'any'),
    clientId: read.string('clientId'),
    clientSecret: await readSecret(read, 'clientSecret', base),
    keys: parseKeys(read, base),
    target: await parseTarget(read, base, isInsecureAllowed),
    pollSeconds: read.number('pollSeconds', {
      from: 1,
      to: 86_400,
      preset: callback ? pollPreset.withCallback : pollPreset.alone,
    }),
    schemas: read.list('schemas').map((schema) => {
      schema.only(['schemaUri', 'file']);
      return { schemaUri: schema.string('schemaUri'), file: resolve(base, schema.string('file')) };
    }),
    ...(destinationBaseUrl === undefined ? {} : { destinationBaseUrl }),
    ...(destinationId === undefined ? {} : { destinationId }),
    ...(replies ? { replies } : {}),
    ...(callback ? { callback } : {}),
    ...(create ? { create } : {}),
  };
}

/** A secret of the destination's own, in whichever of the two forms, hides both forms on top. */
function sharedOf(entry: Record<string, unknown>, top: Record<string, unknown>): Record<string, unknown> {
  const hasSecret = 'clientSecret' in entry || 'clientSecretFile' in entry;
  const names = sharedMembers.filter((name) => name in top && !(hasSecret && name.startsWith('clientSecret')));
  return Object.fromEntries(names.map((name) => [name, top[name]]));
}

function readName(read: FieldReader): string {
  const name = read.string('name');
  // It becomes a part of paths and addresses.
  if (name !== '' && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    read.wrong(
      'name',
      'nur a–z, 0–9 und Bindestrich, höchstens 63 Zeichen',
      'only a–z, 0–9 and hyphen, at most 63 characters',
    );
  return name;
}

function parseKeys(read: FieldReader, base: string): DestinationConfig['keys'] {
  const keys = read.object('keys');
  if (!keys) return { encryption: [], signature: '' };
  keys.only(['encryption', 'signature']);
  const encryption = keys.strings('encryption').map((file) => resolve(base, file));
  return { encryption, signature: resolve(base, keys.string('signature')) };
}

async function parseReplies(read: FieldReader, base: string): Promise<DestinationConfig['replies']> {
  const replies = read.optionalObject('replies');
  if (!replies) return undefined;
  replies.only(['folder', 'token', 'tokenFile']);
  const folder = replies.optionalString('folder');
  const hasToken = replies.has('token') || replies.has('tokenFile');
  const token = hasToken ? await readSecret(replies, 'token', base, 16) : undefined;
  if (folder === undefined && token === undefined)
    read.wrong('replies', 'braucht folder oder token', 'needs folder or token');
  return {
    ...(folder === undefined ? {} : { folder: resolve(base, folder) }),
    ...(token === undefined ? {} : { token }),
  };
}

async function parseCallback(
  read: FieldReader,
  base: string,
  isInsecureAllowed: boolean,
): Promise<DestinationConfig['callback']> {
  const callback = read.optionalObject('callback');
  if (!callback) return undefined;
  callback.only(['secret', 'secretFile', 'url']);
  // The service signs with it; a short one could be guessed from one recorded call.
  const secret = await readSecret(callback, 'secret', base, 16);
  const url = callback.optionalUrl('url', isInsecureAllowed, 'any');
  return { secret, ...(url === undefined ? {} : { url }) };
}

function parseCreate(read: FieldReader): NewDestinationConfig | undefined {
  const create = read.optionalObject('create');
  if (!create) return undefined;
  create.only(['name', 'legalName', 'email', 'services']);
  return {
    name: create.string('name'),
    legalName: create.string('legalName'),
    email: create.string('email'),
    services: create.list('services').map((service) => {
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
