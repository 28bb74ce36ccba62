import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, describe, it } from 'node:test';
import { closingLine, judgeSkips, Tally, type TestEvent } from './test-tally.ts';

const event = (more: Partial<TestEvent>): TestEvent => ({ name: 'x', details: { type: 'test' }, ...more });

describe('the tally of a test run', () => {
  it('counts tests, not suites, and a suite only when its own hook fails', () => {
    const tally = new Tally();
    tally.count(event({}), true);
    tally.count(event({ name: 'bad' }), false);
    tally.count(event({ details: { type: 'suite' } }), true);
    tally.count(event({ details: { type: 'suite', error: { failureType: 'subtestsFailed' } } }), false);
    tally.count(event({ name: 'hook', details: { type: 'suite', error: { failureType: 'hookFailed' } } }), false);
    tally.count(event({ skip: 'skipped: no samples' }), true);
    assert.deepEqual(tally.counts(0), { passed: 1, failed: 2, skipped: 1 });
    assert.deepEqual(tally.failures, ['bad', 'hook']);
  });

  it('calls a missing tool a failure only where tools are expected', () => {
    const skips = [
      { name: 'a', reason: 'needs chromium' },
      { name: 'b', reason: 'skipped: no samples' },
    ];
    assert.equal(judgeSkips(skips, false).missingTools.length, 0);
    assert.deepEqual(
      judgeSkips(skips, true).missingTools.map((s) => s.name),
      ['a'],
    );
  });
});

describe('the test runner', () => {
  const folder = mkdtempSync(join(import.meta.dirname, 'test-run-'));
  after(() => rmSync(folder, { recursive: true }));

  /** Runs the real runner over one file made here; the tests of that file are part of no other run. */
  const runOver = (source: string, environment: Record<string, string> = {}): { status: number; lines: string[] } => {
    const file = join(folder, 'inner.test.ts');
    writeFileSync(file, `import { it } from 'node:test';\n${source}`);
    // NODE_TEST_CONTEXT would make the inner run report to this one.
    const { NODE_TEST_CONTEXT: _, CI: __, ...env } = process.env;
    const only = relative(process.cwd(), file);
    const result = spawnSync(process.execPath, ['tools/run-tests.mjs', '--only', only], {
      env: { ...env, ...environment },
      encoding: 'utf8',
    });
    rmSync(file);
    return { status: result.status ?? -1, lines: result.stdout.trimEnd().split('\n') };
  };

  it('ends with one closing line and exit code 0 when all is well', () => {
    const { status, lines } = runOver(`it('a', () => {}); it('b', { skip: 'needs a tool' }, () => {});`);
    assert.equal(lines.at(-1), '1 passed, 0 failed, 1 skipped');
    assert.equal(status, 0);
  });

  it('fails on a failing test, a file that does not load and, with CI, a missing tool', () => {
    assert.equal(runOver(`it('a', () => { throw new Error('x'); });`).status, 1);
    const broken = runOver(`throw new Error('does not load');`);
    assert.deepEqual([broken.lines.at(-1), broken.status], ['0 passed, 1 failed, 0 skipped', 1]);
    const missing = runOver(`it('b', { skip: 'needs a tool' }, () => {});`, { CI: 'true' });
    assert.deepEqual([missing.lines.at(-1), missing.status], ['0 passed, 1 failed, 0 skipped', 1]);
  });

  it('says so when no file matches', () => {
    const result = spawnSync(process.execPath, ['tools/run-tests.mjs', '--only', 'no-such-file-anywhere']);
    assert.equal(result.status, 2);
  });

  it('writes the closing line in one form', () => {
    assert.equal(closingLine({ passed: 2, failed: 1, skipped: 0 }), '2 passed, 1 failed, 0 skipped');
  });
});
