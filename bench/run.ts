// npm run bench -- [name…]: measures the goals of docs/performance.md beside their bounds and rewrites that page.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Bench, type Figure } from './support/figures.ts';
import { embeddedVersion } from './support/stage.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs/performance.md');
const all: readonly (() => Promise<Bench>)[] = [
  async () => (await import('./journey.bench.ts')).journeyBench,
  async () => (await import('./transport.bench.ts')).transportBench,
  async () => (await import('./start.bench.ts')).startBench,
  async () => (await import('./catalogue.bench.ts')).catalogueBench,
  async () => (await import('./fim.bench.ts')).fimBench,
  async () => (await import('./reuse.bench.ts')).reuseBench,
];

const wanted = process.argv.slice(2);
const benches = await Promise.all(all.map((load) => load()));
const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

// Who else worked on the machine when the run began: all figures but processor times suffer from it.
const loadBefore = (loadavg()[0] ?? 0).toFixed(1);
const sections: string[] = [];
for (const bench of benches.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n${bench.title}`);
  const { figures, notes } = await bench.run((line) => console.log(`  ${line}`));
  console.table(
    figures.map(({ what, measured, bound, goal, met }) => ({ what, measured, bound, goal, met: met ? 'yes' : 'NO' })),
  );
  sections.push(section(bench, figures, notes));
}
if (wanted.length === 0) writeFileSync(page, `${await head()}\n${sections.join('\n')}`);
else console.log('\ndocs/performance.md is written by a run of everything: npm run bench');

function section(bench: Bench, figures: readonly Figure[], notes: readonly string[]): string {
  const rows = figures.map(
    ({ what, measured, bound, goal, met }) =>
      `| ${what} | ${measured} | ${bound} | ${goal} | ${met ? 'yes' : '**no**'} |`,
  );
  const list = notes.length === 0 ? '' : `\n${notes.map((note) => `- ${note}`).join('\n')}\n`;
  return `## ${bench.title}\n\n| What | Measured | Bound in the same run | Goal | Met |\n|---|---|---|---|---|\n${rows.join('\n')}\n${list}`;
}

async function head(): Promise<string> {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `# Performance

Written by \`npm run bench\`; do not edit. Every figure stands beside what the same machine does at best in the same run:
a figure without its bound says more about the machine than about the program.

Measured ${new Date().toISOString().slice(0, 10)} on ${String(availableParallelism())} cores (${model}), ${memory} GiB, Linux ${release()}, Node.js ${process.versions.node},
PostgreSQL ${await embeddedVersion()} with fsync, Verbund ${version} (${commit}). Server, database and load client share these cores; the client is
a process of its own. Load of the machine by other work when the run began: ${loadBefore}; figures from a machine that is
not idle (above 0.5) say little about anything but processor times.
`;
}
