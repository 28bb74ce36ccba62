import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type PublishedVersion } from '#modules/catalogue';
import { Actions, Alert, EmptyState, formatDate, formatDateTime, Heading, LinkButton, Page, Table } from '#ui';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';
import { type Work } from '../types.ts';
import { type AuthoringDeps, noticeOf, providerAccess, providerShell, staffOf, workName } from './staff.ts';

/** A version with the name that its manifest gives. */
interface Published extends PublishedVersion {
  name: string;
}

function Works({
  ctx,
  t,
  works,
  versions,
}: {
  ctx: RequestContext;
  t: Texts['list'];
  works: readonly Work[];
  versions: readonly Published[];
}) {
  if (works.length === 0) return <EmptyState title={t.noWorks} text={t.noWorksText} level={3} />;
  const versionOf = (digest: string): string => versions.find((one) => one.digest === digest)?.version ?? '';
  return (
    <Table
      caption={t.works}
      captionHidden
      columns={[
        { key: 'service', header: t.service },
        { key: 'schema', header: t.schema },
        { key: 'basis', header: t.basis },
        { key: 'changed', header: t.changed },
      ]}
      rows={works.map((work) => ({
        key: work.id,
        cells: {
          service: (
            <a class="kern-link" href={authoringPaths.work(work.id)}>
              {workName(ctx, work)}
            </a>
          ),
          schema: `${work.content.schema.id} ${work.content.schema.version}`,
          basis: work.baseVersionDigest === null ? t.newWork : t.nextOf(versionOf(work.baseVersionDigest)),
          changed: t.changedBy(formatDateTime(work.changedAt, ctx.lang), work.changedBy),
        },
      }))}
    />
  );
}

function Versions({ ctx, t, versions }: { ctx: RequestContext; t: Texts['list']; versions: readonly Published[] }) {
  if (versions.length === 0) return <p class="kern-body">{t.noPublished}</p>;
  return (
    <Table
      caption={t.published}
      captionHidden
      columns={[
        { key: 'service', header: t.service },
        { key: 'version', header: t.version },
        { key: 'at', header: t.publishedAt },
      ]}
      rows={versions.map((version) => ({
        key: version.digest,
        cells: {
          service: (
            <a class="kern-link" href={authoringPaths.version(version.digest)}>
              {version.name}
              <span class="kern-sr-only"> {version.version}</span>
            </a>
          ),
          version: version.version,
          at: formatDate(version.publishedAt, ctx.lang),
        },
      }))}
    />
  );
}

async function listPage(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const { shell, tenant } = await providerShell(ctx, deps);
  const texts = authoringTexts(ctx.lang);
  const t = texts.list;
  const works = await deps.service.works(tenant.id);
  const versions: Published[] = [];
  for (const version of await deps.catalogue.versionsOf(tenant.id)) {
    const name = (await deps.catalogue.manifest(version.digest))?.service.name;
    versions.push({ ...version, name: (ctx.lang === 'en' ? name?.en : '') || (name?.de ?? version.serviceSlug) });
  }
  const notice = noticeOf(ctx, texts.notices);
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} width="wide">
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Actions>
          <LinkButton href={authoringPaths.create} label={t.newService} />
          <LinkButton href={authoringPaths.lists} label={t.codeLists} variant="secondary" />
          <LinkButton href={authoringPaths.packages} label={t.packages} variant="secondary" />
          <LinkButton href={authoringPaths.conformity} label={t.conformity} variant="secondary" />
          {staffOf(ctx).actions.has('offering.manage') && tenant.ars !== null ? (
            <LinkButton href={authoringPaths.offerings} label={t.offerings} variant="secondary" />
          ) : null}
        </Actions>
        <Heading level={2}>{t.works}</Heading>
        <Works ctx={ctx} t={t} works={works} versions={versions} />
        <Heading level={2}>{t.published}</Heading>
        <Versions ctx={ctx} t={t} versions={versions} />
      </Page>
    ),
  };
}

export function listRoutes(deps: AuthoringDeps): readonly Route[] {
  return [
    {
      ...providerAccess,
      method: 'GET',
      path: authoringRoutePaths.list,
      name: 'authoring.list',
      rate: 'page',
      handle: (ctx) => listPage(ctx, deps),
    },
  ];
}
