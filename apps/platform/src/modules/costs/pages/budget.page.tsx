import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { Actions, Alert, BarChart, EmptyState, formatCents, Heading, LinkButton, Page, StatusBadge, Table } from '#ui';
import { budgetSums } from '../domain/budget-sums.ts';
import { budgetTable } from '../domain/budget-table.ts';
import { writeCsv } from '../domain/csv.ts';
import { costsPaths, costsRoutes } from '../paths.ts';
import { costsTexts } from '../texts/index.ts';
import { type Budget, type BudgetLine } from '../types.ts';
import { writeXlsx } from '../xlsx.ts';
import { axisEuros, inLang } from './money.ts';
import { type BudgetDeps, readAccess, staffOf, staffShell } from './staff.ts';

function Totals({ lang, budget }: { lang: Lang; budget: Budget }) {
  const texts = costsTexts(lang);
  const t = texts.budget;
  const sums = budgetSums(
    budget.lines.map(({ price }) => price),
    budget.firstYear,
  );
  const euros = (cents: number): string => formatCents(cents, lang);
  return (
    <section>
      <Heading level={2}>{t.totalTitle}</Heading>
      <BarChart
        id="summe"
        title={t.totalTitle}
        description={t.totalDescription(euros(sums[0]?.own.expected ?? 0), euros(sums.at(-1)?.own.expected ?? 0))}
        format={axisEuros(lang)}
        parts={[texts.sheet.expected]}
        rangeLabel={texts.sheet.rangeLegend}
        bars={sums.map(({ year, own }) => ({ label: String(year), values: [own.expected], range: own }))}
      />
      <Table
        caption={t.totalCaption}
        columns={[
          { key: 'year', header: texts.sheet.year },
          { key: 'low', header: texts.sheet.low, numeric: true },
          { key: 'expected', header: texts.sheet.expected, numeric: true },
          { key: 'high', header: texts.sheet.high, numeric: true },
        ]}
        rows={sums.map(({ year, own }) => ({
          key: String(year),
          cells: {
            year: String(year),
            low: euros(own.low),
            expected: euros(own.expected),
            high: euros(own.high),
          },
        }))}
      />
    </section>
  );
}

function Services({ lang, budget }: { lang: Lang; budget: Budget }) {
  const texts = costsTexts(lang);
  const t = texts.budget;
  const years = Array.from({ length: 5 }, (_, at) => budget.firstYear + at);
  const amount = ({ price }: BudgetLine, at: number): string => {
    if (price === null) return at === 0 ? t.noSheet : '–';
    return formatCents(price.years[at]?.own.expected ?? 0, lang);
  };
  return (
    <Table
      caption={t.caption}
      columns={[
        { key: 'service', header: t.service },
        { key: 'state', header: t.state },
        ...years.map((year) => ({ key: String(year), header: String(year), numeric: true })),
      ]}
      rows={budget.lines.map((line) => ({
        key: `${line.packageId} ${line.versionDigest}`,
        cells: {
          service: (
            <>
              <a class="kern-link" href={costsPaths.service(line.packageId)}>
                {inLang(line.name, lang)}
              </a>
              {line.warnings.length === 0 ? null : (
                <>
                  {' '}
                  <StatusBadge label={t.hasWarning} tone="warning" />
                </>
              )}
            </>
          ),
          state: texts.state[line.state],
          ...Object.fromEntries(years.map((year, at) => [String(year), amount(line, at)])),
        },
      }))}
    />
  );
}

async function budgetPage(ctx: RequestContext, deps: BudgetDeps): Promise<Reply> {
  const t = costsTexts(ctx.lang).budget;
  const { shell, tenant } = await staffShell(ctx, deps);
  const budget = await deps.service.budget(tenant.id);
  const open = budget.lines.filter(({ price }) => price === null || !price.isComplete).length;
  return {
    kind: 'page',
    page: (
      <Page
        ctx={shell}
        title={t.title}
        width="wide"
        {...(budget.place === null ? {} : { lead: t.lead(budget.place.name) })}
      >
        {budget.place === null ? (
          <Alert lang={ctx.lang} kind="info" title={t.noTown} />
        ) : budget.lines.length === 0 ? (
          <EmptyState title={t.none} text={t.noneText} />
        ) : (
          <>
            {open === 0 ? null : <Alert lang={ctx.lang} kind="warning" title={t.partly(open)} />}
            <Services lang={ctx.lang} budget={budget} />
            <Totals lang={ctx.lang} budget={budget} />
            <section>
              <Heading level={2}>{t.export}</Heading>
              <p class="kern-body">{t.exportText}</p>
              <Actions>
                <LinkButton href={costsPaths.csv} label={t.csv} />
                <LinkButton href={costsPaths.xlsx} label={t.xlsx} variant="secondary" />
              </Actions>
            </section>
          </>
        )}
      </Page>
    ),
  };
}

/** Widths of the columns of the workbook, in characters. */
const widths = [40, 40, 10, 28, 16, 14, 16, 16, 20, 22, 16, 16, 16, 12, 16];

async function exported(ctx: RequestContext, deps: BudgetDeps, kind: 'csv' | 'xlsx'): Promise<Reply> {
  const texts = costsTexts(ctx.lang);
  const { tenant } = await staffShell(ctx, deps);
  const budget = await deps.service.budget(tenant.id);
  const years = Array.from({ length: 5 }, (_, at) => budget.firstYear + at);
  const lines = budget.lines.map((line) => ({
    name: inLang(line.name, ctx.lang),
    packageId: line.packageId,
    version: line.version,
    provider: line.provider,
    state: texts.state[line.state],
    price: line.price,
  }));
  const table = budgetTable(lines, texts.columns, years);
  const name = texts.fileName(tenant.slug, budget.firstYear);
  const { db, audit } = deps.kernel;
  const { staff } = staffOf(ctx);
  await db.tx({ tenant: tenant.id }, (tx) =>
    audit.record(tx, { tenant: tenant.id, action: 'costs.export', actor: staff, actorKind: 'staff', subject: kind }),
  );
  return kind === 'csv'
    ? {
        kind: 'bytes',
        body: Buffer.from(writeCsv(table), 'utf8'),
        contentType: 'text/csv; charset=utf-8',
        filename: `${name}.csv`,
      }
    : {
        kind: 'bytes',
        body: writeXlsx(texts.columns.worksheet, table, widths),
        contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        filename: `${name}.xlsx`,
      };
}

export function budgetRoutes(deps: BudgetDeps): readonly Route[] {
  return [
    {
      ...readAccess,
      method: 'GET',
      path: costsRoutes.budget,
      name: 'costs.budget',
      rate: 'page',
      handle: (ctx) => budgetPage(ctx, deps),
    },
    {
      ...readAccess,
      method: 'GET',
      path: costsRoutes.csv,
      name: 'costs.budget-csv',
      rate: 'page',
      handle: (ctx) => exported(ctx, deps, 'csv'),
    },
    {
      ...readAccess,
      method: 'GET',
      path: costsRoutes.xlsx,
      name: 'costs.budget-xlsx',
      rate: 'page',
      handle: (ctx) => exported(ctx, deps, 'xlsx'),
    },
  ];
}
