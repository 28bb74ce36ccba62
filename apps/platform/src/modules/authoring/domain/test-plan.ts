import { type Fill } from '@verbund/xdatenfelder';
import { fills, type Sample, type SampleKind } from './generate-tests.ts';

/** What a person asks of a test run. */
export interface TestPlan {
  kind: SampleKind | 'both';
  fill: Fill;
  count: number;
  seed: number;
  day: string;
  area: string | null;
}

export const mostSamples = 20;
const mostSeed = 999_999_999;

export type PlanProblem = 'count' | 'seed';

/** Fields of a form or of an address; `now` fills in what they do not say. */
export function readPlan(
  fields: URLSearchParams,
  now: { day: string; area: string | null },
): { plan: TestPlan; problems: PlanProblem[] } {
  const problems: PlanProblem[] = [];
  const count = wholeNumber(fields.get('anzahl') ?? '6', 1, mostSamples);
  const seed = wholeNumber(fields.get('zahl') ?? '1', 0, mostSeed);
  if (count === null) problems.push('count');
  if (seed === null) problems.push('seed');
  const kind = (['valid', 'faulty', 'both'] as const).find((known) => known === fields.get('art')) ?? 'both';
  const fill = fills.find((known) => known === fields.get('umfang')) ?? 'typical';
  const day = /^\d{4}-\d{2}-\d{2}$/u.exec(fields.get('tag') ?? '')?.[0] ?? now.day;
  const area = readArea(fields, now.area);
  return { plan: { kind, fill, count: count ?? 1, seed: seed ?? 0, day, area }, problems };
}

/** Only the state counts for rules; `''` in the form says "no state". */
function readArea(fields: URLSearchParams, area: string | null): string | null {
  const land = fields.get('land');
  if (land === null) return area === null ? null : stateArea(area.slice(0, 2));
  return /^(?:0[1-9]|1[0-6])$/u.test(land) ? stateArea(land) : null;
}

export function stateArea(state: string): string {
  return state.padEnd(12, '0');
}

function wholeNumber(text: string, min: number, max: number): number | null {
  const number = /^\d{1,9}$/u.test(text.trim()) ? Number(text.trim()) : Number.NaN;
  return number >= min && number <= max ? number : null;
}

/** Both kinds take turns; each seed is used for both. */
export function samplesOf({ kind, fill, count, seed, day, area }: TestPlan): Sample[] {
  return Array.from({ length: count }, (_, at) => {
    const setting = { fill, day, area };
    if (kind !== 'both') return { ...setting, kind, seed: seed + at };
    return {
      ...setting,
      kind: at % 2 === 0 ? ('valid' as const) : ('faulty' as const),
      seed: seed + Math.floor(at / 2),
    };
  });
}

export function planFields(plan: TestPlan): Record<string, string> {
  const { kind, fill, count, seed, day, area } = plan;
  const land = area?.slice(0, 2) ?? '';
  return { art: kind, umfang: fill, anzahl: String(count), zahl: String(seed), tag: day, land };
}

/** One sample of an address; `null` when the address names none. */
export function readSample(fields: URLSearchParams, now: { day: string; area: string | null }): Sample | null {
  const { plan, problems } = readPlan(fields, now);
  if (problems.length > 0 || plan.kind === 'both' || !fields.has('zahl')) return null;
  const { kind, fill, seed, day, area } = plan;
  return { kind, fill, seed, day, area };
}
