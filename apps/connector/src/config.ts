import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseDestination, sharedMembers, type DestinationConfig } from './config-destination.ts';
import { createFieldReader } from './config-fields.ts';
import { isObject, parseObject } from './durable.ts';

/** Everything the program may be told; one file, read once. Paths are absolute here. */
export type Config = {
  file: string;
  /** Memory of the program: which submissions were handed over, keys of replies, what is being sent. */
  stateFolder: string;
  /** The program's own door: health, metrics, callbacks, replies. */
  http?: { host: string; port: number };
  destinations: DestinationConfig[];
};

export type ConfigVerdict = { ok: true; config: Config } | { ok: false; problems: string[] };

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
  read.only([...sharedMembers, 'state', 'http', 'destinations']);
  const state = read.optionalObject('state');
  state?.only(['folder']);
  const http = read.optionalObject('http');
  http?.only(['host', 'port']);
  const door = http && {
    host: http.optionalString('host') ?? '127.0.0.1',
    port: http.number('port', { from: 0, to: 65_535 }),
  };
  const entries = Array.isArray(value['destinations']) ? value['destinations'] : [];
  if (entries.length === 0 || !entries.every(isObject))
    read.wrong('destinations', 'muss eine nicht leere Liste von Objekten sein', 'must be a list of objects, not empty');
  const destinations: DestinationConfig[] = [];
  for (const [index, entry] of entries.entries()) {
    if (isObject(entry))
      destinations.push(await parseDestination(entry, value, `destinations[${index}].`, base, problems));
  }
  checkTogether(destinations, door !== undefined, problems);
  if (problems.length > 0) return { ok: false, problems: [...new Set(problems)] };
  const stateFolder = resolve(base, state?.optionalString('folder') ?? 'state');
  return { ok: true, config: { file, stateFolder, ...(door ? { http: door } : {}), destinations } };
}

/** What no destination can see by itself. */
function checkTogether(destinations: readonly DestinationConfig[], hasDoor: boolean, problems: string[]): void {
  const seen = new Set<string>();
  const once = (index: number, name: string, value: string | undefined): void => {
    if (value === undefined) return;
    if (seen.has(`${name} ${value}`))
      problems.push(
        `destinations[${index}].${name}: gibt es schon bei einem anderen Zustellpunkt / belongs to another destination`,
      );
    seen.add(`${name} ${value}`);
  };
  const targets = new Set(destinations.flatMap(({ target }) => (target.kind === 'folder' ? [target.folder] : [])));
  for (const [index, { name, destinationId, replies, callback }] of destinations.entries()) {
    once(index, 'name', name);
    once(index, 'destinationId', destinationId?.toLowerCase());
    once(index, 'replies.folder', replies?.folder);
    once(index, 'replies.token', replies?.token);
    if (replies?.folder !== undefined && targets.has(replies.folder))
      problems.push(
        `destinations[${index}].replies.folder: muss ein anderer Ordner sein als target.folder / must differ from target.folder`,
      );
    if ((callback || replies?.token !== undefined) && !hasDoor)
      problems.push(
        'http: fehlt, wird für callback und replies.token gebraucht / is missing, callback and replies.token need it',
      );
  }
}
