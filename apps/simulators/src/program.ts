/** Exit codes as in the platform's command line. */
export const WRONG_USAGE = 2;

/** Simulators let anybody in; a production environment must not even start one. */
export function productionReason(env: Readonly<Record<string, string | undefined>>): string | null {
  if (env['VERBUND_MODE'] === 'production') return 'VERBUND_MODE is production';
  if (env['NODE_ENV'] === 'production') return 'NODE_ENV is production';
  return null;
}

/** Ends the process with exit code 2 in a production environment. */
export function refuseProduction(name: string): void {
  const reason = productionReason(process.env);
  if (reason !== null) fail(name, `is for demo and tests only, and ${reason}.`);
}

export function fail(name: string, message: string): never {
  process.stderr.write(`${name}: ${message}\n`);
  process.exit(WRONG_USAGE);
}

/**
 * Ends this process when its parent has gone, so that no simulator outlives a platform that was killed:
 * by --parent-pid, or by the end of a piped stdin.
 */
export function endWithParent(parentPid: number | null, stop: () => Promise<void>): void {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    // A client that keeps its connection open must not hold us.
    setTimeout(() => process.exit(0), 2000).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (parentPid !== null) {
    setInterval(() => {
      if (!isAlive(parentPid)) end();
    }, 500).unref();
  } else if (process.stdin.isTTY !== true) {
    process.stdin.once('end', end).once('close', end).resume();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The one line on stdout by which a parent learns the address. */
export function announce(facts: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ ready: true, ...facts })}\n`);
}

/** A port number out of a command line option; 0 lets the system choose. */
export function parsePort(name: string, option: string, value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65535) fail(name, `--${option} must be a number from 0 to 65535, not "${value}".`);
  return port;
}
