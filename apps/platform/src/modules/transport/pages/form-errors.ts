import { type AppError, type FieldProblem } from '#kernel/errors';
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

/** The problems of a body at the fields of the form, each field once; the summary is read without the fields beside it. */
export function problemErrors(
  problems: readonly FieldProblem[],
  t: Texts,
  services: readonly ServiceLines[],
  fallback: string,
  region?: string,
): FieldError[] {
  const found = new Map<string, string>();
  for (const problem of problems) {
    const id = fieldOf(problem, services) || fallback;
    if (!found.has(id)) found.set(id, messageOf(id, problem.code, t, services, region));
  }
  return [...found].map(([id, message]) => ({ id, message }));
}

function messageOf(id: string, code: string, t: Texts, services: readonly ServiceLines[], region?: string): string {
  if (id === 'schluessel-enc' || id === 'schluessel-sig') return namedKeyMessage(id, code, t);
  const [, key, part = ''] = /^leistung-(\d+)-(\w+)$/.exec(id) ?? [];
  const isOutside = code === 'outside-own-region' && region !== undefined;
  const words = isOutside ? t.form.outside(region) : (t.form.invalid[key === undefined ? id : part] ?? code);
  const number = services.findIndex((service) => service.key === key) + 1;
  return key === undefined ? words : `${t.form.service(number)}: ${words}`;
}

export function namedKeyMessage(id: 'schluessel-enc' | 'schluessel-sig', code: string, t: Texts): string {
  const label = id === 'schluessel-enc' ? t.form.encryptionKey : t.form.signingKey;
  return `${label}: ${keyMessage(code, t)}`;
}

export function bodyErrors(
  error: AppError,
  t: Texts,
  services: readonly ServiceLines[],
  fallback: string,
): FieldError[] {
  const { region } = error.params;
  const errors = problemErrors(error.problems, t, services, fallback, region === undefined ? region : String(region));
  return errors.length > 0 ? errors : refusedErrors(error, t, fallback);
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
