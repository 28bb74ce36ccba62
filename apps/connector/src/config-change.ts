import { readFile, stat } from 'node:fs/promises';
import { isObject, parseObject, replaceDurably, toJson } from './durable.ts';
import { realFiles } from './files.ts';

/** Changes the entry of one destination in the configuration file, which keeps its mode and everything else in it. */
export async function changeDestination(
  file: string,
  index: number,
  change: (entry: Record<string, unknown>, top: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const value = parseObject(await readFile(file));
  const entries: unknown = value?.['destinations'];
  const entry: unknown = Array.isArray(entries) ? entries[index] : undefined;
  if (!value || !Array.isArray(entries) || !isObject(entry)) throw new Error('no such destination');
  const { mode } = await stat(file);
  const destinations: unknown[] = entries.with(index, change(entry, value));
  await replaceDurably(realFiles, file, toJson({ ...value, destinations }), mode & 0o777);
}
