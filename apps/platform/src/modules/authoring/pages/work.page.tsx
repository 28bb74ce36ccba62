import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Alert,
  Button,
  Checkbox,
  type FieldError,
  Form,
  formatDateTime,
  Heading,
  Help,
  Page,
  SummaryList,
  type Task,
  TaskList,
} from '#ui';
import { sectionNames } from '../domain/facts.ts';
import { testRunState } from '../domain/open-points.ts';
import { hasReuse, reusePoints } from '../domain/reuse-draft.ts';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';
import { type Work } from '../types.ts';
import { stateOf, type WorkState } from '../work-state.ts';
import {
  type AuthoringDeps,
  noticeOf,
  providerAccess,
  providerShell,
  revisionField,
  revisionOf,
  staffOf,
  workName,
  workOf,
} from './staff.ts';

const done = (t: Texts['work']): Pick<Task, 'status' | 'tone'> => ({ status: t.done, tone: 'success' });
const open = (t: Texts['work'], number: number): Pick<Task, 'status' | 'tone'> => ({
  status: t.open(number),
  tone: 'warning',
});

function schemaTasks(t: Texts['work'], work: Work, { report }: WorkState): Task[] {
  const missing = report.missing.length;
  const test = report.testLists.length;
  const tasks: Task[] = [{ label: t.tasks.report, href: authoringPaths.report(work.id), status: t.voluntary }];
  if (missing + test > 0) {
    const hint = t.hints.lists(missing, test);
    tasks.push({ label: t.tasks.lists, href: authoringPaths.report(work.id), hint, ...open(t, missing + test) });
  }
  return tasks;
}

function formTasks(t: Texts['work'], work: Work, { review, overlayRest }: WorkState): Task[] {
  const { id } = work;
  const { acceptance } = review;
  const unreviewed = review.open.length;
  const misfits = review.own.filter((own) => !own.fits).length;
  const isAccepted = unreviewed > 0 && acceptance !== null;
  const rules: Task = {
    label: t.tasks.rules,
    href: authoringPaths.rules(id),
    ...(unreviewed === 0 ? {} : { hint: isAccepted ? t.hints.accepted(acceptance.by) : t.hints.rules(unreviewed) }),
    ...((unreviewed === 0 || isAccepted) && misfits === 0 ? done(t) : open(t, (isAccepted ? 0 : unreviewed) + misfits)),
  };
  const form: Task = {
    label: t.tasks.form,
    href: authoringPaths.form(id),
    ...(overlayRest === 0 ? { status: t.voluntary } : { hint: t.hints.overlay(overlayRest), ...open(t, overlayRest) }),
  };
  return [rules, form];
}

function factTasks(texts: Texts, work: Work, { points }: WorkState): Task[] {
  return sectionNames.map((section) => {
    const missing = points.filter((point) => point.kind === 'fact' && point.section === section).length;
    return {
      label: texts.facts.sections[section].title,
      href: authoringPaths.facts(work.id, section),
      ...(missing === 0 ? done(texts.work) : open(texts.work, missing)),
    };
  });
}

function reuseTask(texts: Texts, work: Work): Task {
  const t = texts.reuse;
  const missing = reusePoints(work.content).length;
  const state = missing === 0 ? 'complete' : hasReuse(work.content) ? 'begun' : 'none';
  return {
    label: t.task,
    href: authoringPaths.reuse(work.id),
    hint: state === 'begun' ? t.taskHint.begun(missing) : t.taskHint[state],
    ...(state === 'complete' ? done(texts.work) : { status: texts.work.voluntary }),
  };
}

function lastTasks(t: Texts['work'], work: Work, { points }: WorkState): Task[] {
  const run = testRunState(work.content);
  const left = points.length;
  return [
    {
      label: t.tasks.testRuns,
      href: authoringPaths.testRuns(work.id),
      hint: t.hints.testRuns[run],
      ...(run === 'passed' ? done(t) : open(t, 1)),
    },
    {
      label: t.tasks.publish,
      href: authoringPaths.publish(work.id),
      ...(left === 0
        ? { status: t.ready, tone: 'success' as const }
        : { hint: t.hints.publish(left), status: t.locked }),
    },
  ];
}

async function workPage(ctx: RequestContext, deps: AuthoringDeps, errors: readonly FieldError[] = []): Promise<Reply> {
  const { shell, tenant } = await providerShell(ctx, deps);
  const texts = authoringTexts(ctx.lang);
  const t = texts.work;
  const work = await workOf(ctx, deps);
  const state = await stateOf(deps.catalogue, tenant.id, work);
  const notice = noticeOf(ctx, texts.notices);
  const { schema } = work.content;
  const base = work.baseVersionDigest === null ? null : await deps.catalogue.manifest(work.baseVersionDigest);
  const tasks = [
    ...schemaTasks(t, work, state),
    ...formTasks(t, work, state),
    ...factTasks(texts, work, state),
    reuseTask(texts, work),
    ...lastTasks(t, work, state),
  ];
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={workName(ctx, work)}
        lead={t.lead}
        breadcrumbs={[{ href: authoringPaths.list, label: texts.list.title }]}
        errors={errors}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Heading level={2}>{t.steps}</Heading>
        <TaskList tasks={tasks} />
        <SummaryList
          lang={ctx.lang}
          heading={t.facts}
          rows={[
            { key: texts.list.schema, value: `${schema.name} (${schema.id}, ${schema.version})` },
            { key: t.file, value: schema.fileName },
            {
              key: t.imported,
              value: texts.list.changedBy(formatDateTime(new Date(schema.importedAt), ctx.lang), schema.importedBy),
            },
            { key: texts.list.basis, value: base === null ? t.newService : texts.list.nextOf(base.version) },
          ]}
        />
        <p>
          <a class="kern-link" href={authoringPaths.import(work.id)}>
            {t.tasks.import}
          </a>
        </p>
        <p class="vb-muted">{t.state(formatDateTime(work.changedAt, ctx.lang), work.changedBy, work.revision)}</p>
        <RemoveForm ctx={ctx} t={t} work={work} error={errors.find(({ id }) => id === 'loeschen')?.message} />
      </Page>
    ),
  };
}

function RemoveForm(p: { ctx: RequestContext; t: Texts['work']; work: Work; error: string | undefined }) {
  const { ctx, t } = p;
  const form = (
    <Form action={authoringPaths.remove(p.work.id)} csrfToken={ctx.csrfToken}>
      <input type="hidden" name={revisionField} value={String(p.work.revision)} />
      <p>{t.removeText}</p>
      <Checkbox lang={ctx.lang} id="loeschen" label={t.removeConfirm} error={p.error} />
      <Button label={t.removeButton} variant="danger" />
    </Form>
  );
  // A refused request must show where its message belongs.
  return p.error === undefined ? <Help summary={t.remove}>{form}</Help> : form;
}

/** Only what the page showed: what a colleague has saved since is not deleted unseen. */
async function removeWork(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const { id } = await workOf(ctx, deps);
  const { removeConfirmMissing, removeChanged } = authoringTexts(ctx.lang).work;
  const again = (message: string): Promise<Reply> => workPage(ctx, deps, [{ id: 'loeschen', message }]);
  if (ctx.form.get('loeschen') !== 'true') return again(removeConfirmMissing);
  const { tenant, staff } = staffOf(ctx);
  const { db, audit } = deps.kernel;
  try {
    await db.tx({ tenant }, async (tx) => {
      await deps.service.removeIn(tx, { id, revision: revisionOf(ctx) });
      await audit.record(tx, { tenant, action: 'authoring.remove', actor: staff, actorKind: 'staff', subject: id });
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'authoring/work-changed') return again(removeChanged);
    throw error;
  }
  return { kind: 'redirect', to: `${authoringPaths.list}?meldung=geloescht` };
}

export function workRoutes(deps: AuthoringDeps): readonly Route[] {
  return [
    {
      ...providerAccess,
      method: 'GET',
      path: authoringRoutePaths.work,
      name: 'authoring.work',
      rate: 'page',
      handle: (ctx) => workPage(ctx, deps),
    },
    {
      ...providerAccess,
      method: 'POST',
      path: authoringRoutePaths.remove,
      name: 'authoring.remove',
      rate: 'write',
      handle: (ctx) => removeWork(ctx, deps),
    },
  ];
}
