// npm run test:kill -- [--kills N] [--seed N] [--people N]: the long form of kill.test.ts.
import { parseArgs } from 'node:util';
import { runKills } from './support/kill-run.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '30' },
    seed: { type: 'string' },
    people: { type: 'string', default: '3' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const log = (line: string): void => console.log(line);
console.log(await runKills({ kills: Number(values.kills), seed, people: Number(values.people), log }));
