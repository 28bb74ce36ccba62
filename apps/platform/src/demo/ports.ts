import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const names = ['platform', 'citizens', 'staff', 'mail', 'smtp', 'connector'] as const;
export type DemoPorts = Record<(typeof names)[number], number>;

const firstChoice: DemoPorts = { platform: 8080, citizens: 8081, staff: 8082, mail: 8083, smtp: 8025, connector: 8084 };

/**
 * Free ports, kept in the data folder, so that addresses, cookies and registered return addresses stay the same from
 * start to start. A port that somebody else took meanwhile is replaced.
 */
export async function demoPorts(dataDir: string, platformPort: number | null): Promise<DemoPorts> {
  const file = join(dataDir, 'ports.json');
  const kept = readKept(file);
  const ports = { ...firstChoice };
  const taken = new Set<number>();
  for (const name of names) {
    const wish = name === 'platform' && platformPort !== null ? platformPort : (kept[name] ?? firstChoice[name]);
    // The operator's own wish is not second-guessed: listening on it fails with a clear message.
    ports[name] = name === 'platform' && platformPort !== null ? wish : await freePort(wish, taken);
    taken.add(ports[name]);
  }
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

function readKept(file: string): Partial<DemoPorts> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<DemoPorts>;
  } catch {
    return {};
  }
}

/** Below 32768: above lies the range from which the system takes ports for outgoing connections. */
async function freePort(wish: number, taken: ReadonlySet<number>): Promise<number> {
  for (let port = wish; port < 32_768; port += 7) {
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`no free port from ${wish} on`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
