import { type VNode } from 'preact';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { Alert, Checkbox, EmptyState, FilterForm, LinkButton, Page, Select, shell, Table } from '#ui';
import { comparisonOf, type ComparedRow } from '../domain/comparison.ts';
import { noQuery } from '../domain/entry-filter.ts';
import { gatherFacts, type FactSheetInput } from '../fact-sheet.ts';
import { marketplacePaths, marketplaceRoutePaths } from '../paths.ts';
import { marketplaceTexts, type Texts } from '../texts/index.ts';
import { factSections } from './fact-rows.ts';
import { inLang, listCrumb, type PageDeps, placeOf, priceText, publicPage } from './frame.tsx';

const most = 4;
/** Choices of the form; more packages are found through the marketplace. */
const mostChoices = 500;

interface Chosen {
  facts: readonly FactSheetInput[];
  unknown: readonly string[];
}

async function chosenOf(ctx: RequestContext, deps: PageDeps): Promise<Chosen> {
  const ids = [...new Set(ctx.query.getAll('paket').map((id) => id.slice(0, 200)))].filter((id) => id !== '');
  const found = await Promise.all(
    ids.slice(0, most).map(async (id) => {
      const entry = await deps.service.entry(id);
      return { id, facts: entry === null ? null : await gatherFacts(entry, deps) };
    }),
  );
  return {
    facts: found.flatMap(({ facts }) => facts ?? []),
    unknown: found.flatMap(({ id, facts }) => (facts === null ? [id] : [])),
  };
}

async function comparePage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { lang } = ctx;
  const t = marketplaceTexts(lang);
  const [{ facts, unknown }, { items: all }, place] = await Promise.all([
    chosenOf(ctx, deps),
    deps.service.find({ ...noQuery, sort: 'name' }, { offset: 0, limit: mostChoices }),
    placeOf(deps, ctx.query.get('ort') ?? ''),
  ]);
  const prices = await Promise.all(
    facts.map(async ({ entry }) =>
      place === null ? [] : [priceText(await deps.service.priceFor(entry.pkg.versionDigest, place.ars), lang)],
    ),
  );
  const columns = facts.map((one) => factSections(one, lang).flatMap(({ rows }) => rows));
  const priced = place === null ? [] : [{ id: 'town-price', label: t.sheet.priceFor(place.name), values: prices }];
  const rows = [...priced, ...(columns[0] ?? []).map(({ id, label }, at) => ({ id, label, values: columns.map((column) => column[at]?.lines ?? []) }))]; // prettier-ignore
  const compared = comparisonOf(rows);
  const options = all.map(({ pkg }) => ({
    value: pkg.packageId,
    label: `${inLang(pkg.name, lang)} (${pkg.providerName})`,
  }));
  return {
    kind: 'page',
    page: (
      <Page ctx={shell(ctx)} title={t.compare.title} lead={t.compare.lead} width="wide" breadcrumbs={[listCrumb(lang)]}>
        {unknown.map((id) => (
          <Alert key={id} lang={lang} kind="warning" title={t.compare.unknown(id)} />
        ))}
        {facts.length < 2 ? (
          <EmptyState title={t.compare.nothing} text={t.compare.nothingText}>
            <LinkButton href={marketplacePaths.list} label={t.crumb} variant="secondary" />
          </EmptyState>
        ) : (
          <Comparison ctx={ctx} t={t} lang={lang} facts={facts} rows={compared} />
        )}
        <FilterForm
          lang={lang}
          action={marketplacePaths.compare}
          label={t.compare.choose}
          searchLabel={t.maturity.show}
        >
          {[0, 1, 2, 3].map((at) => (
            <Select
              key={at}
              lang={lang}
              id={`paket-${String(at + 1)}`}
              name="paket"
              label={t.compare.add(at + 1)}
              value={facts[at]?.entry.pkg.packageId ?? ''}
              options={options}
              optional
            />
          ))}
          {place === null ? null : <input type="hidden" name="ort" value={place.ars} />}
          <Checkbox
            lang={lang}
            id="nur"
            value="unterschiede"
            label={t.compare.onlyDifferences}
            checked={ctx.query.get('nur') === 'unterschiede'}
            optional
          />
        </FilterForm>
      </Page>
    ),
  };
}

interface ComparisonProps {
  ctx: RequestContext;
  t: Texts;
  lang: Lang;
  facts: readonly FactSheetInput[];
  rows: readonly ComparedRow[];
}

function Comparison({ ctx, t, lang, facts, rows }: ComparisonProps): VNode {
  const different = rows.filter(({ differs }) => differs);
  const shown = ctx.query.get('nur') === 'unterschiede' ? different : rows;
  return (
    <>
      <p role="status">{t.compare.differences(different.length, rows.length)}</p>
      <Table
        caption={t.compare.caption}
        columns={[
          { key: 'fact', header: t.compare.fact },
          ...facts.map(({ entry }, at) => ({ key: String(at), header: inLang(entry.pkg.name, lang) })),
          { key: 'verdict', header: t.compare.verdict },
        ]}
        rows={shown.map(({ id, label, values, differs }) => ({
          key: id,
          cells: {
            fact: label,
            ...Object.fromEntries(values.map((lines, at) => [String(at), cellOf(lines, t)])),
            verdict: differs ? <strong>{t.compare.differs}</strong> : t.compare.same,
          },
        }))}
      />
      <ul>
        {facts.map(({ entry }) => (
          <li key={entry.pkg.packageId}>
            <a href={marketplacePaths.package(entry.pkg.packageId)}>{inLang(entry.pkg.name, lang)}</a>
          </li>
        ))}
      </ul>
    </>
  );
}

function cellOf(lines: readonly string[], t: Texts): VNode | string {
  if (lines.length === 0) return <span class="vb-muted">{t.none}</span>;
  return lines.length === 1 ? (
    (lines[0] ?? '')
  ) : (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

export function compareRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...publicPage,
      path: marketplaceRoutePaths.compare,
      name: 'marketplace.compare',
      handle: (ctx) => comparePage(ctx, deps),
    },
  ];
}
