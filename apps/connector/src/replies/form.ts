import { createHash } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { parseObject, toJson, writeSynced } from '../durable.ts';
import { type Files } from '../files.ts';
import { createFileNamer } from '../handover/file-names.ts';

/** The body is not what it should be. */
export class FormError extends Error {
  override readonly name = 'FormError';
  readonly status: 400 | 413 | 415;
  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

const maximalReply = 1024 * 1024;
const maximalFile = 500_000_000;
const maximalFiles = 100;

/**
 * Writes a posted reply into `folder` as the back office would have put it there: `reply.json` and the attachments.
 * Takes multipart/form-data with the parts `reply` and `attachment`, or application/json for a reply without attachments.
 * @returns a digest of everything that was sent
 */
export async function receiveForm(files: Files, request: IncomingMessage, folder: string): Promise<string> {
  const contentType = request.headers['content-type'] ?? '';
  const form = /^application\/json\b/i.test(contentType)
    ? { reply: await readAll(request), attachments: [] }
    : await readParts(files, request, contentType, folder);
  if (!form.reply) throw new FormError(400, 'Der Teil „reply“ fehlt / the part "reply" is missing');
  const value = parseObject(form.reply);
  if (!value) throw new FormError(400, 'reply ist kein JSON-Objekt in UTF-8 / is no JSON object in UTF-8');
  const attachments = form.attachments.map(({ name }) => name);
  await writeSynced(files, join(folder, 'reply.json'), toJson({ ...value, attachments }));
  const digest = createHash('sha256').update(form.reply);
  for (const { name, hash } of form.attachments) digest.update(`\n${name}\n${hash}`);
  return digest.digest('hex');
}

type Parts = { reply: Buffer | undefined; attachments: { name: string; hash: string }[] };

async function readParts(files: Files, request: IncomingMessage, contentType: string, folder: string): Promise<Parts> {
  if (!/^multipart\/form-data\b/i.test(contentType))
    throw new FormError(415, 'multipart/form-data oder application/json / or application/json');
  const nameFor = createFileNamer();
  // The file of the reply itself must not be overwritten by an attachment.
  nameFor('reply.json');
  const parts: Parts = { reply: undefined, attachments: [] };
  const busboy = new Busboy({
    headers: { ...request.headers, 'content-type': contentType },
    limits: { fieldSize: maximalReply, fileSize: maximalFile, files: maximalFiles + 1, parts: maximalFiles + 10 },
  });
  const streams: Readable[] = [];
  const work: Promise<void>[] = [];
  const take = async (field: string, stream: Readable, filename: string | undefined): Promise<void> => {
    if (field === 'reply') {
      parts.reply = await readAll(stream);
      return;
    }
    const entry = { name: nameFor(filename), hash: '' };
    parts.attachments.push(entry);
    const hash = createHash('sha512');
    await writeSynced(files, join(folder, entry.name), hashing(stream, hash));
    entry.hash = hash.digest('hex');
  };
  try {
    await new Promise<void>((resolve, reject) => {
      busboy.on('field', (field, value) => {
        if (field === 'reply') parts.reply = Buffer.from(value);
      });
      busboy.on('file', (field, stream, filename) => {
        if (field !== 'reply' && field !== 'attachment') return void stream.resume();
        stream.once('limit', () => reject(new FormError(413, 'Eine Datei ist zu groß / a file is too large')));
        const taken = take(field, stream, filename);
        taken.catch(reject);
        streams.push(stream);
        work.push(taken);
      });
      busboy.once('partsLimit', () => reject(new FormError(413, 'Zu viele Teile / too many parts')));
      busboy.once('filesLimit', () => reject(new FormError(413, 'Zu viele Anlagen / too many attachments')));
      busboy.once('error', () => reject(new FormError(400, 'Das Formular ist unvollständig / the form is incomplete')));
      busboy.once('finish', resolve);
      const brokenOff = (): void => {
        if (!request.complete) reject(new FormError(400, 'abgebrochen / broken off'));
      };
      request.once('close', brokenOff);
      // While the folder was made; the event has passed then.
      if (request.destroyed) brokenOff();
      request.pipe(busboy);
    });
    await Promise.all(work);
    return parts;
  } catch (error) {
    // Nothing may still be writing when the caller removes the folder.
    request.unpipe(busboy);
    for (const stream of streams) stream.destroy();
    await Promise.allSettled(work);
    throw error;
  }
}

async function* hashing(
  stream: AsyncIterable<unknown>,
  hash: ReturnType<typeof createHash>,
): AsyncIterable<Uint8Array> {
  for await (const piece of stream) {
    if (!Buffer.isBuffer(piece)) continue;
    hash.update(piece);
    yield piece;
  }
}

async function readAll(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    if (!Buffer.isBuffer(piece)) continue;
    size += piece.length;
    if (size > maximalReply) throw new FormError(413, 'reply ist zu groß / is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
