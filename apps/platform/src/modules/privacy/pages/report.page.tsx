import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { EmptyState, Page, Table } from '#ui';
import { privacyPaths, privacyRoutePaths } from '../paths.ts';
import { privacyTexts } from '../texts/index.ts';
import { crumbs, nameOf, officerAccess, officerShell, type PageDeps } from './staff.ts';

const pageSize = 50;

async function reportPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { shell } = await officerShell(ctx, deps);
  const t = privacyTexts(ctx.lang).report;
  const after = ctx.query.get('nach');
  const report = await deps.service.coverages({ after, limit: pageSize });
  const rows = await Promise.all(
    report.items.map(async ({ packageId, towns, toRenew }) => {
      const newest = await deps.service.newest(packageId);
      const name = newest === null ? packageId : `${nameOf(ctx, newest)} (${newest.manifest.provider.name})`;
      return { key: packageId, cells: { package: name, towns: String(towns), toRenew: String(toRenew) } };
    }),
  );
  const last = report.items.at(-1)?.packageId;
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} breadcrumbs={crumbs(ctx)} width="wide">
        {report.total === 0 ? (
          <EmptyState title={t.none} />
        ) : (
          <>
            <p>{t.sum(report.towns, report.total)}</p>
            <Table
              caption={t.caption}
              columns={[
                { key: 'package', header: t.package },
                { key: 'towns', header: t.towns, numeric: true },
                { key: 'toRenew', header: t.toRenew, numeric: true },
              ]}
              rows={rows}
            />
          </>
        )}
        {report.items.length < pageSize || last === undefined ? null : (
          <p>
            <a class="kern-link" href={`${privacyPaths.report}?nach=${encodeURIComponent(last)}`}>
              {t.more}
            </a>
          </p>
        )}
      </Page>
    ),
  };
}

export function reportRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...officerAccess,
      method: 'GET',
      path: privacyRoutePaths.report,
      name: 'privacy.report',
      rate: 'page',
      handle: (ctx) => reportPage(ctx, deps),
    },
  ];
}
