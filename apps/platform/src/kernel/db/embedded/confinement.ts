import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';

/** How a PostgreSQL program is run: it refuses to run as root, and it must end when the platform is killed. */
export interface Confinement {
  /** Put before the program. */
  prefix: string[];
  uid?: number;
  gid?: number;
  /** The kernel ends the server with its parent; false: a watchdog does. */
  diesWithParent: boolean;
}

function works(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * Best: a user namespace (no account, no chown, works below a private home) plus the parent-death signal. Where user
 * namespaces are switched off, root runs it as `postgres` or `nobody`; where setpriv is missing, a watchdog is used.
 */
export function chooseConfinement(): Confinement {
  const isRoot = process.getuid?.() === 0;
  const namespace = ['unshare', '-U', '--map-user=1000', '--map-group=1000'];
  const deathSignal = ['setpriv', '--pdeathsig', 'INT'];
  const hasDeathSignal = works('setpriv', ['--pdeathsig', 'INT', 'true']);
  if (!isRoot) return { prefix: hasDeathSignal ? deathSignal : [], diesWithParent: hasDeathSignal };
  if (works('unshare', [...namespace.slice(1), 'true'])) {
    return { prefix: hasDeathSignal ? [...namespace, ...deathSignal] : namespace, diesWithParent: hasDeathSignal };
  }
  const account = unprivilegedAccount();
  if (hasDeathSignal) {
    const ids = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
    return { prefix: ['setpriv', ...ids, '--pdeathsig', 'INT'], ...account, diesWithParent: true };
  }
  return { prefix: [], ...account, diesWithParent: false };
}

function unprivilegedAccount(): { uid: number; gid: number } {
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const line = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  return { uid: Number(line?.[2] ?? 65534), gid: Number(line?.[3] ?? 65534) };
}

/** Gives a file or folder to the account that will run PostgreSQL, when that is another one. */
export function giveTo(confinement: Confinement, path: string): void {
  if (confinement.uid !== undefined && confinement.gid !== undefined) chownSync(path, confinement.uid, confinement.gid);
}

/** Own session (`detached`): Ctrl-C in a terminal reaches the platform first, which then stops the server in order. */
export function spawnConfined(
  confinement: Confinement,
  program: string,
  args: string[],
  stdio: StdioOptions,
): ChildProcess {
  const [command = program, ...rest] = [...confinement.prefix, program, ...args];
  const switchUser = confinement.uid !== undefined && confinement.gid !== undefined && confinement.prefix.length === 0;
  return spawn(command, rest, {
    stdio,
    detached: true,
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' },
    ...(switchUser ? { uid: confinement.uid, gid: confinement.gid } : {}),
  });
}

/** A shell that waits for our end of its pipe to close, which also happens when we are killed, and stops the server. */
export function startWatchdog(serverPid: number): ChildProcess {
  const watchdog = spawn('/bin/sh', ['-c', 'read _; kill -INT "$0"', String(serverPid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  return watchdog;
}
