import { type VNode } from 'preact';
import { type Reply, type RequestContext } from '#kernel/http';
import { isUuid, newUuid } from '#kernel/ids';
import {
  Actions,
  Alert,
  Button,
  type FieldError,
  FileField,
  Form,
  Heading,
  Page,
  shell,
  StaticText,
  TextArea,
  Thread,
} from '#ui';
import { type AnswerRef } from '../answers.ts';
import { type Conversation } from '../conversations.ts';
import { type MailboxDeps } from '../deps.ts';
import { maxFiles } from '../domain/files.ts';
import { mailboxPaths, threadPath } from '../paths.ts';
import { mailboxTexts } from '../texts/index.ts';
import { toUiMessage } from './message.tsx';
import { personOf } from './person.ts';
import { readPostedAnswer, type AnswerIssue } from './posted-answer.ts';

interface View {
  issues: readonly AnswerIssue[];
  /** What was just typed; default: the saved draft. */
  text?: string;
  id?: string;
}

/** Also after an error the page is what a fresh visit would show, with the entries and the reasons on top. */
async function show(ctx: RequestContext, deps: MailboxDeps, view: View): Promise<Reply> {
  const t = mailboxTexts(ctx.lang);
  const conversation = await deps.conversations.open(personOf(ctx), ctx.params['thread'] ?? '', { markRead: true });
  const { thread, messages, unread } = conversation;
  const tenant = await deps.identity.tenant(thread.tenant);
  const context = {
    lang: ctx.lang,
    thread: thread.id,
    authority: tenant?.name ?? '',
    person: ctx.person?.displayName ?? '',
  };
  const errors: FieldError[] = view.issues.map((issue) => ({ id: fieldOf(issue), message: t.problems[issue] }));
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell(ctx, { unread })}
        title={thread.title}
        lead={[tenant?.name, t.reference(thread.reference)].filter((part) => part !== undefined).join(', ')}
        breadcrumbs={[{ href: mailboxPaths.list, label: t.title }]}
        errors={errors}
      >
        <Notice ctx={ctx} />
        {messages.length === 0 ? <StaticText text={t.noMessages} /> : null}
        <Thread lang={ctx.lang} messages={messages.map((message) => toUiMessage(message, context))} />
        {thread.caseId === null ? (
          <StaticText text={t.notYet} />
        ) : (
          <AnswerForm ctx={ctx} conversation={conversation} view={view} />
        )}
      </Page>
    ),
  };
}

function fieldOf(issue: AnswerIssue): string {
  return issue === 'text-missing' || issue === 'text-too-long' ? 'text' : 'dateien';
}

function Notice({ ctx }: { ctx: RequestContext }): VNode | null {
  const t = mailboxTexts(ctx.lang);
  const notice = ctx.query.get('meldung');
  if (notice === 'gesendet') return <Alert lang={ctx.lang} kind="success" title={t.sent} />;
  if (notice === 'gespeichert') return <Alert lang={ctx.lang} kind="info" title={t.draftKept} />;
  return null;
}

function AnswerForm({
  ctx,
  conversation,
  view,
}: {
  ctx: RequestContext;
  conversation: Conversation;
  view: View;
}): VNode {
  const t = mailboxTexts(ctx.lang);
  const { thread, draft } = conversation;
  const errorOf = (field: string): string | undefined => {
    const found = view.issues.find((issue) => fieldOf(issue) === field);
    return found && t.problems[found];
  };
  const files = draft?.attachments ?? [];
  return (
    <>
      <Heading level={2}>{t.answer}</Heading>
      <Form action={threadPath(thread.id)} csrfToken={ctx.csrfToken} multipart defaultAction="senden">
        <input type="hidden" name="antwort" value={view.id ?? draft?.id ?? newUuid()} />
        <TextArea
          lang={ctx.lang}
          id="text"
          label={t.answerText}
          hint={t.answerTextHint}
          rows={8}
          value={view.text ?? draft?.text ?? ''}
          error={errorOf('text')}
        />
        <FileField
          lang={ctx.lang}
          id="dateien"
          label={t.files}
          hint={t.filesHint}
          optional
          multiple
          accept=".pdf,.jpg,.jpeg,.png"
          files={files.map(({ id, filename, bytes }) => ({ id, filename, bytes }))}
          canAdd={files.length < maxFiles}
          error={errorOf('dateien')}
        />
        <Actions>
          <Button label={t.send} value="senden" />
        </Actions>
      </Form>
    </>
  );
}

export function threadPage(ctx: RequestContext, deps: MailboxDeps): Promise<Reply> {
  return show(ctx, deps, { issues: [] });
}

/** Keeps what was entered first, whatever happens afterwards. */
export async function postAnswer(ctx: RequestContext, deps: MailboxDeps): Promise<Reply> {
  const posted = await readPostedAnswer(ctx, deps.scanner);
  const person = personOf(ctx);
  const thread = await deps.conversations.thread(person, ctx.params['thread'] ?? '');
  const answer: AnswerRef = { person, thread, id: isUuid(posted.id) ? posted.id : newUuid() };
  const there = threadPath(thread.id);
  const saved = await deps.answers.save(answer, posted.text, posted.files);
  if (saved === 'sent') return { kind: 'redirect', to: `${there}?meldung=gesendet` };
  const remove = /^remove-file:(.+)$/.exec(posted.action)?.[1];
  if (remove !== undefined && isUuid(remove)) await deps.answers.removeFile(answer, remove);
  const issues = new Set<AnswerIssue>(posted.issues);
  if (saved === 'too-many-files') issues.add('too-many-files');
  const isSending = posted.action === '' || posted.action === 'senden';
  if (isSending && posted.text === '') issues.add('text-missing');
  if (issues.size > 0) return show(ctx, deps, { issues: [...issues], text: posted.text, id: answer.id });
  if (!isSending) return { kind: 'redirect', to: `${there}?meldung=gespeichert` };
  await deps.answers.send(answer, posted.text);
  return { kind: 'redirect', to: `${there}?meldung=gesendet` };
}
