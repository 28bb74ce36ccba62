import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runFaults } from './support/fault-run/fault-run.ts';

// The long run is `npm run test:faults -- --submissions 500`.
it('loses and doubles nothing when everything around the delivery service breaks', { timeout: 280_000 }, async (t) => {
  const seed = Number(process.env['VERBUND_FAULT_SEED'] ?? Math.floor(Math.random() * 1e9));
  const log = (line: string): void => t.diagnostic(line);
  const { figures, faults } = await runFaults({
    submissions: 25,
    seed,
    longestMs: 1500,
    pauseMs: 300,
    paceMs: 1200,
    log,
  });
  log(JSON.stringify(figures));
  assert.deepEqual(faults.slice(0, 20), []);
  assert.equal(figures.submissions, 25);
  assert.equal(figures.replies, 25);
});
