import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';

export type EntryKind = 'file' | 'folder' | 'other';

/**
 * The few file operations of the connector, as a port: tests let each of them fail, and count what is not yet synced.
 * Nothing here follows a symbolic link at the end of a path.
 */
export type Files = {
  /** With all parents; an existing folder is fine. */
  makeFolder(path: string, mode?: number): Promise<void>;
  /** A new file; fails when there is one. */
  write(path: string, content: Uint8Array | AsyncIterable<Uint8Array>, mode?: number): Promise<void>;
  /** Makes a file, or the entries of a folder, survive a power cut. */
  sync(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** With everything below; a missing one is fine. */
  remove(path: string): Promise<void>;
  /** Empty when there is no such folder. */
  list(path: string): Promise<{ name: string; kind: EntryKind }[]>;
  /** Undefined when there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** The same bytes piece by piece; the first piece fails when there is no such file. */
  stream(path: string): AsyncIterable<Uint8Array>;
  kind(path: string): Promise<EntryKind | undefined>;
  size(path: string): Promise<number>;
};

/** State holds keys of applicants' replies: only for the connector itself. */
export const privateFolder = 0o700;

export const realFiles: Files = {
  async makeFolder(path, mode = 0o770) {
    await mkdir(path, { recursive: true, mode });
  },
  async write(path, content, mode = 0o660) {
    const handle = await open(path, 'wx', mode);
    try {
      if (content instanceof Uint8Array) await handle.writeFile(content);
      else for await (const piece of content) await handle.writeFile(piece);
    } finally {
      await handle.close();
    }
  },
  async sync(path) {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async rename(from, to) {
    await rename(from, to);
  },
  async remove(path) {
    await rm(path, { recursive: true, force: true });
  },
  async list(path) {
    const entries = await unlessMissing(readdir(path, { withFileTypes: true }));
    return (entries ?? []).map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  },
  async read(path) {
    const handle = await unlessMissing(open(path, constants.O_RDONLY | constants.O_NOFOLLOW));
    if (!handle) return undefined;
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  },
  async *stream(path) {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      for await (const piece of handle.createReadStream({ autoClose: false })) if (Buffer.isBuffer(piece)) yield piece;
    } finally {
      await handle.close();
    }
  },
  async kind(path) {
    const found = await unlessMissing(lstat(path));
    return found && kindOf(found);
  },
  async size(path) {
    return (await lstat(path)).size;
  },
};

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): EntryKind {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** `ENOSPC`, `EACCES` and the like; undefined for errors of another kind. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
