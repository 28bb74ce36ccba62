import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { newUuid } from '#kernel/ids';
import { Button, CheckboxGroup, type FieldError, Form, Page, Repeatable, Select, TextArea, TextField } from '#ui';
import { parseSettings } from '../domain/destination-body.ts';
import {
  afterButton,
  emptyService,
  patchOfForm,
  readDestinationForm,
  replyChannels,
  serviceLines,
  settingsOfForm,
  type DestinationForm,
  type ServiceLines,
} from '../domain/destination-form.ts';
import { readKeyUpload, type KeyUpload, type KeyUse } from '../domain/key-upload.ts';
import { isObject } from '../domain/read-json.ts';
import { type OwnDestination } from '../managed-destinations.ts';
import { destinationPath, officePaths } from '../paths.ts';
import { type TenantClient } from '../store/tenant-clients.ts';
import { type Texts } from '../texts/index.ts';
import { back, crumbs, type Desk, type DeskDeps, deskRoute, orRefused } from './desk.ts';
import { bodyErrors, namedKeyMessage, postedTexts, problemErrors } from './form-errors.ts';
import { KeyFields } from './key-fields.tsx';
import { KeyMaker } from './key-maker.tsx';
import { keyFormBytes } from './key.page.tsx';

interface Shown {
  form: DestinationForm;
  errors?: readonly FieldError[];
}

interface Fields {
  ctx: RequestContext;
  t: Texts;
  form: DestinationForm;
  errorOf(id: string): string | undefined;
}

function Services({ ctx, t, form, errorOf }: Fields) {
  const words = t.form;
  const item = (service: ServiceLines) => {
    const id = (part: string): string => `leistung-${service.key}-${part}`;
    return (
      <>
        <input type="hidden" name="leistung" value={service.key} />
        <TextField
          lang={ctx.lang}
          id={id('urn')}
          label={words.identifier}
          hint={words.identifierHint}
          value={service.identifier}
          error={errorOf(id('urn'))}
          spellcheck={false}
        />
        <TextArea
          lang={ctx.lang}
          id={id('schemata')}
          label={words.schemas}
          hint={words.schemasHint}
          value={service.schemas}
          rows={3}
          error={errorOf(id('schemata'))}
        />
        <TextArea
          lang={ctx.lang}
          id={id('gebiete')}
          label={words.regions}
          hint={words.regionsHint}
          value={service.regions}
          rows={3}
          error={errorOf(id('gebiete'))}
        />
      </>
    );
  };
  return (
    <Repeatable
      lang={ctx.lang}
      id="leistungen"
      heading={words.services}
      addLabel={words.addService}
      min={1}
      max={200}
      error={errorOf('leistungen')}
      items={form.services.map((service, index) => ({
        key: service.key,
        title: words.service(index + 1),
        children: item(service),
      }))}
    />
  );
}

function Answers({ ctx, t, form, errorOf, hasCallback }: Fields & { hasCallback: boolean }) {
  const words = t.form;
  const { lang } = ctx;
  return (
    <>
      <TextField
        lang={lang}
        id="versionen"
        label={words.versions}
        hint={words.versionsHint}
        value={form.versions}
        error={errorOf('versionen')}
      />
      <CheckboxGroup
        lang={lang}
        id="kanaele"
        label={words.channels}
        options={replyChannels.map((value) => ({ value, label: words.channelNames[value] }))}
        values={form.channels}
        error={errorOf('kanaele')}
      />
      <TextArea
        lang={lang}
        id="standards"
        label={words.standards}
        hint={words.standardsHint}
        value={form.standards}
        rows={2}
        optional
      />
      <TextField
        lang={lang}
        id="rueckruf"
        type="url"
        label={words.callbackUrl}
        hint={words.callbackUrlHint}
        value={form.callbackUrl}
        error={errorOf('rueckruf')}
        optional
      />
      <TextField
        lang={lang}
        id="geheimnis"
        type="password"
        autocomplete="off"
        label={words.callbackSecret}
        hint={hasCallback ? `${words.callbackSecretHint} ${words.callbackKeep}` : words.callbackSecretHint}
        error={errorOf('geheimnis')}
        optional
      />
    </>
  );
}

function Basics({ ctx: { lang }, t, form, errorOf }: Fields) {
  const words = t.form;
  return (
    <>
      <TextField lang={lang} id="name" label={words.name} value={form.name} error={errorOf('name')} />
      <TextField
        lang={lang}
        id="legalName"
        label={words.legalName}
        value={form.legalName}
        error={errorOf('legalName')}
      />
      <TextField
        lang={lang}
        id="email"
        type="email"
        label={words.email}
        hint={words.emailHint}
        value={form.email}
        error={errorOf('email')}
      />
    </>
  );
}

function fieldsOf({ ctx, t }: Desk, { form, errors = [] }: Shown): Fields {
  return { ctx, t, form, errorOf: (id) => errors.find((error) => error.id === id)?.message };
}

function mayOwn(client: TenantClient): boolean {
  return client.roles.includes('manager') && !client.revoked_at && !client.keys_here;
}

const startForm: Omit<DestinationForm, 'services'> = {
  ...{ client: '', name: '', legalName: '', email: '', versions: '2.1.0', callbackUrl: '', callbackSecret: '' },
  ...{ encryptionKey: '', signingKey: '', channels: ['fitConnect'], standards: 'urn:verbund:reply:1' },
};

/** What a further service begins with: the area of the tenant. */
async function presetRegion({ deps, tenant }: Desk): Promise<string> {
  const area = await deps.areaOf(tenant);
  return typeof area === 'string' ? 'DE' : area.region;
}

async function startPage(desk: Desk): Promise<Reply> {
  return newPage(desk, { form: { ...startForm, services: [emptyService('0', await presetRegion(desk))] } });
}

async function newPage(desk: Desk, shown: Shown): Promise<Reply> {
  const { ctx, deps, service, tenant, t } = desk;
  const fields = fieldsOf(desk, shown);
  const clients = (await service.clients(tenant)).filter(mayOwn);
  const errors = shown.errors ?? [];
  const key = (id: string, label: string, value: string) => (
    <KeyFields lang={ctx.lang} t={t} id={id} label={label} value={value} error={fields.errorOf(id)} />
  );
  const page = (
    <Page ctx={await deps.shellOf(ctx)} title={t.form.addTitle} breadcrumbs={crumbs(t)} errors={errors}>
      {clients.length === 0 ? <p class="kern-body">{t.destinations.needsClient}</p> : null}
      <Form action={officePaths.newDestination} csrfToken={ctx.csrfToken} multipart defaultAction="anlegen">
        <Select
          lang={ctx.lang}
          id="client"
          label={t.form.client}
          options={clients.map(({ client_id: value, name: label }) => ({ value, label }))}
          value={shown.form.client || (clients.length === 1 ? (clients[0]?.client_id ?? '') : '')}
          error={fields.errorOf('client')}
        />
        <Basics {...fields} />
        <Services {...fields} />
        <h2 class="kern-heading-medium">{t.form.answers}</h2>
        <Answers {...fields} hasCallback={false} />
        <h2 class="kern-heading-medium">{t.keys.title}</h2>
        <KeyMaker desk={desk} fields={{ enc: 'schluessel-enc', sig: 'schluessel-sig' }} />
        {key('schluessel-enc', t.form.encryptionKey, shown.form.encryptionKey)}
        {key('schluessel-sig', t.form.signingKey, shown.form.signingKey)}
        <Button label={t.form.create} value="anlegen" />
      </Form>
    </Page>
  );
  return { kind: 'page', status: errors.length > 0 ? 422 : 200, page };
}

/** What was pasted, else what came as a file; a private key is forgotten at once. */
async function withFiles(ctx: RequestContext): Promise<DestinationForm> {
  const files = await postedTexts(ctx);
  const form = readDestinationForm(ctx.form);
  const textOf = (typed: string, name: string): string => (typed.trim() === '' ? (files.get(name) ?? '') : typed);
  return {
    ...form,
    encryptionKey: textOf(form.encryptionKey, 'schluessel-enc-datei'),
    signingKey: textOf(form.signingKey, 'schluessel-sig-datei'),
  };
}

function callbackErrors(form: DestinationForm, present: string | null, t: Texts): FieldError[] {
  const isNew = form.callbackUrl !== '' && form.callbackUrl !== present;
  if (isNew && form.callbackSecret === '') return [{ id: 'geheimnis', message: t.form.callbackNeedsSecret }];
  return [];
}

async function create(desk: Desk): Promise<Reply> {
  const { ctx, service, tenant, t } = desk;
  const form = await withFiles(ctx);
  const changed = afterButton(form, ctx.form.get('_action') ?? '', await presetRegion(desk));
  if (changed) return newPage(desk, { form: changed });
  const keys = {
    enc: readKeyUpload(form.encryptionKey, 'enc', newUuid()),
    sig: readKeyUpload(form.signingKey, 'sig', newUuid()),
  };
  const shown: DestinationForm = {
    ...form,
    encryptionKey: isPrivate(keys.enc) ? '' : form.encryptionKey,
    signingKey: isPrivate(keys.sig) ? '' : form.signingKey,
  };
  const settings = settingsOfForm(form, null);
  // All that is wrong at once; the keys are looked at more closely by the service.
  const parsed = parseSettings({ ...settings, encryptionKid: newUuid() }, 'created');
  const errors: FieldError[] = [
    ...(form.client === '' ? [{ id: 'client', message: t.form.clientMissing }] : []),
    ...(parsed.ok ? [] : problemErrors(parsed.problems, t, form.services, 'name')),
    ...callbackErrors(form, null, t),
  ];
  for (const use of ['enc', 'sig'] as const satisfies KeyUse[]) {
    const key = keys[use];
    const id = `schluessel-${use}` as const;
    if (!key.ok) errors.push({ id, message: namedKeyMessage(id, key.code, t) });
  }
  if (errors.length > 0 || !keys.enc.ok || !keys.sig.ok) return newPage(desk, { form: shown, errors });
  const { jwk } = keys.enc;
  const body = {
    ...settings,
    ...(form.callbackUrl === '' ? {} : { callback: { url: form.callbackUrl, secret: form.callbackSecret } }),
    encryptionKid: jwk['kid'],
    encryptionPublicKey: jwk,
    signingPublicKey: keys.sig.jwk,
  };
  await desk.record('transport.destination-create', form.client);
  const made = await orRefused(service.createDestination(tenant, form.client, body));
  if (made.ok) return back(destinationPath(made.value), 'angelegt');
  return newPage(desk, { form: shown, errors: bodyErrors(made.error, t, form.services, 'name') });
}

function isPrivate(key: KeyUpload): boolean {
  return !key.ok && key.code === 'private-key';
}

function formOf(row: OwnDestination): DestinationForm {
  const { legalName, email } = row.contact;
  const channels = isObject(row.reply_channels) ? row.reply_channels : {};
  const fitConnect = channels['fitConnect'];
  const standards: unknown = isObject(fitConnect) ? fitConnect['processStandards'] : [];
  return {
    ...startForm,
    name: row.name,
    legalName: typeof legalName === 'string' ? legalName : '',
    email: typeof email === 'string' ? email : '',
    services: serviceLines(row.services),
    versions: row.metadata_versions.join(' '),
    channels: Object.keys(channels),
    standards: Array.isArray(standards) ? standards.join('\n') : '',
    callbackUrl: row.callback_url ?? '',
  };
}

async function editPage(desk: Desk, row: OwnDestination, shown: Shown = { form: formOf(row) }): Promise<Reply> {
  const { ctx, deps, t } = desk;
  const fields = fieldsOf(desk, shown);
  const errors = shown.errors ?? [];
  const path = destinationPath(row.destination_id, officePaths.settings);
  const page = (
    <Page
      ctx={await deps.shellOf(ctx)}
      title={t.form.editTitle(row.name)}
      breadcrumbs={crumbs(t, { href: destinationPath(row.destination_id), label: row.name })}
      errors={errors}
    >
      <Form action={path} csrfToken={ctx.csrfToken} defaultAction="speichern">
        <Basics {...fields} />
        <Services {...fields} />
        <h2 class="kern-heading-medium">{t.form.answers}</h2>
        <Answers {...fields} hasCallback={row.callback_url !== null} />
        <Button label={t.form.save} value="speichern" />
      </Form>
    </Page>
  );
  return { kind: 'page', status: errors.length > 0 ? 422 : 200, page };
}

async function rowOf({ ctx, service, tenant }: Desk): Promise<OwnDestination> {
  return (await service.destination(tenant, ctx.params['destination'] ?? '')).row;
}

async function save(desk: Desk): Promise<Reply> {
  const { ctx, service, tenant, t } = desk;
  const row = await rowOf(desk);
  const form = readDestinationForm(ctx.form);
  const changed = afterButton(form, ctx.form.get('_action') ?? '', await presetRegion(desk));
  if (changed) return editPage(desk, row, { form: changed });
  const errors = callbackErrors(form, row.callback_url, t);
  if (errors.length > 0) return editPage(desk, row, { form, errors });
  const patch = { ...patchOfForm(form, row.reply_channels), ...callbackPatch(form) };
  await desk.record('transport.destination-change', row.destination_id);
  const saved = await orRefused(service.changeDestination(tenant, row.destination_id, patch));
  if (saved.ok) return back(destinationPath(row.destination_id), 'gespeichert');
  return editPage(desk, row, { form, errors: bodyErrors(saved.error, t, form.services, 'name') });
}

/** No address: no callback. No secret: it stays as it is, for it cannot be shown in the form. */
function callbackPatch(form: DestinationForm): { callback?: { url: string; secret: string } | null } {
  if (form.callbackUrl === '') return { callback: null };
  if (form.callbackSecret === '') return {};
  return { callback: { url: form.callbackUrl, secret: form.callbackSecret } };
}

export function destinationFormRoutes(deps: DeskDeps): Route[] {
  const path = officePaths.newDestination;
  const edit = officePaths.settings;
  return [
    deskRoute(deps, {
      method: 'GET',
      path,
      name: 'self-service.new-destination',
      handle: startPage,
    }),
    deskRoute(deps, {
      method: 'POST',
      path,
      name: 'self-service.create-destination',
      body: 'multipart',
      maxBodyBytes: keyFormBytes,
      handle: create,
    }),
    deskRoute(deps, {
      method: 'GET',
      path: edit,
      name: 'self-service.settings',
      handle: async (desk) => editPage(desk, await rowOf(desk)),
    }),
    deskRoute(deps, { method: 'POST', path: edit, name: 'self-service.save-settings', handle: save }),
  ];
}
