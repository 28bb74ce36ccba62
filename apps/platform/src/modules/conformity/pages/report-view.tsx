import { type ComponentChildren, type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { Alert, formatDate, formatDateTime, Heading, isSafeHref, StatusBadge, SummaryList, type SummaryRow } from '#ui';
import { conformityTexts } from '../texts/index.ts';
import { type CriterionState, type Finding, type Report } from '../types.ts';
import { LightBadge, ResultBadge, spoken } from './light.tsx';

interface ReportViewProps {
  lang: Lang;
  report: Report;
  /** What a reader may do about a criterion. */
  action?: (state: CriterionState) => ComponentChildren;
}

/** All criteria by area with what was found; the same for assessor, provider and public. */
export function ReportView({ lang, report, action }: ReportViewProps): VNode {
  return (
    <>
      {report.criteria.areas.map(({ id, name }) => {
        const states = report.states.filter(({ criterion }) => criterion.area === id);
        const light = report.areas.find(({ area }) => area === id)?.light;
        if (states.length === 0) return null;
        return (
          <section key={id} aria-labelledby={`bereich-${id}`}>
            <Heading level={2} id={`bereich-${id}`}>
              {spoken(name, lang)}
            </Heading>
            {light === undefined ? null : (
              <p>
                <LightBadge lang={lang} light={light} />
              </p>
            )}
            {states.map((state) => (
              <CriterionView key={state.criterion.id} lang={lang} state={state} action={action} />
            ))}
          </section>
        );
      })}
    </>
  );
}

function CriterionView(p: { lang: Lang; state: CriterionState; action: ReportViewProps['action'] }): VNode {
  const { lang, state } = p;
  const { criterion, finding, exception, automatic, comments, history } = state;
  const t = conformityTexts(lang);
  const day = (iso: string): string => formatDate(new Date(iso), lang);
  const earlier = history.filter(({ id }) => id !== finding?.id);
  return (
    <article aria-labelledby={`k-${criterion.id}`}>
      <Heading level={3} id={`k-${criterion.id}`}>
        {criterion.id}
      </Heading>
      <p class="kern-body">
        {spoken(criterion.requirement, lang)}
        {criterion.condition === null ? null : ` (${spoken(criterion.condition, lang)})`}
      </p>
      <p>
        <ResultBadge lang={lang} result={state.result} /> <StatusBadge label={criterion.obligation} />{' '}
        <StatusBadge label={t.actors[criterion.actor]} /> <StatusBadge label={t.status[criterion.status]} />
        {state.counts ? null : (
          <>
            {' '}
            <StatusBadge label={t.report.onlyOffering} tone="info" />
          </>
        )}
      </p>
      {exception === null ? null : (
        <Alert
          lang={lang}
          kind="info"
          level={4}
          title={t.report.exception(exception.decisionNumber, exception.decidedBy, day(exception.decidedOn))}
        >
          <p>{exception.reason}</p>
          {exception.validUntil === null ? null : <p>{t.report.until(day(exception.validUntil))}</p>}
        </Alert>
      )}
      {finding === null ? <p class="vb-muted">{t.report.unseen}</p> : <FindingView lang={lang} finding={finding} />}
      {automatic === null ? null : (
        <p class="vb-muted">{t.report.machine(t.results[automatic.result], spoken(automatic.reason, lang))}</p>
      )}
      {comments.length === 0 ? null : (
        <>
          <Heading level={4}>{t.report.comments}</Heading>
          {comments.map((comment) => (
            <blockquote key={comment.id} class="kern-body">
              <p class="vb-pre">{comment.text}</p>
              <p class="vb-muted">{formatDateTime(comment.at, lang)}</p>
            </blockquote>
          ))}
        </>
      )}
      {earlier.length === 0 ? null : (
        <details>
          <summary>
            {t.report.history(earlier.length)}
            <span class="kern-sr-only">: {criterion.id}</span>
          </summary>
          {earlier.toReversed().map((one) => (
            <FindingView key={one.id} lang={lang} finding={one} brief />
          ))}
        </details>
      )}
      {p.action?.(state)}
    </article>
  );
}

function FindingView({ lang, finding, brief }: { lang: Lang; finding: Finding; brief?: true }): VNode {
  const t = conformityTexts(lang);
  const day = (iso: string): string => formatDate(new Date(iso), lang);
  const rows: SummaryRow[] = [
    ...(finding.remedy === null ? [] : [{ key: t.report.remedy, value: spoken(finding.remedy, lang) }]),
    ...(finding.due === null ? [] : [{ key: t.report.due, value: day(finding.due) }]),
    ...(finding.responsible === null ? [] : [{ key: t.report.responsible, value: finding.responsible }]),
    ...(finding.recheck === null ? [] : [{ key: t.report.recheck, value: day(finding.recheck) }]),
  ];
  return (
    <>
      <p class="kern-body">
        {brief === true ? <strong>{t.results[finding.result]}: </strong> : null}
        {spoken(finding.reason, lang)}
      </p>
      <p class="vb-muted">
        {t.report[finding.kind]}, {t.report.foundBy(finding.body, formatDateTime(finding.at, lang))}
      </p>
      {rows.length === 0 ? null : <SummaryList lang={lang} rows={rows} />}
      {finding.evidence.length === 0 || brief === true ? null : (
        <details>
          <summary>
            {t.report.evidence(finding.evidence.length)}
            <span class="kern-sr-only">: {finding.criterion}</span>
          </summary>
          <SummaryList
            lang={lang}
            rows={finding.evidence.map((one) => ({
              key: spoken(one.what, lang),
              value: (
                <>
                  <span class="vb-pre">{one.value}</span>
                  {one.link === undefined || !isSafeHref(one.link) ? null : (
                    <>
                      {' '}
                      <a class="kern-link" href={one.link}>
                        {one.link}
                      </a>
                    </>
                  )}
                </>
              ),
            }))}
          />
        </details>
      )}
    </>
  );
}
