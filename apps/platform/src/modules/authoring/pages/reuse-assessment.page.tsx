import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  DateField,
  type FieldError,
  Fieldset,
  Form,
  Page,
  RadioGroup,
  Repeatable,
  Select,
  type Task,
  TextArea,
  TextField,
} from '#ui';
import {
  type AssessmentDraft,
  assessmentDraftOf,
  assessmentKinds,
  type AssessmentProblem,
  assessmentProblems,
  assessmentResults,
  type AssessmentText,
  assessmentTexts,
  maxRisks,
  missingOf,
  noRisk,
  readAssessment,
  residuals,
  type RiskDraft,
  riskField,
  toAssessment,
} from '../domain/assessment-draft.ts';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';
import { type Work } from '../types.ts';
import { saveWork } from './conflict.tsx';
import {
  type AuthoringDeps,
  noticeOf,
  providerAccess,
  providerShell,
  revisionField,
  workCrumbs,
  workOf,
} from './staff.ts';

/** Entry of the central assessment in the list of steps. */
export function assessmentTask(texts: Texts, work: Work): Task {
  const t = texts.assessment;
  const { assessment } = work.content.reuse;
  const base = { label: texts.reuse.assessment, href: authoringPaths.assessment(work.id) };
  if (assessment === null) return { ...base, status: texts.work.voluntary, hint: t.none };
  const draft = assessmentDraftOf(assessment);
  const missing = missingOf(draft).length;
  if (missing > 0) return { ...base, status: texts.work.open(missing), tone: 'warning' };
  return { ...base, status: texts.work.done, tone: 'success', hint: t.complete(draft.risks.length) };
}

interface Parts {
  ctx: RequestContext;
  texts: Texts;
  draft: AssessmentDraft;
  errorOf: (id: string) => { error?: string };
}

/** A text in both languages has two fields. */
function BothTexts({
  ctx,
  texts,
  draft,
  errorOf,
  name,
}: Parts & { name: 'betroffene' | 'empfaenger' | 'loeschung' | 'bedingungen' }) {
  return (
    <>
      {(['de', 'en'] as const).map((language) => {
        const id = `${name}-${language}` as const;
        return (
          <TextArea
            key={id}
            lang={ctx.lang}
            id={id}
            label={texts.facts.inLanguage(texts.assessment.texts[name], texts.languages[language])}
            value={draft.texts[id]}
            rows={3}
            maxLength={assessmentTexts[id]}
            optional={language === 'en'}
            {...errorOf(id)}
          />
        );
      })}
    </>
  );
}

function OneText({
  ctx,
  texts,
  draft,
  errorOf,
  name,
}: Parts & { name: keyof Texts['assessment']['texts'] & AssessmentText }) {
  const common = {
    lang: ctx.lang,
    id: name,
    label: texts.assessment.texts[name],
    value: draft.texts[name],
    maxLength: assessmentTexts[name],
    ...errorOf(name),
  };
  return assessmentTexts[name] > 200 ? <TextArea {...common} rows={3} /> : <TextField {...common} />;
}

function RiskFields({ ctx, texts, errorOf, risk, row }: Omit<Parts, 'draft'> & { risk: RiskDraft; row: number }) {
  const t = texts.assessment;
  return (
    <>
      {(['risk', 'measure'] as const).flatMap((part) =>
        (['de', 'en'] as const).map((language) => {
          const id = riskField(row, `${part}-${language}`);
          return (
            <TextArea
              key={id}
              lang={ctx.lang}
              id={id}
              label={texts.facts.inLanguage(t[part], texts.languages[language])}
              value={risk[`${part}-${language}`]}
              rows={2}
              maxLength={1000}
              optional={language === 'en'}
              {...errorOf(id)}
            />
          );
        }),
      )}
      <Select
        lang={ctx.lang}
        id={riskField(row, 'residual')}
        label={t.residual}
        value={risk.residual}
        options={residuals.map((value) => ({ value, label: t.residuals[value] }))}
        {...errorOf(riskField(row, 'residual'))}
      />
    </>
  );
}

function dateParts(date: string): { day: string; month: string; year: string } {
  const [year = '', month = '', day = ''] = date.split('-');
  return { year, month, day };
}

function labelOf(texts: Texts, field: string): string {
  const t = texts.assessment;
  const [, row, part = ''] = /^r(\d+)-(risk|measure|residual)/u.exec(field) ?? [];
  if (row !== undefined) {
    const word = part === 'risk' ? t.risk : part === 'measure' ? t.measure : t.residual;
    return `${t.riskTitle(Number(row) + 1)}, ${word}`;
  }
  if (field === 'datum') return t.date;
  if (field === 'stellungnahme-datum') return t.opinionDate;
  const names: Readonly<Record<string, string>> = t.texts;
  return names[field.replace(/-(de|en)$/u, '')] ?? t.title;
}

async function assessmentPage(
  ctx: RequestContext,
  deps: AuthoringDeps,
  work: Work,
  view: { draft: AssessmentDraft; problems: readonly AssessmentProblem[]; revision?: string },
): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const texts = authoringTexts(ctx.lang);
  const t = texts.assessment;
  const { draft } = view;
  const errors: FieldError[] = view.problems.map(({ field, problem }) => ({
    id: field,
    message: `${labelOf(texts, field)}: ${t.problems[problem]}`,
  }));
  const errorOf = (id: string): { error?: string } => {
    const found = view.problems.find(({ field }) => field === id);
    return found === undefined ? {} : { error: t.problems[found.problem] };
  };
  const parts: Parts = { ctx, texts, draft, errorOf };
  const notice = noticeOf(ctx, texts.notices);
  const missing = work.content.reuse.assessment === null ? 0 : missingOf(draft).length;
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.title}
        lead={t.lead}
        breadcrumbs={[...workCrumbs(ctx, work), { href: authoringPaths.reuse(work.id), label: texts.reuse.title }]}
        errors={errors}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {missing === 0 ? null : <Alert lang={ctx.lang} kind="info" title={t.missing(missing)} />}
        <Form action={authoringPaths.assessment(work.id)} csrfToken={ctx.csrfToken} defaultAction="speichern">
          <input type="hidden" name={revisionField} value={view.revision ?? String(work.revision)} />
          <input type="hidden" name="risiken" value={String(draft.risks.length)} />
          <General {...parts} />
          <Repeatable
            lang={ctx.lang}
            id="risiken"
            heading={t.risks}
            hint={t.risksHint}
            addLabel={t.addRisk}
            max={maxRisks}
            items={draft.risks.map((risk, row) => ({
              key: String(row),
              title: t.riskTitle(row + 1),
              children: <RiskFields ctx={ctx} texts={texts} errorOf={errorOf} risk={risk} row={row} />,
            }))}
          />
          <Outcome {...parts} />
          <Actions>
            <Button label={t.save} value="speichern" />
          </Actions>
        </Form>
      </Page>
    ),
  };
}

function General(parts: Parts) {
  const { ctx, texts, draft, errorOf } = parts;
  const t = texts.assessment;
  return (
    <Fieldset heading={t.general}>
      <RadioGroup
        lang={ctx.lang}
        id="art"
        label={t.kind}
        value={draft.kind}
        options={assessmentKinds.map((value) => ({ value, label: t.kinds[value] }))}
      />
      <DateField lang={ctx.lang} id="datum" label={t.date} value={dateParts(draft.date)} {...errorOf('datum')} />
      {(['stelle', 'verantwortlich', 'auftragsverarbeiter'] as const).map((name) => (
        <OneText key={name} {...parts} name={name} />
      ))}
      {(['betroffene', 'empfaenger', 'loeschung'] as const).map((name) => (
        <BothTexts key={name} {...parts} name={name} />
      ))}
    </Fieldset>
  );
}

function Outcome(parts: Parts) {
  const { ctx, texts, draft, errorOf } = parts;
  const t = texts.assessment;
  return (
    <>
      <Fieldset heading={t.outcome}>
        <RadioGroup
          lang={ctx.lang}
          id="ergebnis"
          label={t.result}
          value={draft.result}
          options={assessmentResults.map((value) => ({ value, label: t.results[value] }))}
        />
        <BothTexts {...parts} name="bedingungen" />
      </Fieldset>
      <Fieldset heading={t.opinion} hint={t.opinionHint}>
        <DateField
          lang={ctx.lang}
          id="stellungnahme-datum"
          label={t.opinionDate}
          value={dateParts(draft.opinionDate)}
          optional
          {...errorOf('stellungnahme-datum')}
        />
        <OneText {...parts} name="stellungnahme-stelle" />
        <OneText {...parts} name="stellungnahme-text" />
      </Fieldset>
    </>
  );
}

async function saveAssessment(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const work = await workOf(ctx, deps);
  const draft = readAssessment(ctx.form);
  const action = ctx.form.get('_action') ?? '';
  const revision = ctx.form.get(revisionField) ?? '';
  // The form goes on with the revision that it began with: a row more must not hide that somebody was faster.
  const again = (risks: readonly RiskDraft[]): Promise<Reply> =>
    assessmentPage(ctx, deps, work, { draft: { ...draft, risks }, problems: [], revision });
  if (action === 'add:risiken') return again([...draft.risks, noRisk].slice(0, maxRisks));
  const removed = /^remove:risiken:(\d{1,2})$/u.exec(action)?.[1];
  if (removed !== undefined) return again(draft.risks.filter((_, row) => row !== Number(removed)));
  const problems = assessmentProblems(draft);
  if (problems.length > 0) return assessmentPage(ctx, deps, work, { draft, problems, revision });
  const assessment = toAssessment(draft);
  return saveWork(ctx, deps, {
    change: (content) => ({ ...content, reuse: { ...content.reuse, assessment } }),
    entries: (current) => [
      {
        name: 'folgenabschaetzung',
        label: authoringTexts(ctx.lang).assessment.title,
        mine: JSON.stringify(assessment, null, 1),
        theirs: JSON.stringify(current.reuse.assessment, null, 1),
      },
    ],
    then: ({ id }) => `${authoringPaths.reuse(id)}?meldung=gespeichert`,
  });
}

export function assessmentRoutes(deps: AuthoringDeps): readonly Route[] {
  const base = { ...providerAccess, path: authoringRoutePaths.assessment } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'authoring.reuse-assessment',
      rate: 'page',
      handle: async (ctx) => {
        const work = await workOf(ctx, deps);
        const draft = assessmentDraftOf(work.content.reuse.assessment);
        return assessmentPage(ctx, deps, work, { draft, problems: [] });
      },
    },
    {
      ...base,
      method: 'POST',
      name: 'authoring.reuse-assessment-save',
      rate: 'write',
      handle: (ctx) => saveAssessment(ctx, deps),
    },
  ];
}
