import { dirname } from 'node:path';
import { type Files } from './files.ts';

/** Writes a new file that survives a power cut, as soon as its folder is synced as well. */
export async function writeSynced(
  files: Files,
  path: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  mode?: number,
): Promise<void> {
  await files.write(path, content, mode);
  await files.sync(path);
}

/** Replaces a file whole: after a crash there is the old or the new content, never a part. */
export async function replaceDurably(files: Files, path: string, bytes: Uint8Array, mode?: number): Promise<void> {
  const next = `${path}.next`;
  await files.remove(next);
  await writeSynced(files, next, bytes, mode);
  await files.rename(next, path);
  await files.sync(dirname(path));
}

export function toJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

/** Undefined when the bytes are not a JSON object in UTF-8. */
export function parseObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Ids become parts of paths, so nothing but a UUID is one. */
export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}
