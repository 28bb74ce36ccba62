import { type VNode } from 'preact';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { type Area } from '#modules/catalogue';
import { listingStates } from '#modules/packages';
import {
  Alert,
  Button,
  EmptyState,
  FilterForm,
  Heading,
  LinkButton,
  Page,
  Pagination,
  Select,
  shell,
  StatusBadge,
  TextField,
} from '#ui';
import { conformityFilters, sortings } from '../domain/entry-filter.ts';
import { maturityOf } from '../domain/entry.ts';
import { readTyped, toEntryQuery, typedNames, type TypedQuery } from '../domain/list-query.ts';
import { levelName, maturityModels } from '../domain/maturity.ts';
import { marketplacePaths, marketplaceRoutePaths } from '../paths.ts';
import { marketplaceTexts, type Texts } from '../texts/index.ts';
import { type FoundEntry } from '../types.ts';
import {
  hrefOfPage,
  inLang,
  LightBadge,
  type PageDeps,
  pageNumber,
  pageSize,
  pagesOf,
  placeOf,
  priceText,
  publicPage,
} from './frame.tsx';

async function listPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { lang } = ctx;
  const t = marketplaceTexts(lang);
  const typed = readTyped(ctx.query);
  const place = await placeOf(deps, typed.ort);
  const { query, problem } = toEntryQuery(typed, place?.ars ?? null);
  const page = pageNumber(ctx);
  const { items, total } = await deps.service.find(query, { offset: (page - 1) * pageSize, limit: pageSize });
  const errors =
    problem === null ? [] : [{ id: problem === 'price' ? 'preis' : 'ort', message: t.list.problems[problem] }];
  return {
    kind: 'page',
    page: (
      <Page ctx={shell(ctx)} title={t.list.title} lead={t.list.lead} width="wide" errors={errors}>
        <Filter lang={lang} t={t} typed={typed} errors={errors} />
        <PlaceNote lang={lang} t={t} typed={typed} place={place} />
        <p role="status">
          <strong>{t.list.results(total)}</strong>
        </p>
        {total === 0 ? (
          <EmptyState title={t.list.nothing} text={t.list.nothingText}>
            <LinkButton href={marketplacePaths.newWish} label={t.list.want} variant="secondary" />
          </EmptyState>
        ) : (
          <Results lang={lang} t={t} items={items} place={place} />
        )}
        <Pagination lang={lang} page={page} pages={pagesOf(total)} href={hrefOfPage(ctx)} />
        <Further t={t} query={ctx.query} />
      </Page>
    ),
  };
}

interface FilterProps {
  lang: Lang;
  t: Texts;
  typed: TypedQuery;
  errors: readonly { id: string; message: string }[];
}

function Filter({ lang, t, typed, errors }: FilterProps): VNode {
  const error = (id: string): string | undefined => errors.find((one) => one.id === id)?.message;
  const levels = maturityModels[0]?.levels ?? [];
  const { list } = t;
  return (
    <FilterForm lang={lang} action={marketplacePaths.list} label={list.filter}>
      <TextField lang={lang} id="q" type="search" label={list.query} hint={list.queryHint} value={typed.q} optional />
      <TextField
        lang={lang}
        id="ort"
        label={list.place}
        hint={list.placeHint}
        value={typed.ort}
        error={error('ort')}
        optional
      />
      <TextField
        lang={lang}
        id="preis"
        label={list.maxPrice}
        value={typed.preis}
        error={error('preis')}
        width={10}
        inputMode="numeric"
        optional
      />
      <Select
        lang={lang}
        id="reife"
        label={list.maturity}
        value={typed.reife}
        options={levels.map(({ n, name }) => ({ value: String(n), label: `${String(n)} – ${name[lang]}` }))}
        optional
      />
      <Select
        lang={lang}
        id="stand"
        label={list.state}
        value={typed.stand}
        options={listingStates.map((state) => ({ value: state, label: t.states[state] }))}
        optional
      />
      <Select
        lang={lang}
        id="konform"
        label={list.conformity}
        value={typed.konform}
        options={conformityFilters.map((one) => ({ value: one, label: list.conformityOptions[one] }))}
        optional
      />
      <Select
        lang={lang}
        id="sortierung"
        label={list.sort}
        value={typed.sortierung}
        options={sortings.map((one) => ({ value: one, label: list.sorts[one] }))}
        optional
      />
    </FilterForm>
  );
}

function PlaceNote({
  lang,
  t,
  typed,
  place,
}: {
  lang: Lang;
  t: Texts;
  typed: TypedQuery;
  place: Area | null;
}): VNode | null {
  if (typed.ort === '') return null;
  if (place === null) return <Alert lang={lang} kind="warning" title={t.list.placeUnknown(typed.ort)} />;
  const inhabitants = new Intl.NumberFormat(lang === 'de' ? 'de-DE' : 'en-GB').format(place.population);
  return <p>{t.list.placeIs(place.name, inhabitants)}</p>;
}

/** One form around the list: ticking boxes and comparing needs no script. */
function Results({
  lang,
  t,
  items,
  place,
}: {
  lang: Lang;
  t: Texts;
  items: readonly FoundEntry[];
  place: Area | null;
}): VNode {
  return (
    <form method="get" action={marketplacePaths.compare} class="vb-form">
      {place === null ? null : <input type="hidden" name="ort" value={place.ars} />}
      <ul class="vb-cards">
        {items.map((entry) => (
          <li key={entry.pkg.packageId}>
            <ResultCard lang={lang} t={t} entry={entry} place={place} />
          </li>
        ))}
      </ul>
      <p class="kern-body">{t.list.compareHint}</p>
      <Button label={t.list.compare} variant="secondary" />
    </form>
  );
}

function ResultCard({ lang, t, entry, place }: { lang: Lang; t: Texts; entry: FoundEntry; place: Area | null }): VNode {
  const { pkg, facts, state, towns, light, price } = entry;
  const name = inLang(pkg.name, lang);
  const level = maturityOf(facts, 'OZG-1.1');
  const levelText = level === null ? t.none : t.facts.level(level, levelName('OZG-1.1', level)?.[lang] ?? '');
  const query = place === null ? '' : `?ort=${place.ars}`;
  return (
    <article class="kern-card">
      <div class="kern-card__container">
        <div class="kern-card__header">
          <p class="kern-preline kern-preline--small">{t.list.by(pkg.providerName)}</p>
          <Heading level={2} look="kern-title">
            <a class="kern-link" href={marketplacePaths.package(pkg.packageId) + query}>
              {name}
            </a>
          </Heading>
        </div>
        <div class="kern-card__body">
          <p class="kern-body">{inLang(pkg.summary, lang)}</p>
          <p>
            <LightBadge light={light} t={t} /> {state === null ? null : <StatusBadge label={t.states[state]} />}
          </p>
          <p class="kern-body">
            {t.list.version} {pkg.version} · {levelText} · {t.list.towns(towns)}
          </p>
          {place === null ? null : <p class="kern-body">{priceText(price, lang)}</p>}
          <div class="kern-form-check">
            <input
              class="kern-form-check__checkbox"
              type="checkbox"
              name="paket"
              value={pkg.packageId}
              id={`paket-${pkg.packageId.replace('/', '-')}`}
            />
            <label class="kern-label" for={`paket-${pkg.packageId.replace('/', '-')}`}>
              {t.list.select(name)}
            </label>
          </div>
        </div>
      </div>
    </article>
  );
}

function Further({ t, query }: { t: Texts; query: URLSearchParams }): VNode {
  const kept = new URLSearchParams();
  for (const name of typedNames) {
    const value = query.get(name) ?? '';
    if (value !== '') kept.set(name, value);
  }
  const suffix = kept.toString() === '' ? '' : `?${kept.toString()}`;
  const links: readonly (readonly [string, string])[] = [
    [marketplacePaths.wishes, t.list.wishes],
    [marketplacePaths.maturity, t.list.maturityPage],
    [marketplacePaths.csv + suffix, t.list.csv],
    ['/api/docs', t.list.api],
  ];
  return (
    <ul>
      {links.map(([href, label]) => (
        <li key={href}>
          <a href={href}>{label}</a>
        </li>
      ))}
    </ul>
  );
}

export function listRoutes(deps: PageDeps): readonly Route[] {
  return [
    { ...publicPage, path: marketplaceRoutePaths.list, name: 'marketplace.list', handle: (ctx) => listPage(ctx, deps) },
  ];
}
