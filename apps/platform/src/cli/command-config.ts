import { resolve } from 'node:path';
import { type Config, type ProcessRole, readConfig } from '#kernel/config';
import { readRuntimeInfo } from '#kernel/db';

/** The configuration of a command: the environment, completed by the platform that runs on the same data folder. */
export function commandConfig(env: NodeJS.ProcessEnv, roles?: readonly ProcessRole[]): Config {
  const running = readRuntimeInfo(resolve(env['VERBUND_DATA_DIR'] ?? './data'));
  return readConfig({ ...running?.settings, ...env }, roles === undefined ? {} : { roles });
}
