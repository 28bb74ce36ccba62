import { type Area } from '#modules/catalogue';

const fixed = { state: 'Bundesland', region: 'Regierungsbezirk', city: 'Kreisfreie Stadt' } as const;

/** The kind of an area in the words that the published examples use. */
export function areaType({ kind, name, designation }: Area): string {
  if (kind === 'district') return /^(Landkreis|Städteregion)\b/.exec(name)?.[0] ?? 'Kreis';
  if (kind === 'town') return /,.*\bStadt\b/.test(designation) ? 'Stadt' : 'Gemeinde';
  return fixed[kind];
}
