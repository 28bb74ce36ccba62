import { createHmac } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readOrCreateLocalSecrets } from '#kernel/config';
import { type Logger } from '#kernel/logging';
import { type ChildProgram, startChild } from './child-programs.ts';
import { type DemoPorts } from './ports.ts';

export interface DemoSimulators {
  /** Resolves when all of them can be used; the platform starts meanwhile. */
  started: Promise<readonly ChildProgram[]>;
  /** What the platform must know of them, as its own settings. */
  env: Record<string, string>;
}

const require = createRequire(import.meta.url);
const bin = (name: string): string =>
  join(dirname(require.resolve('@verbund/simulators/package.json')), 'bin', `${name}.mjs`);

/** Identity providers and mail catcher as separate programs that speak the real protocols. */
export function startSimulators(
  dataDir: string,
  ports: DemoPorts,
  publicUrl: string,
  options: { log: Logger; env: NodeJS.ProcessEnv },
): DemoSimulators {
  const folder = join(dataDir, 'simulators');
  mkdirSync(folder, { recursive: true });
  const { masterKey } = readOrCreateLocalSecrets(dataDir);
  const secret = createHmac('sha256', masterKey).update('demo sign-in').digest('base64url');
  const starting = Promise.all([
    startProvider('citizens', ports.citizens, '/anmelden/rueckkehr'),
    startProvider('staff', ports.staff, '/amt/anmelden/rueckkehr'),
    startChild(
      'mail-catcher-simulator',
      bin('mail-catcher-simulator'),
      ['--port', String(ports.mail), '--smtp-port', String(ports.smtp)],
      options,
    ),
  ]);
  // Whoever awaits `started` hears of a failure; until then it must not end the process.
  starting.catch(() => undefined);
  const issuer = (port: number): string => `http://127.0.0.1:${String(port)}`;
  return {
    started: starting,
    env: {
      ...oidcEnv('CITIZEN', issuer(ports.citizens), secret, 'Bürgerkonto (Simulator)'),
      ...oidcEnv('STAFF', issuer(ports.staff), secret, 'Dienstkonto (Simulator)'),
      VERBUND_SMTP_URL: `smtp://127.0.0.1:${String(ports.smtp)}`,
      VERBUND_MAIL_FROM: 'nicht-antworten@verbund.example',
    },
  };

  function startProvider(people: 'citizens' | 'staff', port: number, returnPath: string): Promise<ChildProgram> {
    const clients = join(folder, `${people}.json`);
    const client = {
      client_id: 'verbund',
      client_secret: secret,
      redirect_uris: [new URL(returnPath, publicUrl).href],
      post_logout_redirect_uris: [new URL('/', publicUrl).href],
    };
    writeFileSync(clients, JSON.stringify([client]), { mode: 0o600 });
    return startChild(
      `identity-provider-simulator (${people})`,
      bin('identity-provider-simulator'),
      ['--clients', clients, '--people', people, '--port', String(port)],
      options,
    );
  }
}

function oidcEnv(realm: string, issuer: string, secret: string, name: string): Record<string, string> {
  return {
    [`VERBUND_${realm}_OIDC_ISSUER`]: issuer,
    [`VERBUND_${realm}_OIDC_CLIENT_ID`]: 'verbund',
    [`VERBUND_${realm}_OIDC_CLIENT_SECRET`]: secret,
    [`VERBUND_${realm}_OIDC_NAME`]: name,
  };
}
