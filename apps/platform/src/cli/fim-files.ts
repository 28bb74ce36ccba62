import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CodeList, type CodeListProvider, readCodeList, XdfError } from '@verbund/xdatenfelder';
import { RefusedError } from './command.ts';

export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new RefusedError(`${path}: nicht lesbar / cannot be read (${code})`);
  }
}

/** Every genericode file of a folder; other XML files in it are passed over. */
export async function readCodeListFolder(folder: string | undefined): Promise<Uint8Array[]> {
  if (folder === undefined) return [];
  let names: string[];
  try {
    names = await readdir(folder, { recursive: true });
  } catch {
    throw new RefusedError(`${folder}: kein lesbarer Ordner / not a readable folder`);
  }
  const files: Uint8Array[] = [];
  for (const name of names.filter((file) => /\.(xml|gc)$/i.test(file)).sort()) {
    const bytes = await readInput(join(folder, name));
    if (await isCodeList(bytes)) files.push(bytes);
  }
  return files;
}

async function isCodeList(bytes: Uint8Array): Promise<boolean> {
  try {
    await readCodeList(bytes);
    return true;
  } catch (error) {
    if (error instanceof XdfError) return false;
    throw error;
  }
}

/** The newest version where the reference names none. */
export async function codeListProvider(files: readonly Uint8Array[]): Promise<CodeListProvider> {
  const lists: CodeList[] = [];
  for (const bytes of files) lists.push(await readCodeList(bytes));
  return {
    find(uri, version) {
      const named = lists.filter((list) => list.canonicalUri === uri);
      const newest = named.toSorted((a, b) => (a.version < b.version ? 1 : -1))[0];
      return (version === null ? newest : named.find((list) => list.version === version)) ?? null;
    },
  };
}
