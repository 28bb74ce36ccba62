import { type Area, isWithin } from '#modules/catalogue';
import { type MarketplaceDeps } from './deps.ts';
import { factsOf, maturityOf } from './domain/entry.ts';
import { countingRules, type Spread } from './domain/maturity.ts';

export interface CoverageRow {
  id: string;
  leistungsschluessel: string | null;
  name: { de: string; en: string };
  spread: Spread;
  /** By id of the counting rule. */
  counts: ReadonlyMap<string, boolean>;
}

/** Which services run in an area, counted by every rule; nothing of it is stored. */
export async function coverageOf(
  area: Area,
  { catalogue }: Pick<MarketplaceDeps, 'catalogue'>,
): Promise<{ municipalities: number; rows: readonly CoverageRow[] }> {
  const [spreads, areas] = await Promise.all([catalogue.spread(area.ars), catalogue.areas()]);
  const municipalities = areas.filter(
    ({ kind, ars }) => (kind === 'town' || kind === 'city') && isWithin(ars, area.ars),
  ).length;
  const rows: CoverageRow[] = [];
  for (const { leistungsschluessel, example, municipalities: running, versions } of spreads) {
    const byLevel = new Map<number | null, number>();
    let name = { de: example.serviceSlug, en: '' };
    for (const { digest, municipalities: number } of versions) {
      const manifest = await catalogue.manifest(digest);
      if (manifest === null) continue;
      name = manifest.service.name;
      const level = maturityOf(factsOf(manifest), 'OZG-1.1');
      byLevel.set(level, (byLevel.get(level) ?? 0) + number);
    }
    const levels = [...byLevel].map(([level, number]) => ({ level, municipalities: number }));
    const spread: Spread = { levels, running, municipalities };
    rows.push({
      id: leistungsschluessel ?? `${example.provider}/${example.serviceSlug}`,
      leistungsschluessel,
      name,
      spread,
      counts: new Map(countingRules.map((rule) => [rule.id, rule.counts(spread)])),
    });
  }
  return { municipalities, rows: rows.toSorted((a, b) => a.name.de.localeCompare(b.name.de, 'de')) };
}
