// npm run check: everything a machine can say about the source without running the product.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// Of unchanged files only; typed linting has no such cache, because a type may change in another file.
const cached = ['--cache', '--cache-strategy', 'content', '--cache-location', 'node_modules/.cache/prettier/check'];

const steps = [
  { name: 'types', run: ['node_modules/typescript-7/bin/tsc', '--noEmit', '-p', '.'] },
  { name: 'boundaries', run: ['--import', 'tsx', 'tools/check-boundaries.ts'] },
  { name: 'repository rules', run: ['--import', 'tsx', 'tools/repo-rules.ts'] },
  { name: 'format', run: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', ...cached, '.'] },
  { name: 'unused code', run: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'lint', run: ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'] },
];

const only = process.argv.slice(2);
const unknown = only.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. Steps: ${steps.map((step) => step.name).join(', ')}.`);
  process.exit(2);
}

/** Runs one step with the very node that runs this file, so that npm's pinned one is used throughout. */
function runStep({ name, run }) {
  const started = performance.now();
  return new Promise((resolve) => {
    const [file] = run[0] === '--import' ? run.slice(2) : run;
    if (!existsSync(join(root, file))) {
      resolve({ name, ok: false, seconds: 0, output: `${file} is missing: run npm ci.\n` });
      return;
    }
    const child = spawn(process.execPath, run, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      resolve({ name, ok: code === 0, seconds, output: Buffer.concat(output).toString() });
    });
  });
}

// Two at a time: lint is the longest and starts first, the others queue beside it.
const wanted = steps.filter((step) => only.length === 0 || only.includes(step.name));
const queue = [...wanted].reverse();
const results = [];
async function work() {
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
    const result = await runStep(step);
    results.push(result);
    console.log(`${result.ok ? 'ok    ' : 'FAILED'}  ${result.name.padEnd(18)} ${result.seconds.toFixed(1)} s`);
    if (!result.ok) console.log(result.output.trimEnd());
  }
}
const started = performance.now();
await Promise.all([work(), work()]);

const failed = results.filter((result) => !result.ok).map((result) => result.name);
const total = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  failed.length === 0
    ? `All ${results.length} checks passed in ${total} s.`
    : `${failed.length} of ${results.length} checks failed in ${total} s: ${failed.join(', ')}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
