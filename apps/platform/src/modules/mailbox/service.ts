import { newUuid } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type ErasurePort } from '#kernel/retention';
import { type DispatchListener } from '#modules/dispatch';
import { sealContext, type MessageContent, type ThreadContent } from './domain/content.ts';
import { type Notify } from './notify.ts';
import { selectBlobsOf } from './store/attachments.ts';
import { insertMessage, setOwnState } from './store/messages.ts';
import { countUnread, deleteThreadsOf, insertThread, selectThreadOf, setCase, touchThread } from './store/threads.ts';
import { type MailboxService } from './types.ts';

export function createMailboxService({ db, secrets, clock }: Kernel): MailboxService {
  return {
    async openThread(tx, thread) {
      const { applicationId, person, tenant, destinationId, publicService, title, reference } = thread;
      const id = newUuid();
      const content: ThreadContent = { publicService, title, reference };
      const key = await secrets.dataKey(tx, { person });
      const sealed = secrets.seal(key, JSON.stringify(content), sealContext.thread(id));
      const row = { thread: id, person, tenant, application: applicationId, destinationId, sealed, now: clock.now() };
      if (await insertThread(tx, row)) return { threadId: id };
      const existing = await selectThreadOf(tx, applicationId);
      if (existing === null) throw new Error('the application belongs to another person');
      return { threadId: existing.thread_id };
    },
    async threadOf(tx, applicationId) {
      const row = await selectThreadOf(tx, applicationId);
      return row === null ? null : { threadId: row.thread_id, unread: row.unread };
    },
    unreadCount: (person) => db.tx({ person }, (tx) => countUnread(tx, person)),
  };
}

/** Keeps threads in step with what dispatch learns. Runs in the transaction of the event, which happens once. */
export function createDispatchListener({ secrets, clock }: Kernel, notify: Notify): DispatchListener {
  return async (tx, kind, event) => {
    if (kind === 'follow-up') {
      const isRefused = event.kind === 'rejected';
      const thread = await setOwnState(tx, event.id, event.kind, isRefused);
      if (thread === null || !isRefused) return;
      await touchThread(tx, thread, clock.now());
      return;
    }
    const thread = await selectThreadOf(tx, event.id);
    if (thread === null) return;
    if (event.kind === 'submitted') return setCase(tx, event.id, event.caseId);
    const isRefused = event.kind === 'rejected';
    const message = newUuid();
    const text = isRefused ? event.problems.map(({ title }) => title).join('\n') : '';
    const content: MessageContent = { text };
    const key = await secrets.dataKey(tx, { person: event.person });
    const inserted = await insertMessage(tx, {
      message_id: message,
      thread_id: thread.thread_id,
      person: event.person,
      kind: event.kind,
      state: null,
      reply: null,
      sealed: secrets.seal(key, JSON.stringify(content), sealContext.message(message)),
      at: event.at,
      unread: isRefused,
    });
    if (!inserted) return;
    await touchThread(tx, thread.thread_id, event.at);
    if (isRefused) await notify(tx, event.person, thread.tenant_id);
  };
}

export function mailboxErasure({ blobs }: Pick<Kernel, 'blobs'>): ErasurePort {
  return {
    name: 'mailbox',
    async erase(tx, person) {
      for (const blob of await selectBlobsOf(tx, person)) await blobs.discard(tx, blob);
      await deleteThreadsOf(tx, person);
    },
  };
}
