import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseUrls } from './urls.ts';

/** How a command finds the database of the platform that runs on the same folder. Holds passwords: 0600. */
export interface RuntimeInfo {
  pid: number;
  /** Tells a later process with the same pid apart. */
  processStart: string;
  databasePort: number;
  /** Filled by the platform when it listens. */
  httpPort: number | null;
  urls: DatabaseUrls;
  /** Settings of the platform that commands beside it need too. */
  settings?: Record<string, string>;
}

const fileIn = (dataDir: string): string => join(dataDir, 'runtime.json');

export function writeRuntimeInfo(dataDir: string, info: Omit<RuntimeInfo, 'pid' | 'processStart'>): void {
  const full: RuntimeInfo = { pid: process.pid, processStart: processStart(process.pid) ?? '', ...info };
  const draft = `${fileIn(dataDir)}.new`;
  writeFileSync(draft, JSON.stringify(full), { mode: 0o600 });
  renameSync(draft, fileIn(dataDir));
}

/** Null when no platform runs; a file that a killed one left behind counts as none. */
export function readRuntimeInfo(dataDir: string): RuntimeInfo | null {
  try {
    const info = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as RuntimeInfo;
    const start = processStart(info.pid);
    return start !== null && start === info.processStart ? info : null;
  } catch {
    return null;
  }
}

/** The platform adds its port and addresses once it listens. */
export function noteListening(dataDir: string, httpPort: number, settings: Record<string, string>): void {
  const info = readRuntimeInfo(dataDir);
  if (info?.pid === process.pid) writeRuntimeInfo(dataDir, { ...info, httpPort, settings });
}

export function removeRuntimeInfo(dataDir: string): void {
  // A platform that took the folder over meanwhile keeps its own.
  const info = readRuntimeInfo(dataDir);
  if (info !== null && info.pid !== process.pid) return;
  rmSync(fileIn(dataDir), { force: true });
}

/** Start time in clock ticks since boot: field 22 of /proc/<pid>/stat, counted after the name in brackets. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
