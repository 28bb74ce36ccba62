import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Kernel } from '#kernel/module';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import {
  Alert,
  Button,
  type FieldError,
  Form,
  formatDateTime,
  Heading,
  Page,
  SummaryList,
  Table,
  TextField,
} from '#ui';
import { offersOf } from '../domain/offers-of-offerings.ts';
import { caseworkPaths, caseworkRoutes } from '../paths.ts';
import { type RejectionRow, selectRejections } from '../store/rejections.ts';
import { caseworkTexts, type Texts } from '../texts/index.ts';
import { type CaseworkService, type InboxInfo } from '../types.ts';
import { noticeOf, staffOf, staffShell } from './staff.ts';

interface Deps {
  kernel: Kernel;
  service: CaseworkService;
  identity: Pick<IdentityService, 'tenant'>;
  catalogue: Pick<CatalogueService, 'offeringsOf'>;
  /** The delivery service is somebody else's: clients come from its portal. */
  isRemote: boolean;
}

interface View {
  clientId?: string;
  errors?: readonly FieldError[];
}

function Facts({ ctx, t, inbox }: { ctx: RequestContext; t: Texts['inbox']; inbox: InboxInfo | null }) {
  const failure = inbox?.lastFailure ?? null;
  const at = (date: Date): string => formatDateTime(date, ctx.lang);
  return (
    <SummaryList
      lang={ctx.lang}
      rows={[
        { key: t.state, value: t.states[inbox?.state ?? 'none'] },
        { key: t.destination, value: inbox?.destinationId ?? '' },
        { key: t.lastFetch, value: inbox?.lastFetchAt ? at(inbox.lastFetchAt) : t.never },
        ...(failure === null ? [] : [{ key: t.lastFailure, value: `${at(failure.at)}: ${failure.reason}` }]),
      ]}
    />
  );
}

function Services({ t, inbox }: { t: Texts['inbox']; inbox: InboxInfo }) {
  if (inbox.services.length === 0) return <p class="kern-body">{t.noServices}</p>;
  return (
    <Table
      caption={t.services}
      columns={[
        { key: 'identifier', header: t.identifier },
        { key: 'schemas', header: t.schemas },
        { key: 'regions', header: t.regions },
      ]}
      rows={inbox.services.map((offer) => ({
        key: offer.identifier,
        cells: {
          identifier: offer.identifier,
          schemas: (
            <ul>
              {offer.submissionSchemas.map((schema) => (
                <li key={schema.schemaUri}>{schema.schemaUri}</li>
              ))}
            </ul>
          ),
          regions: offer.regions.join(', '),
        },
      }))}
    />
  );
}

function Rejections({ ctx, t, rows }: { ctx: RequestContext; t: Texts['inbox']; rows: readonly RejectionRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <Heading level={2}>{t.rejections}</Heading>
      <p class="kern-body">{t.rejectionsLead}</p>
      <Table
        caption={t.rejections}
        captionHidden
        columns={[
          { key: 'submission', header: t.submission },
          { key: 'when', header: t.when },
          { key: 'reasons', header: t.reasons },
        ]}
        rows={rows.map((row) => ({
          key: row.submission_id,
          cells: {
            submission: row.submission_id,
            when: formatDateTime(row.at, ctx.lang),
            reasons: row.problems.map(({ title, detail }) => `${title}: ${detail}`).join('; '),
          },
        }))}
      />
    </section>
  );
}

function SetUpForm(p: {
  ctx: RequestContext;
  t: Texts['inbox'];
  inbox: InboxInfo | null;
  isRemote: boolean;
  view: View;
}) {
  const { ctx, t } = p;
  const errorOf = (id: string): string | undefined => p.view.errors?.find((error) => error.id === id)?.message;
  const isReady = p.inbox?.state === 'ready';
  const label = isReady ? t.sync : p.inbox === null ? t.setUp : t.continue;
  return (
    <Form action={caseworkPaths.inbox} csrfToken={ctx.csrfToken}>
      {p.isRemote && !isReady ? (
        <>
          <TextField
            lang={ctx.lang}
            id="client"
            label={t.clientId}
            hint={t.clientHint}
            value={p.view.clientId ?? ''}
            error={errorOf('client')}
            spellcheck={false}
          />
          <TextField
            lang={ctx.lang}
            id="geheimnis"
            type="password"
            label={t.clientSecret}
            error={errorOf('geheimnis')}
          />
        </>
      ) : null}
      <Button label={label} variant={isReady ? 'secondary' : 'primary'} />
    </Form>
  );
}

async function inboxPage(ctx: RequestContext, deps: Deps, view: View = {}): Promise<Reply> {
  const t = caseworkTexts(ctx.lang).inbox;
  const { shell, tenant } = await staffShell(ctx, deps.identity);
  const inbox = await deps.service.inbox(tenant.id);
  const rejections = await deps.kernel.db.tx({ tenant: tenant.id }, (tx) => selectRejections(tx, tenant.id));
  const errors = view.errors ?? [];
  const notice = noticeOf(ctx, t.done);
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.title}
        lead={t.lead}
        width="wide"
        errors={errors}
        breadcrumbs={[{ href: caseworkPaths.list, label: caseworkTexts(ctx.lang).list.title }]}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Facts ctx={ctx} t={t} inbox={inbox} />
        <p class="kern-body">{t.trust}</p>
        <SetUpForm ctx={ctx} t={t} inbox={inbox} isRemote={deps.isRemote} view={view} />
        {inbox === null ? null : <Services t={t} inbox={inbox} />}
        <Rejections ctx={ctx} t={t} rows={rejections} />
      </Page>
    ),
  };
}

/** Sets up, continues what died half-way, or takes over new offerings: all three are the same repeatable act. */
async function setUp(ctx: RequestContext, deps: Deps): Promise<Reply> {
  const t = caseworkTexts(ctx.lang).inbox;
  const { tenant } = await staffShell(ctx, deps.identity);
  const { staff } = staffOf(ctx);
  const before = await deps.service.inbox(tenant.id);
  const clientId = (ctx.form.get('client') ?? '').trim();
  const clientSecret = (ctx.form.get('geheimnis') ?? '').trim();
  const needsClient = deps.isRemote && before?.state !== 'ready';
  if (needsClient) {
    const errors = Object.entries({ client: clientId, geheimnis: clientSecret })
      .filter(([, value]) => value === '')
      .map(([id]) => ({ id, message: `${id === 'client' ? t.clientId : t.clientSecret}: ${t.required}` }));
    if (errors.length > 0) return inboxPage(ctx, deps, { clientId, errors });
  }
  const services = offersOf(await deps.catalogue.offeringsOf(tenant.id));
  try {
    await deps.service.provisionInbox({
      tenant: tenant.id,
      name: tenant.officialName || tenant.name,
      services,
      ...(needsClient ? { client: { clientId, clientSecret } } : {}),
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('unavailable', 'casework/service-unavailable', { cause: error });
  }
  await deps.kernel.db.tx({ tenant: tenant.id }, (tx) =>
    deps.kernel.audit.record(tx, {
      tenant: tenant.id,
      action: 'casework.inbox-set-up',
      actor: staff,
      actorKind: 'staff',
      subject: tenant.id,
    }),
  );
  const done = before?.state === 'ready' ? 'abgeglichen' : 'eingerichtet';
  return { kind: 'redirect', to: `${caseworkPaths.inbox}?meldung=${done}` };
}

export function inboxRoutes(deps: Deps): readonly Route[] {
  const base = {
    surface: 'page',
    access: { kind: 'staff', action: 'destination.manage' },
    path: caseworkRoutes.inbox,
  } as const;
  return [
    { ...base, method: 'GET', name: 'casework.inbox', rate: 'page', handle: (ctx) => inboxPage(ctx, deps) },
    { ...base, method: 'POST', name: 'casework.inbox-set-up', rate: 'write', handle: (ctx) => setUp(ctx, deps) },
  ];
}
