import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runKills } from './support/kill-run.ts';

// The long run is `npm run test:kill -- --kills 30`.
it('loses and doubles nothing when the platform is killed', { timeout: 240_000 }, async (t) => {
  const seed = Number(process.env['VERBUND_KILL_SEED'] ?? Math.floor(Math.random() * 1e9));
  const figures = await runKills({ kills: 4, seed, log: (line) => t.diagnostic(line) });
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.receipts > 0, 'no application was sent at all');
});
