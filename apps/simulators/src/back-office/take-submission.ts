import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { type IncomingMessage } from 'node:http';
import { basename, join } from 'node:path';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';

export interface Place {
  folder: string;
  secret: string;
}

export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAX_AGE_SECONDS = 300;

interface Manifest {
  submissionId: string;
  dataFile: string;
  dataSha512: string;
  metadataSha512: string;
  attachments: { file: string; sha512: string }[];
}

/** Stores one posted submission whole, or nothing of it. False when it is there already. */
export async function takeSubmission(request: IncomingMessage, { folder, secret }: Place): Promise<boolean> {
  const id = String(request.headers['idempotency-key']);
  if (!UUID.test(id)) throw new Refusal(400, 'Idempotency-Key is no UUID');
  const final = join(folder, id);
  const part = join(folder, `.part-${id}-${randomUUID()}`);
  await mkdir(join(part, 'attachments'), { recursive: true });
  try {
    await writeParts(request, part);
    const bytes = await readFile(join(part, 'submission.json')).catch(() => Buffer.from(''));
    checkSignature(request, bytes, secret);
    const manifest = JSON.parse(bytes.toString()) as Manifest;
    if (manifest.submissionId !== id) throw new Refusal(400, 'Idempotency-Key is not the submissionId');
    await checkHashes(part, manifest);
    if (await exists(final)) return false;
    for (const path of ['attachments', '.']) await sync(join(part, path));
    await rename(part, final).catch((error: unknown) => {
      // A second call for the same submission was faster.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error;
    });
    await sync(folder);
    return true;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** HMAC-SHA256 over time stamp, full stop and the bytes of submission.json, which names the hashes of all else. */
function checkSignature(request: IncomingMessage, bytes: Buffer, secret: string): void {
  const stamp = String(request.headers['verbund-timestamp']);
  const given = Buffer.from(String(request.headers['verbund-signature']), 'hex');
  const expected = createHmac('sha256', secret).update(`${stamp}.`).update(bytes).digest();
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Refusal(401, 'wrong signature');
  if (!(Math.abs(Date.now() / 1000 - Number(stamp)) <= MAX_AGE_SECONDS)) throw new Refusal(401, 'too old');
}

async function checkHashes(part: string, manifest: Manifest): Promise<void> {
  const expected = [
    { file: manifest.dataFile, sha512: manifest.dataSha512 },
    { file: 'metadata.json', sha512: manifest.metadataSha512 },
    ...manifest.attachments,
  ];
  for (const { file, sha512 } of expected) {
    const hash = createHash('sha512');
    const handle = await open(join(part, file)).catch(() => null);
    if (handle === null) throw new Refusal(400, `${file} is missing`);
    for await (const piece of handle.createReadStream()) hash.update(piece as Buffer);
    if (hash.digest('hex') !== sha512) throw new Refusal(400, `${file} has another hash`);
  }
}

const files: Readonly<Record<string, (filename: string) => string>> = {
  submission: () => 'submission.json',
  metadata: () => 'metadata.json',
  data: (filename) => (filename === 'data.xml' ? 'data.xml' : 'data.json'),
  attachment: (filename) => join('attachments', basename(filename)),
};

async function writeParts(request: IncomingMessage, part: string): Promise<void> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) throw new Refusal(415, 'multipart/form-data is needed');
  const busboy = new Busboy({ headers: { ...request.headers, 'content-type': type } });
  const streams: Readable[] = [];
  const written: Promise<void>[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      busboy.on('file', (field, stream, filename) => {
        const place = files[field]?.(filename);
        if (place === undefined) return void stream.resume();
        // `flush`: what is answered with 201 must survive a power cut.
        const done = pipeline(stream, createWriteStream(join(part, place), { flags: 'wx', flush: true }));
        done.catch(reject);
        streams.push(stream);
        written.push(done);
      });
      busboy.once('error', () => reject(new Refusal(400, 'the form is incomplete')));
      busboy.once('finish', resolve);
      const brokenOff = (): void => {
        if (!request.complete) reject(new Refusal(400, 'broken off'));
      };
      request.once('close', brokenOff);
      // While the folder was made; the event has passed then.
      if (request.destroyed) brokenOff();
      request.pipe(busboy);
    });
    await Promise.all(written);
  } catch (error) {
    // A file that is still being opened would come back after the part was removed.
    request.unpipe(busboy);
    for (const stream of streams) stream.destroy();
    await Promise.allSettled(written);
    throw error;
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path);
  await handle.sync();
  await handle.close();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
