import { germanDate } from '#kernel/clock';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Alert, EmptyState, Page, shell } from '#ui';
import { subjectNotFound } from '../errors.ts';
import { conformityPaths, conformityRoutePaths } from '../paths.ts';
import { conformityTexts } from '../texts/index.ts';
import { ConformityLight, spoken } from './light.tsx';
import { ReportView } from './report-view.tsx';
import { type PageDeps } from './staff.ts';

/** Everybody may read: traffic light, findings, evidence, comments. */
async function publicPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const packageId = `${ctx.params['provider'] ?? ''}/${ctx.params['service'] ?? ''}`;
  const version = ctx.query.get('version') ?? undefined;
  const traded = await deps.packages.package(packageId, version);
  if (traded === null) throw subjectNotFound();
  const subject = { versionDigest: traded.versionDigest, offeringId: null };
  const light = await deps.service.light(traded.versionDigest);
  const report =
    light === null ? null : await deps.service.report(subject, `${light.catalogue}@${light.criteriaVersion}`);
  const t = conformityTexts(ctx.lang);
  const name = spoken(traded.name, ctx.lang);
  return {
    kind: 'page',
    page: (
      <Page
        ctx={shell(ctx)}
        title={t.public.title(name)}
        lead={t.public.lead(traded.version, traded.providerName)}
        breadcrumbs={[
          { href: '/nachnutzung', label: t.public.market },
          { href: `/nachnutzung/pakete/${packageId}`, label: name },
        ]}
        width="wide"
      >
        {report === null ? (
          <EmptyState title={t.public.none} text={t.public.noneText} />
        ) : (
          <>
            <ConformityLight
              lang={ctx.lang}
              light={report}
              title={spoken(report.criteria.title, ctx.lang)}
              today={germanDate(ctx.now)}
            />
            <p class="kern-body">
              <a class="kern-link" href={conformityPaths.api(packageId)}>
                {t.report.json}
              </a>
            </p>
            <Alert lang={ctx.lang} kind="info" title={t.public.note}>
              <p>{spoken(report.criteria.note, ctx.lang)}</p>
            </Alert>
            <ReportView lang={ctx.lang} report={report} />
          </>
        )}
      </Page>
    ),
  };
}

export function publicRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      surface: 'page',
      access: { kind: 'public' },
      path: conformityRoutePaths.public,
      name: 'conformity.public',
      rate: 'page',
      handle: (ctx) => publicPage(ctx, deps),
    },
  ];
}
