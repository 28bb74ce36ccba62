import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { platformVersion } from './platform-version.ts';

test('the version of the platform is that of its package', () => {
  const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  assert.equal((JSON.parse(text) as { version: string }).version, platformVersion);
});
