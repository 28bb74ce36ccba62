import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScannerAddress } from '#kernel/scanner';
import { startClamdSimulator, startRealClamd } from '../../test/support/clamd.ts';
import { examineScanner } from './doctor-scanner.ts';

const at = (address: string): Promise<string> =>
  examineScanner({ scanner: parseScannerAddress(address), mode: 'test' });

test('the doctor says what is checked, and by whom', async () => {
  const clamd = await startClamdSimulator();
  try {
    assert.match(await at(clamd.address), /ClamAV-Simulator.*finds the EICAR test file/u);
  } finally {
    await clamd.stop();
  }
  await assert.rejects(at(clamd.address), /cannot be reached/u);
  assert.match(await examineScanner({ scanner: null, mode: 'demo' }), /not scanned/u);
});

test('a scanner with a smaller limit than the largest file is a finding', async () => {
  const clamd = await startClamdSimulator('--stream-max-length', '26214400');
  try {
    await assert.rejects(at(clamd.address), /100 MiB: unfit \(too-large: raise StreamMaxLength/u);
  } finally {
    await clamd.stop();
  }
});

const real = await startRealClamd({ StreamMaxLength: '100M' });
test('the same with clamd itself', { skip: real === null ? 'skipped: no clamd' : false }, async () => {
  try {
    assert.match(await at(real?.address ?? ''), /^ClamAV \d.*takes files of 100 MiB/u);
  } finally {
    await real?.stop();
  }
});
