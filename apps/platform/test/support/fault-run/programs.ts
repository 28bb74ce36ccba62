import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answers, createProgram, type Program } from './program.ts';
import { type Folders, type Ports } from './world.ts';

export type Programs = Record<'service' | 'connector' | 'receiver' | 'sender', Program>;

/** Shared by the connector and the receiver over HTTP. */
export const receiverSecret = 'a secret of the back office';
export const platformProgram = fileURLToPath(new URL('../../../bin/verbund.mjs', import.meta.url));
const require = createRequire(import.meta.url);
const connectorProgram = programOf('@verbund/connector', 'verbund-connector');
const receiverProgram = programOf('@verbund/simulators', 'back-office-simulator');
const senderProgram = fileURLToPath(new URL('sender-program.ts', import.meta.url));

function programOf(name: string, program: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), 'bin', `${program}.mjs`);
}

/** Without a master key: the delivery service alone needs none. */
export function serviceEnv(folders: Folders, urls: { databaseUrl: string; publicUrl?: string }): NodeJS.ProcessEnv {
  return {
    VERBUND_MODE: 'test',
    VERBUND_DATA_DIR: folders.service,
    VERBUND_LOG_LEVEL: 'warn',
    DATABASE_URL: urls.databaseUrl,
    ...(urls.publicUrl === undefined ? {} : { VERBUND_PUBLIC_URL: urls.publicUrl }),
  };
}

export function createPrograms(
  folders: Folders,
  ports: Ports,
  urls: { databaseUrl: string; publicUrl: string },
): Programs {
  const withUs = ['--parent-pid', String(process.pid)];
  const office = ['--folder', folders.office, '--secret', receiverSecret, '--port', String(ports.receiver)];
  return {
    service: createProgram({
      name: 'service',
      args: [platformProgram, 'serve', '--roles', 'transport'],
      env: { ...serviceEnv(folders, urls), PORT: String(ports.service) },
      isReady: () => answers(`http://127.0.0.1:${String(ports.service)}/readyz`, 200),
    }),
    connector: createProgram({
      name: 'connector',
      args: [connectorProgram, 'run', '--config', join(folders.home, 'connector.json'), ...withUs],
      isReady: () => answers(`http://127.0.0.1:${String(ports.connector)}/healthz`),
    }),
    receiver: createProgram({
      name: 'receiver',
      args: [receiverProgram, ...office, ...withUs],
      isReady: () => answers(`http://127.0.0.1:${String(ports.receiver)}/submissions`, 200),
    }),
    sender: createProgram({
      name: 'sender',
      args: ['--import', 'tsx', senderProgram, folders.sender],
      isReady: (said) => said.includes('ready'),
    }),
  };
}
