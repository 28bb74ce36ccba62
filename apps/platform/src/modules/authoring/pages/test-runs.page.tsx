import { type VNode } from 'preact';
import { type Reply, type RequestContext } from '#kernel/http';
import { checkData } from '#modules/catalogue';
import {
  Alert,
  Button,
  type FieldError,
  Form,
  formatDateTime,
  Heading,
  NumberField,
  Page,
  RadioGroup,
  Select,
  Table,
} from '#ui';
import { formDigest } from '../domain/form-digest.ts';
import { fills, makeSample, runSamples, type SampleResult } from '../domain/generate-tests.ts';
import { mostTests, runKeptTests, withTest } from '../domain/kept-tests.ts';
import { mostSamples, planFields, readPlan, readSample, samplesOf, type TestPlan } from '../domain/test-plan.ts';
import { formPaths, sampleQuery } from '../form-paths.ts';
import { testsTexts, type TestsTexts } from '../texts/tests.ts';
import { type WorkContent } from '../types.ts';
import { type FormDeps, Notice, openWork, type OpenWork } from './form-frame.tsx';
import { changeKept, KeptTests } from './kept-tests.tsx';
import { staffOf, workCrumbs } from './staff.ts';
import { Findings, Result, sampleName, settingNow } from './test-parts.tsx';

/** A run on a large form must leave time for the page around it. */
const budgetMs = 400;

export interface TestView {
  errors?: readonly FieldError[];
}

export async function getTestRuns(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  return testPage(ctx, deps, await openWork(ctx, deps), {});
}

export function testPage(ctx: RequestContext, deps: FormDeps, open: OpenWork, view: TestView): Reply {
  const t = testsTexts(ctx.lang);
  const isSent = ctx.form.get('_action') === 'lauf';
  const { plan, problems } = readPlan(isSent ? ctx.form : ctx.query, settingNow(ctx, open));
  const hasRun = ctx.query.has('zahl') && problems.length === 0;
  const errors = view.errors ?? [];
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={open.shell}
        title={t.title}
        lead={t.lead}
        width="wide"
        errors={errors}
        breadcrumbs={workCrumbs(ctx, open.work)}
      >
        <Notice
          ctx={ctx}
          notices={{ behalten: t.keptDone, entfernt: t.removed, umbenannt: t.renamed, erneuert: t.renewed }}
        />
        <Last ctx={ctx} open={open} t={t} />
        {hasRun ? <Results ctx={ctx} deps={deps} open={open} plan={plan} t={t} /> : null}
        <NewRun ctx={ctx} open={open} plan={plan} t={t} errors={errors} />
        <KeptTests ctx={ctx} open={open} t={t} errors={errors} />
      </Page>
    ),
  };
}

function Last({ ctx, open, t }: { ctx: RequestContext; open: OpenWork; t: TestsTexts }): VNode | null {
  const { content } = open.work;
  const run = content.testRun;
  if (run === null) return null;
  const words = t.lastRun(run.runs, run.failed, run.by, formatDateTime(new Date(run.at), ctx.lang));
  const isOutdated = run.formDigest !== formDigest(content);
  return (
    <Alert lang={ctx.lang} kind={isOutdated ? 'warning' : run.failed > 0 ? 'danger' : 'success'} title={t.last}>
      <p>{words}</p>
      {isOutdated ? <p>{t.outdated}</p> : null}
    </Alert>
  );
}

function NewRun(p: {
  ctx: RequestContext;
  open: OpenWork;
  plan: TestPlan;
  t: TestsTexts;
  errors: readonly FieldError[];
}): VNode {
  const { ctx, t, plan } = p;
  const { lang } = ctx;
  const sent = ctx.form.get('_action') === 'lauf' ? ctx.form : null;
  const errorOf = (id: string): { error: string } | Record<string, never> => {
    const found = p.errors.find((error) => error.id === id)?.message;
    return found === undefined ? {} : { error: found };
  };
  return (
    <>
      <Heading level={2}>{t.start}</Heading>
      <Form action={formPaths.tests(p.open.work.id)} csrfToken={ctx.csrfToken} defaultAction="lauf">
        <RadioGroup
          lang={lang}
          id="art"
          label={t.kind}
          value={plan.kind}
          options={[
            { value: 'both', label: t.both },
            { value: 'valid', label: t.kinds.valid },
            { value: 'faulty', label: t.kinds.faulty },
          ]}
        />
        <RadioGroup
          lang={lang}
          id="umfang"
          label={t.fill}
          value={plan.fill}
          options={fills.map((fill) => ({ value: fill, label: t.fills[fill] }))}
        />
        <NumberField
          lang={lang}
          id="anzahl"
          label={t.count}
          hint={t.countHint(mostSamples)}
          value={sent?.get('anzahl') ?? String(plan.count)}
          {...errorOf('anzahl')}
        />
        <NumberField
          lang={lang}
          id="zahl"
          label={t.seed}
          hint={t.seedHint}
          value={sent?.get('zahl') ?? String(plan.seed)}
          {...errorOf('zahl')}
        />
        <Select
          lang={lang}
          id="land"
          label={t.state}
          hint={t.stateHint}
          optional
          value={plan.area?.slice(0, 2) ?? ''}
          options={Object.entries(t.states)
            .map(([value, label]) => ({ value, label }))
            .sort((a, b) => a.label.localeCompare(b.label, lang))}
        />
        <Button label={t.run} value="lauf" />
      </Form>
    </>
  );
}

function runPlan(deps: FormDeps, open: OpenWork, plan: TestPlan): SampleResult[] {
  const { clock } = deps.kernel;
  const end = clock.now().getTime() + budgetMs;
  return runSamples(open.form, samplesOf(plan), checkData, () => clock.now().getTime() > end);
}

function failedOf(results: readonly SampleResult[]): number {
  return results.filter((result) => stateOf(result) === 'failed').length;
}

/** That nothing can be wrong in a form is no fault of it. */
function stateOf(result: SampleResult): 'passed' | 'failed' | 'impossible' {
  if (result.findings.length > 0) return 'failed';
  return result.ok ? 'passed' : 'impossible';
}

function Results(p: { ctx: RequestContext; deps: FormDeps; open: OpenWork; plan: TestPlan; t: TestsTexts }): VNode {
  const { ctx, open, plan, t } = p;
  const results = runPlan(p.deps, open, plan);
  const failed = failedOf(results);
  const next = { ...plan, seed: plan.seed + (plan.kind === 'both' ? Math.ceil(results.length / 2) : results.length) };
  return (
    <>
      <Heading level={2}>{t.results}</Heading>
      <Alert
        lang={ctx.lang}
        kind={failed > 0 ? 'danger' : 'success'}
        title={t.summary(results.length, failed)}
        level={3}
        live
      >
        {results.length < plan.count ? <p>{t.stopped(results.length, plan.count)}</p> : undefined}
      </Alert>
      <Form action={formPaths.tests(open.work.id)} csrfToken={ctx.csrfToken} defaultAction="behalten">
        <Table
          caption={t.resultsCaption}
          captionHidden
          columns={[
            { key: 'sample', header: t.sample },
            { key: 'result', header: t.result },
            { key: 'acts', header: t.acts },
          ]}
          rows={results.map((result, at) => ({
            key: sampleQuery(result.sample),
            cells: {
              sample: (
                <>
                  {t.sampleName(result.sample.kind, result.sample.fill, result.sample.seed)}
                  <p class="vb-tasks__hint">{result.sample.kind === 'valid' ? t.expectAccepted : t.expectRefused}</p>
                </>
              ),
              result: (
                <Result t={t} state={stateOf(result)}>
                  {result.ok ? null : <p>{result.findings.length === 0 ? t.noFault : t.contradiction}</p>}
                  <Findings ctx={ctx} form={open.form} findings={result.findings} t={t} />
                </Result>
              ),
              acts: <SampleActs open={open} result={result} t={t} at={at} />,
            },
          }))}
        />
        <Button label={t.keepChosen} value="behalten" variant="secondary" />
      </Form>
      <p class="kern-body">
        <a href={`${formPaths.tests(open.work.id)}?${new URLSearchParams(planFields(next)).toString()}`}>{t.rest}</a>
      </p>
    </>
  );
}

function SampleActs(p: { open: OpenWork; result: SampleResult; t: TestsTexts; at: number }): VNode | null {
  const { result, t } = p;
  if (!result.ok) return null;
  const id = p.open.work.id;
  const query = sampleQuery(result.sample);
  const name = t.sampleName(result.sample.kind, result.sample.fill, result.sample.seed);
  const link = (href: string, word: string): VNode => (
    <li>
      <a href={href} aria-label={t.of(word, name)}>
        {word}
      </a>
    </li>
  );
  return (
    <>
      <ul>
        {link(formPaths.testView(id, query), t.look)}
        {link(formPaths.testData(id, `${query}&format=json`), t.json)}
        {link(formPaths.testData(id, `${query}&format=xml`), t.xml)}
      </ul>
      {result.findings.length > 0 ? null : (
        <div class="kern-form-check">
          <input class="kern-form-check__checkbox" type="checkbox" id={`probe-${p.at}`} name="probe" value={query} />
          <label class="kern-label" for={`probe-${p.at}`}>
            {t.keep}
            <span class="kern-sr-only">: {name}</span>
          </label>
        </div>
      )}
    </>
  );
}

export async function postTestRuns(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  const open = await openWork(ctx, deps);
  const [verb = '', name = ''] = (ctx.form.get('_action') ?? '').split(/:(.*)/su, 2);
  switch (verb) {
    case 'lauf':
      return startRun(ctx, deps, open);
    case 'behalten':
      return keep(ctx, deps, open);
    case 'entfernen':
    case 'umbenennen':
    case 'erneuern':
      return changeKept(ctx, deps, open, verb, name, (view) => testPage(ctx, deps, open, view));
    default:
      return testPage(ctx, deps, open, {});
  }
}

/** The outcome is a fact about the form as it stood: no conflict with somebody who edits meanwhile. */
async function startRun(ctx: RequestContext, deps: FormDeps, open: OpenWork): Promise<Reply> {
  const t = testsTexts(ctx.lang);
  const { plan, problems } = readPlan(ctx.form, settingNow(ctx, open));
  if (problems.length > 0) {
    const words = {
      count: { id: 'anzahl', message: t.badCount(mostSamples) },
      seed: { id: 'zahl', message: t.badSeed },
    };
    return testPage(ctx, deps, open, { errors: problems.map((problem) => words[problem]) });
  }
  const results = runPlan(deps, open, plan);
  const kept = runKeptTests(open.form, open.work.content.tests);
  const failed = failedOf(results) + kept.filter(({ findings }) => findings.length > 0).length;
  const staff = staffOf(ctx);
  const testRun = {
    formDigest: formDigest(open.work.content),
    seed: plan.seed,
    runs: results.filter((result) => stateOf(result) !== 'impossible').length + kept.length,
    failed,
    at: ctx.now.toISOString(),
    by: staff.displayName,
  };
  await saveFact(ctx, deps, open, (content) => ({ ...content, testRun }));
  const done = { ...plan, count: Math.max(1, results.length) };
  return {
    kind: 'redirect',
    to: `${formPaths.tests(open.work.id)}?${new URLSearchParams(planFields(done)).toString()}`,
  };
}

async function keep(ctx: RequestContext, deps: FormDeps, open: OpenWork): Promise<Reply> {
  const t = testsTexts(ctx.lang);
  const now = settingNow(ctx, open);
  const samples = ctx.form
    .getAll('probe')
    .slice(0, mostSamples)
    .flatMap((value) => readSample(new URLSearchParams(value), now) ?? []);
  if (samples.length === 0) return testPage(ctx, deps, open, { errors: [{ id: 'art', message: t.keepNothing }] });
  const made = samples.flatMap((sample) => {
    const result = makeSample(open.form, sample);
    return result.ok ? [{ ...result.test, name: sampleName(sample) }] : [];
  });
  const names = new Set([...open.work.content.tests.map(({ name }) => name), ...made.map(({ name }) => name)]);
  if (names.size > mostTests)
    return testPage(ctx, deps, open, { errors: [{ id: 'art', message: t.keptFull(mostTests) }] });
  await saveFact(ctx, deps, open, (content) => ({ ...content, tests: made.reduce(withTest, content.tests) }));
  return { kind: 'redirect', to: `${formPaths.tests(open.work.id)}?meldung=behalten#pruefaelle` };
}

export async function saveFact(
  ctx: RequestContext,
  { service }: FormDeps,
  { work }: OpenWork,
  change: (content: WorkContent) => WorkContent,
): Promise<void> {
  await service.save({ tenant: work.tenant, id: work.id, revision: null, by: staffOf(ctx).displayName, change });
}
