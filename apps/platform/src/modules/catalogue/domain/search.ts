import type { CompetenceFinder } from './competence.ts';
import { createCompetenceFinder } from './competence.ts';
import { createPlaceFinder } from './place-search.ts';
import type { Ars } from './regional-keys.ts';
import { withAncestors } from './regional-keys.ts';
import { tokenize } from './search-text.ts';
import type { Area, ServiceEntry, EverydayWords, ResponsibilityRule } from './search-types.ts';
import type { SearchResult, SearchableOffering, ServiceHit } from './search-types.ts';
import { createServiceFinder } from './service-search.ts';

export type SearchContents = {
  readonly areas: readonly Area[];
  readonly services: readonly ServiceEntry[];
  readonly synonyms: readonly EverydayWords[];
  readonly responsibility: readonly ResponsibilityRule[];
  readonly offerings: readonly SearchableOffering[];
};

export type SearchIndex = {
  /** `place` is where the person is by her own choice; a place named in the query overrides it. */
  readonly search: (query: string, options?: { readonly place?: Ars; readonly limit?: number }) => SearchResult;
};

/** Added for a service the person can use online where she asks, so that it stands above everything else. */
const offeredHere = 1;
const offeredSomewhere = 0.03;
/** Somebody stated who is responsible, so it is one of the services people really ask for. */
const knownRule = 0.03;
/** Competence is stated for object and verb, not for the bare object. */
const bareObject = 0.12;

export function createSearchIndex(contents: SearchContents): SearchIndex {
  const areas = new Map(contents.areas.map((area) => [area.ars, area]));
  const services = new Map(contents.services.map((service) => [service.id, service]));
  const competence = createCompetenceFinder(areas, contents.responsibility);
  const findPlace = createPlaceFinder(contents.areas);
  const finder = createServiceFinder(contents.services, contents.synonyms, contents.offerings);
  const offered = groupByService(contents.offerings);
  const objectsWithVerb = new Set(
    contents.services.flatMap(({ leistungsschluessel: key }) => (key === null || isBareObject(key) ? [] : [key.slice(0, 8)])),
  ); // prettier-ignore

  const toHit = (service: ServiceEntry, score: number, place: Area | undefined): ServiceHit => {
    const key = service.leistungsschluessel;
    const found = competence.find(key, place);
    const all = offered.get(service.id);
    const offering = all === undefined || place === undefined ? undefined : bestOffering(all, place, found?.area);
    const isBare = key !== null && isBareObject(key) && objectsWithVerb.has(key.slice(0, 8));
    const bonus = [
      offering === undefined ? 0 : offeredHere,
      all === undefined ? 0 : offeredSomewhere,
      (competence.ruleFor(key)?.keyPrefix.length ?? 0) > 5 ? knownRule : 0,
      isBare ? -bareObject : 0,
    ].reduce((sum, part) => sum + part, 0);
    return {
      service,
      score: Math.round((score + bonus) * 1e6) / 1e6,
      ...(found === undefined ? {} : { responsibleLevel: found.level, office: found.office }),
      ...(found?.area === undefined ? {} : { responsibleArea: found.area }),
      ...(offering === undefined ? {} : { offering }),
    };
  };

  const search: SearchIndex['search'] = (query, options = {}) => {
    const tokens = tokenize(query);
    const named = findPlace(tokens, finder.isServiceWord);
    const chosen = options.place === undefined ? undefined : areas.get(options.place);
    const usesNamed = named.exact || chosen === undefined;
    const place = usesNamed ? named.place : chosen;
    const rest = usesNamed ? named.rest : tokens;
    const limit = options.limit ?? 20;
    const scored =
      rest.length === 0 && place !== undefined ? offeredAt(offered, services, place, competence) : finder.find(rest);
    const hits = scored.map(({ service, score }) => toHit(service, score, place));
    hits.sort((a, b) => b.score - a.score || (a.service.id < b.service.id ? -1 : 1));
    return {
      ...(place === undefined ? {} : { place }),
      ambiguousPlaces: usesNamed ? named.ambiguous : [],
      services: hits.slice(0, limit),
    };
  };
  return { search };
}

function isBareObject(key: string): boolean {
  return key.endsWith('000000');
}

/** Where a service is offered; of two at the same place the one with the lower id. */
type OfferedService = { readonly byArea: ReadonlyMap<string, SearchableOffering> };

function groupByService(offerings: readonly SearchableOffering[]): Map<string, OfferedService> {
  const groups = new Map<string, Map<string, SearchableOffering>>();
  for (const offering of offerings) {
    const byArea = groups.get(offering.serviceId) ?? new Map<string, SearchableOffering>();
    groups.set(offering.serviceId, byArea);
    const known = byArea.get(offering.areaArs);
    if (known === undefined || offering.id < known.id) byArea.set(offering.areaArs, offering);
  }
  return new Map([...groups].map(([service, byArea]) => [service, { byArea }]));
}

/**
 * The offering of the responsible area, else the narrowest one whose area holds the place. An
 * offering of a town is never shown to the neighbours.
 */
function bestOffering(
  offerings: OfferedService,
  place: Area,
  responsible: Area | undefined,
): SearchableOffering | undefined {
  const own = responsible === undefined ? undefined : offerings.byArea.get(responsible.ars);
  if (own !== undefined) return own;
  // Narrowest first.
  return withAncestors(place.ars).flatMap((area) => offerings.byArea.get(area) ?? [])[0];
}

/** Asked for a place alone: what one can do there online. */
function offeredAt(
  offered: ReadonlyMap<string, OfferedService>,
  services: ReadonlyMap<string, ServiceEntry>,
  place: Area,
  competence: CompetenceFinder,
): readonly { service: ServiceEntry; score: number }[] {
  return [...offered].flatMap(([id, group]) => {
    const service = services.get(id);
    if (service === undefined) return [];
    const responsible = competence.find(service.leistungsschluessel, place)?.area;
    return bestOffering(group, place, responsible) === undefined ? [] : [{ service, score: 0.5 }];
  });
}
