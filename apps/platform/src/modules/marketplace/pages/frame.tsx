import { type VNode } from 'preact';
import { AppError } from '#kernel/errors';
import { type RequestContext, type StaffSession } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { type Area, slugify } from '#modules/catalogue';
import { type Light } from '#modules/conformity';
import { type Crumb, formatCents, formatDate, StatusBadge } from '#ui';
import { type MarketplaceDeps } from '../deps.ts';
import { type Entry } from '../domain/entry.ts';
import { type ShortPrice } from '../domain/price.ts';
import { packageNotFound } from '../errors.ts';
import { marketplacePaths } from '../paths.ts';
import { marketplaceTexts, type Texts } from '../texts/index.ts';
import { type MarketplaceService } from '../types.ts';

export interface PageDeps extends MarketplaceDeps {
  service: MarketplaceService;
}

export const publicPage = { method: 'GET', surface: 'page', access: { kind: 'public' }, rate: 'page' } as const;
/** Who manages what the town offers also speaks for it here. */
export const forTowns = { surface: 'page', access: { kind: 'staff', action: 'offering.manage' } } as const;
export const forProviders = { surface: 'page', access: { kind: 'staff', action: 'provider.manage' } } as const;

export const pageSize = 20;

/** In the language of the reader where it is there. */
export const inLang = (text: { de: string; en: string }, lang: Lang): string =>
  lang === 'en' && text.en !== '' ? text.en : text.de;

/** A calendar day for people. */
export const formatDay = (day: string, lang: Lang): string => formatDate(new Date(`${day}T12:00:00Z`), lang);

export function staffOf(ctx: RequestContext): StaffSession {
  if (ctx.staff === null) throw new AppError('unauthenticated', 'marketplace/package-not-found');
  return ctx.staff;
}

export async function entryOf(ctx: RequestContext, { service }: Pick<PageDeps, 'service'>): Promise<Entry> {
  const entry = await service.entry(`${ctx.params['provider'] ?? ''}/${ctx.params['service'] ?? ''}`);
  if (entry === null) throw packageNotFound();
  return entry;
}

export const listCrumb = (lang: Lang): Crumb => ({
  href: marketplacePaths.list,
  label: marketplaceTexts(lang).crumb,
});

export const packageCrumbs = (entry: Entry, lang: Lang): readonly Crumb[] => [
  listCrumb(lang),
  { href: marketplacePaths.package(entry.pkg.packageId), label: inLang(entry.pkg.name, lang) },
];

/** From 1; anything else than a number is the first page. */
export function pageNumber(ctx: Pick<RequestContext, 'query'>): number {
  const text = ctx.query.get('seite') ?? '';
  return /^[1-9]\d{0,5}$/u.test(text) ? Number(text) : 1;
}

export const pagesOf = (total: number, size = pageSize): number => Math.max(1, Math.ceil(total / size));

/** The same address with another page. */
export function hrefOfPage(ctx: Pick<RequestContext, 'url' | 'query'>): (page: number) => string {
  return (page) => {
    const query = new URLSearchParams(ctx.query);
    query.delete('meldung');
    if (page === 1) query.delete('seite');
    else query.set('seite', String(page));
    const text = query.toString();
    return `${ctx.url.pathname}${text === '' ? '' : `?${text}`}`;
  };
}

/** A regional key, an address part, a name with or without mistakes, or a postcode. */
export async function placeOf({ catalogue }: Pick<PageDeps, 'catalogue'>, text: string): Promise<Area | null> {
  const typed = text.trim().slice(0, 200);
  if (typed === '') return null;
  const exact = (await catalogue.area(typed)) ?? (await catalogue.areaBySlug(slugify(typed)));
  if (exact !== null) return exact;
  return (await catalogue.search(typed, { limit: 1 })).place ?? null;
}

export function LightBadge({ light, t }: { light: Light | null; t: Texts }): VNode {
  if (light === null) return <StatusBadge label={t.light.unchecked} />;
  return light.conforms ? (
    <StatusBadge tone="success" label={t.light.conforms} />
  ) : (
    <StatusBadge tone="danger" label={t.light.open(light.openMust)} />
  );
}

export function priceText(price: ShortPrice | null, lang: Lang): string {
  const t = marketplaceTexts(lang).price;
  if (price === null) return t.unknown;
  const yearly = t.perYear(formatCents(price.yearlyCents, lang));
  const once = price.onceCents === 0 ? '' : `, ${t.once(formatCents(price.onceCents, lang))}`;
  return `${price.isComplete ? '' : `${t.atLeast} `}${yearly}${once}`;
}

/** A message after a redirect, taken from the texts only. */
export function noticeOf(ctx: RequestContext, notices: Readonly<Record<string, string>>): string | undefined {
  const name = ctx.query.get('meldung');
  return name !== null && Object.hasOwn(notices, name) ? notices[name] : undefined;
}
