import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fixedClock } from '../clock/index.ts';
import { newUuid } from '../ids/index.ts';
import { createBlobs } from './create-blobs.ts';
import { createFileBlobStore, durableFiles, type DurableFiles } from './file-blob-store.ts';

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'verbund-blobs-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

const clock = fixedClock(new Date('2026-03-01T10:00:00Z'));
const key = { id: 'k', bytes: randomBytes(32) };

/** Writes down in which order the disk is asked for what. */
function observed(root: string, log: string[]): DurableFiles {
  return {
    async open(path, flags, mode) {
      const file = await durableFiles.open(path, flags, mode);
      const sync = file.sync.bind(file);
      file.sync = async () => {
        log.push('sync file');
        await sync();
      };
      return file;
    },
    async rename(from, to) {
      log.push(`rename ${relative(root, to).replace(/^(..\/..)\/.*/, '$1')}`);
      await durableFiles.rename(from, to);
    },
    async syncFolder(path) {
      log.push(`sync ${relative(root, path) || '.'}`);
      await durableFiles.syncFolder(path);
    },
  };
}

test('file and folders are on disk before the store says so, and in this order', async (t) => {
  const root = join(await folder(t), 'blobs');
  const log: string[] = [];
  const store = createFileBlobStore(root, observed(root, log));
  const id = 'abcd0000-0000-4000-8000-000000000000';
  await store.put(id, pieces(Buffer.from('x')));
  assert.deepEqual(log, ['sync .', 'sync ..', 'sync ab', 'sync .', 'sync file', 'rename ab/cd', 'sync ab/cd']);
  log.length = 0;
  await store.put('abcd0000-0000-4000-8000-000000000001', pieces(Buffer.from('y')));
  assert.deepEqual(log, ['sync file', 'rename ab/cd', 'sync ab/cd']);
  log.length = 0;
  await store.put('abef0000-0000-4000-8000-000000000002', pieces(Buffer.from('z')));
  assert.deepEqual(log, ['sync ab', 'sync file', 'rename ab/ef', 'sync ab/ef']);
});

test('a sealed blob comes back, is unreadable on disk and knows size and hash of the plaintext', async (t) => {
  const root = await folder(t);
  const blobs = createBlobs({ store: createFileBlobStore(root), clock });
  const content = Buffer.from('Geburtsurkunde '.repeat(10_000));
  const blob = await blobs.store(pieces(content), { key, maxBytes: 1e6 });
  assert.equal(blob.bytes, content.byteLength);
  assert.equal(blob.sha512, createHash('sha512').update(content).digest('hex'));
  assert.deepEqual(await collect(blobs.read(blob.id, key)), content);
  const [file] = await filesBelow(root);
  assert.ok(file !== undefined && !(await readFile(file)).includes('Geburtsurkunde'));
  assert.equal((await stat(file)).mode & 0o077, 0);
});

test('ciphertext of others is kept as it is', async (t) => {
  const blobs = createBlobs({ store: createFileBlobStore(await folder(t)), clock });
  const blob = await blobs.store(pieces(Buffer.from('eyJ'), Buffer.from('..')), { key: null, maxBytes: 10 });
  assert.equal((await collect(blobs.read(blob.id, null))).toString(), 'eyJ..');
  await assert.rejects(collect(blobs.read(blob.id, key)), { code: 'blobs/damaged' });
});

test('too large and broken off uploads leave nothing behind', async (t) => {
  const root = await folder(t);
  const blobs = createBlobs({ store: createFileBlobStore(root), clock });
  await assert.rejects(blobs.store(pieces(Buffer.alloc(11)), { key, maxBytes: 10 }), { kind: 'too-large' });
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(100_000);
    throw new Error('connection lost');
  }
  await assert.rejects(blobs.store(broken(), { key, maxBytes: 1e6 }), /connection lost/);
  assert.deepEqual(await filesBelow(root), []);
});

test('a full disk is said as such and leaves nothing behind', async (t) => {
  const root = await folder(t);
  const full: DurableFiles = {
    ...durableFiles,
    async open(path, flags, mode) {
      const file = await durableFiles.open(path, flags, mode);
      file.sync = () => Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
      return file;
    },
  };
  const blobs = createBlobs({ store: createFileBlobStore(root, full), clock });
  await assert.rejects(blobs.store(pieces(Buffer.alloc(9)), { key, maxBytes: 10 }), {
    kind: 'unavailable',
    code: 'blobs/storage-full',
  });
  assert.deepEqual(await filesBelow(root), []);
});

test('a process killed during store leaves no visible blob, and the sweeper takes the rest', async (t) => {
  const root = await folder(t);
  const program = `
    import { createFileBlobStore } from ${JSON.stringify(join(import.meta.dirname, 'file-blob-store.ts'))};
    async function* endless() { for (;;) { yield Buffer.alloc(65536); process.stdout.write('.'); await new Promise((r) => setTimeout(r, 5)); } }
    await createFileBlobStore(${JSON.stringify(root)}).put('${newUuid()}', endless());`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { stdio: 'pipe' });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = createFileBlobStore(root);
  const future = new Date(Date.now() + 60_000);
  const ids: string[] = [];
  for await (const id of store.listOlderThan(future)) ids.push(id);
  assert.deepEqual(ids, []);
  const rest = await filesBelow(root);
  assert.equal(rest.length, 1);
  assert.equal(await store.removeUnfinished(new Date(Date.now() - 60_000)), 0);
  await utimes(rest[0] ?? '', 0, 0);
  assert.equal(await store.removeUnfinished(new Date(Date.now() - 60_000)), 1);
});

test('ids that are no ids never become a path', async (t) => {
  const store = createFileBlobStore(await folder(t));
  await assert.rejects(collect(store.get('../../etc/passwd')), { code: 'blobs/not-found' });
  await assert.rejects(collect(store.get(newUuid())), { code: 'blobs/not-found' });
});

test('memory stays flat for 300 MB', async (t) => {
  const blobs = createBlobs({ store: createFileBlobStore(await folder(t)), clock });
  const piece = randomBytes(1 << 20);
  async function* large(): AsyncGenerator<Uint8Array> {
    for (let index = 0; index < 300; index += 1) yield piece;
  }
  let peak = 0;
  const before = process.memoryUsage().rss;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const blob = await blobs.store(large(), { key, maxBytes: 1e9 });
  let read = 0;
  for await (const part of blobs.read(blob.id, key)) read += part.byteLength;
  clearInterval(timer);
  assert.equal(read, 300 << 20);
  assert.ok(peak - before < 120 << 20, `grew by ${(peak - before) >> 20} MB`);
});
