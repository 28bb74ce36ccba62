import { type Route } from '#kernel/http';
import { type MailboxDeps } from './deps.ts';
import { maxAnswerBytes } from './domain/files.ts';
import { downloadAttachment } from './pages/attachment.ts';
import { listPage } from './pages/list.page.tsx';
import { postAnswer, threadPage } from './pages/thread.page.tsx';
import { mailboxPaths } from './paths.ts';

export function mailboxRoutes(deps: MailboxDeps): readonly Route[] {
  const base = { surface: 'page', access: { kind: 'person' } } as const;
  const none = '00000000-0000-4000-8000-000000000000';
  return [
    {
      ...base,
      method: 'GET',
      path: mailboxPaths.list,
      name: 'mailbox.list',
      rate: 'page',
      handle: (ctx) => listPage(ctx, deps),
    },
    {
      ...base,
      method: 'GET',
      path: mailboxPaths.thread,
      name: 'mailbox.thread',
      rate: 'page',
      example: { thread: none },
      handle: (ctx) => threadPage(ctx, deps),
    },
    {
      ...base,
      method: 'POST',
      path: mailboxPaths.thread,
      name: 'mailbox.answer',
      rate: 'upload',
      body: 'multipart',
      maxBodyBytes: maxAnswerBytes,
      example: { thread: none },
      handle: (ctx) => postAnswer(ctx, deps),
    },
    {
      ...base,
      method: 'GET',
      path: mailboxPaths.attachment,
      name: 'mailbox.attachment',
      rate: 'page',
      example: { thread: none, attachment: none },
      handle: (ctx) => downloadAttachment(ctx, deps),
    },
  ];
}
