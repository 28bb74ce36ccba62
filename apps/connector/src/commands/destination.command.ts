import { readFile, stat } from 'node:fs/promises';
import {
  createDestinationManagement,
  followUpSchemaUri,
  metadataVersion,
  replySchemaUri,
  type DestinationManagement,
  type NewDestination,
} from '@verbund/fit-connect';
import { connectionOf, realPorts, type ClientPorts } from '../client.ts';
import { type Config } from '../config.ts';
import { parseObject, replaceDurably, toJson } from '../durable.ts';
import { realFiles } from '../files.ts';
import { publicHalf, type HeldKeys } from '../keys.ts';
import { type Command, type CommandIo, type ExitCode, RefusedError } from './command.ts';
import { readArgs, requireConfig, requireKeys } from './settings-of.ts';

export const destinationCommand: Command = {
  name: 'destination create',
  summary: 'create and activate the destination / den Zustellpunkt anlegen und einschalten',
  usage: `verbund-connector destination create --config FILE

Needs destinationBaseUrl and "destination" {name, legalName, email, services} in the configuration, and a client with the
right to manage destinations. Writes destinationId into the configuration. Repeat it when it broke off: a destination
that is there but not active is activated.`,
  async run(args, io) {
    const config = await requireConfig(readArgs(args).config);
    return createDestination(config, await requireKeys(config), realPorts, io);
  },
};

export async function createDestination(
  config: Config,
  keys: HeldKeys,
  ports: ClientPorts,
  io: CommandIo,
): Promise<ExitCode> {
  const { destinationBaseUrl } = config;
  if (destinationBaseUrl === undefined) throw new RefusedError('destinationBaseUrl fehlt / is missing');
  const management = createDestinationManagement({ ...connectionOf(config, ports), destinationBaseUrl });
  const destinationId = config.destinationId ?? (await create(management, config, keys, io));
  const status = config.destinationId === undefined ? 'created' : (await management.get(destinationId)).status;
  if (status !== 'active') await management.patch(destinationId, { status: 'active' });
  io.print(`${destinationId}: eingeschaltet / active`);
  io.result({ destinationId, status: 'active', created: config.destinationId === undefined });
  return 0;
}

async function create(
  management: DestinationManagement,
  config: Config,
  keys: HeldKeys,
  io: CommandIo,
): Promise<string> {
  const { destinationId } = await management.create(bodyOf(config, keys));
  try {
    await writeId(config.file, destinationId);
  } catch (error) {
    // The id must not be lost with the failure: the destination exists now.
    const why = error instanceof Error ? error.message : String(error);
    io.warn(
      `destinationId ${destinationId}: bitte selbst in ${config.file} eintragen / please enter it yourself (${why})`,
    );
  }
  return destinationId;
}

function bodyOf(config: Config, { encryption: [current], signature }: HeldKeys): NewDestination {
  const { destination, callback } = config;
  if (!destination) throw new RefusedError('„destination“ fehlt in der Konfiguration / "destination" is missing');
  if (destination.services.length === 0) throw new RefusedError('destination.services ist leer / is empty');
  if (!current) throw new RefusedError('keys.encryption ist leer / is empty');
  const { name, legalName, email, services } = destination;
  const encryptionPublicKey = publicHalf(current, 'enc');
  const signingPublicKey = publicHalf(signature, 'sig');
  if (!encryptionPublicKey.x5c || !signingPublicKey.x5c)
    throw new RefusedError(
      'Die Schlüsseldateien brauchen ein Zertifikat in x5c / the key files need a certificate in x5c',
    );
  return {
    name,
    contactInformation: { legalName, email },
    services: services.map(withFollowUps),
    encryptionKid: current.kid,
    encryptionPublicKey,
    signingPublicKey,
    metadataVersions: [metadataVersion],
    replyChannels: { fitConnect: { processStandards: [replySchemaUri] } },
    ...(callback?.url === undefined ? {} : { callback: { url: callback.url, secret: callback.secret } }),
  };
}

/** The connector takes follow-ups; a sender sends them only where the destination lists their schema. */
function withFollowUps(service: NewDestination['services'][number]): NewDestination['services'][number] {
  const { submissionSchemas } = service;
  if (submissionSchemas.some(({ schemaUri }) => schemaUri === followUpSchemaUri)) return service;
  const followUps = { schemaUri: followUpSchemaUri, mimeType: 'application/json' };
  return { ...service, submissionSchemas: [...submissionSchemas, followUps] };
}

async function writeId(file: string, destinationId: string): Promise<void> {
  const value = parseObject(await readFile(file));
  if (!value) throw new Error('no JSON object');
  const { mode } = await stat(file);
  await replaceDurably(realFiles, file, toJson({ ...value, destinationId }), mode & 0o777);
}
