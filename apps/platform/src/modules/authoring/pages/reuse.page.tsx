import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Alert, Heading, LinkButton, Page, type Task, TaskList } from '#ui';
import { factsOf } from '../domain/facts.ts';
import { type ReusePoint, reusePoints } from '../domain/reuse-draft.ts';
import { reuseSections } from '../domain/reuse-sections.ts';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';
import { type Work } from '../types.ts';
import { assessmentTask } from './reuse-assessment.page.tsx';
import { priceTask } from './reuse-prices.page.tsx';
import { PackageState } from './reuse-state.tsx';
import { type AuthoringDeps, noticeOf, providerAccess, providerShell, workCrumbs, workOf } from './staff.ts';

function sectionTasks(texts: Texts, work: Work, points: readonly ReusePoint[]): Task[] {
  return reuseSections.map((section) => {
    const open = points.filter((point) => point.kind === 'fact' && point.section === section).length;
    const isEmpty = factsOf(section).every((fact) => fact.read(work.content) === '');
    return {
      label: texts.reuse.sections[section].title,
      href: authoringPaths.facts(work.id, section),
      ...(open > 0
        ? { status: texts.work.open(open), tone: 'warning' as const }
        : isEmpty
          ? { status: texts.work.voluntary }
          : { status: texts.work.done, tone: 'success' as const }),
    };
  });
}

function parameterTask(texts: Texts, work: Work, points: readonly ReusePoint[]): Task {
  const { parameters } = work.content.reuse;
  const open = points.filter((point) => point.kind === 'parameter').length;
  return {
    label: texts.reuse.parameters,
    href: authoringPaths.parameters(work.id),
    ...(open > 0
      ? { status: texts.work.open(open), tone: 'warning' as const }
      : parameters.length === 0
        ? { status: texts.work.voluntary }
        : { status: texts.work.done, tone: 'success' as const }),
  };
}

async function reusePage(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const texts = authoringTexts(ctx.lang);
  const t = texts.reuse;
  const work = await workOf(ctx, deps);
  const points = reusePoints(work.content);
  const notice = noticeOf(ctx, texts.notices);
  const others = [priceTask(texts, work), assessmentTask(texts, work)].filter((task) => task !== null);
  const tasks = [...sectionTasks(texts, work, points), parameterTask(texts, work, points), ...others];
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} breadcrumbs={workCrumbs(ctx, work)}>
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Heading level={2}>{t.steps}</Heading>
        <TaskList tasks={tasks} />
        <PackageState ctx={ctx} texts={texts} work={work} />
        <Actions>
          <LinkButton href={authoringPaths.work(work.id)} label={texts.toWork} variant="secondary" />
        </Actions>
      </Page>
    ),
  };
}

export function reuseRoutes(deps: AuthoringDeps): readonly Route[] {
  return [
    {
      ...providerAccess,
      method: 'GET',
      path: authoringRoutePaths.reuse,
      name: 'authoring.reuse',
      rate: 'page',
      handle: (ctx) => reusePage(ctx, deps),
    },
  ];
}
