import { type AppError } from '#kernel/errors';
import { type RequestContext } from '#kernel/http';
import { type FieldError } from '#ui';
import { fieldOf, type ServiceLines } from '../domain/destination-form.ts';
import { type Texts } from '../texts/index.ts';

/** Refusals without members: the words of the service, at the field that they are about. */
export function refusedErrors(error: AppError, t: Texts, fallback: string): FieldError[] {
  return [{ id: fallback, message: `${t.destinations.technical}: ${error.detail ?? error.code}` }];
}

export function keyMessage(code: string, t: Texts): string {
  return t.keys.invalid[code] ?? t.keys.otherwise(code);
}

/** The problems of a refused body at the fields of the form, each field once. */
export function bodyErrors(
  error: AppError,
  t: Texts,
  services: readonly ServiceLines[],
  fallback: string,
): FieldError[] {
  const found = new Map<string, string>();
  for (const problem of error.problems) {
    const id = fieldOf(problem, services) || fallback;
    if (found.has(id)) continue;
    const part = id.startsWith('leistung-') ? (id.split('-').at(-1) ?? '') : id;
    const isKey = id.startsWith('schluessel');
    found.set(id, isKey ? keyMessage(problem.code, t) : (t.form.invalid[part] ?? problem.code));
  }
  if (found.size === 0) return refusedErrors(error, t, fallback);
  return [...found].map(([id, message]) => ({ id, message }));
}

const largestKey = 256 * 1024;

/** Text of the uploaded files by field; a form of keys is small, so they are read at once. */
export async function postedTexts(ctx: RequestContext): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for await (const file of ctx.files) {
    const chunks: Buffer[] = [];
    for await (const chunk of file.stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (bytes.length > 0 && bytes.length <= largestKey) texts.set(file.field, textOf(bytes));
  }
  return texts;
}

/** Certificates as bytes (.cer, .der) are common; they become PEM. */
function textOf(bytes: Buffer): string {
  if (bytes[0] !== 0x30) return bytes.toString('utf8');
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`;
}
