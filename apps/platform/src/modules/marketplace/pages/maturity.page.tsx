import { type VNode } from 'preact';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { type Area } from '#modules/catalogue';
import { Alert, FilterForm, Heading, Page, Pagination, shell, Table, TextField } from '#ui';
import { coverageOf, type CoverageRow } from '../coverage.ts';
import { countingRules, maturityModels } from '../domain/maturity.ts';
import { marketplacePaths, marketplaceRoutePaths } from '../paths.ts';
import { marketplaceTexts, type Texts } from '../texts/index.ts';
import { hrefOfPage, inLang, listCrumb, type PageDeps, pageNumber, pagesOf, placeOf, publicPage } from './frame.tsx';

const rowsPerPage = 50;
/** The first Land of the catalogue when nothing is chosen. */
const defaultArea = async ({ catalogue }: PageDeps): Promise<Area | null> =>
  (await catalogue.areas()).find(({ kind }) => kind === 'state') ?? null;

async function maturityPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { lang } = ctx;
  const texts = marketplaceTexts(lang);
  const t = texts.maturity;
  const typed = (ctx.query.get('gebiet') ?? '').trim().slice(0, 200);
  const chosen = await placeOf(deps, typed);
  const area = chosen ?? (await defaultArea(deps));
  const coverage = area === null ? { municipalities: 0, rows: [] } : await coverageOf(area, deps);
  const page = pageNumber(ctx);
  const shown = coverage.rows.slice((page - 1) * rowsPerPage, page * rowsPerPage);
  return {
    kind: 'page',
    page: (
      <Page ctx={shell(ctx)} title={t.title} lead={t.lead} width="wide" breadcrumbs={[listCrumb(lang)]}>
        <FilterForm lang={lang} action={marketplacePaths.maturity} label={t.area} searchLabel={t.show}>
          <TextField lang={lang} id="gebiet" label={t.area} value={chosen === null ? typed : chosen.name} />
        </FilterForm>
        {typed !== '' && chosen === null ? (
          <Alert lang={lang} kind="warning" title={texts.list.placeUnknown(typed)} />
        ) : null}
        {coverage.rows.length === 0 ? (
          <p role="status">{t.none}</p>
        ) : (
          <>
            <ul>
              {countingRules.map(({ id, name }) => (
                <li key={id}>
                  {t.summary(
                    inLang(name, lang),
                    coverage.rows.filter(({ counts }) => counts.get(id) === true).length,
                    coverage.rows.length,
                  )}
                </li>
              ))}
            </ul>
            <CoverageTable lang={lang} t={texts} caption={t.caption(area?.name ?? '')} rows={shown} />
          </>
        )}
        <Pagination lang={lang} page={page} pages={pagesOf(coverage.rows.length, rowsPerPage)} href={hrefOfPage(ctx)} />
        <Rules lang={lang} t={texts} />
        <Models lang={lang} t={texts} />
      </Page>
    ),
  };
}

interface CoverageProps {
  lang: Lang;
  t: Texts;
  caption: string;
  rows: readonly CoverageRow[];
}

function CoverageTable({ lang, t, caption, rows }: CoverageProps): VNode {
  const levels = (row: CoverageRow): string => {
    const known = row.spread.levels.flatMap(({ level }) => (level === null ? [] : [String(level)]));
    return known.length === 0 ? t.none : [...new Set(known)].toSorted().join(', ');
  };
  return (
    <Table
      caption={caption}
      columns={[
        { key: 'service', header: t.maturity.service },
        { key: 'live', header: t.maturity.live },
        { key: 'level', header: t.maturity.level },
        ...countingRules.map(({ id, name }) => ({ key: id, header: inLang(name, lang) })),
      ]}
      rows={rows.map((row) => ({
        key: row.id,
        cells: {
          service: inLang(row.name, lang),
          live: t.maturity.of(row.spread.running, row.spread.municipalities),
          level: levels(row),
          ...Object.fromEntries(
            [...row.counts].map(([id, does]) => [id, does ? t.maturity.counts : t.maturity.countsNot]),
          ),
        },
      }))}
    />
  );
}

function Rules({ lang, t }: { lang: Lang; t: Texts }): VNode {
  return (
    <>
      <Heading level={2}>{t.maturity.rules}</Heading>
      <Table
        caption={t.maturity.rules}
        captionHidden
        columns={[
          { key: 'rule', header: t.maturity.rule },
          { key: 'text', header: t.maturity.meaning },
          { key: 'version', header: t.maturity.version },
          { key: 'source', header: t.maturity.status },
        ]}
        rows={countingRules.map((rule) => ({
          key: rule.id,
          cells: {
            rule: inLang(rule.name, lang),
            text: inLang(rule.text, lang),
            version: `${rule.id} ${rule.version}`,
            source: inLang(rule.source, lang),
          },
        }))}
      />
    </>
  );
}

function Models({ lang, t }: { lang: Lang; t: Texts }): VNode {
  return (
    <>
      <Heading level={2}>{t.maturity.models}</Heading>
      {maturityModels.map(({ id, name, rule, source, levels }) => (
        <section key={id}>
          <Table
            caption={inLang(name, lang)}
            columns={[
              { key: 'level', header: t.maturity.levelHead },
              { key: 'meaning', header: t.maturity.meaning },
            ]}
            rows={levels.map((level) => ({
              key: String(level.n),
              cells: { level: t.facts.level(level.n, inLang(level.name, lang)), meaning: inLang(level.meaning, lang) },
            }))}
          />
          <p class="vb-muted">
            {inLang(rule, lang)} {inLang(source, lang)} {t.maturity.unofficial}
          </p>
        </section>
      ))}
    </>
  );
}

export function maturityRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...publicPage,
      path: marketplaceRoutePaths.maturity,
      name: 'marketplace.maturity',
      handle: (ctx) => maturityPage(ctx, deps),
    },
  ];
}
