// npm test: collects every test file, gives the run one database server, and ends with one closing line.
//   node tools/run-tests.mjs [--only PATTERN]…   PATTERN is a part of a test file's path
import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { spec } from 'node:test/reporters';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { closingLine, judgeSkips, Tally } from './test-tally.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const options = { only: { type: 'string', multiple: true, default: [] }, help: { type: 'boolean', default: false } };
const { values } = parseArgs({ options });
if (values.help) {
  console.log('node tools/run-tests.mjs [--only PATTERN]…   runs the test files whose path contains PATTERN');
  process.exit(0);
}

const found = await Array.fromAsync(
  glob(['{packages,apps,tools,conformance,e2e}/**/*.test.{ts,tsx}'], {
    exclude: (name) => name === 'node_modules' || name === 'data',
  }),
);
const files = found
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => values.only.length === 0 || values.only.some((pattern) => file.includes(pattern)))
  .sort();
if (files.length === 0) {
  console.error('No test file matches.');
  process.exit(2);
}

// Browser journeys start whole platforms: one at a time, after everything else.
const groups = [
  { name: 'unit and module tests', files: files.filter((f) => !f.startsWith('e2e/')), concurrency: 2, minutes: 5 },
  { name: 'browser journeys', files: files.filter((f) => f.startsWith('e2e/')), concurrency: 1, minutes: 8 },
];

const { register } = await import('tsx/esm/api');
const unregister = register();
const database = await startDatabase();
await unregister();

let demo = null;
const tally = new Tally();
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopped.abort());
try {
  for (const group of groups) {
    if (group.files.length === 0 || stopped.signal.aborted) continue;
    demo = group.name === 'browser journeys' ? await startDemo() : null;
    await runGroup(group);
  }
} finally {
  await demo?.stop();
  await database?.stop();
}

const { missingTools, skipped } = judgeSkips(tally.skips, process.env.CI === 'true');
if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.map((s) => `  ${s.name}: ${s.reason}`).join('\n')}`);
if (missingTools.length > 0) {
  const list = missingTools.map((s) => `  ${s.name}: ${s.reason}`).join('\n');
  console.log(`\nNot run for want of a tool, which is a failure here:\n${list}`);
}
if (tally.failures.length > 0) console.log(`\nFailed:\n${tally.failures.map((f) => `  ${f}`).join('\n')}`);

const counts = tally.counts(missingTools.length);
if (stopped.signal.aborted) console.log('\nStopped before the end.');
console.log(`\n${closingLine(counts)}`);
process.exit(counts.failed > 0 || stopped.signal.aborted ? 1 : 0);

async function runGroup({ name, files, concurrency, minutes }) {
  console.log(`\n${name}: ${files.length} file${files.length === 1 ? '' : 's'}\n`);
  const stream = run({
    files: files.map((file) => join(root, file)),
    concurrency,
    execArgv: ['--import', 'tsx', '--disable-warning=ExperimentalWarning'],
    // A hanging test file must end with the run, not with the machine.
    timeout: minutes * 60_000,
    signal: stopped.signal,
  });
  tally.watch(stream);
  const reporter = new spec();
  stream.compose(reporter).pipe(process.stdout, { end: false });
  await new Promise((resolve, reject) => {
    reporter.once('end', resolve);
    stream.once('error', reject);
  });
}

/** One server for the whole run; each test file makes its own database from the template in it. */
async function startDatabase() {
  const support = join(root, 'apps/platform/test/support/test-server.ts');
  const needed = files.some((file) => /^(apps\/platform|conformance|e2e)\//.test(file));
  if (process.env.VERBUND_TEST_DATABASE !== undefined || !needed || !existsSync(support)) return null;
  const { startTestServer } = await import(support);
  const server = await startTestServer();
  process.env.VERBUND_TEST_DATABASE = JSON.stringify({ adminUrl: server.adminUrl });
  return server;
}

/** One demonstration for all journeys; without a browser they are skipped and need none. */
async function startDemo() {
  const stopLoading = register();
  const { sharedDemo, startDemo: start } = await import('../e2e/support/demo.ts');
  const { skip } = await import('../e2e/support/stage.ts');
  await stopLoading();
  if (skip !== false || process.env[sharedDemo] !== undefined) return null;
  const running = await start();
  process.env[sharedDemo] = JSON.stringify({ url: running.url, dataDir: running.dataDir });
  return running;
}
