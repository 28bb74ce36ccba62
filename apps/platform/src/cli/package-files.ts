import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '#kernel/errors';
import {
  keyFileSigner,
  type ManifestParts,
  newKeyFile,
  packageErrorText,
  packageLimits,
  type Signer,
} from '#modules/packages';
import { RefusedError } from './command.ts';
import { readCodeListFolder, readInput } from './fim-files.ts';

/** Where a command keeps the key of this machine when none is named. */
export function keyPathOf(env: NodeJS.ProcessEnv, named: string | undefined): string {
  return named ?? join(resolve(env['VERBUND_DATA_DIR'] ?? './data'), 'package-signing-key.json');
}

export async function readKey(path: string): Promise<Signer> {
  const signer = keyFileSigner(await readJson(path));
  if (signer !== null) return signer;
  throw new RefusedError(
    `${path}: kein privater Schlüssel (JWK, Ed25519 oder P-256). / no private key (JWK, Ed25519 or P-256).`,
  );
}

/** Never writes over a key: what it signed could not be followed by anything any more. */
export async function writeNewKey(path: string): Promise<Signer> {
  if (existsSync(path)) {
    throw new RefusedError(`${path}: Diese Datei gibt es schon. / This file exists already.`);
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(newKeyFile(), null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await chmod(path, 0o600);
  return readKey(path);
}

export const readOrMakeKey = (path: string): Promise<Signer> => (existsSync(path) ? readKey(path) : writeNewKey(path));

export async function readArchiveFile(path: string): Promise<Uint8Array> {
  const bytes = await readInput(path);
  if (bytes.length > packageLimits.archive) {
    throw new RefusedError(`${path}: größer als ein Dienstpaket sein darf. / larger than a service package may be.`);
  }
  return bytes;
}

/**
 * Parts of a service in a folder: `service.json`, `schema.xml`, `overlay.json`, or the same behind a name
 * (`hund.service.json`, `hund.xml`, `hund.overlay.json`); `code-lists/` and `replacements.json` where there are any.
 */
export async function readPackageFolder(folder: string, named: string | undefined): Promise<ManifestParts> {
  const files = await readdir(folder).catch(() => {
    throw new RefusedError(`${folder}: kein lesbarer Ordner / not a readable folder`);
  });
  const base = baseOf(folder, files, named);
  const of = (plain: string, behind: string): string => join(folder, base === '' ? plain : `${base}${behind}`);
  const service = await readJson(of('service.json', '.service.json'));
  if (typeof service !== 'object' || service === null || Array.isArray(service)) {
    throw new RefusedError(`${folder}: service.json ist kein Objekt. / service.json is no object.`);
  }
  const overlay = of('overlay.json', '.overlay.json');
  const lists = join(folder, 'code-lists');
  const replacements = join(folder, 'replacements.json');
  return {
    service: Object.fromEntries(Object.entries(service)),
    overlay: existsSync(overlay) ? await readJson(overlay) : {},
    source: {
      xml: await readInput(of('schema.xml', '.xml')),
      codeLists: existsSync(lists) ? await readCodeListFolder(lists) : [],
      replacements: existsSync(replacements) ? parseReplacements(await readJson(replacements)) : [],
    },
  };
}

function baseOf(folder: string, files: readonly string[], named: string | undefined): string {
  if (named === undefined && files.includes('service.json')) return '';
  const bases = files.flatMap((file) => /^(.+)\.service\.json$/u.exec(file)?.[1] ?? []).sort();
  const base = bases.length === 1 && named === undefined ? bases[0] : bases.find((one) => one === named);
  if (base !== undefined) return base;
  throw new RefusedError(
    bases.length === 0
      ? `${folder}: Es fehlt service.json. / service.json is missing.`
      : `${folder}: Wählen Sie mit --service / choose with --service: ${bases.join(', ')}`,
  );
}

type Replacements = ManifestParts['source']['replacements'];

function parseReplacements(value: unknown): Replacements {
  const members = ['canonicalUri', 'version', 'use', 'decidedBy', 'decidedOn', 'reason'];
  const isOne = (one: unknown): boolean =>
    typeof one === 'object' &&
    one !== null &&
    members.every((name) => typeof new Map(Object.entries(one)).get(name) === 'string');
  if (Array.isArray(value) && value.every(isOne)) return value as Replacements;
  throw new RefusedError(`replacements.json: ${members.join(', ')}`);
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new RefusedError(`${path}: nicht lesbar / cannot be read`);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Never the parser's words: they quote the file, which may be a key.
    throw new RefusedError(`${path}: kein JSON / not JSON`);
  }
}

/** Says a refusal in both languages; its code stays for programs. */
export async function inBothLanguages<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [de, en] = [packageErrorText(error, 'de'), packageErrorText(error, 'en')];
    if (de === null || en === null) throw error;
    const { params, problems } = error;
    throw new AppError(error.kind, error.code, { params, problems, detail: `${de} / ${en}`, cause: error });
  }
}
