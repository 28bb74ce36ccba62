import { germanDate } from '#kernel/clock';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Alert, Page } from '#ui';
import { conformityPaths, conformityRoutePaths } from '../paths.ts';
import { conformityTexts } from '../texts/index.ts';
import { ConformityLight, spoken } from './light.tsx';
import { ReportView } from './report-view.tsx';
import { Runs } from './run-parts.tsx';
import { actorOf, assessorAccess, noticeOf, type PageDeps, reportOf, staffShell, viewOf, withNotice } from './staff.ts';

async function subjectPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { shell, tenant } = await staffShell(ctx, deps);
  const view = viewOf(ctx);
  const report = await reportOf(view, deps);
  const t = conformityTexts(ctx.lang);
  const digest = view.subject.versionDigest;
  const notice = noticeOf(ctx, t.notices);
  const mayJudge = await deps.service.isCheckingBody(tenant.id);
  return {
    kind: 'page',
    page: (
      <Page
        ctx={shell}
        title={t.subject.title(spoken(report.subject.name, ctx.lang), report.subject.version)}
        lead={t.subject.lead(report.subject.offering ?? report.subject.packageId)}
        breadcrumbs={[{ href: conformityPaths.desk, label: t.desk.title }]}
        width="wide"
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {mayJudge ? null : <Alert lang={ctx.lang} kind="info" title={t.desk.notABody} />}
        <ConformityLight
          lang={ctx.lang}
          light={report}
          title={spoken(report.criteria.title, ctx.lang)}
          today={germanDate(ctx.now)}
        />
        <Runs
          lang={ctx.lang}
          csrfToken={ctx.csrfToken}
          runs={await deps.service.assessments(view.subject)}
          startHref={conformityPaths.start(digest, view.query)}
          href={conformityPaths.subject(digest, view.query)}
        />
        <ReportView
          lang={ctx.lang}
          report={report}
          action={({ criterion }) =>
            mayJudge ? (
              <p>
                <a class="kern-link" href={conformityPaths.criterion(digest, criterion.id, view.query)}>
                  {t.subject.judge}
                  <span class="kern-sr-only">: {criterion.id}</span>
                </a>
              </p>
            ) : null
          }
        />
        <p class="vb-muted">{spoken(report.criteria.note, ctx.lang)}</p>
      </Page>
    ),
  };
}

async function start(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const view = viewOf(ctx);
  await deps.service.assess({
    subject: view.subject,
    by: actorOf(ctx),
    ...(view.criteria === undefined ? {} : { criteria: view.criteria }),
  });
  return {
    kind: 'redirect',
    to: withNotice(conformityPaths.subject(view.subject.versionDigest, view.query), 'gestartet'),
  };
}

export function subjectRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...assessorAccess,
      method: 'GET',
      path: conformityRoutePaths.subject,
      name: 'conformity.subject',
      rate: 'page',
      handle: (ctx) => subjectPage(ctx, deps),
    },
    {
      ...assessorAccess,
      method: 'POST',
      path: conformityRoutePaths.start,
      name: 'conformity.start',
      rate: 'write',
      handle: (ctx) => start(ctx, deps),
    },
  ];
}
