import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Test files run side by side: each begins to look for free ports somewhere else, so that two do not find the same. */
export function scatterPorts(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  const base = randomInt(11_000, 31_000);
  const [citizens, staff, mail, smtp, connector] = [base, base + 101, base + 203, base + 307, base + 409];
  writeFileSync(join(dataDir, 'ports.json'), JSON.stringify({ citizens, staff, mail, smtp, connector }));
}
