import { readFileSync } from 'node:fs';
import { descendants } from '../../apps/platform/test/support/demo-process.ts';

/** Resident memory of a process in MiB. */
export function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** Processor seconds that a process and everything below it have used so far. */
export function processorSeconds(pid: number): number {
  const ticks = [pid, ...descendants(pid).map((process) => process.pid)].map((each) => {
    try {
      const stat = readFileSync(`/proc/${String(each)}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      return 0;
    }
  });
  return ticks.reduce((sum, count) => sum + count, 0) / 100;
}
