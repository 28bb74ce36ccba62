import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { AppError } from '../errors/index.ts';
import { type UploadedFile } from '../http/index.ts';
import { createScanner, type Scanner } from '../scanner/index.ts';
import { readPostedFiles } from './posted-files.ts';

const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<< >>\nendobj\n');
const none = createScanner({ scanner: null, mode: 'test' });
const limits = { files: 2, bytesPerFile: 64 };

interface Sent {
  files: AsyncIterable<UploadedFile>;
  streams: Readable[];
}

function sent(...parts: (readonly [string, Buffer])[]): Sent {
  const streams = parts.map(([, bytes]) =>
    Readable.from(bytes.length === 0 ? [] : [bytes.subarray(0, 5), bytes.subarray(5)]),
  );
  async function* files(): AsyncGenerator<UploadedFile> {
    for (const [index, [filename]] of parts.entries()) {
      const stream = streams[index];
      assert.ok(stream !== undefined);
      yield { field: 'datei', filename, mimeType: 'application/pdf', stream };
    }
  }
  return { files: files(), streams };
}

test('the type comes from the content and the name fits it', async () => {
  const { files, issues } = await readPostedFiles(sent(['../Bescheid.exe', pdf]).files, limits, none);
  assert.deepEqual([...issues], []);
  assert.deepEqual(files, [{ filename: 'Bescheid.exe.pdf', mimeType: 'application/pdf', bytes: pdf }]);
});

test('a claimed type without its content and a named file without content are refused', async () => {
  for (const bytes of [Buffer.from('MZ not a pdf'), Buffer.alloc(0)]) {
    const { files, issues } = await readPostedFiles(sent(['a.pdf', bytes]).files, limits, none);
    assert.deepEqual([files.length, [...issues]], [0, ['file-type']]);
  }
});

test('a file field left empty is no file', async () => {
  const { files, issues } = await readPostedFiles(sent(['', Buffer.alloc(0)]).files, limits, none);
  assert.deepEqual([files.length, issues.size], [0, 0]);
});

test('files past the limits are named and read to their end', async () => {
  const large = Buffer.concat([pdf, Buffer.alloc(200)]);
  const { files: posted, streams } = sent(['a.pdf', pdf], ['large.pdf', large], ['b.pdf', pdf], ['c.pdf', pdf]);
  const { files, issues } = await readPostedFiles(posted, limits, none);
  assert.deepEqual(
    [files.map((file) => file.filename), [...issues]],
    [
      ['a.pdf', 'b.pdf'],
      ['file-too-large', 'too-many-files'],
    ],
  );
  assert.ok(streams.every((stream) => stream.readableEnded));
});

test('with a scanner only what it calls clean is taken, and nothing while it is away', async () => {
  const saying = (scan: Scanner['scan']): Scanner => ({ ...none, isConnected: true, scan });
  const away = async (): Promise<never> => {
    throw new AppError('unavailable', 'scanner/unavailable');
  };
  const cases: readonly (readonly [Scanner, number, readonly string[]])[] = [
    [saying(async () => ({ kind: 'clean' })), 1, []],
    [saying(async () => ({ kind: 'infected', signature: 'Eicar' })), 0, ['file-infected']],
    [saying(async () => ({ kind: 'unfit', reason: 'too-large' })), 0, ['file-unchecked']],
    [saying(away), 0, ['file-unchecked']],
  ];
  for (const [scanner, count, expected] of cases) {
    const { files, issues } = await readPostedFiles(sent(['a.pdf', pdf]).files, limits, scanner);
    assert.deepEqual([files.length, [...issues]], [count, expected]);
  }
  await assert.rejects(
    readPostedFiles(
      sent(['a.pdf', pdf]).files,
      limits,
      saying(async () => Promise.reject(new Error('bug'))),
    ),
    /bug/u,
  );
});
