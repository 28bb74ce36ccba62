import { constants, type Dirent } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../errors/index.ts';
import { isUuid, newUuid } from '../ids/index.ts';
import { type BlobStore } from './blob-store.ts';

/** The file operations whose order durability rests on; a test observes them. */
export interface DurableFiles {
  open(path: string, flags: number | string, mode?: number): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
}

export const durableFiles: DurableFiles = {
  open,
  rename,
  async syncFolder(path) {
    const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

const READ_BYTES = 64 * 1024;

/** Files under `<root>/ab/cd/<uuid>`; unfinished ones under `<root>/unfinished`, on the same file system for rename. */
export function createFileBlobStore(root: string, files: DurableFiles = durableFiles): BlobStore {
  const unfinished = join(root, 'unfinished');
  // Folders whose entry in their parent is known to be on disk; at most 65,793 short strings.
  const durableFolders = new Set<string>();

  function pathOf(id: string): string {
    if (!isUuid(id)) throw notFound();
    return join(root, id.slice(0, 2), id.slice(2, 4), id);
  }

  async function ensureFolder(path: string): Promise<void> {
    if (durableFolders.has(path)) return;
    await mkdir(path, { recursive: true, mode: 0o700 });
    // Another process may have made the folder without having synced its parent yet, so this one does it too, up to the
    // first that is known to be on disk: only the first file of all pays for the whole way.
    const made: string[] = [];
    for (let folder = path; folder.length >= root.length && !durableFolders.has(folder); folder = dirname(folder)) {
      await files.syncFolder(dirname(folder));
      made.push(folder);
    }
    for (const folder of made) durableFolders.add(folder);
  }

  return {
    async put(id, content) {
      const target = pathOf(id);
      const temporary = join(unfinished, newUuid());
      try {
        await ensureFolder(unfinished);
        await ensureFolder(dirname(target));
        await writeAndSync(files, temporary, content);
        await files.rename(temporary, target);
        await files.syncFolder(dirname(target));
      } catch (error) {
        await rm(temporary, { force: true });
        throw toStorageError(error);
      }
    },
    get: (id, from = 0) => readFile(files, () => pathOf(id), from),
    async remove(id) {
      await rm(pathOf(id), { force: true });
    },
    listOlderThan: (instant) => listOlderThan(root, instant),
    removeUnfinished: (olderThan) => removeUnfinished(unfinished, olderThan),
  };
}

async function writeAndSync(files: DurableFiles, path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await files.open(path, 'wx', 0o600);
  try {
    for await (const piece of content) await writeAll(file, piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  // A nearly full disk writes less than asked without an error; the next call then says ENOSPC.
  for (let done = 0; done < piece.byteLength;) {
    done += (await file.write(piece, done, piece.byteLength - done)).bytesWritten;
  }
}

async function* readFile(files: DurableFiles, toPath: () => string, from: number): AsyncGenerator<Uint8Array> {
  const path = toPath();
  let file: FileHandle;
  try {
    file = await files.open(path, 'r');
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? notFound() : error;
  }
  try {
    for (let at = from; ;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function foldersOf(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function* listOlderThan(root: string, instant: Date): AsyncGenerator<string> {
  const isShard = (entry: Dirent) => entry.isDirectory() && entry.name.length === 2;
  for (const first of (await foldersOf(root)).filter(isShard)) {
    for (const second of (await foldersOf(join(root, first.name))).filter(isShard)) {
      const folder = join(root, first.name, second.name);
      for (const entry of await foldersOf(folder)) {
        if (isUuid(entry.name) && (await isOlder(join(folder, entry.name), instant))) yield entry.name;
      }
    }
  }
}

async function removeUnfinished(folder: string, olderThan: Date): Promise<number> {
  let removed = 0;
  for (const entry of await foldersOf(folder)) {
    const path = join(folder, entry.name);
    if (!(await isOlder(path, olderThan))) continue;
    await unlink(path);
    removed += 1;
  }
  return removed;
}

async function isOlder(path: string, instant: Date): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < instant.getTime();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function toStorageError(error: unknown): unknown {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('unavailable', 'blobs/storage-full', { detail: 'The file storage is full', cause: error });
  }
  return error;
}

export function notFound(): AppError {
  return new AppError('not-found', 'blobs/not-found', { detail: 'No such file' });
}
