import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Alert, LinkButton, Page, StatusBadge, Table } from '#ui';
import { clientPath, destinationPath, officePaths } from '../paths.ts';
import { type DestinationHead, type TenantClient } from '../store/tenant-clients.ts';
import { transportTexts, type Texts } from '../texts/index.ts';
import { homeCrumbs, noticeOf, type Desk, type DeskDeps, deskRoute } from './desk.ts';
import { LogForm } from './log.page.tsx';

export function Clients({ t, clients }: { t: Texts; clients: readonly TenantClient[] }) {
  const words = t.clients;
  if (clients.length === 0) return <p class="kern-body">{words.none}</p>;
  return (
    <Table
      caption={words.title}
      captionHidden
      columns={[
        { key: 'name', header: words.name },
        { key: 'roles', header: words.roles },
        { key: 'state', header: words.state },
      ]}
      rows={clients.map((client) => ({
        key: client.client_id,
        cells: {
          name: <a href={clientPath(client.client_id)}>{client.name}</a>,
          roles: client.roles.map((role) => words.roleNames[role]).join(', '),
          state: <ClientState t={t} client={client} />,
        },
      }))}
    />
  );
}

export function ClientState({ t, client }: { t: Texts; client: TenantClient }) {
  if (client.revoked_at) return <StatusBadge label={t.clients.revoked} tone="danger" />;
  return client.keys_here ? (
    <StatusBadge label={t.clients.here} tone="info" />
  ) : (
    <StatusBadge label={t.clients.active} tone="success" />
  );
}

export function DestinationState({ t, status }: { t: Texts; status: DestinationHead['status'] }) {
  const tone = status === 'active' ? 'success' : status === 'decommissioned' ? 'danger' : 'neutral';
  return <StatusBadge label={t.destinations.states[status]} tone={tone} />;
}

function Destinations({ t, rows, clients }: { t: Texts; rows: readonly DestinationHead[]; clients: TenantClient[] }) {
  const words = t.destinations;
  if (rows.length === 0) return <p class="kern-body">{words.none}</p>;
  return (
    <Table
      caption={words.title}
      captionHidden
      columns={[
        { key: 'name', header: words.name },
        { key: 'client', header: words.client },
        { key: 'state', header: words.state },
      ]}
      rows={rows.map((row) => ({
        key: row.destination_id,
        cells: {
          name: <a href={destinationPath(row.destination_id)}>{row.name}</a>,
          client: clients.find(({ client_id: id }) => id === row.client_id)?.name ?? '',
          state: <DestinationState t={t} status={row.status} />,
        },
      }))}
    />
  );
}

async function overview(desk: Desk): Promise<Reply> {
  const { ctx, deps, service, tenant, t } = desk;
  const clients = await service.clients(tenant);
  const destinations = await service.destinations(tenant);
  const canOwn = clients.some((one) => one.roles.includes('manager') && !one.revoked_at && !one.keys_here);
  const notice = noticeOf(desk);
  const page = (
    <Page ctx={await deps.shellOf(ctx)} title={t.title} lead={t.lead} width="wide" breadcrumbs={homeCrumbs(t)}>
      {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
      <section>
        <h2 class="kern-heading-medium">{t.clients.title}</h2>
        <p class="kern-body">{t.clients.lead}</p>
        <Clients t={t} clients={clients} />
        <LinkButton href={officePaths.newClient} label={t.clients.add} variant="secondary" />
      </section>
      <section>
        <h2 class="kern-heading-medium">{t.destinations.title}</h2>
        <Destinations t={t} rows={destinations} clients={clients} />
        {canOwn ? (
          <LinkButton href={officePaths.newDestination} label={t.destinations.add} variant="secondary" />
        ) : (
          <p class="kern-body">{t.destinations.needsClient}</p>
        )}
      </section>
      <section>
        <h2 class="kern-heading-medium">{t.log.title}</h2>
        <p class="kern-body">{t.log.lead}</p>
        <LogForm lang={ctx.lang} t={t} />
      </section>
    </Page>
  );
  return { kind: 'page', page };
}

/** The service runs in another process, or somebody else runs it. */
async function elsewhere(ctx: RequestContext, deps: DeskDeps): Promise<Reply> {
  if (!ctx.staff) throw new AppError('unauthenticated', 'transport/client-not-found');
  const t = transportTexts(ctx.lang);
  const page = (
    <Page ctx={await deps.shellOf(ctx)} title={t.title} lead={t.lead} breadcrumbs={homeCrumbs(t)}>
      <Alert lang={ctx.lang} kind="info">
        <p class="kern-body">{t.elsewhere}</p>
        <p class="kern-body">{t.elsewhereAddress(deps.addresses.submissionBaseUrl)}</p>
      </Alert>
    </Page>
  );
  return { kind: 'page', page };
}

export function overviewRoutes(deps: DeskDeps): Route[] {
  const route = deskRoute(deps, {
    method: 'GET',
    path: officePaths.overview,
    name: 'self-service.overview',
    handle: overview,
  });
  return [deps.service ? route : { ...route, handle: (ctx) => elsewhere(ctx, deps) }];
}
