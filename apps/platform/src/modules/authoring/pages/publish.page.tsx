import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  type FieldError,
  Form,
  formatDateTime,
  Heading,
  LinkButton,
  Page,
  TextField,
} from '#ui';
import { facts } from '../domain/facts.ts';
import { type OpenPoint } from '../domain/open-points.ts';
import { versionProblem } from '../domain/version-number.ts';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { type Plan, planPublication } from '../publish-work.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';
import { type Work } from '../types.ts';
import { DiffView } from './diff-view.tsx';
import { factLabel } from './fact-fields.tsx';
import { PackageState } from './reuse-state.tsx';
import {
  type AuthoringDeps,
  noticeOf,
  providerAccess,
  providerShell,
  revisionField,
  revisionOf,
  staffOf,
  workCrumbs,
  workOf,
} from './staff.ts';

/** Address of the service as the page showed it: a second click comes when the work is gone. */
const addressField = 'adresse';

interface Point {
  words: string;
  href: string;
}

function inWords(texts: Texts, work: Work, point: OpenPoint): Point {
  const t = texts.publish.points;
  const { id } = work;
  switch (point.kind) {
    case 'fact': {
      const fact = facts.find(({ name }) => name === point.fact);
      const label = fact === undefined ? point.fact : factLabel(texts, fact);
      const href = `${authoringPaths.facts(id, point.section)}#${point.fact}`;
      return { words: t.fact(texts.facts.sections[point.section].title, label), href };
    }
    case 'list-missing':
    case 'list-test':
      return { words: t[point.kind](point.name), href: authoringPaths.report(id) };
    case 'rules-open':
      return { words: t['rules-open'](point.count), href: authoringPaths.rules(id) };
    case 'rule-misfit':
      return { words: t['rule-misfit'](point.id), href: authoringPaths.rules(id) };
    case 'overlay-rest':
      return { words: t['overlay-rest'](point.count), href: authoringPaths.form(id) };
    case 'test-run':
      return { words: t['test-run'][point.state], href: authoringPaths.testRuns(id) };
    case 'test-failing':
      return { words: t['test-failing'](point.name), href: `${authoringPaths.testRuns(id)}#pruefaelle` };
  }
}

function pointsOf(texts: Texts, work: Work, plan: Plan): Point[] {
  const invalid = plan.invalid.map((path) => ({
    words: texts.publish.points.manifest(path),
    href: authoringPaths.work(work.id),
  }));
  return [...plan.state.points.map((point) => inWords(texts, work, point)), ...invalid];
}

function OpenPoints({ ctx, t, points }: { ctx: RequestContext; t: Texts['publish']; points: readonly Point[] }) {
  if (points.length === 0) return <Alert lang={ctx.lang} kind="success" title={t.free} />;
  return (
    <Alert lang={ctx.lang} kind="warning" title={t.blocked(points.length)}>
      <ul>
        {points.map(({ words, href }, at) => (
          <li key={at}>
            <a class="kern-link" href={href}>
              {words}
            </a>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function Changes({ ctx, t, plan }: { ctx: RequestContext; t: Texts['publish']; plan: Plan }) {
  const { base, parts, state } = plan;
  if (base === null) return <p class="kern-body">{t.changesFirst}</p>;
  const { diff } = base;
  const retyped = diff.changed.filter(({ aspects }) => aspects.includes('data-type') || aspects.includes('values'));
  const moved = diff.changed.filter(({ from, to }) => from !== to);
  const others = parts.filter((part) => part !== 'schema');
  return (
    <>
      <Heading level={2}>{t.changes}</Heading>
      <p class="kern-body">{`${base.manifest.service.name.de} ${base.manifest.version}`}</p>
      <DiffView lang={ctx.lang} before={base.schema} after={state.schema} />
      <Heading level={3}>{t.otherChanges}</Heading>
      {others.length === 0 ? (
        <p class="kern-body">{t.nothingChanged}</p>
      ) : (
        <ul>
          {others.map((part) => (
            <li key={part}>{t.parts[part]}</li>
          ))}
        </ul>
      )}
      <Heading level={2}>{t.drafts}</Heading>
      <p class="kern-body">{t.draftsText}</p>
      {moved.length + diff.removed.length + retyped.length === 0 ? null : (
        <p class="kern-body">{t.draftsMoved(moved.length, diff.removed.length, retyped.length)}</p>
      )}
    </>
  );
}

/** Fields with a German text and no English one. */
function withoutEnglish({ content }: Work): number {
  return facts.filter((fact) => {
    if (!fact.name.endsWith('-en') || fact.read(content) !== '') return false;
    const german = facts.find(({ name }) => name === fact.name.replace(/-en$/u, '-de'));
    return german !== undefined && german.read(content) !== '';
  }).length;
}

async function publishPage(
  ctx: RequestContext,
  deps: AuthoringDeps,
  work: Work,
  view: { plan: Plan; version: string; errors: readonly FieldError[]; hasChanged?: boolean },
): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const texts = authoringTexts(ctx.lang);
  const t = texts.publish;
  const { plan, errors, hasChanged = false } = view;
  const points = pointsOf(texts, work, plan);
  const { acceptance, open } = plan.state.review;
  const english = withoutEnglish(work);
  const newest = plan.published[0] ?? '';
  const notice = noticeOf(ctx, texts.notices);
  return {
    kind: 'page',
    status: hasChanged ? 409 : errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.title}
        lead={t.lead}
        breadcrumbs={workCrumbs(ctx, work)}
        errors={errors}
        hasError={hasChanged}
      >
        {hasChanged ? (
          <Alert lang={ctx.lang} kind="warning" title={texts.conflict.title} live>
            <p>{texts.conflict.who(work.changedBy, formatDateTime(work.changedAt, ctx.lang))}</p>
            <p>{t.changedMeanwhile}</p>
          </Alert>
        ) : null}
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <OpenPoints ctx={ctx} t={t} points={points} />
        {acceptance !== null && open.length > 0 ? (
          <p class="kern-body">{t.acceptance(acceptance.by, acceptance.on, acceptance.reason)}</p>
        ) : null}
        {english === 0 ? null : <p class="kern-body">{t.english(english)}</p>}
        <PackageState ctx={ctx} texts={texts} work={work} />
        <Changes ctx={ctx} t={t} plan={plan} />
        {points.length > 0 ? null : (
          <Form action={authoringPaths.publish(work.id)} csrfToken={ctx.csrfToken}>
            <input type="hidden" name={revisionField} value={String(work.revision)} />
            <input type="hidden" name={addressField} value={work.content.service.slug} />
            <Heading level={2}>{t.number}</Heading>
            <p class="kern-body">
              {t.proposal(plan.proposal.version)}. {t.steps[plan.proposal.step]}
            </p>
            <TextField
              lang={ctx.lang}
              id="version"
              label={t.number}
              hint={t.numberHint(newest)}
              value={view.version}
              width={10}
              error={errors.find(({ id }) => id === 'version')?.message}
              spellcheck={false}
            />
            <Actions>
              <Button label={t.submit} />
              <LinkButton href={authoringPaths.work(work.id)} label={texts.toWork} variant="secondary" />
            </Actions>
          </Form>
        )}
      </Page>
    ),
  };
}

async function showPublish(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const work = await workOf(ctx, deps);
  const { tenant } = await providerShell(ctx, deps);
  const plan = await planPublication(deps.catalogue, tenant, work, germanDate(deps.kernel.clock.now()));
  return publishPage(ctx, deps, work, { plan, version: plan.proposal.version, errors: [] });
}

/** Publishes exactly what the page showed: another save in between is shown first. */
async function publish(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  try {
    const work = await workOf(ctx, deps);
    return await (work.revision === revisionOf(ctx) ? publishWork(ctx, deps, work) : showChanged(ctx, deps, work));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'authoring/work-changed') return showChanged(ctx, deps, await workOf(ctx, deps));
    const digest = error.code === 'authoring/work-not-found' ? await publishedBefore(ctx, deps) : null;
    if (digest === null) throw error;
    return toPublished(digest);
  }
}

/** Never the form of another conflict, which would publish on one click what this person has not seen. */
async function showChanged(ctx: RequestContext, deps: AuthoringDeps, work: Work): Promise<Reply> {
  const { tenant } = await providerShell(ctx, deps);
  const plan = await planPublication(deps.catalogue, tenant, work, germanDate(deps.kernel.clock.now()));
  const version = (ctx.form.get('version') ?? '').trim() || plan.proposal.version;
  return publishPage(ctx, deps, work, { plan, version, errors: [], hasChanged: true });
}

/** What came of a service in the making that is gone: a second click on the button is told the same as the first. */
async function publishedBefore(ctx: RequestContext, { catalogue }: AuthoringDeps): Promise<string | null> {
  const slug = ctx.form.get(addressField) ?? '';
  const number = (ctx.form.get('version') ?? '').trim();
  if (slug === '') return null;
  const versions = await catalogue.versionsOf(staffOf(ctx).tenant, slug);
  return versions.find(({ version }) => version === number)?.digest ?? null;
}

function toPublished(digest: string): Reply {
  return { kind: 'redirect', to: `${authoringPaths.version(digest)}?meldung=veroeffentlicht` };
}

async function publishWork(ctx: RequestContext, deps: AuthoringDeps, work: Work): Promise<Reply> {
  const { tenant } = await providerShell(ctx, deps);
  const t = authoringTexts(ctx.lang).publish;
  const plan = await planPublication(deps.catalogue, tenant, work, germanDate(deps.kernel.clock.now()));
  const version = (ctx.form.get('version') ?? '').trim();
  const problem = versionProblem(version, plan.published);
  const manifest = problem === null ? plan.manifest(version) : null;
  if (problem !== null || manifest === null) {
    // The number may be taken because this very service was published since: then it is gone, and that is the answer.
    await workOf(ctx, deps);
    const errors = problem === null ? [] : [{ id: 'version', message: t.problems[problem] }];
    return publishPage(ctx, deps, work, { plan, version, errors });
  }
  const { staff } = staffOf(ctx);
  const { db, audit } = deps.kernel;
  const { digest } = await db.tx({ tenant: tenant.id }, async (tx) => {
    const published = await deps.catalogue.publishVersion(tx, tenant.id, manifest);
    await audit.record(tx, {
      tenant: tenant.id,
      action: 'authoring.publish',
      actor: staff,
      actorKind: 'staff',
      subject: published.digest,
    });
    await deps.service.removeIn(tx, work);
    return published;
  });
  return toPublished(digest);
}

export function publishRoutes(deps: AuthoringDeps): readonly Route[] {
  const base = { ...providerAccess, path: authoringRoutePaths.publish } as const;
  return [
    { ...base, method: 'GET', name: 'authoring.publish', rate: 'page', handle: (ctx) => showPublish(ctx, deps) },
    { ...base, method: 'POST', name: 'authoring.publish-version', rate: 'write', handle: (ctx) => publish(ctx, deps) },
  ];
}
