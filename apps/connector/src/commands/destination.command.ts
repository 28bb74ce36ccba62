import {
  createDestinationManagement,
  followUpSchemaUri,
  metadataVersion,
  replySchemaUri,
  type NewDestination,
} from '@verbund/fit-connect';
import { connectionOf, realPorts, type ClientPorts } from '../client.ts';
import { changeDestination } from '../config-change.ts';
import { type DestinationConfig } from '../config-destination.ts';
import { type Config } from '../config.ts';
import { publicHalf, type HeldKeys } from '../keys.ts';
import { type Command, type CommandIo, RefusedError } from './command.ts';
import { readArgs, requireConfig, requireKeys, requireOne } from './settings-of.ts';

export const destinationCommand: Command = {
  name: 'destination create',
  summary: 'create and activate destinations / Zustellpunkte anlegen und einschalten',
  usage: `verbund-connector destination create --config FILE [--name NAME]

Needs destinationBaseUrl and "create" {name, legalName, email, services} in the destination, and a client with the right to
manage destinations. Writes destinationId into the configuration. Repeat it when it broke off: a destination that is there
but not active is activated.
  --name  of one destination; without it all are created or activated`,
  async run(args, io) {
    const { config: file, given } = readArgs(args, ['name']);
    const config = await requireConfig(file);
    const name = given('name');
    const chosen = name === undefined ? config.destinations : [requireOne(config, name).config];
    const results = [];
    for (const destination of chosen)
      results.push(await createDestination(config, destination, await requireKeys(destination), realPorts, io));
    io.result({ destinations: results });
    return 0;
  },
};

type Created = { name: string; destinationId: string; status: 'active'; created: boolean };

async function createDestination(
  { file, destinations }: Config,
  config: DestinationConfig,
  keys: HeldKeys,
  ports: ClientPorts,
  io: CommandIo,
): Promise<Created> {
  const { destinationBaseUrl, name } = config;
  if (destinationBaseUrl === undefined) throw new RefusedError('destinationBaseUrl fehlt / is missing');
  const management = createDestinationManagement({ ...connectionOf(config, ports), destinationBaseUrl });
  let { destinationId } = config;
  let status = 'created';
  if (destinationId === undefined) {
    ({ destinationId } = await management.create(bodyOf(config, keys)));
    await writeId(file, destinations.indexOf(config), destinationId, io);
  } else ({ status } = await management.get(destinationId));
  if (status !== 'active') await management.patch(destinationId, { status: 'active' });
  io.print(`${name}: ${destinationId} eingeschaltet / active`);
  return { name, destinationId, status: 'active', created: config.destinationId === undefined };
}

/** The id must not be lost with a failure: the destination exists now. */
async function writeId(file: string, index: number, destinationId: string, io: CommandIo): Promise<void> {
  try {
    await changeDestination(file, index, (entry) => ({ ...entry, destinationId }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    io.warn(`destinationId ${destinationId}: bitte selbst in ${file} eintragen / please enter it yourself (${why})`);
  }
}

function bodyOf(config: DestinationConfig, { encryption: [current], signature }: HeldKeys): NewDestination {
  const { create, callback } = config;
  if (!create) throw new RefusedError(`„create“ fehlt bei ${config.name} / "create" is missing at ${config.name}`);
  if (create.services.length === 0) throw new RefusedError('create.services ist leer / is empty');
  if (!current) throw new RefusedError('keys.encryption ist leer / is empty');
  const { name, legalName, email, services } = create;
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
