// One file, in a process of its own: prints a FimMeasure as JSON. Called by fim.bench.ts.
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  codeListLibrary,
  generateAnswers,
  readCodeList,
  readSchema,
  recogniseRules,
  referencedCodeLists,
  resolveCodeLists,
  validateAnswers,
  XdfError,
} from '@verbund/xdatenfelder';
import { type FimMeasure } from './fim-figures.ts';

const [file = '', folder = ''] = process.argv.slice(2);
const peak = (): number => process.resourceUsage().maxRSS / 1024;
const context = { today: '2026-03-01', land: 'NW' };

const empty = peak();
const from = performance.now();
const read = await readSchema(createReadStream(file));
const parse = performance.now() - from;
const lists = await listsOf(referencedCodeLists(read.schema));
const resolving = performance.now();
const { schema } = await resolveCodeLists(read.schema, codeListLibrary(lists));
const rules = { rules: recogniseRules(schema).recognised };
const time = parse + (performance.now() - resolving);
const highest = peak();

const { answers } = generateAnswers(schema, rules, { ...context, seed: 1, fill: 'full' });
const rounds = 200;
for (let round = 0; round < 50; round += 1) validateAnswers(schema, rules, answers, context);
const started = performance.now();
for (let round = 0; round < rounds; round += 1) validateAnswers(schema, rules, answers, context);
const evaluate = (performance.now() - started) / rounds;
const measure: FimMeasure = { import: time, parse, peak: highest, empty, rules: schema.rules.length, evaluate };
process.stdout.write(JSON.stringify(measure));

/** Only the lists of this schema: a provider has the others in its store, not in memory. */
async function listsOf(names: readonly string[]) {
  const found = [];
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const stem = name.replace(/\.gc\.xml$|_genericode\.xml$/u, '');
    if (!names.some((one) => one.replaceAll(':', '_') === stem)) continue;
    try {
      found.push(await readCodeList(await readFile(join(folder, name))));
    } catch (error) {
      if (!(error instanceof XdfError)) throw error;
    }
  }
  return found;
}
