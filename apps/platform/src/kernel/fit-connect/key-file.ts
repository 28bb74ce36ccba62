import { constants } from 'node:fs';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { newUuid } from '../ids/index.ts';

/**
 * Reads the keys in a file, or makes one at the first start. The file holds one key, or `{"keys": [...]}` with the
 * current one first.
 */
export async function readOrMakeKeys<T>(
  file: string,
  parse: (value: unknown, file: string) => T,
  make: () => unknown,
): Promise<T[]> {
  const stored = await readKeys(file);
  if (stored) return stored.map((key) => parse(key, file));
  await createFile(file, `${JSON.stringify(await make())}\n`);
  const made = await readKeys(file);
  if (!made) throw new Error(`the key file ${file} vanished`);
  return made.map((key) => parse(key, file));
}

async function readKeys(file: string): Promise<unknown[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const value: unknown = JSON.parse(text);
  const keys: unknown[] = isObject(value) && Array.isArray(value['keys']) ? value['keys'] : [value];
  return keys;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Two processes may start at once: the one that links first wins, the other takes that key. */
async function createFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${newUuid()}`;
  const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(temporary, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}
