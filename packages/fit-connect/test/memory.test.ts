import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const child = fileURLToPath(new URL('memory-child.ts', import.meta.url));
/** More takes longer and shows nothing new: at 300 MB the growth is the same. */
const megabytes = 100;

test(`${megabytes} MB pass through sender and receiver with flat memory`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fit-connect-memory-'));
  try {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', child, folder, String(megabytes)]);
    const { isWhole, grownMegabytes } = JSON.parse(stdout) as { isWhole: boolean; grownMegabytes: number };
    assert.ok(isWhole);
    assert.ok(grownMegabytes < 70, `grew by ${grownMegabytes} MB`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
