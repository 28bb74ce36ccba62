import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type TenantId } from '#kernel/ids';
import { EmptyState, LinkButton, Page, Pagination, StatusBadge, Table } from '#ui';
import { packageIdOf } from '../domain/assessed.ts';
import { privacyPaths, privacyRoutePaths } from '../paths.ts';
import { stateOf } from '../service.ts';
import { privacyTexts, type Texts } from '../texts/index.ts';
import { type AdoptionState, type AssessedVersion } from '../types.ts';
import { nameOf, officerAccess, officerShell, type PageDeps } from './staff.ts';

const pageSize = 25;
const marketplace = '/nachnutzung';

interface Entry {
  packageId: string;
  /** Version that the authority offers. */
  offered: string | null;
  /** What the officer decides on: the newest version, or the offered one where there is no newer. */
  version: AssessedVersion;
  state: AdoptionState;
}

export function StateBadge({ t, state, version }: { t: Texts; state: AdoptionState; version: AssessedVersion }) {
  const { decision } = state;
  if (version.assessment === null) return <StatusBadge label={t.noAssessment} tone="danger" />;
  if (state.state === 'none' && decision !== null && decision.kind !== 'adopted')
    return <StatusBadge label={t.refused[decision.kind]} tone="danger" />;
  const tone = { none: 'neutral', adopted: 'success', 'to-renew': 'warning' } as const;
  return <StatusBadge label={t.states[state.state]} tone={tone[state.state]} />;
}

/** Packages that the authority offers or has decided on. */
async function entriesOf(deps: PageDeps, tenant: TenantId, wanted: number) {
  const [offerings, decisions] = await Promise.all([deps.catalogue.offeringsOf(tenant), deps.service.inForce(tenant)]);
  const known = new Map(offerings.map((offering) => [packageIdOf(offering.manifest), offering]));
  const names = [...new Set([...known.keys(), ...decisions.keys()])].toSorted();
  const pages = Math.max(1, Math.ceil(names.length / pageSize));
  const page = Math.min(Math.max(1, wanted), pages);
  const shown = names.slice((page - 1) * pageSize, page * pageSize);
  const entries = await Promise.all(
    shown.map(async (packageId): Promise<Entry | null> => {
      const offering = known.get(packageId);
      const decision = decisions.get(packageId);
      const digest = offering?.versionDigest ?? decision?.version_digest ?? '';
      const version = (await deps.service.newest(packageId)) ?? (await deps.service.version(digest));
      if (version === null) return null;
      const offered = offering?.manifest.version ?? null;
      return { packageId, offered, version, state: stateOf(decision ?? null, version) };
    }),
  );
  return { entries: entries.filter((entry) => entry !== null), page, pages };
}

async function listPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { tenant, shell } = await officerShell(ctx, deps);
  const t = privacyTexts(ctx.lang);
  const { entries, page, pages } = await entriesOf(deps, tenant.id, Number(ctx.query.get('seite') ?? '1') || 1);
  const open = entries.filter(({ state }) => state.state !== 'adopted').length;
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.title} lead={t.list.lead} width="wide">
        {open === 0 ? null : (
          <p>
            <strong>{t.list.open(open)}</strong>
          </p>
        )}
        {entries.length === 0 ? (
          <EmptyState title={t.list.none} text={t.list.noneText}>
            <LinkButton href={marketplace} label={t.list.market} variant="secondary" />
          </EmptyState>
        ) : (
          <Table
            caption={t.list.caption}
            columns={[
              { key: 'service', header: t.list.service },
              { key: 'offered', header: t.list.offered },
              { key: 'adopted', header: t.list.adopted },
              { key: 'state', header: t.list.state },
            ]}
            rows={entries.map((entry) => ({ key: entry.packageId, cells: cellsOf(ctx, t, entry) }))}
          />
        )}
        <Pagination
          lang={ctx.lang}
          page={page}
          pages={pages}
          href={(number) => `${privacyPaths.list}?seite=${String(number)}`}
        />
        <p>
          <a class="kern-link" href={privacyPaths.report}>
            {t.list.report}
          </a>
        </p>
      </Page>
    ),
  };
}

function cellsOf(ctx: RequestContext, t: Texts, { offered, version, state }: Entry) {
  return {
    service: (
      <a class="kern-link" href={privacyPaths.service(version.digest)}>
        {nameOf(ctx, version)}
      </a>
    ),
    offered: offered ?? t.list.notOffered,
    adopted: state.adoptedVersion ?? '–',
    state: <StateBadge t={t} state={state} version={version} />,
  };
}

export function listRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...officerAccess,
      method: 'GET',
      path: privacyRoutePaths.list,
      name: 'privacy.list',
      rate: 'page',
      handle: (ctx) => listPage(ctx, deps),
    },
  ];
}
