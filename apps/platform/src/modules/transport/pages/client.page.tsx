import { type Reply, type Route } from '#kernel/http';
import { isUuid, newUuid, type ClientId } from '#kernel/ids';
import {
  Alert,
  Button,
  Checkbox,
  CheckboxGroup,
  type FieldError,
  Form,
  formatDateTime,
  LinkButton,
  Page,
  SummaryList,
  TextField,
} from '#ui';
import { type ClientRole } from '#kernel/fit-connect';
import { clientRoles } from '../domain/scopes.ts';
import { clientPath, officePaths } from '../paths.ts';
import { type TenantClient } from '../store/tenant-clients.ts';
import {
  back,
  crumbs,
  type Desk,
  type DeskDeps,
  deskRoute,
  noticeOf,
  orRefused,
  type TenantArea,
  type View,
} from './desk.ts';
import { ClientState } from './overview.page.tsx';

interface NewClientView extends View {
  id?: string;
  name?: string;
  roles?: readonly string[];
}

function rolesWithin(area: TenantArea): readonly ClientRole[] {
  return area === 'nowhere' ? clientRoles.filter((role) => role !== 'manager') : clientRoles;
}

async function newClientPage({ ctx, deps, tenant, t }: Desk, view: NewClientView = {}): Promise<Reply> {
  const area = await deps.areaOf(tenant);
  const words = t.clients;
  const errors = view.errors ?? [];
  const errorOf = (id: string): string | undefined => errors.find((error) => error.id === id)?.message;
  const page = (
    <Page ctx={await deps.shellOf(ctx)} title={words.add} lead={words.lead} breadcrumbs={crumbs(t)} errors={errors}>
      <Form action={officePaths.newClient} csrfToken={ctx.csrfToken}>
        {/* Chosen before the form is sent: sent twice, it makes one client. */}
        <input type="hidden" name="kennung" value={view.id ?? newUuid()} />
        <TextField
          lang={ctx.lang}
          id="name"
          label={words.name}
          hint={words.nameHint}
          value={view.name ?? ''}
          error={errorOf('name')}
        />
        <CheckboxGroup
          lang={ctx.lang}
          id="aufgaben"
          label={words.roles}
          {...(area === 'nowhere' ? { hint: words.noArea } : {})}
          options={rolesWithin(area).map((role) => ({ value: role, label: words.roleNames[role] }))}
          values={view.roles ?? ['subscriber', 'manager']}
          error={errorOf('aufgaben')}
        />
        <Button label={words.add} />
      </Form>
    </Page>
  );
  return { kind: 'page', status: errors.length > 0 ? 422 : 200, page };
}

async function createClient(desk: Desk): Promise<Reply> {
  const { ctx, deps, service, tenant, t } = desk;
  const area = await deps.areaOf(tenant);
  const given = ctx.form.get('kennung') ?? '';
  const id = isUuid(given) ? given : newUuid();
  const name = (ctx.form.get('name') ?? '').trim();
  const chosen = ctx.form.getAll('aufgaben');
  const roles = rolesWithin(area).filter((role) => chosen.includes(role));
  const errors: FieldError[] = [];
  if (name === '' || name.length > 200) errors.push({ id: 'name', message: t.clients.nameMissing });
  if (roles.length === 0) errors.push({ id: 'aufgaben', message: t.clients.rolesMissing });
  if (errors.length > 0) return newClientPage(desk, { id, name, roles: chosen, errors });
  await desk.record('transport.client-create', id);
  const region = typeof area === 'string' ? null : area.region;
  const made = await orRefused(service.createClient(tenant, { clientId: clientIdOf(id), name, roles, region }));
  if (!made.ok) return back(clientPath(id), 'bekannt');
  return secretPage(desk, await service.client(tenant, id), made.value);
}

function clientIdOf(uuid: string): ClientId {
  return uuid as ClientId;
}

/** The answer to the POST itself, never at an address of its own: reloaded, it repeats the form and shows nothing. */
async function secretPage({ ctx, deps, t }: Desk, client: TenantClient, secret: string): Promise<Reply> {
  const words = t.clients;
  const page = (
    <Page ctx={await deps.shellOf(ctx)} title={words.secretTitle} lead={client.name} breadcrumbs={crumbs(t)}>
      <Alert lang={ctx.lang} kind="warning" title={words.secretWarning} live>
        <p class="kern-body">{words.secretLead}</p>
      </Alert>
      <SummaryList
        lang={ctx.lang}
        rows={[
          { key: words.id, value: client.client_id },
          { key: words.secret, value: secret },
          { key: words.tokenUrl, value: deps.addresses.tokenUrl },
        ]}
      />
      <LinkButton href={clientPath(client.client_id)} label={words.toClient} variant="secondary" />
    </Page>
  );
  return { kind: 'page', page };
}

function Actions({ desk, client, errors }: { desk: Desk; client: TenantClient; errors: readonly FieldError[] }) {
  const { ctx, t } = desk;
  const words = t.clients;
  const errorOf = (id: string): string | undefined => errors.find((error) => error.id === id)?.message;
  const at = (path: string): string => path.replace(':client', client.client_id);
  return (
    <>
      <section>
        <h2 class="kern-heading-medium">{words.rotate}</h2>
        <p class="kern-body">{words.rotateLead}</p>
        <Form action={at(officePaths.rotate)} csrfToken={ctx.csrfToken}>
          <input type="hidden" name="nummer" value={client.secret_number} />
          <Checkbox lang={ctx.lang} id="erneuern" label={words.rotateConfirm} error={errorOf('erneuern')} />
          <Button label={words.rotate} variant="secondary" />
        </Form>
      </section>
      <section>
        <h2 class="kern-heading-medium">{words.revoke}</h2>
        <p class="kern-body">{words.revokeLead}</p>
        <Form action={at(officePaths.revoke)} csrfToken={ctx.csrfToken}>
          <Checkbox lang={ctx.lang} id="sperren" label={words.revokeConfirm} error={errorOf('sperren')} />
          <Button label={words.revoke} variant="danger" />
        </Form>
      </section>
    </>
  );
}

async function clientPage(desk: Desk, view: View = {}): Promise<Reply> {
  const { ctx, deps, service, tenant, t } = desk;
  const client = await service.client(tenant, ctx.params['client'] ?? '');
  const errors = view.errors ?? [];
  const notice = noticeOf(desk);
  const words = t.clients;
  const page = (
    <Page ctx={await deps.shellOf(ctx)} title={client.name} breadcrumbs={crumbs(t)} errors={errors}>
      {notice === undefined ? null : <Alert lang={ctx.lang} kind="info" title={notice} live />}
      <SummaryList
        lang={ctx.lang}
        rows={[
          { key: words.id, value: client.client_id },
          { key: words.roles, value: client.roles.map((role) => words.roleNames[role]).join(', ') },
          { key: words.state, value: <ClientState t={t} client={client} /> },
          { key: words.created, value: formatDateTime(client.created_at, ctx.lang) },
          { key: words.tokenUrl, value: deps.addresses.tokenUrl },
        ]}
      />
      {client.keys_here ? <p class="kern-body">{words.hereLong}</p> : null}
      {client.keys_here || client.revoked_at ? null : <Actions desk={desk} client={client} errors={errors} />}
    </Page>
  );
  return { kind: 'page', status: errors.length > 0 ? 422 : 200, page };
}

async function rotate(desk: Desk): Promise<Reply> {
  const { ctx, service, tenant, t } = desk;
  const client = await service.client(tenant, ctx.params['client'] ?? '');
  if (ctx.form.get('erneuern') !== 'true') {
    return clientPage(desk, { errors: [{ id: 'erneuern', message: t.clients.confirmMissing }] });
  }
  await desk.record('transport.client-secret', client.client_id);
  const number = Number(ctx.form.get('nummer'));
  const made = await orRefused(
    service.rotateSecret(tenant, client.client_id, Number.isSafeInteger(number) ? number : 0),
  );
  return made.ok ? secretPage(desk, client, made.value) : back(clientPath(client.client_id), 'bekannt');
}

async function revoke(desk: Desk): Promise<Reply> {
  const { ctx, service, tenant, t } = desk;
  const client = await service.client(tenant, ctx.params['client'] ?? '');
  if (ctx.form.get('sperren') !== 'true') {
    return clientPage(desk, { errors: [{ id: 'sperren', message: t.clients.confirmMissing }] });
  }
  await desk.record('transport.client-revoke', client.client_id);
  await service.revokeClient(tenant, client.client_id);
  return back(officePaths.overview, 'gesperrt');
}

export function clientRoutes(deps: DeskDeps): Route[] {
  const route = (method: 'GET' | 'POST', path: string, name: string, handle: (desk: Desk) => Promise<Reply>): Route =>
    deskRoute(deps, { method, path, name: `self-service.${name}`, handle });
  return [
    route('GET', officePaths.newClient, 'new-client', (desk) => newClientPage(desk)),
    route('POST', officePaths.newClient, 'create-client', createClient),
    route('GET', officePaths.client, 'client', (desk) => clientPage(desk)),
    route('POST', officePaths.rotate, 'rotate-secret', rotate),
    route('POST', officePaths.revoke, 'revoke-client', revoke),
  ];
}
