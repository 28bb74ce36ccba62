// npm run test:faults -- [--submissions N] [--seed N]: the long form of transport-faults.test.ts.
import { parseArgs } from 'node:util';
import { runFaults } from './support/fault-run/fault-run.ts';

const { values } = parseArgs({
  options: { submissions: { type: 'string', default: '500' }, seed: { type: 'string' } },
});
const { figures, faults } = await runFaults({
  submissions: Number(values.submissions),
  seed: Number(values.seed ?? Math.floor(Math.random() * 1e9)),
  longestMs: 15_000,
  pauseMs: 2500,
  paceMs: 1500,
  log: (line) => console.log(line),
});
console.log(figures);
console.log(faults.length === 0 ? 'No fault was found.' : `${String(faults.length)} faults:\n${faults.join('\n')}`);
process.exitCode = faults.length === 0 ? 0 : 1;
