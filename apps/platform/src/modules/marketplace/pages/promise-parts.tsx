import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { type DatePromise, type Listing } from '#modules/packages';
import { Heading, Table } from '#ui';
import { marketplaceTexts } from '../texts/index.ts';
import { formatDay, inLang } from './frame.tsx';

/** What a provider promised and what became of it, how long versions are looked after, and what is known to be wrong. */
export function PromiseParts({ lang, listing }: { lang: Lang; listing: Listing }): VNode {
  const t = marketplaceTexts(lang).sheet;
  return (
    <>
      <Heading level={2} id="zusagen">
        {t.promises}
      </Heading>
      {listing.promises.length === 0 ? <p>{t.noPromises}</p> : <Promises lang={lang} promises={listing.promises} />}
      <Heading level={2} id="unterstuetzung">
        {t.support}
      </Heading>
      {listing.endOfSupport.length === 0 ? (
        <p>{t.noSupport}</p>
      ) : (
        <Table
          caption={t.support}
          captionHidden
          columns={[
            { key: 'version', header: marketplaceTexts(lang).list.version },
            { key: 'date', header: t.supportUntil },
          ]}
          rows={listing.endOfSupport.map(({ version, date }) => ({
            key: version,
            cells: { version, date: formatDay(date, lang) },
          }))}
        />
      )}
      <Heading level={2} id="fehler">
        {t.errors}
      </Heading>
      {listing.knownErrors.length === 0 ? (
        <p>{t.noErrors}</p>
      ) : (
        <Table
          caption={t.errors}
          captionHidden
          columns={[
            { key: 'error', header: t.error },
            { key: 'version', header: marketplaceTexts(lang).list.version },
            { key: 'solved', header: t.solved },
          ]}
          rows={listing.knownErrors.map(({ id, text, version, solvedIn }) => ({
            key: id,
            cells: { error: inLang(text, lang), version, solved: solvedIn ?? t.notSolved },
          }))}
        />
      )}
    </>
  );
}

function Promises({ lang, promises }: { lang: Lang; promises: readonly DatePromise[] }): VNode {
  const t = marketplaceTexts(lang).sheet;
  const slipOf = ({ slipDays, keptOn, isOverdue }: DatePromise): string =>
    [t.slips(slipDays), keptOn === null ? '' : t.kept(formatDay(keptOn, lang)), isOverdue ? t.overdue : '']
      .filter((part) => part !== '')
      .join('; ');
  return (
    <Table
      caption={t.promises}
      captionHidden
      columns={[
        { key: 'what', header: t.promise },
        { key: 'first', header: t.firstPromise },
        { key: 'today', header: t.today },
        { key: 'slip', header: t.slip },
      ]}
      rows={promises.map((one) => ({
        key: one.id,
        cells: {
          what: inLang(one.what, lang),
          first: t.firstPromisedOn(formatDay(one.firstDate, lang), formatDay(one.firstPromised, lang)),
          today: formatDay(one.currentDate, lang),
          slip: slipOf(one),
        },
      }))}
    />
  );
}
