import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bench, type Figure, one, whole } from './support/figures.ts';

const root = join(import.meta.dirname, '..');
const samples = process.env['VERBUND_SAMPLES'] ?? join(root, '../shared/data');

export const catalogueBench: Bench = {
  name: 'catalogue',
  title: 'Service finder, import',
  async run(log) {
    const figures = [search(log), areaSearch(log)];
    const imported = importLargest(log);
    if (imported !== null) figures.push(imported);
    return { figures, notes: imported === null ? ['Import: skipped: no samples.'] : [] };
  },
};

function search(log: (line: string) => void): Figure {
  const program = join(root, 'apps/platform/src/modules/catalogue/test/search-speed.ts');
  const said = execFileSync(process.execPath, ['--import', 'tsx', program], { encoding: 'utf8', cwd: root });
  log(said.trim().replaceAll('\n', '; '));
  const p99 = Number(/p99 ([\d.]+) ms/.exec(said)?.[1]);
  const [, areas = '?', services = '?'] = /(\d+) areas, (\d+) services/.exec(said) ?? [];
  return {
    what: `service search over ${areas} areas and ${services} services, in process`,
    measured: `p99 ${one(p99)} ms`,
    bound: '–',
    goal: 'p99 ≤ 10 ms',
    met: p99 <= 10,
  };
}

function areaSearch(log: (line: string) => void): Figure {
  const program = join(root, 'apps/platform/src/modules/routing/test/area-search-speed.ts');
  const said = execFileSync(process.execPath, ['--import', 'tsx', program], { encoding: 'utf8', cwd: root });
  log(said.trim());
  const p99 = Number(/p99 ([\d.]+) ms/.exec(said)?.[1]);
  return {
    what: 'routing: search for areas over 11,500 areas, wildcards included, in process',
    measured: `p99 ${one(p99)} ms`,
    bound: '–',
    goal: 'p99 ≤ 10 ms',
    met: p99 <= 10,
  };
}

function importLargest(log: (line: string) => void): Figure | null {
  const folder = join(samples, 'fim/xdf3');
  if (!existsSync(folder)) return null;
  const [largest] = readdirSync(folder)
    .map((name) => ({ path: join(folder, name), bytes: statSync(join(folder, name)).size }))
    .sort((a, b) => b.bytes - a.bytes);
  if (largest === undefined) return null;
  const program = fileURLToPath(new URL('support/import-once.ts', import.meta.url));
  const said = execFileSync(process.execPath, ['--import', 'tsx', program, largest.path], {
    encoding: 'utf8',
    cwd: root,
  });
  log(said.trim().replaceAll('\n', '; '));
  const figures = Object.assign(
    {},
    ...said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ) as { first: number; memory: number; later: number };
  return {
    what: `import of the largest real schema (${one(largest.bytes / 1e6)} MB): read, rules, checks, form`,
    measured: `${whole(figures.first)} ms the first time, ${whole(figures.later)} ms after; ${whole(figures.memory)} MB more`,
    bound: '–',
    goal: '≤ 500 ms, ≤ 150 MB',
    met: figures.first <= 500 && figures.memory <= 150,
  };
}
