import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { privacyPaths } from '#modules/privacy';
import {
  Actions,
  Alert,
  Button,
  DateField,
  type FieldError,
  Form,
  Help,
  Page,
  RadioGroup,
  SummaryList,
  TextArea,
  TextField,
} from '#ui';
import { type BlueprintStep, stepStates } from '../domain/blueprint.ts';
import { type StepView } from '../domain/evaluate.ts';
import { caseNotFound } from '../errors.ts';
import { digestOf } from '../gather-facts.ts';
import { adoptionPaths, adoptionRoutePaths } from '../paths.ts';
import { adoptionTexts, type Texts } from '../texts/index.ts';
import { type CaseView, type StepChange } from '../types.ts';
import { partsOf, readDay, textOf } from './posted.ts';
import {
  actorOf,
  adoptionAccess,
  caseIdOf,
  crumbs,
  dayText,
  evidenceText,
  isMine,
  noticeOf,
  type PageDeps,
  roleName,
  staffOf,
  townShell,
  serviceName,
} from './staff.ts';

interface Shown {
  view: CaseView;
  step: StepView;
  described: BlueprintStep;
  mayWork: boolean;
  isOwn: boolean;
}

async function shownStep(ctx: RequestContext, deps: PageDeps): Promise<Shown> {
  const { tenant, actions } = staffOf(ctx);
  const view = await deps.service.case(tenant, caseIdOf(ctx));
  const step = view.steps.find(({ id }) => id === ctx.params['step']);
  const described = deps.blueprint.steps.find(({ id }) => id === ctx.params['step']);
  if (step === undefined || described === undefined) throw caseNotFound();
  const isOwn = view.case.tenant === tenant;
  const takesPart = view.participants.some(
    ({ role, participant }) => participant === tenant && role === described.owner,
  );
  const mayHelp =
    takesPart && described.fact === null && (actions.has('adoption.manage') || actions.has('provider.manage'));
  return { view, step, described, isOwn, mayWork: isOwn ? isMine(deps.blueprint, step, actions) : mayHelp };
}

const statesOf = (step: StepView): readonly (typeof stepStates)[number][] =>
  step.gate === null ? ['open', 'in-work', 'done', 'not-applicable'] : ['open', 'in-work', 'done'];

function Facts(p: { ctx: RequestContext; t: Texts; deps: PageDeps; shown: Shown }) {
  const { ctx, t, deps } = p;
  const { step, described } = p.shown;
  const { lang } = ctx;
  const list = (items: readonly { de: string; en: string }[]): string => items.map((item) => item[lang]).join('; ');
  const duty = deps.blueprint.roles.find(({ id }) => id === step.role)?.duty[lang] ?? '';
  const evidence = evidenceText(t, step.evidence, lang);
  const { waiver } = step;
  return (
    <SummaryList
      lang={lang}
      rows={[
        { key: t.step.state, value: t.stepStates[step.state] },
        ...(evidence === '' ? [] : [{ key: t.case.whyColumn, value: evidence }]),
        ...(waiver === null
          ? []
          : [
              {
                key: t.stepStates.waived,
                value: t.case.waived(waiver.by, dayText(waiver.at.toISOString(), lang), waiver.reason),
              },
            ]),
        { key: t.step.role, value: roleName(deps.blueprint, step.role, lang) },
        { key: t.step.duty, value: duty },
        {
          key: t.step.with,
          value: described.participants.map((role) => roleName(deps.blueprint, role, lang)).join('; '),
        },
        { key: t.step.inputs, value: list(described.inputs) },
        { key: t.step.outputs, value: list(described.outputs) },
        ...(described.gate === null ? [] : [{ key: t.step.gate, value: described.gate[lang] }]),
        ...(step.doneBy === null || step.doneAt === null
          ? []
          : [{ key: t.stepStates.done, value: t.step.done(step.doneBy, dayText(step.doneAt.toISOString(), lang)) }]),
      ]}
    />
  );
}

/** Where the thing itself is done, for steps that a fact decides. */
function Way({ t, shown }: { t: Texts; shown: Shown }) {
  const { view, step, described } = shown;
  const { id } = view.case;
  const [href, label] =
    described.fact === 'privacy'
      ? [privacyPaths.service(digestOf(view.case)), t.step.toPrivacy]
      : described.fact === 'test'
        ? [`${adoptionPaths.case(id)}#test`, t.step.toTest]
        : [adoptionPaths.confirm(id), t.step.toConfirm];
  return step.decidedBy === 'platform' && step.state !== 'not-applicable' ? (
    <>
      <p class="kern-body">{t.step.byPlatform}</p>
      <p>
        <a class="kern-link" href={href}>
          {label}
        </a>
      </p>
    </>
  ) : null;
}

interface Posted {
  form: URLSearchParams;
  errors: readonly FieldError[];
}

function StepForm(p: { ctx: RequestContext; t: Texts; shown: Shown; posted: Posted | null }) {
  const { ctx, t, shown, posted } = p;
  const { step, view } = shown;
  const form = posted?.form ?? null;
  const value = (name: string, kept: string): string => (form === null ? kept : (form.get(name) ?? ''));
  const error = posted?.errors.find(({ id }) => id === 'faellig')?.message;
  return (
    <Form action={adoptionPaths.step(view.case.id, step.id)} csrfToken={ctx.csrfToken}>
      {step.decidedBy === 'platform' ? null : (
        <RadioGroup
          lang={ctx.lang}
          id="stand"
          label={t.step.state}
          value={value('stand', step.state)}
          options={statesOf(step).map((state) => ({ value: state, label: t.stepStates[state] }))}
        />
      )}
      {shown.isOwn ? (
        <>
          <TextField lang={ctx.lang} id="wer" label={t.step.owner} value={value('wer', step.owner)} optional />
          <DateField
            lang={ctx.lang}
            id="faellig"
            label={t.step.due}
            value={partsOf(form, 'faellig', step.due)}
            optional
            {...(error === undefined ? {} : { error })}
          />
        </>
      ) : null}
      <TextArea lang={ctx.lang} id="notiz" label={t.step.note} value={value('notiz', step.note)} rows={4} optional />
      <TextField lang={ctx.lang} id="ergebnis" label={t.step.result} value={value('ergebnis', step.outputs)} optional />
      <Actions>
        <Button label={t.step.save} />
      </Actions>
    </Form>
  );
}

function WaiveForm(p: { ctx: RequestContext; t: Texts; shown: Shown; error: string | undefined; reason: string }) {
  const { ctx, t, shown, error } = p;
  const form = (
    <Form action={adoptionPaths.waive(shown.view.case.id, shown.step.id)} csrfToken={ctx.csrfToken}>
      <p class="kern-body">{t.step.waiveLead}</p>
      <TextArea
        lang={ctx.lang}
        id="begruendung"
        label={t.step.waiveReason}
        value={p.reason}
        rows={3}
        {...(error === undefined ? {} : { error })}
      />
      <Button label={t.step.waiveButton} variant="danger" />
    </Form>
  );
  return error === undefined ? <Help summary={t.step.waive}>{form}</Help> : form;
}

async function stepPage(ctx: RequestContext, deps: PageDeps, posted: Posted | null): Promise<Reply> {
  const t = adoptionTexts(ctx.lang);
  const { shell } = await townShell(ctx, deps);
  const shown = await shownStep(ctx, deps);
  const { step, described, view } = shown;
  const gate = deps.blueprint.gates.find(({ id }) => id === step.gate);
  const isWaivable = gate?.waivable === true && shown.isOwn && shown.mayWork;
  const isOpen = step.state === 'open' || step.state === 'in-work';
  const errors = posted?.errors ?? [];
  const notice = noticeOf(ctx);
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={described.name[ctx.lang]}
        lead={serviceName(view.case.name, ctx.lang)}
        errors={errors}
        breadcrumbs={crumbs(ctx, view.case)}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Facts ctx={ctx} t={t} deps={deps} shown={shown} />
        {shown.isOwn ? <Way t={t} shown={shown} /> : null}
        {shown.mayWork ? (
          <StepForm ctx={ctx} t={t} shown={shown} posted={posted} />
        ) : (
          <p class="kern-body">{t.step.notYours}</p>
        )}
        {isWaivable && isOpen ? (
          <WaiveForm
            {...{ ctx, t, shown }}
            error={errors.find(({ id }) => id === 'begruendung')?.message}
            reason={posted?.form.get('begruendung') ?? ''}
          />
        ) : null}
      </Page>
    ),
  };
}

async function save(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { view, step } = await shownStep(ctx, deps);
  const { form } = ctx;
  const due = readDay(form, 'faellig');
  const isOwn = view.case.tenant === staffOf(ctx).tenant;
  if (due === 'not-a-date') {
    const message = adoptionTexts(ctx.lang).problems['not-a-date'];
    return stepPage(ctx, deps, { form, errors: [{ id: 'faellig', message }] });
  }
  const change: StepChange = {
    state: stepStates.find((state) => state === form.get('stand')) ?? step.state,
    owner: textOf(form, 'wer', 200),
    due: typeof due === 'string' ? null : due.day,
    note: textOf(form, 'notiz', 5000),
    outputs: textOf(form, 'ergebnis', 1000),
  };
  const at = { tenant: staffOf(ctx).tenant, id: view.case.id, step: step.id, by: actorOf(ctx) };
  await deps.service.changeStep({ ...at, change: isOwn ? change : { ...change, owner: '', due: null } });
  return { kind: 'redirect', to: `${adoptionPaths.step(view.case.id, step.id)}?meldung=gespeichert` };
}

async function waive(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { tenant } = staffOf(ctx);
  const id = caseIdOf(ctx);
  const step = ctx.params['step'] ?? '';
  try {
    const reason = textOf(ctx.form, 'begruendung', 1000);
    await deps.service.waive({ tenant, id, step, reason, by: actorOf(ctx) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'adoption/reason-missing') throw error;
    const message = adoptionTexts(ctx.lang).problems['reason-missing'];
    return stepPage(ctx, deps, { form: ctx.form, errors: [{ id: 'begruendung', message }] });
  }
  return { kind: 'redirect', to: `${adoptionPaths.step(id, step)}?meldung=gespeichert` };
}

export function stepRoutes(deps: PageDeps): readonly Route[] {
  const path = adoptionRoutePaths.step;
  return [
    {
      ...adoptionAccess,
      method: 'GET',
      path,
      name: 'adoption.step',
      rate: 'page',
      handle: (ctx) => stepPage(ctx, deps, null),
    },
    {
      ...adoptionAccess,
      method: 'POST',
      path,
      name: 'adoption.step-save',
      rate: 'write',
      handle: (ctx) => save(ctx, deps),
    },
    {
      ...adoptionAccess,
      method: 'POST',
      path: adoptionRoutePaths.waive,
      name: 'adoption.step-waive',
      rate: 'write',
      handle: (ctx) => waive(ctx, deps),
    },
  ];
}
