import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CodeList, codeListLibrary, type CodeListProvider, readCodeList, XdfError } from '@verbund/xdatenfelder';
import { RefusedError } from './command.ts';

export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new RefusedError(`${path}: nicht lesbar / cannot be read (${code})`);
  }
}

/** The file piece by piece, so that a huge one is refused without being held; `keep` collects what was read. */
export async function* streamInput(path: string, keep?: Uint8Array[]): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>) {
      keep?.push(chunk);
      yield chunk;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null || code.startsWith('xdf/')) throw error;
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
  try {
    return codeListLibrary(lists);
  } catch (error) {
    if (!(error instanceof XdfError)) throw error;
    throw new RefusedError(`${error.text.de} / ${error.text.en}`);
  }
}
