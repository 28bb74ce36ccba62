import { type Area, type CatalogueService } from '#modules/catalogue';

/** Which part of an amount of a Land falls to an area of it, by inhabitants of its towns. */
export interface AreaShares {
  partOfLand(area: Area): Promise<(landCents: number) => number>;
}

interface LandTowns {
  inhabitants: bigint;
  towns: readonly { ars: string; parent: string; weight: bigint }[];
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
      return (cents) => (land === undefined ? 0 : partOf(cents, land, area));
    },
  };
}

function groupByLand(areas: readonly Area[]): ReadonlyMap<string, LandTowns> {
  const lands = new Map<string, { inhabitants: bigint; towns: LandTowns['towns'][number][] }>();
  for (const { ars, kind, population, parent } of areas) {
    // A kreisfreie Stadt is a town and a district in one row, so nobody is counted twice.
    if (kind !== 'town' && kind !== 'city') continue;
    const land = lands.get(ars.slice(0, 2)) ?? { inhabitants: 0n, towns: [] };
    land.inhabitants += BigInt(population);
    land.towns.push({ ars, parent: parent ?? '', weight: BigInt(population) });
    lands.set(ars.slice(0, 2), land);
  }
  return lands;
}

function partOf(cents: number, { inhabitants, towns }: LandTowns, area: Area): number {
  if (inhabitants === 0n) return 0;
  const parts = towns.map((town) => {
    const exact = BigInt(cents) * town.weight;
    return { ars: town.ars, cents: Number(exact / inhabitants), remainder: exact % inhabitants };
  });
  const left = cents - parts.reduce((all, part) => all + part.cents, 0);
  const isMine = ({ ars, parent }: { ars: string; parent: string }): boolean =>
    ars === area.ars ||
    parent === area.ars ||
    area.kind === 'state' ||
    (area.kind === 'region' && ars.startsWith(area.ars.slice(0, 3)));
  const mine = new Set(towns.filter(isMine).map(({ ars }) => ars));
  return parts
    .filter(({ ars }) => mine.has(ars))
    .reduce((all, part) => {
      const before = parts.filter(
        (other) => other.remainder > part.remainder || (other.remainder === part.remainder && other.ars < part.ars),
      ).length;
      return all + part.cents + (before < left ? 1 : 0);
    }, 0);
}
