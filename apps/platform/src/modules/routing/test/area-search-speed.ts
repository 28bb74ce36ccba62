// Program of the benchmark: how long the search for areas takes over as many areas as Germany has, dearest terms included.
import { type Area, parseArs } from '#modules/catalogue';
import { createAreaIndex } from '../domain/area-index.ts';

const syllables = 'al ber dorf en fels gro hau kir lin mar neu ost stadt wal'.split(' ');
const syllable = (at: number): string => syllables[at % syllables.length] ?? '';

function area(at: number): Area {
  const ars = parseArs(`05${String(at % 10)}${String(at).padStart(9, '0')}`);
  if (ars === undefined) throw new Error('no regional key');
  const name = `${syllable(at)}${syllable(at >> 3)}${String(at)} ${syllable(at >> 6)}`;
  return { ars, kind: 'town', name, designation: name, population: at, slug: ars };
}

const areas = Array.from({ length: 11_500 }, (_, at) => area(at));
const index = createAreaIndex(areas);
const worst = ['*al*', '*er*', '*do*', '*el*', '*ro*', '*au*', '*ir*', '*in*', '*ar*', '*eu*'];
const terms = (at: number): string[] =>
  at % 3 === 0 ? worst : at % 3 === 1 ? [`${syllable(at)}*`] : ['Neualgro17 Ost'];
for (let warm = 0; warm < 200; warm += 1) index.search(terms(warm));
const times = Array.from({ length: 1000 }, (_, at) => {
  const begin = performance.now();
  index.search(terms(at));
  return performance.now() - begin;
}).sort((a, b) => a - b);
process.stdout.write(`${String(areas.length)} areas, p99 ${(times[989] ?? Number.NaN).toFixed(2)} ms\n`);
