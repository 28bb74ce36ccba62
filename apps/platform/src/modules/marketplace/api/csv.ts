import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { maturityOf } from '../domain/entry.ts';
import { readTyped, toEntryQuery } from '../domain/list-query.ts';
import { marketplaceRoutePaths } from '../paths.ts';
import { type FoundEntry } from '../types.ts';
import { type PageDeps, placeOf, publicPage } from '../pages/frame.tsx';

/** More packages than there are; a bound all the same. */
const mostRows = 5_000;

const columns: readonly (readonly [string, (entry: FoundEntry) => string])[] = [
  ['id', ({ pkg }) => pkg.packageId],
  ['name_de', ({ pkg }) => pkg.name.de],
  ['name_en', ({ pkg }) => pkg.name.en],
  ['leistungsschluessel', ({ pkg }) => pkg.leistungsschluessel ?? ''],
  ['ozg_id', ({ facts }) => facts.ozgId ?? ''],
  ['provider', ({ pkg }) => pkg.providerName],
  ['version', ({ pkg }) => pkg.version],
  ['published_on', ({ pkg }) => pkg.publishedAt.toISOString().slice(0, 10)],
  ['state', ({ state }) => state ?? ''],
  ['maturity_ozg_1_1', ({ facts }) => String(maturityOf(facts, 'OZG-1.1') ?? '')],
  ['maturity_ozg_2_0', ({ facts }) => String(maturityOf(facts, 'OZG-2.0') ?? '')],
  ['towns', ({ towns }) => String(towns)],
  ['conforms', ({ light }) => (light === null ? '' : String(light.conforms))],
  ['open_must', ({ light }) => (light === null ? '' : String(light.openMust))],
  ['yearly_cents', ({ price }) => (price === null ? '' : String(price.yearlyCents))],
  ['once_cents', ({ price }) => (price === null ? '' : String(price.onceCents))],
];

/** RFC 4180; a cell that a spreadsheet would take for a formula is text. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\n\r]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function csv(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const typed = readTyped(ctx.query);
  const { query } = toEntryQuery(typed, (await placeOf(deps, typed.ort))?.ars ?? null);
  const { items } = await deps.service.find(query, { offset: 0, limit: mostRows });
  const rows = [
    columns.map(([name]) => name),
    ...items.map((entry) => columns.map(([, read]) => csvCell(read(entry)))),
  ];
  return {
    kind: 'text',
    contentType: 'text/csv; charset=utf-8; header=present',
    body: rows.map((row) => `${row.join(',')}\r\n`).join(''),
    headers: { 'content-disposition': 'attachment; filename="pakete.csv"' },
  };
}

export function csvRoutes(deps: PageDeps): readonly Route[] {
  return [{ ...publicPage, path: marketplaceRoutePaths.csv, name: 'marketplace.csv', handle: (ctx) => csv(ctx, deps) }];
}
