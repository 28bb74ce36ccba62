// Reads one schema in a process of its own, so that time and memory are those of a first import.
import { readFileSync } from 'node:fs';
import { applyOverlay, parseOverlay, qualityFindings, readSchema, recogniseRules } from '@verbund/xdatenfelder';

const xml = readFileSync(process.argv[2] ?? '');
const peak = (): number => process.resourceUsage().maxRSS / 1024;
const before = process.memoryUsage.rss() / 2 ** 20;
const times: number[] = [];
for (let round = 0; round < 5; round += 1) {
  const from = performance.now();
  const { schema } = await readSchema(xml);
  recogniseRules(schema);
  qualityFindings(schema);
  applyOverlay(schema, parseOverlay({}, schema));
  times.push(performance.now() - from);
  if (round === 0) process.stdout.write(`${JSON.stringify({ first: times[0], memory: peak() - before })}\n`);
}
process.stdout.write(`${JSON.stringify({ later: times.sort((a, b) => a - b)[0] })}\n`);
