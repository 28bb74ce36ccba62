import { type VNode } from 'preact';
import { germanDate } from '#kernel/clock';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type PublishedPackage } from '#modules/packages';
import {
  Actions,
  Alert,
  EmptyState,
  formatDate,
  Heading,
  LinkButton,
  Page,
  Pagination,
  StatusBadge,
  Table,
  TextField,
} from '#ui';
import { conformityPaths, conformityRoutePaths } from '../paths.ts';
import { conformityTexts } from '../texts/index.ts';
import { type DueFinding, type Light } from '../types.ts';
import { spoken } from './light.tsx';
import { assessorAccess, type PageDeps, staffOf, staffShell } from './staff.ts';

const perPage = 25;

function Due({ ctx, due, today }: { ctx: RequestContext; due: readonly DueFinding[]; today: string }): VNode {
  const t = conformityTexts(ctx.lang).desk;
  if (due.length === 0) return <p class="kern-body">{t.noDue}</p>;
  return (
    <Table
      caption={t.due}
      captionHidden
      columns={[
        { key: 'what', header: t.criterion },
        { key: 'package', header: t.package },
        { key: 'day', header: t.day },
      ]}
      rows={due.map(({ finding, subject, packageId, day, what }) => ({
        key: `${finding.id} ${what}`,
        cells: {
          what: (
            <a class="kern-link" href={conformityPaths.criterion(subject.versionDigest, finding.criterion)}>
              {finding.criterion} {t.dueWhat[what]}
            </a>
          ),
          package: packageId,
          day: <StatusBadge label={formatDate(new Date(day), ctx.lang)} tone={day < today ? 'danger' : 'warning'} />,
        },
      }))}
    />
  );
}

function State({ ctx, light }: { ctx: RequestContext; light: Light | undefined }): VNode {
  const t = conformityTexts(ctx.lang);
  if (light === undefined) return <StatusBadge label={t.desk.notYet} />;
  return light.conforms ? (
    <StatusBadge label={t.lights.green} tone="success" />
  ) : (
    <StatusBadge label={`${String(light.openMust)} ${t.desk.openMust}`} tone="danger" />
  );
}

function Packages(p: {
  ctx: RequestContext;
  packages: readonly PublishedPackage[];
  lights: ReadonlyMap<string, Light>;
}): VNode {
  const { ctx } = p;
  const t = conformityTexts(ctx.lang).desk;
  return (
    <Table
      caption={t.packages}
      captionHidden
      columns={[
        { key: 'name', header: t.package },
        { key: 'version', header: t.version },
        { key: 'provider', header: t.provider },
        { key: 'state', header: conformityTexts(ctx.lang).light.result },
      ]}
      rows={p.packages.map((one) => ({
        key: one.versionDigest,
        cells: {
          name: (
            <a class="kern-link" href={conformityPaths.subject(one.versionDigest)}>
              {spoken(one.name, ctx.lang)}
            </a>
          ),
          version: one.version,
          provider: one.providerName,
          state: <State ctx={ctx} light={p.lights.get(one.versionDigest)} />,
        },
      }))}
    />
  );
}

async function deskPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { shell, tenant } = await staffShell(ctx, deps);
  const t = conformityTexts(ctx.lang).desk;
  const words = (ctx.query.get('q') ?? '').trim().slice(0, 200);
  const wanted = words.toLowerCase();
  const found = (await deps.packages.packages()).filter(({ name, providerName, packageId }) =>
    `${name.de} ${name.en} ${providerName} ${packageId}`.toLowerCase().includes(wanted),
  );
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const page = Math.min(pages, Math.max(1, Number(/^\d{1,5}$/u.exec(ctx.query.get('seite') ?? '')?.[0] ?? '1')));
  const shown = found.slice((page - 1) * perPage, page * perPage);
  const lights = await deps.service.lights(shown.map(({ versionDigest }) => versionDigest));
  const mayJudge = await deps.service.isCheckingBody(tenant.id);
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} width="wide">
        {mayJudge ? null : <Alert lang={ctx.lang} kind="info" title={t.notABody} />}
        {staffOf(ctx).isOperator ? (
          <LinkButton
            href={conformityPaths.bodies}
            label={conformityTexts(ctx.lang).bodies.title}
            variant="secondary"
          />
        ) : null}
        <Heading level={2}>{t.due}</Heading>
        <Due ctx={ctx} due={await deps.service.due(tenant.id)} today={germanDate(ctx.now)} />
        <Heading level={2}>{t.packages}</Heading>
        <form method="get" action={conformityPaths.desk} role="search" aria-label={t.list}>
          <TextField lang={ctx.lang} id="q" label={t.search} value={words} optional />
          <Actions>
            <button class="kern-btn kern-btn--secondary" type="submit">
              <span class="kern-label">{t.searchButton}</span>
            </button>
          </Actions>
        </form>
        {shown.length === 0 ? (
          <EmptyState title={t.noPackages} level={3} />
        ) : (
          <Packages ctx={ctx} packages={shown} lights={lights} />
        )}
        <Pagination
          lang={ctx.lang}
          page={page}
          pages={pages}
          href={(to) => `${conformityPaths.desk}?${new URLSearchParams({ q: words, seite: String(to) }).toString()}`}
        />
      </Page>
    ),
  };
}

export function deskRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...assessorAccess,
      method: 'GET',
      path: conformityRoutePaths.desk,
      name: 'conformity.desk',
      rate: 'page',
      handle: (ctx) => deskPage(ctx, deps),
    },
  ];
}
