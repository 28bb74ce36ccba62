import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { settingsReference } from '../apps/platform/src/kernel/config/index.ts';
import { buildAssets } from './build-assets.ts';

/** Everything that is made from code and committed: assets, reference pages. A test compares it with the code. */
const reference = fileURLToPath(new URL('../docs/reference/', import.meta.url));
mkdirSync(reference, { recursive: true });
writeFileSync(`${reference}settings.md`, settingsReference());
await buildAssets();
