import { type Reply, type Route } from '#kernel/http';
import { Actions, Alert, Button, Checkbox, type FieldError, Form, LinkButton, Page, Select, SummaryList } from '#ui';
import { isObject } from '../domain/read-json.ts';
import { clientPath, destinationPath, officePaths } from '../paths.ts';
import { type TenantDestination } from '../self-service.ts';
import { type TenantClient } from '../store/tenant-clients.ts';
import { type CallbackTest } from '../types.ts';
import { back, crumbs, type Desk, type DeskDeps, deskRoute, noticeOf, orRefused } from './desk.ts';
import { refusedErrors } from './form-errors.ts';
import { KeyTable } from './key-table.tsx';
import { DestinationState } from './overview.page.tsx';
import { Statistics } from './statistics.tsx';

interface View {
  errors?: readonly FieldError[];
  test?: CallbackTest;
}

interface Part {
  desk: Desk;
  found: TenantDestination;
}

function Facts({ desk: { ctx, t }, found: { row, owner } }: Part) {
  const words = t.destinations;
  const names: Readonly<Record<string, string>> = t.form.channelNames;
  const { legalName, ...reach } = row.contact;
  const contact = [legalName, ...Object.values(reach)].filter((value) => typeof value === 'string');
  return (
    <SummaryList
      lang={ctx.lang}
      rows={[
        { key: words.id, value: row.destination_id },
        { key: words.state, value: <DestinationState t={t} status={row.status} /> },
        { key: words.client, value: <a href={clientPath(owner.client_id)}>{owner.name}</a> },
        { key: words.contact, value: contact.join(', ') },
        { key: words.services, value: row.services.map(({ identifier }) => identifier).join(', ') },
        { key: words.versions, value: row.metadata_versions.join(', ') },
        {
          key: words.channels,
          value: Object.keys(isObject(row.reply_channels) ? row.reply_channels : {})
            .map((name) => names[name] ?? name)
            .join(', '),
        },
        { key: words.callback, value: row.callback_url ?? words.noCallback },
      ]}
    />
  );
}

/** One button that changes the state, each in a form of its own. */
function StateForms({ desk: { ctx, t }, found: { row } }: Part) {
  const path = destinationPath(row.destination_id);
  const words = t.destinations;
  if (row.status === 'decommissioned') return null;
  const isActive = row.status === 'active';
  return (
    <Form action={path} csrfToken={ctx.csrfToken} defaultAction="nichts">
      <Actions>
        <Button
          label={isActive ? words.deactivate : words.activate}
          variant={isActive ? 'secondary' : 'primary'}
          value={isActive ? 'inactive' : 'active'}
        />
        {row.callback_url === null ? null : <Button label={words.testCallback} variant="secondary" value="testen" />}
        <LinkButton
          href={destinationPath(row.destination_id, officePaths.settings)}
          label={words.edit}
          variant="secondary"
        />
      </Actions>
    </Form>
  );
}

function Links({
  desk: { ctx, t },
  found,
  clients,
  error,
}: Part & { clients: TenantClient[]; error?: string | undefined }) {
  const words = t.destinations;
  const { row, owner, links } = found;
  const isLinked = (client: TenantClient): boolean => links.some(({ client_id: id }) => id === client.client_id);
  const candidates = clients.filter(
    (one) => !isLinked(one) && !one.revoked_at && !one.keys_here && one.roles.includes('subscriber'),
  );
  const path = destinationPath(row.destination_id);
  return (
    <section>
      <h2 class="kern-heading-medium">{words.links}</h2>
      <p class="kern-body">{words.linksLead}</p>
      <Form action={path} csrfToken={ctx.csrfToken} defaultAction="nichts">
        <ul>
          {links.map((link) => (
            <li key={link.client_id}>
              {link.name} {link.revoked ? `(${t.clients.revoked}) ` : ''}
              {link.client_id === owner.client_id ? (
                `(${words.owner})`
              ) : (
                <Button
                  label={words.unlink}
                  ariaLabel={`${words.unlink}: ${link.name}`}
                  variant="tertiary"
                  small
                  value={`loesen:${link.client_id}`}
                />
              )}
            </li>
          ))}
        </ul>
      </Form>
      {candidates.length === 0 ? (
        <p class="kern-body">{words.linkNone}</p>
      ) : (
        <Form action={path} csrfToken={ctx.csrfToken} defaultAction="verknuepfen">
          <Select
            lang={ctx.lang}
            id="mitclient"
            label={words.linkWhich}
            options={candidates.map(({ client_id: value, name: label }) => ({ value, label }))}
            error={error}
          />
          <Button label={words.link} variant="secondary" value="verknuepfen" />
        </Form>
      )}
    </section>
  );
}

function Close({ desk: { ctx, t }, found: { row }, error }: Part & { error?: string | undefined }) {
  const words = t.destinations;
  return (
    <section>
      <h2 class="kern-heading-medium">{words.close}</h2>
      <p class="kern-body">{words.closeLead}</p>
      <Form action={destinationPath(row.destination_id)} csrfToken={ctx.csrfToken} defaultAction="nichts">
        <Checkbox lang={ctx.lang} id="schliessen" label={words.closeConfirm} error={error} />
        <Button label={words.close} variant="danger" value="schliessen" />
      </Form>
    </section>
  );
}

function TestResult({ desk: { ctx, t }, test }: { desk: Desk; test: CallbackTest }) {
  const words = t.destinations;
  return (
    <Alert
      lang={ctx.lang}
      kind={test.ok ? 'success' : 'danger'}
      title={test.ok ? words.testOk(test.milliseconds) : words.testFailed}
      live
    >
      {test.ok ? undefined : <p class="kern-body">{test.reason[ctx.lang]}</p>}
    </Alert>
  );
}

async function destinationPage(desk: Desk, view: View = {}): Promise<Reply> {
  const { ctx, deps, service, tenant, t } = desk;
  const found = await service.destination(tenant, ctx.params['destination'] ?? '');
  const { row, owner } = found;
  const errors = view.errors ?? [];
  const errorOf = (id: string): string | undefined => errors.find((error) => error.id === id)?.message;
  const notice = noticeOf(desk);
  const part = { desk, found };
  const canChange = !owner.keys_here && row.status !== 'decommissioned';
  const page = (
    <Page ctx={await deps.shellOf(ctx)} title={row.name} width="wide" breadcrumbs={crumbs(t)} errors={errors}>
      {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
      {view.test === undefined ? null : <TestResult desk={desk} test={view.test} />}
      {owner.keys_here ? <p class="kern-body">{t.destinations.here}</p> : null}
      <Facts {...part} />
      {canChange ? <StateForms {...part} /> : null}
      <KeyTable desk={desk} found={found} canChange={canChange} />
      {canChange ? <Links {...part} clients={await service.clients(tenant)} error={errorOf('mitclient')} /> : null}
      <Statistics lang={ctx.lang} t={t} figures={await service.statistics(tenant, row.destination_id)} />
      {canChange ? <Close {...part} error={errorOf('schliessen')} /> : null}
    </Page>
  );
  return { kind: 'page', status: errors.length > 0 ? 422 : 200, page };
}

async function act(desk: Desk): Promise<Reply> {
  const { ctx, service, tenant, t } = desk;
  const { row } = await service.destination(tenant, ctx.params['destination'] ?? '');
  const id = row.destination_id;
  const path = destinationPath(id);
  const [verb = '', value = ''] = (ctx.form.get('_action') ?? '').split(':');
  const settled = async (action: string, work: () => Promise<void>, notice: Parameters<typeof back>[1], to = path) => {
    await desk.record(`transport.destination-${action}`, id);
    const done = await orRefused(work());
    return done.ok ? back(to, notice) : destinationPage(desk, { errors: refusedErrors(done.error, t, 'inhalt') });
  };
  switch (verb) {
    case 'active':
    case 'inactive':
      return settled('state', () => service.changeDestination(tenant, id, { status: verb }), 'gespeichert');
    case 'schluessel':
      return settled(
        'key-change',
        () => service.changeDestination(tenant, id, { encryptionKid: value }),
        'gespeichert',
      );
    case 'loesen':
      return settled('unlink', () => service.unlink(tenant, id, value), 'geloest');
    case 'verknuepfen': {
      const client = ctx.form.get('mitclient') ?? '';
      if (client === '') return destinationPage(desk, { errors: [{ id: 'mitclient', message: t.form.clientMissing }] });
      return settled('link', () => service.link(tenant, id, client), 'verknuepft');
    }
    case 'testen':
      return destinationPage(desk, { test: await service.testCallback(tenant, id) });
    case 'schliessen':
      if (ctx.form.get('schliessen') === 'true') {
        return settled('close', () => service.closeDestination(tenant, id), 'geschlossen', officePaths.overview);
      }
      return destinationPage(desk, { errors: [{ id: 'schliessen', message: t.clients.confirmMissing }] });
    default:
      return { kind: 'redirect', to: path };
  }
}

export function destinationRoutes(deps: DeskDeps): Route[] {
  const path = officePaths.destination;
  return [
    deskRoute(deps, {
      method: 'GET',
      path,
      name: 'self-service.destination',
      handle: (desk) => destinationPage(desk),
    }),
    deskRoute(deps, { method: 'POST', path, name: 'self-service.destination-act', handle: act }),
  ];
}
