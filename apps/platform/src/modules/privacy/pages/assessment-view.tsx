import { type RequestContext } from '#kernel/http';
import { Alert, formatDate, Heading, StructuredText, SummaryList, Table } from '#ui';
import { privacyTexts } from '../texts/index.ts';
import { type AssessedVersion } from '../types.ts';
import { pick } from './staff.ts';

/** A calendar day of a manifest for people. */
export const dayOf = (ctx: RequestContext, day: string): string => formatDate(new Date(`${day}T12:00:00Z`), ctx.lang);

/** The central assessment of a version as its provider made it. */
export function AssessmentView({ ctx, version }: { ctx: RequestContext; version: AssessedVersion }) {
  const t = privacyTexts(ctx.lang).service;
  const { assessment } = version;
  if (assessment === null) {
    return (
      <Alert lang={ctx.lang} kind="warning" title={t.missingTitle}>
        <p>{t.missingText}</p>
      </Alert>
    );
  }
  const { opinion } = assessment;
  return (
    <>
      <SummaryList
        lang={ctx.lang}
        heading={t.assessment}
        rows={[
          { key: t.kind, value: t.kinds[assessment.kind] },
          { key: t.made, value: dayOf(ctx, assessment.date) },
          { key: t.authority, value: assessment.authority },
          { key: t.controller, value: assessment.controller },
          { key: t.processors, value: assessment.processors.join(', ') },
          { key: t.subjects, value: pick(ctx, assessment.dataSubjects) },
          { key: t.recipients, value: pick(ctx, assessment.recipients) },
          { key: t.deletion, value: <StructuredText text={pick(ctx, assessment.deletion)} level={3} /> },
          { key: t.result, value: t.results[assessment.result] },
          ...(assessment.result === 'acceptable-with-conditions'
            ? [{ key: t.conditions, value: <StructuredText text={pick(ctx, assessment.conditions)} level={3} /> }]
            : []),
          {
            key: t.opinion,
            value: opinion === null ? t.opinionMissing : `${dayOf(ctx, opinion.date)}, ${opinion.by}: ${opinion.text}`,
          },
        ]}
      />
      {assessment.risks.length === 0 ? (
        <>
          <Heading level={2}>{t.risks}</Heading>
          <p>{t.noRisks}</p>
        </>
      ) : (
        <Table
          caption={t.risks}
          columns={[
            { key: 'risk', header: t.risk },
            { key: 'measure', header: t.measure },
            { key: 'residual', header: t.residual },
          ]}
          rows={assessment.risks.map(({ id, risk, measure, residual }) => ({
            key: id,
            cells: { risk: `${id}: ${pick(ctx, risk)}`, measure: pick(ctx, measure), residual: t.residuals[residual] },
          }))}
        />
      )}
    </>
  );
}
