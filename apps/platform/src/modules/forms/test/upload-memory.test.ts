import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { type UploadedFile } from '#kernel/http';
import { newUuid } from '#kernel/ids';
import { createScanner, parseScannerAddress } from '#kernel/scanner';
import { startClamdSimulator } from '../../../../test/support/clamd.ts';
import { testKernel } from '../../../../test/support/test-kernel.ts';
import { type FilesControl } from '../domain/blocks.ts';
import { createReceive } from '../receive-request.ts';
import { erika } from './world.ts';

const mebibyte = 1024 * 1024;

/** A PDF of pictures, made as it is sent. */
async function* largePdf(bytes: number): AsyncGenerator<Buffer> {
  yield Buffer.from('%PDF-1.7\n1 0 obj\n<< /Subtype /Image >>\nstream\n');
  const piece = Buffer.alloc(64 * 1024, 0xa5);
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece;
  yield Buffer.from('\nendstream\nendobj\n%%EOF\n');
}

function fileOf(bytes: number): UploadedFile {
  const stream = Readable.from(largePdf(bytes), { objectMode: false });
  return { field: 'datei', filename: 'gross.pdf', mimeType: 'application/pdf', stream };
}

const control = {
  kind: 'files',
  path: 'datei',
  isList: true,
  values: [],
  node: { maxSize: 480 * mebibyte, max: 5, mediaTypes: [] },
} as unknown as FilesControl;

/** Highest resident memory while `work` runs, over that before it. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return (Math.max(peak, process.memoryUsage.rss()) - before) / mebibyte;
}

test('a file of 475 MB is stored sealed and scanned with flat memory', async (t) => {
  const { kernel, close } = await testKernel({ modules: ['forms'] });
  const clamd = await startClamdSimulator('--stream-max-length', String(600 * mebibyte));
  try {
    const scanner = createScanner({ scanner: parseScannerAddress(clamd.address), mode: 'test' });
    const receive = createReceive(kernel);
    const key = await kernel.db.tx({ person: erika }, (tx) => kernel.secrets.dataKey(tx, { person: erika }));
    const run = async (bytes: number): Promise<void> => {
      async function* files(): AsyncGenerator<UploadedFile> {
        yield fileOf(bytes);
      }
      const { files: received, problems } = await receive(erika, newUuid(), [control], files());
      assert.deepEqual(problems, []);
      const [file] = received;
      assert.ok(file !== undefined && file.blob.bytes > bytes);
      assert.deepEqual(await scanner.scan(kernel.blobs.read(file.blob.id, key)), { kind: 'clean' });
    };
    // What is compiled and pooled once is no matter of size.
    await run(30 * mebibyte);
    const small = await growth(() => run(30 * mebibyte));
    const large = await growth(() => run(475 * mebibyte));
    t.diagnostic(`resident memory grew by ${small.toFixed(0)} MiB for 30 MB and by ${large.toFixed(0)} MiB for 475 MB`);
    assert.ok(large < 100, `${large.toFixed(0)} MiB`);
  } finally {
    await clamd.stop();
    await close();
  }
});
