import { type Kernel } from '#kernel/module';
import { type Ars, withAncestors } from './domain/regional-keys.ts';
import { createSearchIndex, type SearchIndex } from './domain/search.ts';
import { type Area, type SearchableOffering, type ServiceEntry } from './domain/search-types.ts';
import { type Offerings } from './offerings.ts';
import {
  selectAreas,
  selectEverydayWords,
  selectResponsibility,
  selectRevision,
  selectServices,
} from './store/reference-tables.ts';
import { type CatalogueEntry, type CatalogueService, type Offering, type PublicTown } from './types.ts';

type FinderPart = Pick<
  CatalogueService,
  | 'search'
  | 'areas'
  | 'area'
  | 'areaBySlug'
  | 'services'
  | 'publicOfferings'
  | 'publicOfferingsAt'
  | 'publicTowns'
  | 'warmUp'
>;

export interface Finder extends FinderPart {
  /** Something changed in this process: look at the tables before the next answer. */
  readonly outdated: () => void;
}

/** What the finder knows, replaced as a whole: the index itself never changes. */
interface Book {
  revision: string;
  index: SearchIndex;
  areas: readonly Area[];
  byArs: ReadonlyMap<string, Area>;
  bySlug: ReadonlyMap<string, Area>;
  services: readonly CatalogueEntry[];
  offerings: readonly Offering[];
  /** By the area that they are valid for. */
  byArea: ReadonlyMap<string, readonly Offering[]>;
  towns: readonly PublicTown[];
  /** When an offering begins or ends without anybody changing a row. */
  nextChange: Date | null;
}

/** How long nobody looks whether the tables changed; with the caches of tenants it stays below five seconds. */
const trustedMilliseconds = 1_500;

export function createFinder(kernel: Pick<Kernel, 'db' | 'clock'>, offerings: Pick<Offerings, 'allLive'>): Finder {
  const { db, clock } = kernel;
  let current: Book | null = null;
  let checkedAt = -Infinity;
  let changes = 0;
  let running: Promise<Book> | null = null;

  async function look(): Promise<Book> {
    const seen = changes;
    const now = clock.now();
    const book = await db.tx({}, async (tx) => {
      const revision = await selectRevision(tx);
      const isEnding = current?.nextChange != null && current.nextChange <= now;
      if (current?.revision === revision && !isEnding) return current;
      const { offerings: live, nextChange } = await offerings.allLive(tx, now);
      const [areas, services] = [await selectAreas(tx), await selectServices(tx)];
      const [synonyms, responsibility] = [await selectEverydayWords(tx), await selectResponsibility(tx)];
      return {
        revision,
        index: createSearchIndex({
          areas,
          services: withOwnServices(services, live),
          synonyms,
          responsibility,
          offerings: live.map(toSearchable()),
        }),
        areas,
        byArs: new Map(areas.map((area) => [area.ars, area])),
        bySlug: new Map(areas.map((area) => [area.slug, area])),
        services,
        offerings: live,
        byArea: Map.groupBy(live, ({ area }) => area),
        towns: townsOf(live),
        nextChange,
      };
    });
    current = book;
    checkedAt = seen === changes ? now.getTime() : -Infinity;
    return book;
  }

  async function book(): Promise<Book> {
    if (current !== null && clock.now().getTime() - checkedAt < trustedMilliseconds) return current;
    running ??= look().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    outdated() {
      changes += 1;
      checkedAt = -Infinity;
    },
    search: async (query, options) => (await book()).index.search(query, options),
    areas: async () => (await book()).areas,
    area: async (ars) => (await book()).byArs.get(ars) ?? null,
    areaBySlug: async (slug) => (await book()).bySlug.get(slug) ?? null,
    services: async () => (await book()).services,
    publicOfferings: async () => (await book()).offerings,
    async publicOfferingsAt(ars) {
      const { byArea } = await book();
      return withAncestors(ars).flatMap((area) => byArea.get(area) ?? []);
    },
    publicTowns: async () => (await book()).towns,
    warmUp: async () => void (await book()),
  };
}

function townsOf(offerings: readonly Offering[]): readonly PublicTown[] {
  const towns = new Map<string, { tenant: Offering['tenant']; services: number }>();
  for (const { tenant } of offerings) {
    const town = towns.get(tenant.id) ?? { tenant, services: 0 };
    town.services += 1;
    towns.set(tenant.id, town);
  }
  return [...towns.values()].toSorted((a, b) => a.tenant.name.localeCompare(b.tenant.name, 'de'));
}

/** Municipal services often have no key, and the catalogue may not know a new one: they enter under their own id. */
function withOwnServices(services: readonly CatalogueEntry[], offerings: readonly Offering[]): readonly ServiceEntry[] {
  const known = new Set(services.map((service) => service.id));
  const own = new Map<string, ServiceEntry>();
  // One manifest is shared by all its offerings.
  for (const manifest of new Set(offerings.map((offering) => offering.manifest))) {
    const { leistungsschluessel, name } = manifest.service;
    const id = serviceIdOf(manifest);
    if (!known.has(id)) own.set(id, { id, leistungsschluessel, name: name.de });
  }
  return [...services, ...own.values()];
}

function serviceIdOf(manifest: Offering['manifest']): string {
  return manifest.service.leistungsschluessel ?? `${manifest.provider.slug}/${manifest.service.slug}`;
}

/** Words are the same for all offerings of a version, so they are put together once. */
function toSearchable(): (offering: Offering) => SearchableOffering {
  const known = new Map<Offering['manifest'], Pick<SearchableOffering, 'serviceId' | 'name' | 'keywords'>>();
  const wordsOf = (manifest: Offering['manifest']) => {
    const { service } = manifest;
    const words = {
      serviceId: serviceIdOf(manifest),
      name: service.name.de,
      keywords: [...service.keywords, service.name.en].filter((word) => word !== ''),
    };
    known.set(manifest, words);
    return words;
  };
  return ({ id, area, serviceSlug, manifest }) => ({
    id,
    // Checked by saveOffering; the row's check constraint keeps the shape.
    areaArs: area as Ars,
    slug: serviceSlug,
    ...(known.get(manifest) ?? wordsOf(manifest)),
  });
}
