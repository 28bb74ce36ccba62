import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type PublishedVersion, type ServiceManifest } from '#modules/catalogue';
import {
  Actions,
  Alert,
  Button,
  EmptyState,
  Form,
  formatBytes,
  Heading,
  LinkButton,
  Page,
  StatusBadge,
  Table,
} from '#ui';
import { packageNotFound } from '../errors.ts';
import { packagesPaths, packagesRoutePaths } from '../paths.ts';
import { packagesTexts, type Texts } from '../texts/index.ts';
import { type BuiltPackage } from '../types.ts';
import { inLanguageOf, noticeOf, type PageDeps, providerAccess, providerShell, staffOf } from './staff.ts';

export function stateOf(one: BuiltPackage): keyof Texts['list']['states'] {
  if (one.withdrawnAt !== null) return 'withdrawn';
  return one.publishedAt === null ? 'built' : 'published';
}

const tones = { built: 'info', published: 'success', withdrawn: 'warning' } as const;

export function StateBadge({ t, one }: { t: Texts; one: BuiltPackage }) {
  const state = stateOf(one);
  return <StatusBadge tone={tones[state]} label={t.list.states[state]} />;
}

function Packages({ ctx, t, packages }: { ctx: RequestContext; t: Texts; packages: readonly BuiltPackage[] }) {
  if (packages.length === 0) return <EmptyState title={t.list.none} text={t.list.noneText} level={3} />;
  return (
    <Table
      caption={t.list.packages}
      captionHidden
      columns={[
        { key: 'service', header: t.list.service },
        { key: 'version', header: t.list.version },
        { key: 'state', header: t.list.state },
        { key: 'size', header: t.list.size, numeric: true },
      ]}
      rows={packages.map((one) => ({
        key: one.digest,
        cells: {
          service: (
            <a class="kern-link" href={packagesPaths.package(one.digest)}>
              {inLanguageOf(ctx, one.name)}
              <span class="kern-sr-only"> {one.version}</span>
            </a>
          ),
          version: one.version,
          state: <StateBadge t={t} one={one} />,
          size: formatBytes(one.bytes, ctx.lang),
        },
      }))}
    />
  );
}

interface Candidate extends PublishedVersion {
  manifest: ServiceManifest;
}

/** Latest ones; who builds a package of an older version does so on the command line. */
const shownVersions = 50;

/** Published versions that are no package yet; those without facts on reuse are counted only. */
async function candidatesOf(
  ctx: RequestContext,
  { catalogue }: PageDeps,
  packages: readonly BuiltPackage[],
): Promise<{ ready: Candidate[]; others: number }> {
  const built = new Set(packages.map(({ versionDigest }) => versionDigest));
  const all = await catalogue.versionsOf(staffOf(ctx).tenant);
  const versions = all.filter(({ digest }) => !built.has(digest)).slice(0, shownVersions);
  const ready: Candidate[] = [];
  for (const version of versions) {
    const manifest = await catalogue.manifest(version.digest);
    if (manifest?.reuse !== undefined) ready.push({ ...version, manifest });
  }
  return { ready, others: versions.length - ready.length };
}

function Candidates({ ctx, t, ready }: { ctx: RequestContext; t: Texts['list']; ready: readonly Candidate[] }) {
  if (ready.length === 0) return <p class="kern-body">{t.allBuilt}</p>;
  return (
    <>
      <p class="kern-body">{t.versionsText}</p>
      {ready.map(({ digest, manifest }) => (
        <Form key={digest} action={packagesPaths.build} csrfToken={ctx.csrfToken}>
          <input type="hidden" name="version" value={digest} />
          <p class="kern-body">
            {inLanguageOf(ctx, manifest.service.name)} {manifest.version}
          </p>
          <Button
            label={t.build}
            ariaLabel={`${t.build}: ${inLanguageOf(ctx, manifest.service.name)} ${manifest.version}`}
            variant="secondary"
          />
        </Form>
      ))}
    </>
  );
}

async function listPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { shell, tenant } = await providerShell(ctx, deps);
  const t = packagesTexts(ctx.lang);
  const [packages, keys] = await Promise.all([deps.service.builtBy(tenant.id), deps.service.keys(tenant.id)]);
  const { ready, others } = await candidatesOf(ctx, deps, packages);
  const notice = noticeOf(ctx);
  const { actions } = t.list;
  return {
    kind: 'page',
    page: (
      <Page
        ctx={shell}
        title={t.title}
        lead={t.lead}
        width="wide"
        breadcrumbs={[{ href: packagesPaths.workspace, label: t.workspace }]}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {keys.length > 0 ? null : (
          <Alert lang={ctx.lang} kind="info" title={t.list.noKey}>
            <p>{t.list.noKeyText}</p>
          </Alert>
        )}
        <Actions>
          <LinkButton
            href={packagesPaths.key}
            label={actions.key}
            variant={keys.length > 0 ? 'secondary' : 'primary'}
          />
          <LinkButton href={packagesPaths.upload} label={actions.upload} variant="secondary" />
          <LinkButton href={packagesPaths.compare} label={actions.compare} variant="secondary" />
        </Actions>
        <Heading level={2}>{t.list.packages}</Heading>
        <Packages ctx={ctx} t={t} packages={packages} />
        <Heading level={2}>{t.list.versions}</Heading>
        <Candidates ctx={ctx} t={t.list} ready={ready} />
        {others === 0 ? null : <p class="kern-body">{t.list.notPackage(others)}</p>}
      </Page>
    ),
  };
}

async function build(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const versionDigest = ctx.form.get('version') ?? '';
  if (!/^sha256:[0-9a-f]{64}$/u.test(versionDigest)) throw packageNotFound();
  const { tenant, staff } = staffOf(ctx);
  const { digest } = await deps.service.build({ provider: tenant, versionDigest });
  await deps.kernel.db.tx({ tenant }, (tx) =>
    deps.kernel.audit.record(tx, {
      tenant,
      action: 'packages.build',
      actor: staff,
      actorKind: 'staff',
      subject: digest,
    }),
  );
  return { kind: 'redirect', to: `${packagesPaths.package(digest)}?meldung=gebaut` };
}

export function listRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...providerAccess,
      method: 'GET',
      path: packagesRoutePaths.list,
      name: 'packages.list',
      rate: 'page',
      handle: (ctx) => listPage(ctx, deps),
    },
    {
      ...providerAccess,
      method: 'POST',
      path: packagesRoutePaths.build,
      name: 'packages.build',
      rate: 'write',
      handle: (ctx) => build(ctx, deps),
    },
  ];
}
