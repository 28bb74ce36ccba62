import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { httpProblems } from '@verbund/fit-connect';
import { composedFacts, referencePages } from './reference-pages.ts';
import { listFiles } from './source-files.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = 'apps/platform/src';
const facts = await composedFacts();

const sourceText = listFiles(root, [sources])
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/test\/|test-server\.ts$/.test(file))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

/** Codes that a literal names as an error: `new AppError('kind', 'code'`, or a table row `{ kind: …, code: … }`. */
const literalCode = /(?:AppError\(\s*'[a-z-]+',\s*|\bkind: '[a-z-]+', code: )'(?<code>[a-z-]+\/[a-z0-9-]+)'/g;
/** The delivery service makes its codes from the problem types of the specification. */
const refusalSlug = /\brefusal\(\s*'(?<slug>[a-z-]+)'/g;

const codesInSources = new Set([
  ...Array.from(sourceText.matchAll(literalCode), (match) => match.groups?.['code'] ?? ''),
  ...Array.from(sourceText.matchAll(refusalSlug), (match) => `transport/${match.groups?.['slug'] ?? ''}`),
]);

test('every error code has a text in both languages', () => {
  assert.ok(codesInSources.size > 80, `only ${String(codesInSources.size)} codes: the patterns no longer fit the code`);
  const missing = [...codesInSources].filter((code) => facts.errorTexts[code] === undefined);
  assert.deepEqual(missing, [], 'add a text to the errors.ts of the module');
  for (const [code, text] of Object.entries(facts.errorTexts)) {
    for (const words of [text.de, text.en]) assert.ok(words.title !== '' && words.text !== '', `${code} has no words`);
  }
});

test('every error text belongs to a code that is still used', () => {
  const slugs = new Set(Object.keys(httpProblems).map((slug) => `transport/${slug}`));
  // Once as the key of its text, once more where it is used; problem types are named by their slug alone.
  const isUsed = (code: string): boolean =>
    slugs.has(code)
      ? sourceText.includes(`'${code.slice('transport/'.length)}'`)
      : sourceText.split(`'${code}'`).length > 2;
  const unused = Object.keys(facts.errorTexts).filter((code) => !isUsed(code));
  assert.deepEqual(unused, [], 'delete the text with the code');
});

test('the reference pages are those of the code (npm run gen writes them)', async () => {
  const pages = await referencePages(facts);
  const folder = join(root, 'docs/reference');
  assert.deepEqual(readdirSync(folder).toSorted(), Object.keys(pages).toSorted());
  for (const [name, text] of Object.entries(pages)) {
    assert.equal(readFileSync(join(folder, name), 'utf8'), text, `docs/reference/${name} is out of date: npm run gen`);
  }
});
