import { LRUCache } from 'lru-cache';
import { remember } from '#kernel/cache';
import { createServiceFinder, type SearchableOffering, tokenize } from '#modules/catalogue';
import { type PublishedPackage } from '#modules/packages';
import { type MarketplaceDeps } from './deps.ts';
import { type Entry, factsOf, type VersionFacts } from './domain/entry.ts';
import { hasLight, isWanted, type EntryQuery, sortEntries } from './domain/entry-filter.ts';
import { type ShortPrice, shortPrice } from './domain/price.ts';
import { type FoundEntry, type MarketplaceService, type Page, type Window } from './types.ts';

type ShelfPart = Pick<MarketplaceService, 'find' | 'entry' | 'priceFor'>;

/** A public list may be a little behind; what somebody has just published is seen within this time. */
const keptMilliseconds = 3_000;
/** Facts are a kilobyte each. */
const keptFacts = 20_000;
/** A hit by the words of the service catalogue counts less than one by the package's own words. */
const catalogueWeight = 0.8;

interface Shelf {
  entries: readonly Entry[];
  byId: ReadonlyMap<string, Entry>;
  scores: (query: string) => ReadonlyMap<string, number>;
}

type ShelfDeps = Pick<MarketplaceDeps, 'catalogue' | 'packages' | 'costs' | 'conformity'>;

/** The packages as a visitor looks through them. Whole manifests pass by once; what is kept is what lists show. */
export function createShelf({ catalogue, packages, costs, conformity }: ShelfDeps): ShelfPart {
  const facts = new LRUCache<string, VersionFacts>({ max: keptFacts });
  let finder: { of: string; scores: Shelf['scores'] } | null = null;

  const shelf = remember<Shelf>({
    max: 1,
    milliseconds: keptMilliseconds,
    load: async () => {
      const [published, counts] = await Promise.all([packages.packages(), catalogue.runningCounts()]);
      const states = await packages.states(published.map(({ packageId }) => packageId));
      const entries: Entry[] = [];
      for (const pkg of published) {
        const known = await factsOfVersion(pkg.versionDigest);
        if (known === null) continue;
        const towns = counts.get(`${pkg.provider}/${pkg.serviceSlug}`) ?? 0;
        entries.push({ pkg, facts: known, state: states.get(pkg.packageId) ?? null, towns });
      }
      // The index is made anew only when there are other packages, not whenever a town goes live.
      const of = entries.map(({ pkg }) => pkg.versionDigest).join();
      if (finder?.of !== of) finder = { of, scores: scoresOf(entries) };
      return { entries, byId: new Map(entries.map((entry) => [entry.pkg.packageId, entry])), scores: finder.scores };
    },
  });

  async function factsOfVersion(digest: string): Promise<VersionFacts | null> {
    const known = facts.get(digest);
    if (known !== undefined) return known;
    const manifest = await catalogue.manifest(digest);
    if (manifest === null) return null;
    const found = factsOf(manifest);
    facts.set(digest, found);
    return found;
  }

  async function look(): Promise<Shelf> {
    return (await shelf.get('all')) ?? { entries: [], byId: new Map(), scores: () => new Map() };
  }

  const priceFor = pricesOf(costs);

  /** Best score of each package by its own words, and by what the service catalogue knows of its key. */
  async function scoredBy(q: string, { scores, entries }: Shelf): Promise<ReadonlyMap<string, number>> {
    const found = new Map(scores(q));
    const { services } = await catalogue.search(q, { limit: 30 });
    const byKey = new Map(services.map(({ service, score }) => [service.leistungsschluessel, Math.min(1, score)]));
    for (const { pkg } of entries) {
      const score = pkg.leistungsschluessel === null ? undefined : byKey.get(pkg.leistungsschluessel);
      if (score === undefined) continue;
      found.set(pkg.packageId, Math.max(found.get(pkg.packageId) ?? 0, score * catalogueWeight));
    }
    return found;
  }

  async function find(query: EntryQuery, window: Window): Promise<Page<FoundEntry>> {
    const all = await look();
    const scores = query.q === '' ? null : await scoredBy(query.q, all);
    let rows = all.entries
      .filter((entry) => isWanted(entry, query) && (scores === null || scores.has(entry.pkg.packageId)))
      .map((entry) => ({ entry, score: scores?.get(entry.pkg.packageId) ?? 0, cents: null as number | null }));
    if (query.conformity !== null) {
      const wanted = query.conformity;
      const lights = await conformity.lights(rows.map(({ entry }) => entry.pkg.versionDigest));
      rows = rows.filter(({ entry }) => hasLight(lights.get(entry.pkg.versionDigest), wanted));
    }
    const { place, maxYearlyCents: limit } = query;
    if (place !== null && (query.sort === 'price' || limit !== null)) {
      const known = await Promise.all(rows.map(({ entry }) => priceFor(entry.pkg.versionDigest, place)));
      rows = rows.map((row, at) => ({ ...row, cents: known[at]?.yearlyCents ?? null }));
      if (limit !== null) rows = rows.filter(({ cents }) => cents !== null && cents <= limit);
    }
    const sorted = sortEntries(rows, query.sort);
    const shown = sorted.slice(window.offset, window.offset + window.limit);
    const lights = await conformity.lights(shown.map(({ entry }) => entry.pkg.versionDigest));
    const items = await Promise.all(
      shown.map(async ({ entry }) => ({
        ...entry,
        light: lights.get(entry.pkg.versionDigest) ?? null,
        price: place === null ? null : await priceFor(entry.pkg.versionDigest, place),
      })),
    );
    return { items, total: sorted.length };
  }

  return { find, priceFor, entry: async (packageId) => (await look()).byId.get(packageId) ?? null };
}

/** Prices change with the number of users, so they are kept for a short while only. */
function pricesOf(costs: ShelfDeps['costs']): ShelfPart['priceFor'] {
  const prices = new LRUCache<string, { price: ShortPrice | null }>({ max: 20_000, ttl: 10_000 });
  return async (digest, place) => {
    const key = `${digest}|${place}`;
    const known = prices.get(key);
    if (known !== undefined) return known.price;
    const found = await costs.priceOf(digest, place);
    const price = found === null ? null : shortPrice(found);
    prices.set(key, { price });
    return price;
  };
}

/** Words of the packages themselves: names, keywords, provider. */
function scoresOf(entries: readonly Entry[]): Shelf['scores'] {
  const services = entries.map(({ pkg }) => ({
    id: pkg.packageId,
    leistungsschluessel: pkg.leistungsschluessel,
    name: pkg.name.de,
  }));
  const texts = entries.map(({ pkg, facts }): Pick<SearchableOffering, 'serviceId' | 'name' | 'keywords'> => ({
    serviceId: pkg.packageId,
    name: pkg.name.en === '' ? pkg.name.de : pkg.name.en,
    keywords: [...facts.keywords, pkg.providerName, `${pkg.name.de} ${facts.keywords.join(' ')} ${needsOf(pkg)}`],
  }));
  const finder = createServiceFinder(services, [], texts);
  return (query) => new Map(finder.find(tokenize(query)).map(({ service, score }) => [service.id, score]));
}

/** People describe a need in a sentence; the summary is the sentence of the provider. */
const needsOf = (pkg: PublishedPackage): string => `${pkg.summary.de} ${pkg.summary.en}`;
