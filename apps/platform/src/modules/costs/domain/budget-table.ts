import { type TownPrice, type TownPriceYear } from './town-price.ts';

/** A cell of an export: money stays a number of cents until a format writes it. */
export type Cell =
  { kind: 'text'; text: string } | { kind: 'count'; value: number } | { kind: 'money'; cents: number } | null;

export interface BudgetWords {
  service: string;
  package: string;
  version: string;
  provider: string;
  state: string;
  year: string;
  once: string;
  yearly: string;
  grants: string;
  relief: string;
  low: string;
  expected: string;
  high: string;
  complete: string;
  asOf: string;
  yes: string;
  no: string;
  noSheet: string;
  sum: string;
}

export interface ExportLine {
  name: string;
  packageId: string;
  version: string;
  provider: string;
  state: string;
  price: TownPrice | null;
}

const text = (value: string): Cell => ({ kind: 'text', text: value });
const money = (cents: number): Cell => ({ kind: 'money', cents });

/** One row for each service and budget year, and a sum for each year: what a treasurer takes over into the plan. */
export function budgetTable(
  lines: readonly ExportLine[],
  words: BudgetWords,
  years: readonly number[],
): readonly (readonly Cell[])[] {
  const w = words;
  const heads = [w.service, w.package, w.version, w.provider, w.state, w.year, w.once, w.yearly, w.grants, w.relief, w.low, w.expected, w.high, w.complete, w.asOf]; // prettier-ignore
  return [
    heads.map(text),
    ...lines.flatMap((line) => rowsOf(line, words)),
    ...years.map((year) => sumRow(lines, words, year)),
  ];
}

function rowsOf(line: ExportLine, words: BudgetWords): (readonly Cell[])[] {
  const head = [line.name, line.packageId, line.version, line.provider, line.state].map(text);
  const { price } = line;
  if (price === null) return [[...head, null, null, null, null, null, null, null, null, text(words.noSheet), null]];
  return price.years.map((year) => [
    ...head,
    { kind: 'count', value: year.year },
    ...amountsOf(year),
    text(price.isComplete ? words.yes : words.no),
    text(price.asOf),
  ]);
}

function amountsOf({
  once,
  yearly,
  grants,
  relief,
  own,
}: Omit<TownPriceYear, 'reason' | 'users' | 'blocks' | 'isStated' | 'year' | 'total'>): Cell[] {
  return [once.expected, yearly.expected, -grants.expected, -relief.expected, own.low, own.expected, own.high].map(
    money,
  );
}

function sumRow(lines: readonly ExportLine[], words: BudgetWords, year: number): readonly Cell[] {
  const known = lines.flatMap(({ price }) => price?.years.filter((entry) => entry.year === year) ?? []);
  const add = (of: (entry: TownPriceYear) => number): number => known.reduce((all, entry) => all + of(entry), 0);
  const isWhole = lines.every(({ price }) => price !== null && price.isComplete);
  return [
    text(words.sum), null, null, null, null,
    { kind: 'count', value: year },
    money(add(({ once }) => once.expected)),
    money(add(({ yearly }) => yearly.expected)),
    money(add(({ grants }) => -grants.expected)),
    money(add(({ relief }) => -relief.expected)),
    money(add(({ own }) => own.low)),
    money(add(({ own }) => own.expected)),
    money(add(({ own }) => own.high)),
    text(isWhole ? words.yes : words.no),
    null,
  ]; // prettier-ignore
}
