import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { Alert, BarChart, formatCents, formatDate, Heading, SummaryList, Table } from '#ui';
import { populationKeyDate } from '../domain/population.ts';
import { type FundingWarning } from '../domain/funding.ts';
import { type TownPrice, type TownPriceItem } from '../domain/town-price.ts';
import { costsTexts, type Texts } from '../texts/index.ts';
import { type Assumptions, type CostSheet } from '../types.ts';
import { axisEuros, dateOf, inLang } from './money.ts';

export interface PartProps {
  lang: Lang;
  sheet: CostSheet;
  own?: Assumptions | null;
}

const sumOf = (price: TownPrice, scenario: 'low' | 'expected' | 'high'): number =>
  price.years.reduce((all, { own }) => all + own[scenario], 0);

function Amount({ lang, t, cents }: { lang: Lang; t: Texts; cents: { low: number; expected: number; high: number } }) {
  const euros = (value: number): string => formatCents(value, lang);
  return (
    <>
      <strong>{euros(cents.expected)}</strong>
      {cents.low === cents.high ? null : (
        <span class="vb-muted"> ({t.sheet.spread(euros(cents.low), euros(cents.high))})</span>
      )}
    </>
  );
}

function casesText(t: Texts['sheet'], { price, own }: { price: TownPrice; own: Assumptions | null }): string {
  if (own?.cases != null) return t.casesOwn(own.cases);
  return price.cases === null ? t.casesUnknown : t.casesEstimated(price.cases.expected);
}

function usersText(t: Texts['sheet'], { usersToday, price }: CostSheet, own: Assumptions | null): string {
  const today = usersToday === null ? t.casesUnknown : String(usersToday);
  const [first] = price.years;
  if (!price.items.some(({ dependsOn }) => dependsOn.includes('users')) || first === undefined) return today;
  const reckoned = own?.users != null ? t.usersOwn(own.users) : t.usersForecast(first.users.expected, first.year);
  return `${today}; ${reckoned}`;
}

/** The answer first: what this year needs, what a later one, what all five. */
export function PriceSummary({ lang, sheet, own = null }: PartProps): VNode {
  const texts = costsTexts(lang);
  const t = texts.sheet;
  const { price } = sheet;
  const [first, second] = price.years;
  const fiveYears = { low: sumOf(price, 'low'), expected: sumOf(price, 'expected'), high: sumOf(price, 'high') };
  return (
    <>
      {price.isComplete ? null : (
        <Alert lang={lang} kind="warning" title={t.incomplete}>
          <p>{t.incompleteText}</p>
        </Alert>
      )}
      <SummaryList
        lang={lang}
        heading={t.summary}
        rows={[
          ...(first === undefined
            ? []
            : [{ key: t.inFirstYear(first.year), value: <Amount lang={lang} t={texts} cents={first.own} /> }]),
          ...(second === undefined
            ? []
            : [{ key: t.later(second.year), value: <Amount lang={lang} t={texts} cents={second.own} /> }]),
          { key: t.fiveYears, value: <Amount lang={lang} t={texts} cents={fiveYears} /> },
          {
            key: t.inhabitants,
            value: t.inhabitantsAt(price.inhabitants, formatDate(dateOf(populationKeyDate), lang)),
          },
          { key: t.cases, value: casesText(t, { price, own }) },
          { key: t.usersToday, value: usersText(t, sheet, own) },
          { key: t.provider, value: sheet.provider },
          { key: t.version, value: sheet.version },
          { key: t.asOf, value: formatDate(dateOf(price.asOf), lang) },
        ]}
      />
    </>
  );
}

function itemAmount(lang: Lang, texts: Texts, item: TownPriceItem, land: string): VNode | string {
  const t = texts.sheet;
  const euros = (cents: number): string => formatCents(cents, lang);
  const share = item.land === null ? null : t.landShare(land, euros(item.land.cents.expected));
  const amount =
    item.land !== null && !item.land.passedOn
      ? t.landPays
      : item.cents === null
        ? texts.unknown
        : euros(item.cents.expected);
  return share === null ? (
    amount
  ) : (
    <>
      {amount}
      <br />
      <span class="vb-muted">{share}</span>
    </>
  );
}

export function PriceItems({ lang, sheet }: PartProps): VNode {
  const texts = costsTexts(lang);
  const t = texts.sheet;
  const depends = { users: t.dependsOnUsers, cases: t.dependsOnCases } as const;
  return (
    <section>
      <Heading level={2}>{t.items}</Heading>
      <Table
        caption={t.itemsCaption}
        columns={[
          { key: 'item', header: t.item },
          { key: 'block', header: t.block },
          { key: 'model', header: t.model },
          { key: 'due', header: t.dueHead },
          { key: 'amount', header: t.amount, numeric: true },
        ]}
        rows={sheet.price.items.map((item) => ({
          key: item.id,
          cells: {
            item: inLang(item.label, lang),
            block: texts.blocks[item.block],
            model: [texts.models[item.model], ...item.dependsOn.map((what) => depends[what])].join('; '),
            due: t.dueIn(texts.due[item.due], item.year === sheet.price.year ? null : item.year),
            amount: itemAmount(lang, texts, item, sheet.price.land),
          },
        }))}
      />
    </section>
  );
}

export function ForecastPart({ lang, sheet }: PartProps): VNode {
  const texts = costsTexts(lang);
  const t = texts.sheet;
  const { years } = sheet.price;
  const euros = (cents: number): string => formatCents(cents, lang);
  const title = t.forecastTitle(sheet.place.name);
  const has = (part: 'grants' | 'relief'): boolean => years.some((year) => year[part].high + year[part].low > 0);
  return (
    <section>
      <Heading level={2}>{t.forecast}</Heading>
      <BarChart
        id="entwicklung"
        title={title}
        description={t.forecastDescription(euros(years[0]?.own.expected ?? 0), euros(years.at(-1)?.own.expected ?? 0))}
        format={axisEuros(lang)}
        parts={[t.expected]}
        rangeLabel={t.rangeLegend}
        bars={years.map(({ year, own }) => ({ label: String(year), values: [own.expected], range: own }))}
      />
      <Table
        caption={t.forecastCaption}
        columns={[
          { key: 'year', header: t.year },
          { key: 'once', header: t.once, numeric: true },
          { key: 'yearly', header: t.yearly, numeric: true },
          ...(has('grants') ? [{ key: 'grants', header: t.grants, numeric: true }] : []),
          ...(has('relief') ? [{ key: 'relief', header: t.relief, numeric: true }] : []),
          { key: 'expected', header: `${t.need}, ${t.expected}`, numeric: true },
          { key: 'low', header: t.low, numeric: true },
          { key: 'high', header: t.high, numeric: true },
          { key: 'reason', header: t.reason },
        ]}
        rows={years.map((year) => ({
          key: String(year.year),
          cells: {
            year: String(year.year),
            once: euros(year.once.expected),
            yearly: euros(year.yearly.expected),
            grants: euros(0 - year.grants.expected),
            relief: euros(0 - year.relief.expected),
            expected: euros(year.own.expected),
            low: euros(year.own.low),
            high: euros(year.own.high),
            reason: year.isStated ? inLang(year.reason, lang) : t.notStated,
          },
        }))}
      />
    </section>
  );
}

export function Warnings({ lang, warnings }: { lang: Lang; warnings: readonly FundingWarning[] }): VNode | null {
  if (warnings.length === 0) return null;
  const t = costsTexts(lang).sheet;
  return (
    <Alert lang={lang} kind="warning" title={t.warningTitle}>
      <ul>
        {warnings.map(({ kind, promise }, at) => (
          <li key={at}>{t.warnings[kind](promise.by, formatDate(dateOf(promise.until), lang))}</li>
        ))}
      </ul>
    </Alert>
  );
}
