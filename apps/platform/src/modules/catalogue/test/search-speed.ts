/**
 * Measures the finder over all municipalities of Germany (not part of the seeds) and the seed services.
 * Run: node --import tsx apps/platform/src/modules/catalogue/test/search-speed.ts
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArs } from '../domain/regional-keys.ts';
import type { Area } from '../domain/search-types.ts';
import { createSearchIndex } from '../domain/search.ts';
import { readCsv } from '../store/csv.ts';
import { loadSeedTables } from '../store/seed-tables.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../../../../../..');
const path = join(process.env['VERBUND_SAMPLES'] ?? join(root, 'shared/data'), 'regions/de-gemeinden.csv');

function restOfGermany(): readonly Area[] {
  if (!existsSync(path)) {
    process.stdout.write('skipped: no samples; measuring over NRW only\n');
    return [];
  }
  return readCsv(readFileSync(path, 'utf8'), path).flatMap((row) => {
    const ars = parseArs(row['ars'] ?? '');
    const designation = row['bezeichnung'] ?? '';
    if (ars === undefined || ars.startsWith('05')) return [];
    const name = designation.replace(/,.*$/, '');
    return [{ ars, kind: 'town' as const, name, designation, population: 0, slug: ars }];
  });
}

const seed = await loadSeedTables();
const areas = [...seed.areas, ...restOfGermany()];
const before = process.memoryUsage().heapUsed;
const started = performance.now();
const index = createSearchIndex({ ...seed, areas, offerings: [] });
const built = performance.now() - started;
globalThis.gc?.();
const heap = (process.memoryUsage().heapUsed - before) / 1e6;

const places = areas.filter((_, at) => at % 23 === 0).map((area) => area.name);
const wanted = seed.synonyms.map((entry) => entry.words);
const spoil = (text: string, at: number): string =>
  text.slice(0, at % text.length) + text.slice((at % text.length) + 1);
const queries = Array.from({ length: 5000 }, (_, at) => {
  const place = places[(at * 7) % places.length] ?? '';
  const words = wanted[(at * 13) % wanted.length] ?? '';
  const forms = [`${words} ${place}`, `${spoil(place, at)} ${words}`, `${spoil(words, at)} ${spoil(place, at + 3)}`];
  return forms[at % forms.length] ?? '';
});
for (const query of queries.slice(0, 1000)) index.search(query);
const times = queries.map((query) => {
  const from = performance.now();
  index.search(query);
  return { query, took: performance.now() - from };
});
times.sort((a, b) => a.took - b.took);
const at = (share: number): string => (times[Math.floor(share * (times.length - 1))]?.took ?? 0).toFixed(2);
const unkind = ['a'.repeat(10_000), 'erteilung genehmigung '.repeat(400), 'xq '.repeat(3000)].map((query) => {
  const from = performance.now();
  index.search(query);
  return (performance.now() - from).toFixed(2);
});
process.stdout.write(
  `${String(areas.length)} areas, ${String(seed.services.length)} services: built in ${built.toFixed(0)} ms, ` +
    `heap +${heap.toFixed(0)} MB\np50 ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms ` +
    `(${times.at(-1)?.query ?? ''})\nunkind queries: ${unkind.join(', ')} ms\n`,
);
