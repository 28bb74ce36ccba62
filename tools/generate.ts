import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apiReference, documentedPackages } from './api-reference.ts';
import { buildAssets } from './build-assets.ts';
import { composedFacts, referencePages } from './reference-pages.ts';

/** Everything that is made from code and committed: assets, reference pages. A test compares it with the code. */
const reference = fileURLToPath(new URL('../docs/reference/', import.meta.url));
mkdirSync(reference, { recursive: true });
for (const [name, text] of Object.entries(await referencePages(await composedFacts()))) {
  writeFileSync(`${reference}${name}`, text);
}
for (const workspace of documentedPackages) {
  const folder = fileURLToPath(new URL(`../${workspace}/docs/`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}api.md`, (await apiReference(workspace)).text);
}
await buildAssets();
