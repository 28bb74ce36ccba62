import { type FastifyRequest } from 'fastify';
import { AppError } from '../errors/index.ts';
import { checkAnnouncedLength, tooLarge } from './body.ts';
import { type UploadedFile } from './types.ts';

const maximumFields = 500;
const maximumFiles = 20;
const maximumFieldBytes = 256 * 1024;
/** Room for part headers and text fields beside the files. */
const framingBytes = 1024 * 1024;

export interface Multipart {
  form: URLSearchParams;
  /** Reads the text fields before the first file; the CSRF token must be among them. */
  readLeadingFields(): Promise<void>;
  files: AsyncIterable<UploadedFile>;
}

/** Streams the parts in the order in which the browser sent them; nothing is buffered but text fields. */
export function openMultipart(request: FastifyRequest, limit: number, timeoutMs: number): Multipart {
  const parts = request.parts({
    limits: {
      fields: maximumFields,
      files: maximumFiles,
      parts: maximumFields + maximumFiles,
      fieldSize: maximumFieldBytes,
      fieldNameSize: 200,
      fileSize: limit,
    },
  });
  const form = new URLSearchParams();
  let waiting: UploadedFile | null = null;
  let current: UploadedFile | null = null;
  let guarded = false;
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const fail = (error: AppError): void => {
    failed.reject(error);
    current?.stream.destroy(error);
  };
  checkAnnouncedLength(request.raw, limit + framingBytes);

  async function nextFile(): Promise<UploadedFile | null> {
    for (;;) {
      const next = parts.next();
      // Only now is the parser connected; a listener before it would swallow the first bytes.
      if (!guarded) guard(request, limit + framingBytes, timeoutMs, fail);
      guarded = true;
      const step = await Promise.race([next, failed.promise]);
      if (step.done === true) return null;
      const part = step.value;
      if (part.type === 'file') {
        const file: UploadedFile = {
          field: part.fieldname,
          filename: part.filename,
          mimeType: part.mimetype,
          stream: part.file,
        };
        part.file.once('limit', () => fail(tooLarge(limit, 'http/file-too-large')));
        current = file;
        return file;
      }
      if (part.fieldnameTruncated || part.valueTruncated) throw tooLarge(maximumFieldBytes);
      form.append(part.fieldname, typeof part.value === 'string' ? part.value : JSON.stringify(part.value));
    }
  }

  async function* files(): AsyncGenerator<UploadedFile> {
    for (let file = waiting ?? (await nextFile()); file !== null; file = await nextFile()) {
      waiting = null;
      yield file;
    }
  }

  return {
    form,
    async readLeadingFields() {
      waiting = await nextFile();
    },
    files: files(),
  };
}

/** The limit holds for the body as a whole too: twenty files just below it are as bad as one above it. */
function guard(request: FastifyRequest, limit: number, timeoutMs: number, fail: (error: AppError) => void): void {
  let size = 0;
  request.raw.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) fail(tooLarge(limit));
  });
  const timer = setTimeout(() => fail(new AppError('invalid', 'http/body-timeout')), timeoutMs);
  const clear = (): void => clearTimeout(timer);
  request.raw.once('close', clear).once('end', clear);
}
