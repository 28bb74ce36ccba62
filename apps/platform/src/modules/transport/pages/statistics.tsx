import { type Lang } from '#kernel/ids';
import { formatDate, formatDateTime, SummaryList, Table } from '#ui';
import { type DestinationStatistics } from '../store/statistics.ts';
import { type Texts } from '../texts/index.ts';

export function Statistics({ lang, t, figures }: { lang: Lang; t: Texts; figures: DestinationStatistics }) {
  const words = t.statistics;
  const { waiting, lastFetch, states, days } = figures;
  return (
    <section>
      <h2 class="kern-heading-medium">{words.title}</h2>
      <SummaryList
        lang={lang}
        rows={[
          {
            key: words.waiting,
            value: waiting.oldest
              ? words.waitingSince(waiting.count, formatDateTime(waiting.oldest, lang))
              : words.nothingWaits,
          },
          { key: words.lastFetch, value: lastFetch ? formatDateTime(lastFetch, lang) : words.never },
        ]}
      />
      {states.length === 0 ? null : (
        <Table
          caption={words.states}
          columns={[
            { key: 'what', header: words.what },
            { key: 'count', header: words.count, numeric: true },
          ]}
          rows={states.map(({ kind, state, count }) => ({
            key: `${kind}-${state}`,
            cells: { what: `${t.log.kinds[kind]}: ${words.stateNames[state]}`, count },
          }))}
        />
      )}
      {days.length === 0 ? (
        <p class="kern-body">{words.noDays}</p>
      ) : (
        <Table
          caption={words.days}
          columns={[
            { key: 'day', header: words.day },
            { key: 'submitted', header: words.submitted, numeric: true },
            { key: 'accepted', header: words.accepted, numeric: true },
            { key: 'rejected', header: words.rejected, numeric: true },
          ]}
          rows={days.map((row) => ({
            key: row.day,
            cells: { ...row, day: formatDate(new Date(`${row.day}T12:00:00Z`), lang) },
          }))}
        />
      )}
    </section>
  );
}
