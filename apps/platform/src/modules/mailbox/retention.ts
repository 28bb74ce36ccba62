import { type Kernel } from '#kernel/module';
import { type RetentionRule } from '#kernel/retention';
import { selectAttachments, selectThreadAttachments } from './store/attachments.ts';
import { deleteMessage, dueDrafts, lockMessage } from './store/messages.ts';
import { deleteThread, dueThreads } from './store/threads.ts';

const day = 86_400_000;
const batch = 1000;

export function mailboxRetention({ db, blobs }: Pick<Kernel, 'db' | 'blobs'>): readonly RetentionRule[] {
  return [
    {
      name: 'mailbox.drafts',
      description: {
        de: 'Angefangene Antworten, die 30 Tage nicht bearbeitet wurden, werden mit ihren Dateien gelöscht (entsprechend § 8a OZG).',
        en: 'Unsent answers that were not edited for 30 days are deleted with their files (as in section 8a OZG).',
      },
      async run(now) {
        const due = await db.tx({}, (tx) => dueDrafts(tx, new Date(now.getTime() - 30 * day), batch));
        for (const { message_id: id, person_id: person } of due) {
          await db.tx({ person }, async (tx) => {
            if ((await lockMessage(tx, id))?.state !== 'draft') return;
            for (const { blob_id: blob } of await selectAttachments(tx, id)) await blobs.discard(tx, blob);
            await deleteMessage(tx, id);
          });
        }
        return { deleted: due.length };
      },
    },
    {
      name: 'mailbox.threads',
      description: {
        de: 'Nachrichten bleiben als Nachweis im Postfach, bis die Person ihr Konto löscht, höchstens aber zehn Jahre nach der letzten Nachricht (Art. 5 Abs. 1 lit. e DSGVO).',
        en: 'Messages stay in the mailbox as proof until the person erases the account, at most ten years after the last message (Art. 5(1)(e) GDPR).',
      },
      async run(now) {
        const due = await db.tx({}, (tx) => dueThreads(tx, new Date(now.getTime() - 3653 * day), batch));
        for (const { thread_id: id, person_id: person } of due) {
          await db.tx({ person }, async (tx) => {
            for (const { blob_id: blob } of await selectThreadAttachments(tx, id)) await blobs.discard(tx, blob);
            await deleteThread(tx, id);
          });
        }
        return { deleted: due.length };
      },
    },
  ];
}
