import { randomUUID } from 'node:crypto';
import { mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Spool, type SpoolFile } from '../ports.ts';

const readBytes = 64 * 1024;

/**
 * Spool that keeps small contents in memory and larger ones in a file.
 *
 * The file loses its name as soon as it is open: nobody else can open it, and it is gone when this process ends, however
 * that happens. It holds ciphertext only, so even the bare disk gives nothing away.
 * @param options.folder on a disk; made with mode 0700 when missing. Default: the system's folder for temporary files,
 * which may be memory
 * @param options.memoryBytes default 1 MiB
 */
export function fileSpool(options: { folder?: string; memoryBytes?: number } = {}): Spool {
  const { folder = tmpdir(), memoryBytes = 1024 * 1024 } = options;
  return {
    async open() {
      return createSpoolFile(folder, memoryBytes);
    },
  };
}

function createSpoolFile(folder: string, memoryBytes: number): SpoolFile {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let file: FileHandle | undefined;

  async function spill(): Promise<FileHandle> {
    const opened = await openNameless(folder);
    file = opened;
    for (const piece of pieces) await writeAll(opened, piece);
    pieces = [];
    return opened;
  }

  return {
    async write(piece) {
      length += piece.length;
      if (file) await writeAll(file, piece);
      else if (length <= memoryBytes) pieces.push(piece);
      else await writeAll(await spill(), piece);
    },
    async *read() {
      yield* pieces;
      for (let at = 0; file && at < length;) {
        const buffer = Buffer.allocUnsafe(Math.min(readBytes, length - at));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
        if (bytesRead === 0) throw new Error('the spool ended early');
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    },
    async remove() {
      const held = file;
      file = undefined;
      pieces = [];
      await held?.close();
    },
  };
}

async function openNameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `fit-connect-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
  } catch (error) {
    await file.close();
    throw error;
  }
  return file;
}

async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  // A nearly full disk writes less than asked without an error; the next call then says ENOSPC.
  for (let done = 0; done < piece.length;) done += (await file.write(piece, done, piece.length - done)).bytesWritten;
}
