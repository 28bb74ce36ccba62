import { parseArgs } from 'node:util';
import { type DestinationConfig } from '../config-destination.ts';
import { loadConfig, type Config } from '../config.ts';
import { type ReadyDestination } from '../connector.ts';
import { loadKeys, type HeldKeys } from '../keys.ts';
import { RefusedError, UsageError } from './command.ts';

/** The value of --config and further options. */
export function readArgs<T extends string>(args: readonly string[], further: readonly T[] = []) {
  const options = Object.fromEntries(['config', ...further].map((name) => [name, { type: 'string' as const }]));
  const values: Record<string, unknown> = parseArgs({ args: [...args], options, strict: true }).values;
  const config = values['config'];
  if (typeof config !== 'string') throw new UsageError('--config FILE fehlt / is missing');
  const given = (name: T): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return { config, given };
}

export async function requireConfig(file: string): Promise<Config> {
  const verdict = await loadConfig(file);
  if (verdict.ok) return verdict.config;
  throw new RefusedError(`${file}:\n${verdict.problems.map((line) => `  ${line}`).join('\n')}`);
}

export async function requireKeys(config: DestinationConfig): Promise<HeldKeys> {
  const verdict = await loadKeys(config.keys);
  if (verdict.ok) return verdict.keys;
  throw new RefusedError(verdict.problems.join('\n'));
}

export function requireDestinations({ destinations, file }: Config): ReadyDestination[] {
  return destinations.map((config) => {
    const { destinationId, name } = config;
    if (destinationId !== undefined) return { ...config, destinationId };
    throw new RefusedError(
      `${name}: destinationId fehlt; zuerst „verbund-connector destination create --config ${file}“ / is missing; first create the destination`,
    );
  });
}

/** The destination called `name`; without a name the only one. */
export function requireOne(
  { destinations }: Config,
  name: string | undefined,
): { config: DestinationConfig; index: number } {
  const index =
    name === undefined && destinations.length === 1 ? 0 : destinations.findIndex((each) => each.name === name);
  const config = destinations[index];
  if (config) return { config, index };
  const names = destinations.map((each) => each.name).join(' | ');
  throw new UsageError(`--name ${names}`);
}
