import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route, type StaffSession } from '#kernel/http';
import { Alert, Button, EmptyState, Form, formatDateTime, Page, StaticText } from '#ui';
import { frameOf, type WebDeps } from './deps.ts';
import { webPaths } from './paths.ts';
import { webTexts } from './texts/index.ts';

function staffOf(ctx: RequestContext): StaffSession {
  if (ctx.staff === null) throw new AppError('unauthenticated', 'http/signed-out');
  return ctx.staff;
}

async function feedbackPage(ctx: RequestContext, deps: WebDeps): Promise<Reply> {
  const t = webTexts(ctx.lang).feedback;
  const staff = staffOf(ctx);
  // People write about themselves here, so reading is on record like reading a case.
  const reports = await deps.kernel.db.tx({ tenant: staff.tenant }, async (tx) => {
    const found = await deps.catalogue.feedback(tx, staff.tenant);
    for (const { id } of found) {
      await deps.kernel.audit.record(tx, {
        tenant: staff.tenant,
        action: 'catalogue.feedback-read',
        actor: staff.staff,
        actorKind: 'staff',
        subject: id,
      });
    }
    return found;
  });
  return {
    kind: 'page',
    page: (
      <Page
        ctx={await frameOf(ctx, deps, await deps.identity.tenant(staff.tenant))}
        title={t.inbox}
        lead={t.inboxLead}
        width="wide"
      >
        {ctx.query.get('meldung') === 'geloescht' ? (
          <Alert lang={ctx.lang} kind="success" title={t.removed} live />
        ) : null}
        {reports.length === 0 ? <EmptyState title={t.inboxEmpty} /> : null}
        {reports.map((report) => (
          <section key={report.id}>
            <h2 class="kern-heading-small">
              {t.received}: {formatDateTime(report.receivedAt, ctx.lang)}
            </h2>
            {report.page === '' ? null : <p>{report.page}</p>}
            <StaticText text={report.text} />
            <p>{report.replyTo === '' ? t.noReply : report.replyTo}</p>
            <Form action={webPaths.removeFeedback.replace(':feedback', report.id)} csrfToken={ctx.csrfToken}>
              <Button label={t.remove} variant="secondary" small />
            </Form>
          </section>
        ))}
      </Page>
    ),
  };
}

async function removeFeedback(ctx: RequestContext, deps: WebDeps): Promise<Reply> {
  const { tenant } = staffOf(ctx);
  await deps.kernel.db.tx({ tenant }, (tx) => deps.catalogue.removeFeedback(tx, tenant, ctx.params['feedback'] ?? ''));
  return { kind: 'redirect', to: `${webPaths.feedback}?meldung=geloescht` };
}

export function feedbackRoutes(deps: WebDeps): readonly Route[] {
  const base = { surface: 'page', access: { kind: 'staff', action: 'tenant.manage' } } as const;
  return [
    {
      ...base,
      method: 'GET',
      path: webPaths.feedback,
      name: 'web.feedback-inbox',
      rate: 'page',
      handle: (ctx) => feedbackPage(ctx, deps),
    },
    {
      ...base,
      method: 'POST',
      path: webPaths.removeFeedback,
      name: 'web.feedback-remove',
      rate: 'write',
      handle: (ctx) => removeFeedback(ctx, deps),
    },
  ];
}
