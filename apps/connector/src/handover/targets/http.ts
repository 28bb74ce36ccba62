import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isObject, isUuid, parseObject } from '../../durable.ts';
import { errorCode, type Files } from '../../files.ts';
import { readableWords, type Target, type TargetVerdict } from '../target.ts';
import { createForm, type FormPart } from './multipart.ts';
import { signManifest } from './signature.ts';

export type HttpTargetOptions = {
  url: string;
  secret: string;
  /** Value of the header Authorization, for a gateway in front of the receiver. */
  authorization?: string;
  /** Without a sign of life for this long the attempt ends. */
  timeoutMs: number;
  staging: string;
  clock: () => number;
};

const maximalAnswer = 64 * 1024;
const longestRetryAfterMs = 3_600_000;

/** Posts each submission as one form. 2xx and 409 mean taken, 422 with a problem means refused, anything else later. */
export function createHttpTarget(files: Files, options: HttpTargetOptions): Target {
  const { staging } = options;
  return {
    staging,
    partOf: (submissionId) => join(staging, submissionId),
    async handOver(submissionId, part) {
      const manifest = await files.read(join(part, 'submission.json'));
      if (!manifest) throw new Error('the staged submission has gone');
      const form = createForm(await partsOf(files, part, manifest));
      const headers = {
        ...commonHeaders(options, manifest),
        'content-type': form.contentType,
        'content-length': String(form.contentLength),
        'idempotency-key': submissionId,
      };
      try {
        return verdictOf(await exchange(options, { method: 'POST', headers }, form.body()), options.clock());
      } catch (error) {
        return { outcome: 'later', reason: `http-${errorCode(error) ?? 'interrupted'}` };
      }
    },
    holds: async () => false,
    idOfPart: (name) => (isUuid(name) ? name : undefined),
    async probe() {
      const mend = 'Adresse, Zertifikat, Netz und Empfänger prüfen / check address, certificate, network and receiver';
      try {
        const headers = commonHeaders(options, Buffer.from(''));
        const { status } = await exchange(options, { method: 'OPTIONS', headers });
        // Many receivers know no OPTIONS; what matters is that somebody answers there and lets us in.
        if (status === 401 || status === 403)
          return {
            ok: false,
            message: `${options.url}: ${status}`,
            mend: 'secret und authorization prüfen / check both',
          };
        if (status >= 500) return { ok: false, message: `${options.url}: ${status}`, mend };
        return { ok: true, message: `${options.url}: ${status}` };
      } catch (error) {
        return { ok: false, message: `${options.url}: ${errorCode(error) ?? String(error)}`, mend };
      }
    },
  };
}

function commonHeaders(options: HttpTargetOptions, manifest: Uint8Array): Record<string, string> {
  const { secret, authorization, clock } = options;
  return {
    ...signManifest(secret, manifest, clock()),
    ...(authorization === undefined ? {} : { authorization }),
    'user-agent': 'verbund-connector',
    accept: 'application/json, application/problem+json',
  };
}

/** In the order of the manifest, so that a receiver can check each part as it comes. */
async function partsOf(files: Files, part: string, manifest: Uint8Array): Promise<FormPart[]> {
  const about = parseObject(manifest) ?? {};
  const dataFile = String(about['dataFile']);
  const attachments = Array.isArray(about['attachments']) ? about['attachments'].filter(isObject) : [];
  const fromFile = async (name: string, file: string, mimeType: string): Promise<FormPart> => ({
    name,
    filename: file.replace(/^attachments\//, ''),
    mimeType,
    bytes: await files.size(join(part, file)),
    content: () => files.stream(join(part, file)),
  });
  const form: FormPart[] = [
    {
      name: 'submission',
      filename: 'submission.json',
      mimeType: 'application/json',
      bytes: manifest.length,
      content: manifest,
    },
    await fromFile('metadata', 'metadata.json', 'application/json'),
    await fromFile('data', dataFile, String(about['mimeType'])),
  ];
  for (const { file, mimeType } of attachments) form.push(await fromFile('attachment', String(file), String(mimeType)));
  return form;
}

type Answer = { status: number; headers: IncomingMessage['headers']; body: Buffer };

/** One exchange; redirects are not followed. An early answer, for instance 413 or 401, ends the upload. */
async function exchange(
  { url, timeoutMs }: HttpTargetOptions,
  options: RequestOptions,
  body?: AsyncIterable<Uint8Array>,
): Promise<Answer> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const request = send(url, { ...options, timeout: timeoutMs });
  request.on('timeout', () => request.destroy(Object.assign(new Error('no sign of life'), { code: 'ETIMEDOUT' })));
  const answer = new Promise<Answer>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => void readAnswer(response).then(resolve, reject));
  });
  // The upload may fail because the receiver has answered already; then the answer counts.
  answer.catch(() => undefined);
  if (body) await pipeline(Readable.from(body, { objectMode: false }), request).catch(() => undefined);
  else request.end();
  return answer;
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response) {
    if (!Buffer.isBuffer(piece)) continue;
    size += piece.length;
    if (size > maximalAnswer) break;
    pieces.push(piece);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) };
}

function verdictOf({ status, headers, body }: Answer, now: number): TargetVerdict {
  if ((status >= 200 && status < 300) || status === 409) return { outcome: 'taken' };
  // A proxy in between may say 422 as well; only a problem is a decision of the receiver.
  if (status === 422 && /^application\/problem\+json\b/i.test(headers['content-type'] ?? '')) {
    const words = wordsOf(body);
    if (words.length > 0) return { outcome: 'refused', words };
  }
  const retryAfterMs = readRetryAfter(headers['retry-after'], now);
  return { outcome: 'later', reason: `http-${status}`, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** `title`, `detail` and the `detail` of each of `errors` (RFC 9457). */
function wordsOf(body: Uint8Array): string[] {
  const problem = parseObject(body) ?? {};
  const errors = Array.isArray(problem['errors'])
    ? problem['errors'].filter(isObject).map((error) => error['detail'])
    : [];
  return readableWords(
    [problem['title'], problem['detail'], ...errors].filter((value): value is string => typeof value === 'string'),
  );
}

function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const milliseconds = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(milliseconds) ? Math.min(Math.max(milliseconds, 0), longestRetryAfterMs) : undefined;
}
