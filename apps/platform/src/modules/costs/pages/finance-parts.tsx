import { type VNode } from 'preact';
import { BarChart, formatCents, formatDate, Heading, LineChart, Table } from '#ui';
import { type CurvePoint } from '../domain/users-curve.ts';
import { creditsOnJoining } from '../domain/shares.ts';
import { type FundingPromise } from '../domain/price-model.ts';
import { costsTexts, type Texts } from '../texts/index.ts';
import { type CostSheet } from '../types.ts';
import { axisEuros, dateOf, inLang } from './money.ts';
import { type PartProps } from './price-parts.tsx';

/** A single user would pay the whole and flatten the picture; the table has it. */
const firstUsersShown = 5;

export function CurvePart({ lang, sheet }: PartProps): VNode {
  const t = costsTexts(lang).sheet;
  const { curve } = sheet;
  if (curve.length === 0) {
    return (
      <section>
        <Heading level={2}>{t.curve}</Heading>
        <p class="kern-body">{t.noCurve}</p>
      </section>
    );
  }
  return (
    <section>
      <Heading level={2}>{t.curve}</Heading>
      <p class="kern-body">{t.curveText}</p>
      <Curve lang={lang} sheet={sheet} />
      <Table
        caption={t.curveCaption}
        columns={[
          { key: 'users', header: t.curveUsers },
          { key: 'yearly', header: t.curveYearly, numeric: true },
          { key: 'once', header: t.curveOnce, numeric: true },
        ]}
        rows={curve.map(({ users, yearlyCents, onceCents }) => ({
          key: String(users),
          cells: { users: String(users), yearly: formatCents(yearlyCents, lang), once: formatCents(onceCents, lang) },
        }))}
      />
      <Credits lang={lang} sheet={sheet} />
    </section>
  );
}

function Curve({ lang, sheet: { curve } }: PartProps): VNode {
  const t = costsTexts(lang).sheet;
  // Where only the set-up is shared, its price is what changes.
  const isYearly = new Set(curve.map(({ yearlyCents }) => yearlyCents)).size > 1;
  const value = ({ yearlyCents, onceCents }: CurvePoint): number => (isYearly ? yearlyCents : onceCents);
  const shown = curve.filter(({ users }) => users >= firstUsersShown);
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined) return <></>;
  const euros = (cents: number): string => formatCents(cents, lang);
  return (
    <>
      <LineChart
        id="kurve"
        title={isYearly ? t.curveTitle : t.curveTitleOnce}
        description={t.curveDescription(euros(value(first)), last.users, euros(value(last)), first.users)}
        format={axisEuros(lang)}
        labels={shown.map(({ users }) => String(users))}
        series={[{ label: isYearly ? t.curveYearly : t.curveOnce, values: shown.map(value) }]}
      />
      <p class="vb-muted">{t.curveFrom(first.users)}</p>
    </>
  );
}

/** What earlier users get back from a shared set-up when the number grows as the sheet expects. */
function Credits({ lang, sheet: { model } }: PartProps): VNode | null {
  const t = costsTexts(lang).sheet;
  const [year] = model.forecast;
  const shared = model.items.filter(({ price }) => price.model === 'M5');
  if (year === undefined || shared.length === 0 || year.users.high <= year.users.low) return null;
  const { low, high } = year.users;
  const names = Array.from({ length: high }, (_, at) => String(at).padStart(5, '0'));
  return (
    <ul>
      {shared.map(({ id, label, price }) => {
        const total = price.model === 'M5' ? price.totalCents : 0;
        const { credits } = creditsOnJoining(total, names.slice(0, low), names.slice(low));
        const least = Math.min(...credits.values());
        return <li key={id}>{t.credit(inLang(label, lang), low, high, formatCents(least, lang))}</li>;
      })}
    </ul>
  );
}

export function GuaranteePart({ lang, sheet }: PartProps): VNode {
  const t = costsTexts(lang).sheet;
  const { guarantee } = sheet.model;
  const worth = sheet.price.years.reduce((all, { relief }) => all + relief.expected, 0);
  return (
    <section>
      <Heading level={2}>{t.guarantee}</Heading>
      {guarantee === null ? (
        <p class="kern-body">{t.noGuarantee}</p>
      ) : (
        <>
          <p class="kern-body">
            {guarantee.kind === 'cap'
              ? t.cap(guarantee.firstUsers, formatCents(guarantee.capCents, lang), guarantee.untilYear)
              : t.refund(guarantee.firstUsers, guarantee.untilYear)}
          </p>
          <p class="kern-body">
            {sheet.price.frontRunner
              ? `${t.isFrontRunner(sheet.place.name)} ${t.guaranteeWorth(formatCents(worth, lang))}`
              : t.noFrontRunner(sheet.place.name)}
          </p>
        </>
      )}
    </section>
  );
}

function purposeOf(t: Texts['sheet'], { lang, sheet }: PartProps, { to, item }: FundingPromise): string {
  const found = sheet.model.items.find(({ id }) => id === item);
  const label = found === undefined ? null : inLang(found.label, lang);
  return to === 'town' ? t.fundingTown(label) : t.fundingService(label ?? '');
}

export function FundingPart({ lang, sheet }: PartProps): VNode {
  const t = costsTexts(lang).sheet;
  const { funding } = sheet.model;
  const date = (day: string): string => formatDate(dateOf(day), lang);
  return (
    <section>
      <Heading level={2}>{t.funding}</Heading>
      {funding.length === 0 ? (
        <p class="kern-body">{t.noFunding}</p>
      ) : (
        <Table
          caption={t.fundingCaption}
          columns={[
            { key: 'by', header: t.fundingBy },
            { key: 'for', header: t.fundingFor },
            { key: 'year', header: t.fundingYear, numeric: true },
            { key: 'until', header: t.fundingUntil },
            { key: 'state', header: t.fundingState },
          ]}
          rows={funding.map((promise, at) => ({
            key: String(at),
            cells: {
              by: promise.by,
              for: purposeOf(t, { lang, sheet }, promise),
              year: formatCents(promise.centsPerYear, lang),
              until: `${date(promise.from)} – ${date(promise.until)}`,
              state: promise.committed ? t.committed : t.notCommitted,
            },
          }))}
        />
      )}
      {sheet.gaps.length === 0 ? null : <Gaps lang={lang} gaps={sheet.gaps} />}
    </section>
  );
}

function Gaps({ lang, gaps }: { lang: PartProps['lang']; gaps: CostSheet['gaps'] }): VNode {
  const t = costsTexts(lang).sheet;
  const euros = (cents: number): string => formatCents(cents, lang);
  return (
    <>
      <BarChart
        id="luecke"
        title={t.gapTitle}
        description={t.gapDescription(euros(gaps.at(-1)?.gap.expected ?? 0))}
        format={axisEuros(lang)}
        parts={[t.gapCommitted, t.gap]}
        bars={gaps.map(({ year, cost, gap }) => ({
          label: String(year),
          values: [cost.expected - gap.expected, gap.expected],
        }))}
      />
      <Table
        caption={t.gapCaption}
        columns={[
          { key: 'year', header: t.year },
          { key: 'cost', header: t.gapCost, numeric: true },
          { key: 'committed', header: t.gapCommitted, numeric: true },
          { key: 'uncommitted', header: t.gapUncommitted, numeric: true },
          { key: 'gap', header: t.gap, numeric: true },
          { key: 'low', header: t.low, numeric: true },
          { key: 'high', header: t.high, numeric: true },
        ]}
        rows={gaps.map(({ year, cost, committed, uncommitted, gap }) => ({
          key: String(year),
          cells: {
            year: String(year),
            cost: euros(cost.expected),
            committed: euros(committed),
            uncommitted: euros(uncommitted),
            gap: euros(gap.expected),
            low: euros(gap.low),
            high: euros(gap.high),
          },
        }))}
      />
    </>
  );
}
