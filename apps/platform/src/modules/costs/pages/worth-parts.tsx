import { type VNode } from 'preact';
import { formatCents, Heading, Help, LineChart, Table } from '#ui';
import { keyOf, missingKeyYears, shareTables } from '../domain/koenigsteiner.ts';
import { costsTexts } from '../texts/index.ts';
import { axisEuros, formatShare, inLang } from './money.ts';
import { CurvePart, FundingPart, GuaranteePart } from './finance-parts.tsx';
import { ForecastPart, type PartProps, PriceItems, PriceSummary, Warnings } from './price-parts.tsx';

function BreakEvenPart({ lang, sheet }: PartProps): VNode {
  const t = costsTexts(lang).sheet;
  const { breakEven } = sheet;
  const cases = sheet.price.cases?.expected;
  const euros = (cents: number): string => formatCents(cents, lang);
  return (
    <section>
      <Heading level={2}>{t.breakEven}</Heading>
      <p class="kern-body">
        {breakEven.kind === 'at'
          ? t.breakEvenAt(breakEven.cases, euros(breakEven.fixedCents), euros(breakEven.savingCents))
          : breakEven.kind === 'never'
            ? t.breakEvenNever(euros(breakEven.savingCents))
            : t.breakEvenUnknown}
      </p>
      {breakEven.kind === 'at' && cases !== undefined ? (
        <p class="kern-body">{cases >= breakEven.cases ? t.breakEvenReached(cases) : t.breakEvenMissed(cases)}</p>
      ) : null}
    </section>
  );
}

function ComparisonPart({ lang, sheet }: PartProps): VNode {
  const t = costsTexts(lang).sheet;
  const { comparison } = sheet;
  if (comparison === null) {
    return (
      <section>
        <Heading level={2}>{t.comparison}</Heading>
        <p class="kern-body">{t.comparisonNone}</p>
      </section>
    );
  }
  const { years, savingCents, savingAtLeastCents, basis } = comparison;
  const euros = (cents: number): string => formatCents(cents, lang);
  const last = years.at(-1);
  return (
    <section>
      <Heading level={2}>{t.comparison}</Heading>
      <p class="kern-body">
        {savingCents >= 0 ? t.saving(euros(savingCents)) : t.dearer(euros(-savingCents))}{' '}
        {t.atLeast(euros(savingAtLeastCents))}
      </p>
      <LineChart
        id="vergleich"
        title={t.comparisonTitle}
        description={t.comparisonDescription(
          euros(last?.reuseSoFar.expected ?? 0),
          euros(last?.ownSoFar.expected ?? 0),
        )}
        format={axisEuros(lang)}
        labels={years.map(({ year }) => String(year))}
        series={[
          { label: t.reuse, values: years.map(({ reuseSoFar }) => reuseSoFar.expected) },
          { label: t.own, values: years.map(({ ownSoFar }) => ownSoFar.expected) },
        ]}
      />
      <Table
        caption={t.comparisonCaption}
        columns={[
          { key: 'year', header: t.year },
          { key: 'reuse', header: t.reuse, numeric: true },
          { key: 'own', header: t.own, numeric: true },
        ]}
        rows={years.map(({ year, reuseSoFar, ownSoFar }) => ({
          key: String(year),
          cells: { year: String(year), reuse: euros(reuseSoFar.expected), own: euros(ownSoFar.expected) },
        }))}
      />
      <p class="vb-muted">
        {basis === 'own'
          ? t.basisOwn
          : t.basisSheet(inLang(sheet.model.ownDevelopment?.basis ?? { de: '', en: '' }, lang))}
      </p>
    </section>
  );
}

/** Which table was reckoned with, what is missing, and what is not official. */
function KeyPart({ lang, sheet: { price } }: PartProps): VNode | null {
  const t = costsTexts(lang).sheet;
  if (price.key === null) return null;
  const missing = missingKeyYears(price.year);
  const used = keyOf(price.year);
  return (
    <section>
      <Heading level={2}>{t.key}</Heading>
      <p class="kern-body">
        {t.keyUsed(used.key, inLang(used.source, lang))}{' '}
        {missing === null ? '' : t.keyMissing(missing.from, missing.to)}
      </p>
      {price.items.some(({ model }) => model === 'M2') ? <p class="kern-body">{t.keyAssumption}</p> : null}
      <Table
        caption={t.keyCaption}
        columns={[
          { key: 'table', header: t.keyTable },
          { key: 'share', header: t.keyShare, numeric: true },
          { key: 'source', header: t.keySource },
        ]}
        rows={shareTables.map(({ key, shares, source }) => ({
          key,
          cells: { table: key, share: formatShare(shares[price.land], lang), source: inLang(source, lang) },
        }))}
      />
    </section>
  );
}

/** All that there is to say about the price of a version for one town. */
export function WholeSheet(p: PartProps): VNode {
  const t = costsTexts(p.lang).sheet;
  return (
    <>
      <Warnings lang={p.lang} warnings={p.sheet.warnings} />
      <PriceSummary {...p} />
      <PriceItems {...p} />
      <ForecastPart {...p} />
      <CurvePart {...p} />
      <GuaranteePart {...p} />
      <FundingPart {...p} />
      <BreakEvenPart {...p} />
      <ComparisonPart {...p} />
      <KeyPart {...p} />
      <Help summary={t.how}>
        <p>{t.howText}</p>
      </Help>
    </>
  );
}
