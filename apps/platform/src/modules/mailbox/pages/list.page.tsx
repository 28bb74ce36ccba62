import { type Reply, type RequestContext } from '#kernel/http';
import { Card, EmptyState, formatDateTime, Page, Pagination, shell, StatusBadge } from '#ui';
import { type MailboxDeps } from '../deps.ts';
import { mailboxPaths, threadPath } from '../paths.ts';
import { mailboxTexts } from '../texts/index.ts';
import { personOf } from './person.ts';

const pageSize = 25;

export async function listPage(ctx: RequestContext, deps: MailboxDeps): Promise<Reply> {
  const t = mailboxTexts(ctx.lang);
  const asked = Number(ctx.query.get('seite') ?? '1');
  const page = Number.isInteger(asked) && asked >= 1 && asked <= 10_000 ? asked : 1;
  const found = await deps.conversations.list(personOf(ctx), { offset: (page - 1) * pageSize, limit: pageSize });
  const names = await Promise.all(found.threads.map(async ({ tenant }) => (await deps.identity.tenant(tenant))?.name));
  return {
    kind: 'page',
    page: (
      <Page ctx={shell(ctx, { unread: found.unread })} title={t.title} lead={t.lead}>
        {found.threads.length === 0 ? <EmptyState title={t.emptyTitle} text={t.empty} /> : null}
        {found.threads.map((thread, i) => (
          <Card
            key={thread.id}
            level={2}
            title={thread.title}
            href={threadPath(thread.id)}
            preline={names[i] ?? ''}
            text={`${t.reference(thread.reference)}. ${t.lastAt(formatDateTime(thread.lastAt, ctx.lang))}`}
          >
            {thread.unread === 0 ? null : <StatusBadge tone="info" label={t.unread(thread.unread)} />}
          </Card>
        ))}
        <Pagination
          lang={ctx.lang}
          page={page}
          pages={Math.ceil(found.total / pageSize)}
          href={(n) => `${mailboxPaths.list}?seite=${n}`}
        />
      </Page>
    ),
  };
}
