import { type Area, type CatalogueService } from '#modules/catalogue';

/** Which part of an amount of a Land falls to an area of it, by inhabitants of its towns. */
export interface AreaShares {
  partOfLand(area: Area): Promise<(landCents: number) => number>;
}

interface LandTowns {
  inhabitants: number;
  towns: readonly { ars: string; parent: string; weight: number }[];
}

/**
 * The towns of a Land divide its share by inhabitants, exact to the cent (largest remainder, ties by regional key). Only
 * the part of one area is asked for, so nothing is sorted: what counts is how many remainders are larger.
 */
export function createAreaShares(catalogue: Pick<CatalogueService, 'areas'>): AreaShares {
  // The list of areas is one object until a new one is imported.
  const kept = new WeakMap<object, ReadonlyMap<string, LandTowns>>();

  async function landsOf(): Promise<ReadonlyMap<string, LandTowns>> {
    const areas = await catalogue.areas();
    const known = kept.get(areas);
    if (known !== undefined) return known;
    const lands = groupByLand(areas);
    kept.set(areas, lands);
    return lands;
  }

  return {
    async partOfLand(area) {
      const land = (await landsOf()).get(area.ars.slice(0, 2));
      const parts = new Map<number, number>();
      return (cents) => {
        const known = parts.get(cents);
        if (known !== undefined) return known;
        const part = land === undefined ? 0 : partOf(cents, land, area);
        parts.set(cents, part);
        return part;
      };
    },
  };
}

function groupByLand(areas: readonly Area[]): ReadonlyMap<string, LandTowns> {
  const lands = new Map<string, { inhabitants: number; towns: LandTowns['towns'][number][] }>();
  for (const { ars, kind, population, parent } of areas) {
    // A kreisfreie Stadt is a town and a district in one row, so nobody is counted twice.
    if (kind !== 'town' && kind !== 'city') continue;
    const land = lands.get(ars.slice(0, 2)) ?? { inhabitants: 0, towns: [] };
    land.inhabitants += population;
    land.towns.push({ ars, parent: parent ?? '', weight: population });
    lands.set(ars.slice(0, 2), land);
  }
  return lands;
}

function partOf(cents: number, { inhabitants, towns }: LandTowns, area: Area): number {
  if (inhabitants === 0) return 0;
  // cents × weight would leave the exact range of a double; the rest of cents after whole rounds × weight does not.
  const rest = cents % inhabitants;
  const rounds = (cents - rest) / inhabitants;
  const parts = towns.map(({ ars, parent, weight }) => {
    const exact = rest * weight;
    const remainder = exact % inhabitants;
    return { ars, parent, cents: rounds * weight + (exact - remainder) / inhabitants, remainder };
  });
  const left = cents - parts.reduce((all, part) => all + part.cents, 0);
  return parts
    .filter((part) => isPartOf(part, area))
    .reduce((all, part) => {
      const before = parts.filter(
        (other) => other.remainder > part.remainder || (other.remainder === part.remainder && other.ars < part.ars),
      ).length;
      return all + part.cents + (before < left ? 1 : 0);
    }, 0);
}

function isPartOf({ ars, parent }: { ars: string; parent: string }, area: Area): boolean {
  if (ars === area.ars || parent === area.ars || area.kind === 'state') return true;
  return area.kind === 'region' && ars.startsWith(area.ars.slice(0, 3));
}
