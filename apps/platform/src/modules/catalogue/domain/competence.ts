import { padArs, withAncestors } from './regional-keys.ts';
import type { Ars } from './regional-keys.ts';
import type { Area, ResponsibilityRule, ResponsibleLevel } from './search-types.ts';

export type Competence = {
  readonly level: ResponsibleLevel;
  readonly area?: Area;
  readonly office: string;
};

export type CompetenceFinder = {
  readonly ruleFor: (leistungsschluessel: string | null) => ResponsibilityRule | undefined;
  /** Without a rule nothing is claimed; without a place only the level is known. */
  readonly find: (leistungsschluessel: string | null, place: Area | undefined) => Competence | undefined;
};

const keyLength: Readonly<Partial<Record<ResponsibleLevel, number>>> = { district: 5, region: 3, state: 2 };

export function createCompetenceFinder(
  areas: ReadonlyMap<Ars, Area>,
  rules: readonly ResponsibilityRule[],
): CompetenceFinder {
  const byPrefix = new Map(rules.map((rule) => [rule.keyPrefix, rule]));

  const ruleFor = (key: string | null): ResponsibilityRule | undefined => {
    for (let length = key?.length ?? 0; length > 0; length--) {
      const rule = byPrefix.get(key?.slice(0, length) ?? '');
      if (rule !== undefined) return rule;
    }
    return undefined;
  };

  // A key of a higher level may be unknown (states without government regions): then the next one above.
  const nearestKnown = (ars: Ars | undefined): Area | undefined =>
    ars === undefined ? undefined : withAncestors(ars).map((key) => areas.get(key)).find((area) => area !== undefined); // prettier-ignore

  const areaAt = (rule: ResponsibilityRule, place: Area): Area | undefined => {
    if (rule.level === 'town') return place.kind === 'town' || place.kind === 'city' ? place : undefined;
    const length = keyLength[rule.level];
    if (length === undefined) return undefined;
    const isLargeTown = place.kind === 'town' && place.population >= (rule.ownFromPopulation ?? Infinity);
    if (rule.level === 'district' && isLargeTown) return place;
    const isBelow = rankOf[place.kind] <= rankOf[rule.level === 'state' || rule.level === 'region' ? rule.level : 'district']; // prettier-ignore
    return isBelow ? nearestKnown(padArs(place.ars.slice(0, length))) : undefined;
  };

  return {
    ruleFor,
    find: (key, place) => {
      const rule = ruleFor(key);
      if (rule === undefined) return undefined;
      const area = place === undefined ? undefined : areaAt(rule, place);
      const isOwn = area !== undefined && area.kind === 'town' && rule.level === 'district';
      return { level: isOwn ? 'town' : rule.level, office: rule.office, ...(area === undefined ? {} : { area }) };
    },
  };
}

const rankOf = { town: 0, city: 1, district: 1, region: 2, state: 3 } as const;
