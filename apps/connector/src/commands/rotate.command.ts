import { dirname, join, resolve } from 'node:path';
import { createDestinationManagement, createKeyPair } from '@verbund/fit-connect';
import { connectionOf, createClient, realPorts, type ClientPorts } from '../client.ts';
import { changeDestination } from '../config-change.ts';
import { type DestinationConfig } from '../config-destination.ts';
import { type Config } from '../config.ts';
import { findKey } from '../destination-guard.ts';
import { isObject, toJson, writeSynced } from '../durable.ts';
import { realFiles } from '../files.ts';
import { loadKeys, publicHalf, sameKey } from '../keys.ts';
import { type Command, type CommandIo, RefusedError } from './command.ts';
import { readArgs, requireConfig, requireKeys, requireOne } from './settings-of.ts';

export const rotateCommand: Command = {
  name: 'keys rotate',
  summary: 'change the encryption key, keep the old ones / Verschlüsselungsschlüssel wechseln, alte behalten',
  usage: `verbund-connector keys rotate --config FILE [--name NAME] [--key FILE]

Puts a new private key first in keys.encryption of the destination, registers its public half, and lets senders encrypt to
it. The old keys stay in the list: what was encrypted to them must still be opened. Needs destinationBaseUrl and the right
to manage. Restart "run" afterwards; until then it fetches nothing. Repeat it when it broke off.
  --name  the destination; may be left out when there is only one
  --key   a private key with its certificate (JWK with x5c); without it one with a self-signed certificate is made, which
          FITKO takes on TEST only`,
  async run(args, io) {
    const { config: file, given } = readArgs(args, ['name', 'key']);
    const config = await requireConfig(file);
    await rotateKey(config, given('name'), given('key'), realPorts, io);
    return 0;
  },
};

/**
 * The order is the point: the private key is on disk and in the configuration before anybody can encrypt to it. So a
 * first key that the service does not use yet is the trace of an attempt that broke off, and is taken up again.
 */
export async function rotateKey(
  config: Config,
  name: string | undefined,
  keyFile: string | undefined,
  ports: ClientPorts,
  io: CommandIo,
): Promise<void> {
  const { config: destination, index } = requireOne(config, name);
  const { destinationBaseUrl, destinationId } = destination;
  if (destinationBaseUrl === undefined || destinationId === undefined)
    throw new RefusedError('destinationBaseUrl und destinationId werden gebraucht / are needed');
  const [first] = (await requireKeys(destination)).encryption;
  const { reader } = createClient(destination, ports);
  const { encryptionKid } = await reader.getDestination(destinationId);
  const isBegun = first !== undefined && first.kid !== encryptionKid && keyFile === undefined;
  const file = isBegun ? (destination.keys.encryption[0] ?? '') : await prepareKey(destination, keyFile);
  const loaded = await loadKeys({ encryption: [file], signature: destination.keys.signature });
  const [next] = loaded.ok ? loaded.keys.encryption : [];
  if (!loaded.ok || !next) throw new RefusedError(loaded.ok ? file : loaded.problems.join('\n'));
  if (!destination.keys.encryption.includes(file)) await putFirst(config.file, index, file);
  const publicKey = publicHalf(next, 'enc');
  const management = createDestinationManagement({ ...connectionOf(destination, ports), destinationBaseUrl });
  if (!sameKey(publicKey, await findKey(reader, destinationId, next.kid)))
    await management.addKey(destinationId, publicKey);
  await management.patch(destinationId, { encryptionKid: next.kid });
  io.print(`${destination.name}: ${encryptionKid} → ${next.kid}; „run“ neu starten / restart "run"`);
  io.result({ name: destination.name, destinationId, before: encryptionKid, encryptionKid: next.kid, file });
}

/** @returns the path of the private key */
async function prepareKey({ name, keys }: DestinationConfig, keyFile: string | undefined): Promise<string> {
  if (keyFile !== undefined) return resolve(keyFile);
  const { privateJwk } = await createKeyPair({ use: 'enc', subject: name });
  const folder = dirname(keys.encryption[0] ?? '');
  const path = join(folder, `encryption-private-${privateJwk.kid}.jwk.json`);
  await writeSynced(realFiles, path, toJson(privateJwk), 0o600);
  await realFiles.sync(folder);
  return path;
}

/** Keys that stand on top of the file serve other destinations as well, so this one gets a list of its own. */
async function putFirst(file: string, index: number, keyFile: string): Promise<void> {
  await changeDestination(file, index, (entry, top) => {
    const keys = entry['keys'] ?? top['keys'];
    const old = isObject(keys) ? keys['encryption'] : undefined;
    return { ...entry, keys: { ...(isObject(keys) ? keys : {}), encryption: [keyFile, ...[old ?? []].flat()] } };
  });
}
