import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { apiReference, documentedPackages } from './api-reference.ts';

for (const workspace of documentedPackages) {
  test(`the reference of ${workspace} is that of its docstrings, and no function lacks one`, async () => {
    const { text, undocumented } = await apiReference(workspace);
    assert.deepEqual(undocumented, [], 'say what it means in a docstring');
    const written = readFileSync(new URL(`../${workspace}/docs/api.md`, import.meta.url), 'utf8');
    assert.equal(written, text, `${workspace}/docs/api.md is out of date: npm run gen`);
  });
}
