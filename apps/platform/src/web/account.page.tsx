import { type VNode } from 'preact';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, EmptyState, formatDate, formatDateTime, LinkButton, Page, StatusBadge, Table, type Tone } from '#ui';
import { frameOf, type WebDeps } from './deps.ts';
import { webPaths } from './paths.ts';
import { type ApplicationLine, type DraftLine } from './ports.ts';
import { webTexts } from './texts/index.ts';

const tones: Readonly<Record<ApplicationLine['state'], Tone>> = {
  stored: 'neutral',
  submitted: 'info',
  accepted: 'success',
  rejected: 'danger',
};

async function accountPage(ctx: RequestContext, deps: WebDeps): Promise<Reply> {
  if (ctx.person === null) throw new AppError('unauthenticated', 'http/signed-out');
  const { person } = ctx.person;
  const t = webTexts(ctx.lang).account;
  const [frame, drafts, applications] = await Promise.all([
    frameOf(ctx, deps),
    deps.forms.drafts(person, ctx.lang),
    deps.forms.applications(person, ctx.lang),
  ]);
  return {
    kind: 'page',
    page: (
      <Page ctx={frame} title={t.title} lead={t.lead} width="wide">
        <section>
          <h2 class="kern-heading-medium">{t.mailbox}</h2>
          <p>{frame.unread === 0 ? t.mailboxNone : t.mailboxUnread(frame.unread)}</p>
          <Actions>
            <LinkButton href="/postfach" variant="secondary" label={t.openMailbox} />
          </Actions>
        </section>
        <section>
          <h2 class="kern-heading-medium">{t.drafts}</h2>
          <Drafts ctx={ctx} drafts={drafts} />
        </section>
        <section>
          <h2 class="kern-heading-medium">{t.applications}</h2>
          <Applications ctx={ctx} applications={applications} />
        </section>
        <section>
          <h2 class="kern-heading-medium">{t.data}</h2>
          <p>{t.dataText}</p>
          <Actions>
            <LinkButton href="/konto/loeschen" variant="tertiary" label={t.erase} />
          </Actions>
        </section>
      </Page>
    ),
  };
}

function Drafts({ ctx, drafts }: { ctx: RequestContext; drafts: readonly DraftLine[] }): VNode {
  const t = webTexts(ctx.lang).account;
  if (drafts.length === 0) {
    return (
      <EmptyState title={t.noDrafts} level={3}>
        <LinkButton href={webPaths.finder} label={t.find} />
      </EmptyState>
    );
  }
  return (
    <Table
      caption={t.drafts}
      captionHidden
      columns={[
        { key: 'service', header: t.service },
        { key: 'town', header: t.town },
        { key: 'edited', header: t.edited },
        { key: 'expires', header: t.expires },
        { key: 'remove', header: t.remove },
      ]}
      rows={drafts.map((draft) => ({
        key: draft.id,
        cells: {
          service: (
            <a href={draft.href} aria-label={`${t.resume}: ${draft.title}, ${draft.town}`}>
              {draft.title}
            </a>
          ),
          town: draft.town,
          edited: formatDateTime(draft.updatedAt, ctx.lang),
          expires: formatDate(draft.expiresAt, ctx.lang),
          remove:
            draft.deleteHref === undefined ? (
              ''
            ) : (
              <a href={draft.deleteHref} aria-label={`${t.remove}: ${draft.title}, ${draft.town}`}>
                {t.remove}
              </a>
            ),
        },
      }))}
    />
  );
}

function Applications({ ctx, applications }: { ctx: RequestContext; applications: readonly ApplicationLine[] }): VNode {
  const t = webTexts(ctx.lang).account;
  if (applications.length === 0) return <EmptyState title={t.noApplications} level={3} />;
  return (
    <Table
      caption={t.applications}
      captionHidden
      columns={[
        { key: 'service', header: t.service },
        { key: 'town', header: t.town },
        { key: 'number', header: t.number },
        { key: 'sent', header: t.sent },
        { key: 'state', header: t.state },
      ]}
      rows={applications.map((application) => ({
        key: application.id,
        cells: {
          service: <a href={application.href}>{application.title}</a>,
          town: application.town,
          number: application.receiptNumber,
          sent: formatDateTime(application.sentAt, ctx.lang),
          state: <StatusBadge tone={tones[application.state]} label={t.states[application.state]} />,
        },
      }))}
    />
  );
}

export function accountRoutes(deps: WebDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      path: webPaths.account,
      name: 'web.account',
      surface: 'page',
      access: { kind: 'person' },
      rate: 'page',
      handle: (ctx) => accountPage(ctx, deps),
    },
  ];
}
