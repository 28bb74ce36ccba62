import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { FilterForm, formatDate, Page, Pagination, shell, StatusBadge, Table, TextField } from '#ui';
import { marketplacePaths, marketplaceRoutePaths } from '../paths.ts';
import { marketplaceTexts } from '../texts/index.ts';
import {
  entryOf,
  hrefOfPage,
  inLang,
  packageCrumbs,
  type PageDeps,
  pageNumber,
  pagesOf,
  publicPage,
} from './frame.tsx';

const townsPerPage = 50;

async function townsPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { lang } = ctx;
  const texts = marketplaceTexts(lang);
  const t = texts.towns;
  const entry = await entryOf(ctx, deps);
  const { packageId } = entry.pkg;
  const q = (ctx.query.get('name') ?? '').trim().slice(0, 100);
  const page = pageNumber(ctx);
  const [{ items, total }, runners] = await Promise.all([
    deps.service.towns(packageId, { q, offset: (page - 1) * townsPerPage, limit: townsPerPage }),
    deps.adoption.frontRunners(packageId),
  ]);
  const isRunner = new Set(runners.map(({ slug }) => slug));
  const name = inLang(entry.pkg.name, lang);
  return {
    kind: 'page',
    page: (
      <Page
        ctx={shell(ctx)}
        title={t.title(name)}
        lead={t.lead(entry.towns)}
        width="wide"
        breadcrumbs={packageCrumbs(entry, lang)}
      >
        <FilterForm lang={lang} action={marketplacePaths.towns(packageId)} label={t.filter}>
          <TextField lang={lang} id="name" label={t.name} value={q} optional />
        </FilterForm>
        {total === 0 ? (
          <p role="status">{t.none}</p>
        ) : (
          <Table
            caption={t.caption}
            columns={[
              { key: 'town', header: t.town },
              { key: 'since', header: t.since },
              { key: 'version', header: t.version },
              { key: 'open', header: t.open },
            ]}
            rows={items.map((town) => ({
              key: `${town.slug}/${town.offeringSlug}`,
              cells: {
                town: (
                  <>
                    {town.name} {isRunner.has(town.slug) ? <StatusBadge label={t.frontRunner} tone="info" /> : null}
                  </>
                ),
                since: formatDate(town.since, lang),
                version: town.version,
                open: <a href={`/${town.slug}/${town.offeringSlug}`}>{`${name}, ${town.name}`}</a>,
              },
            }))}
          />
        )}
        <Pagination lang={lang} page={page} pages={pagesOf(total, townsPerPage)} href={hrefOfPage(ctx)} />
      </Page>
    ),
  };
}

export function townsRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...publicPage,
      path: marketplaceRoutePaths.towns,
      name: 'marketplace.towns',
      handle: (ctx) => townsPage(ctx, deps),
    },
  ];
}
