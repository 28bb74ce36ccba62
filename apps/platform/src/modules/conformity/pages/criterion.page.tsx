import { type VNode } from 'preact';
import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Button,
  DateField,
  type FieldError,
  Form,
  Heading,
  Page,
  RadioGroup,
  readDateParts,
  StatusBadge,
  TextArea,
  TextField,
} from '#ui';
import {
  type EntryProblem,
  type ExceptionEntry,
  type FindingEntry,
  findingResults,
  parseException,
  parseFinding,
  type Problems,
} from '../domain/posted-finding.ts';
import { criterionNotFound } from '../errors.ts';
import { conformityPaths, conformityRoutePaths } from '../paths.ts';
import { conformityTexts } from '../texts/index.ts';
import { type CriterionState, type Report } from '../types.ts';
import { spoken } from './light.tsx';
import {
  actorOf,
  assessorAccess,
  type PageDeps,
  reportOf,
  sentText,
  staffShell,
  type View,
  viewOf,
  withNotice,
} from './staff.ts';

interface Entries {
  finding: FindingEntry;
  exception: ExceptionEntry;
  problems: Problems;
}

const noDay = { day: '', month: '', year: '' };
const empty: Entries = {
  finding: {
    ...{ result: '', reason: '', evidence: '', link: '', remedy: '', responsible: '' },
    ...{ due: noDay, recheck: noDay },
  },
  exception: { number: '', decidedBy: '', reason: '', decidedOn: noDay, validUntil: noDay },
  problems: {},
};

export function stateIn(report: Report, ctx: RequestContext): CriterionState {
  const state = report.states.find(({ criterion }) => criterion.id === ctx.params['criterion']);
  if (state === undefined) throw criterionNotFound();
  return state;
}

interface FormProps {
  ctx: RequestContext;
  view: View;
  state: CriterionState;
  entries: Entries;
}

const errorOf = (ctx: RequestContext, problem: EntryProblem | undefined): { error?: string } =>
  problem === undefined ? {} : { error: conformityTexts(ctx.lang).finding.problems[problem] };

function FindingForm({ ctx, view, state, entries: { finding, problems } }: FormProps): VNode {
  const t = conformityTexts(ctx.lang);
  const field = (id: keyof FindingEntry, label: string) => ({
    lang: ctx.lang,
    id,
    label,
    ...errorOf(ctx, problems[id]),
  });
  return (
    <Form
      action={conformityPaths.criterion(view.subject.versionDigest, state.criterion.id, view.query)}
      csrfToken={ctx.csrfToken}
    >
      <RadioGroup
        {...field('result', t.finding.result)}
        hint={t.finding.resultHint}
        value={finding.result}
        options={findingResults.map((value) => ({ value, label: t.results[value] }))}
      />
      <TextArea {...field('reason', t.finding.reason)} value={finding.reason} rows={3} />
      <TextArea {...field('evidence', t.finding.evidence)} value={finding.evidence} rows={3} />
      <TextField {...field('link', t.finding.link)} hint={t.finding.linkHint} value={finding.link} optional />
      <TextArea {...field('remedy', t.finding.remedy)} value={finding.remedy} rows={2} optional />
      <TextField {...field('responsible', t.finding.responsible)} value={finding.responsible} optional />
      <DateField {...field('due', t.finding.due)} value={finding.due} optional />
      <DateField {...field('recheck', t.finding.recheck)} value={finding.recheck} optional />
      <Actions>
        <Button label={t.finding.save} />
      </Actions>
    </Form>
  );
}

function ExceptionForm({ ctx, view, state, entries: { exception, problems } }: FormProps): VNode {
  const t = conformityTexts(ctx.lang).finding;
  const field = (id: string, label: string) => ({ lang: ctx.lang, id, label, ...errorOf(ctx, problems[id]) });
  return (
    <Form
      action={conformityPaths.exception(view.subject.versionDigest, state.criterion.id, view.query)}
      csrfToken={ctx.csrfToken}
    >
      <p class="kern-body">{t.exceptionLead}</p>
      <TextField {...field('number', t.number)} value={exception.number} />
      <TextField {...field('decidedBy', t.decidedBy)} value={exception.decidedBy} />
      <DateField {...field('decidedOn', t.decidedOn)} value={exception.decidedOn} />
      <DateField {...field('validUntil', t.validUntil)} value={exception.validUntil} optional />
      <TextArea {...field('ausnahmegrund', t.reason)} value={exception.reason} rows={3} />
      <Actions>
        <Button label={t.saveException} />
      </Actions>
    </Form>
  );
}

async function criterionPage(ctx: RequestContext, deps: PageDeps, entries: Entries): Promise<Reply> {
  const { shell, tenant } = await staffShell(ctx, deps);
  if (!(await deps.service.isCheckingBody(tenant.id))) {
    throw new AppError('forbidden', 'conformity/not-a-checking-body');
  }
  const view = viewOf(ctx);
  const report = await reportOf(view, deps);
  const state = stateIn(report, ctx);
  const { criterion } = state;
  const t = conformityTexts(ctx.lang);
  const errors: FieldError[] = Object.entries(entries.problems).map(([id, problem]) => ({
    id,
    message: t.finding.problems[problem],
  }));
  const digest = view.subject.versionDigest;
  const props = { ctx, view, state, entries };
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.subject.criterion(criterion.id)}
        lead={t.finding.lead}
        breadcrumbs={[
          { href: conformityPaths.desk, label: t.desk.title },
          {
            href: conformityPaths.subject(digest, view.query),
            label: t.subject.title(spoken(report.subject.name, ctx.lang), report.subject.version),
          },
        ]}
        errors={errors}
      >
        <p class="kern-body">{spoken(criterion.requirement, ctx.lang)}</p>
        <p>
          <StatusBadge label={criterion.obligation} /> <StatusBadge label={t.status[criterion.status]} />
        </p>
        <p class="vb-muted">
          {t.report.evidenceWanted}: {spoken(criterion.evidence, ctx.lang)}. {t.report.source}: {criterion.source}
        </p>
        {state.finding === null ? null : (
          <p class="kern-body">
            {t.results[state.result]}: {spoken(state.finding.reason, ctx.lang)}
          </p>
        )}
        <Heading level={2}>{t.finding.heading}</Heading>
        <FindingForm {...props} />
        <Heading level={2}>{t.finding.exceptionHeading}</Heading>
        <ExceptionForm {...props} />
      </Page>
    ),
  };
}

async function saveFinding(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const view = viewOf(ctx);
  const report = await reportOf(view, deps);
  const { criterion } = stateIn(report, ctx);
  const finding: FindingEntry = {
    result: sentText(ctx, 'result'),
    reason: sentText(ctx, 'reason'),
    evidence: sentText(ctx, 'evidence'),
    link: sentText(ctx, 'link'),
    remedy: sentText(ctx, 'remedy'),
    responsible: sentText(ctx, 'responsible'),
    due: readDateParts(ctx.form, 'due'),
    recheck: readDateParts(ctx.form, 'recheck'),
  };
  const about = { criterion: criterion.id, today: germanDate(ctx.now), at: ctx.now.toISOString() };
  const parsed = parseFinding(finding, about);
  if (!parsed.ok) return criterionPage(ctx, deps, { ...empty, finding, problems: parsed.problems });
  const criteria = `${report.catalogue}@${report.criteriaVersion}`;
  await deps.service.addFinding({ subject: view.subject, criteria, finding: parsed.value, by: actorOf(ctx) });
  return {
    kind: 'redirect',
    to: withNotice(conformityPaths.subject(view.subject.versionDigest, view.query), 'gespeichert'),
  };
}

async function saveException(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const view = viewOf(ctx);
  const report = await reportOf(view, deps);
  const { criterion } = stateIn(report, ctx);
  const exception: ExceptionEntry = {
    number: sentText(ctx, 'number'),
    decidedBy: sentText(ctx, 'decidedBy'),
    reason: sentText(ctx, 'ausnahmegrund'),
    decidedOn: readDateParts(ctx.form, 'decidedOn'),
    validUntil: readDateParts(ctx.form, 'validUntil'),
  };
  const parsed = parseException(exception, { criterion: criterion.id, today: germanDate(ctx.now) });
  if (!parsed.ok) return criterionPage(ctx, deps, { ...empty, exception, problems: parsed.problems });
  const criteria = `${report.catalogue}@${report.criteriaVersion}`;
  await deps.service.addException({ subject: view.subject, criteria, exception: parsed.value, by: actorOf(ctx) });
  return {
    kind: 'redirect',
    to: withNotice(conformityPaths.subject(view.subject.versionDigest, view.query), 'ausnahme'),
  };
}

export function criterionRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...assessorAccess,
      method: 'GET',
      path: conformityRoutePaths.criterion,
      name: 'conformity.criterion',
      rate: 'page',
      handle: (ctx) => criterionPage(ctx, deps, empty),
    },
    {
      ...assessorAccess,
      method: 'POST',
      path: conformityRoutePaths.criterion,
      name: 'conformity.finding-save',
      rate: 'write',
      handle: (ctx) => saveFinding(ctx, deps),
    },
    {
      ...assessorAccess,
      method: 'POST',
      path: conformityRoutePaths.exception,
      name: 'conformity.exception-save',
      rate: 'write',
      handle: (ctx) => saveException(ctx, deps),
    },
  ];
}
