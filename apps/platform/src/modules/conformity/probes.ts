import { setImmediate as breathe } from 'node:timers/promises';
import { readSchema } from '@verbund/xdatenfelder';
import { type CompiledForm, type Offering, type ServiceManifest } from '#modules/catalogue';
import { renderDocument } from '#ui';
import { type FetchOwn, quantiles } from './adapters/own-pages.ts';
import { type PageToScan, scanInChromium } from './adapters/chromium-scan.ts';
import { deliverSamples, destinationFacts } from './adapters/test-delivery.ts';
import { type Probed, type Probes } from './checks/check.ts';
import { type ConformityDeps } from './deps.ts';
import { runSamples } from './domain/sample-tests.ts';
import { ScanPage } from './pages/scan-page.tsx';
import { type BothTexts } from './types.ts';

export interface ProbeInput {
  versionDigest: string;
  packageId: string;
  manifest: ServiceManifest;
  form: CompiledForm;
  offering: Offering | null;
  today: string;
}

const timedRequests = 20;
const budgetYears = 5;
/** Towns of a Land, and some; read by a job only. */
const mostOfferings = 1000;

/** Looks at the running service, each thing once, however many checks ask for it. */
export function createProbes(deps: ConformityDeps, fetchOwn: FetchOwn, input: ProbeInput): Probes {
  const { manifest, form, offering } = input;
  const offerings = once(async () =>
    offering === null ? deps.catalogue.offeringsOfVersion(input.versionDigest, 2) : twoOf(deps, input, offering),
  );
  const target = async (): Promise<Offering | null> => offering ?? (await offerings())[0] ?? null;
  const samples = onceNow(() => runSamples(form, manifest.tests));

  return {
    samples,
    delivery: once(async () => {
      const all = { manifest, form, samples: samples().samples, today: input.today };
      return flat(await attempt(() => deliverSamples(deps, all)));
    }),
    startPages: once(async () => {
      const found = await offerings();
      if (found.length === 0) return { ok: false, missing: noOffering };
      return attempt(async () =>
        Promise.all(
          found.map(async (one) => {
            const { url, status, body } = await fetchOwn(pathOf(one));
            return { url, status, html: body, offering: one };
          }),
        ),
      );
    }),
    timing: once(async () => {
      const one = await target();
      if (one === null) return { ok: false, missing: noOffering };
      return attempt(async () => {
        const times: number[] = [];
        // The first visit fills caches; what people feel is the usual one.
        const { url } = await fetchOwn(pathOf(one));
        for (let at = 0; at < timedRequests; at += 1) times.push((await fetchOwn(pathOf(one))).milliseconds);
        return { url, count: timedRequests, ...quantiles(times) };
      });
    }),
    scan: once(async () => scan(deps, fetchOwn, input, await target())),
    destination: once(async () => {
      const one = await target();
      if (one === null) return { ok: false, missing: noOffering };
      return flat(await attempt(() => destinationFacts(deps, one.destinationId)));
    }),
    route: once(async () => {
      const one = await target();
      const key = manifest.service.leistungsschluessel;
      if (one === null || key === null) return { ok: false, missing: noOffering };
      const asked = `/routing-api/v2/routes?leikaKey=${key}&ars=${one.area}&limit=100`;
      return attempt(async () => ({ asked, destinations: destinationsIn((await fetchOwn(asked)).body) }));
    }),
    schemaRelease: once(async () => {
      const xml = await deps.catalogue.schemaFile(manifest.schema.digest);
      if (xml === null) return { ok: false, missing: noSchemaFile };
      return attempt(async () => {
        const { details } = await readSchema(xml);
        return { status: details.schema.status, releasedOn: details.schema.releasedOn };
      });
    }),
    prices: once(() => prices(deps, input)),
    testSystem: once(async () => {
      const all = await deps.catalogue.offeringsOfVersion(input.versionDigest, mostOfferings);
      const sandbox = all.find(({ tenant }) => tenant.isSandbox === true);
      if (sandbox === undefined) return { ok: false, missing: noTestSystem };
      return attempt(async () => {
        const { url, status } = await fetchOwn(pathOf(sandbox));
        return { address: url, status };
      });
    }),
    listing: once(async () => {
      if ((await deps.packages.package(input.packageId)) === null) return { ok: false, missing: noPackage };
      return { ok: true, value: await deps.packages.listing(input.packageId) };
    }),
  };
}

/** The offering and, for comparing, one of another authority. */
async function twoOf(deps: ConformityDeps, input: ProbeInput, offering: Offering): Promise<readonly Offering[]> {
  const others = await deps.catalogue.offeringsOfVersion(input.versionDigest, 2);
  const other = others.find(({ tenant }) => tenant.id !== offering.tenant.id);
  return other === undefined ? [offering] : [offering, other];
}

async function scan(
  deps: ConformityDeps,
  fetchOwn: FetchOwn,
  { form, manifest }: ProbeInput,
  offering: Offering | null,
): ReturnType<Probes['scan']> {
  const { formPage } = deps;
  if (formPage === null) return { ok: false, missing: noPages };
  const pages: PageToScan[] = offering === null ? [] : [{ name: 'Startseite', path: pathOf(offering) }];
  if (offering !== null) {
    pages.push({ name: 'Erklärung zur Barrierefreiheit', path: `/${offering.tenant.slug}/barrierefreiheit` });
  }
  for (const { id, title } of form.form.pages) {
    await breathe();
    const html = renderDocument(ScanPage({ manifest, title: title.de, body: formPage(form, id) }));
    pages.push({ name: title.de, path: `/pruefansicht/${encodeURIComponent(id)}`, html });
  }
  const alive = await attempt(() => fetchOwn('/healthz'));
  if (!alive.ok) return alive;
  return flat(await attempt(() => scanInChromium(deps.kernel.config.publicUrl.origin, pages)));
}

async function prices({ catalogue, costs }: ConformityDeps, input: ProbeInput): ReturnType<Probes['prices']> {
  const model = await costs.priceModel(input.versionDigest);
  const towns = (await catalogue.areas()).filter(({ kind }) => kind === 'city' || kind === 'town');
  let priced = 0;
  let years = budgetYears;
  let firstMissing: string | null = null;
  for (const [at, town] of towns.entries()) {
    // All prices at once would hold up every request for a second.
    if (at % 10 === 0) await breathe();
    const price = model === null ? null : await costs.priceOf(input.versionDigest, town.ars);
    if (price?.isComplete === true) {
      priced += 1;
      years = Math.min(years, price.years.length);
    } else firstMissing ??= `${town.name} (${town.ags ?? town.ars})`;
  }
  const source =
    model === null ? 'kein Preisblatt / no price sheet' : 'Preisblatt des Manifests / sheet of the manifest';
  return { ok: true, value: { towns: towns.length, priced, years: priced === 0 ? 0 : years, firstMissing, source } };
}

/** Of the routing's answer, which other services read too. */
function destinationsIn(body: string): string[] {
  const answer: unknown = JSON.parse(body);
  const routes = isRecord(answer) && Array.isArray(answer['routes']) ? answer['routes'] : [];
  return routes.flatMap((route: unknown) => {
    const id = isRecord(route) ? route['destinationId'] : null;
    return typeof id === 'string' ? [id] : [];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function pathOf({ tenant, serviceSlug }: Offering): string {
  return `/${tenant.slug}/${serviceSlug}`;
}

/** Whatever goes wrong on the way is no verdict about the service. */
async function attempt<T>(work: () => Promise<T>): Promise<Probed<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'unknown';
    return {
      ok: false,
      missing: { de: `Die Prüfung kam nicht zu Ende (${why}).`, en: `The check did not come to an end (${why}).` },
    };
  }
}

function flat<T>(outer: Probed<Probed<T>>): Probed<T> {
  return outer.ok ? outer.value : outer;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => (result ??= work());
}

function onceNow<T extends object>(work: () => T): () => T {
  let result: T | null = null;
  return () => (result ??= work());
}

const noOffering: BothTexts = {
  de: 'Diese Version ist bei keiner Behörde online, es gibt noch keine Seite zum Ansehen.',
  en: 'No authority has this version online, there is no page to look at yet.',
};
const noPages: BothTexts = { de: 'Dieser Prozess hat keine Seiten.', en: 'This process has no pages.' };
const noSchemaFile: BothTexts = {
  de: 'Die Datei des Datenschemas liegt nicht vor.',
  en: 'The file of the data schema is not there.',
};
const noTestSystem: BothTexts = {
  de: 'Zu dieser Version läuft kein Testsystem. Legen Sie auf dem Marktplatz mit „Ausprobieren“ eines an.',
  en: 'No test system of this version is running. Create one with "Try it" on the marketplace.',
};
const noPackage: BothTexts = {
  de: 'Die Version ist nicht als Dienstpaket veröffentlicht.',
  en: 'The version is not published as a service package.',
};
