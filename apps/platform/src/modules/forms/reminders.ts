import { germanDate } from '#kernel/clock';
import { type PersonId } from '#kernel/ids';
import { type RecurringTask } from '#kernel/jobs';
import { formatDate } from '#ui';
import { type FormsDeps } from './deps.ts';
import { formsPaths } from './paths.ts';
import { dueReminders, lockDraft, markReminded, selectDraft } from './store/drafts.ts';
import { formsTexts } from './texts/index.ts';

/** Days before a draft is deleted: enough for a weekend and for an answer from an office. */
export const reminderDays = 5;
const batch = 200;
const dayMs = 86_400_000;

/** Writes once for each draft and edit that its thirty days end soon (§ 8a OZG); the mail says nothing of what is in it. */
export function remindersTask(deps: FormsDeps): RecurringTask {
  return {
    name: 'forms.remind-of-drafts',
    everySeconds: 3600,
    async run({ signal, log }) {
      const now = deps.kernel.clock.now();
      const lastDay = germanDate(new Date(now.getTime() + reminderDays * dayMs));
      const failed = new Set<string>();
      for (;;) {
        const due = await deps.kernel.db.tx({}, (tx) => dueReminders(tx, lastDay, batch));
        for (const { draft, person } of due) {
          if (signal.aborted) return;
          try {
            await remind(deps, person, draft, { today: germanDate(now), lastDay });
          } catch (error) {
            // The oldest come first: one that always fails must not keep all others from their mail.
            failed.add(draft);
            log.error({ draft, error: error instanceof Error ? error : null }, 'A reminder was not sent');
          }
        }
        // A whole batch of failures would come again and again.
        if (due.length < batch || failed.size >= batch) break;
      }
      // Listed as a failed task, and tried again with the next run.
      if (failed.size > 0) throw new Error(`no reminder for ${String(failed.size)} draft(s)`);
    },
  };
}

async function remind(
  { kernel, identity }: FormsDeps,
  person: PersonId,
  draft: string,
  days: { today: string; lastDay: string },
): Promise<void> {
  await kernel.db.tx({ person }, async (tx) => {
    await lockDraft(tx, draft);
    const row = await selectDraft(tx, draft, person);
    // Somebody may have gone on writing since the list was made.
    if (row === null || row.expires_on > days.lastDay) return;
    await markReminded(tx, draft);
    const contact = await identity.personContact(tx, person);
    // What is past its day is deleted within the hour; a mail about it would only disappoint.
    if (contact.email === null || row.expires_on < days.today) return;
    const t = formsTexts(contact.lang).reminderMail;
    await kernel.mail.send(tx, {
      to: contact.email,
      lang: contact.lang,
      subject: t.subject,
      text: t.body(
        formatDate(new Date(`${row.expires_on}T12:00:00Z`), contact.lang),
        new URL(formsPaths.account, kernel.config.publicUrl).href,
      ),
      kind: 'forms.draft-reminder',
    });
  });
}
