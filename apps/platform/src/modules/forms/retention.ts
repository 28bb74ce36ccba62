import { germanDate } from '#kernel/clock';
import { type Logger } from '#kernel/logging';
import { type RetentionRule } from '#kernel/retention';
import { discardUploads } from './applications.ts';
import { type FormsDeps } from './deps.ts';
import { removeDraft } from './drafts.ts';
import { dueDrafts, lockDraft, selectDraft } from './store/drafts.ts';
import { dueUploads } from './store/uploads.ts';

const batch = 200;
const rejectedDays = 30;

export function formsRetention({ kernel }: FormsDeps): readonly RetentionRule[] {
  const { db, blobs } = kernel;
  return [
    {
      name: 'forms.expired-drafts',
      description: {
        de: 'Entwürfe mit ihren Dateien werden 30 Tage nach der letzten Änderung gelöscht (§ 8a OZG).',
        en: 'Drafts with their files are deleted 30 days after the last edit (section 8a OZG).',
      },
      run(now, log) {
        const today = germanDate(now);
        return eachDue(
          log,
          () => db.tx({}, (tx) => dueDrafts(tx, today, batch)),
          ({ draft, person }) =>
            db.tx({ person }, async (tx) => {
              await lockDraft(tx, draft);
              // Somebody may have gone on writing since the list was made.
              const row = await selectDraft(tx, draft, person);
              if (row === null || row.expires_on >= today) return 0;
              await removeDraft(tx, blobs, draft);
              return 1;
            }),
        );
      },
    },
    {
      name: 'forms.uploads-after-settlement',
      description: {
        de: 'Hochgeladene Dateien werden gelöscht, sobald die Behörde den Antrag angenommen hat, spätestens binnen 24 Stunden; nach einer Zurückweisung nach 30 Tagen (§ 8a OZG, Art. 5 DSGVO).',
        en: 'Uploaded files are deleted once the authority has accepted the application, within 24 hours at the latest; after a rejection after 30 days (section 8a OZG, Art. 5 GDPR).',
      },
      run(now, log) {
        const rejectedBefore = new Date(now.getTime() - rejectedDays * 86_400_000);
        return eachDue(
          log,
          () => db.tx({}, (tx) => dueUploads(tx, rejectedBefore, batch)),
          ({ application, person }) => db.tx({ person }, (tx) => discardUploads(tx, blobs, application)),
        );
      },
    },
  ];
}

/** Works batch by batch, the oldest first: one that always fails must not keep all others for ever. */
async function eachDue<Due>(
  log: Logger,
  next: () => Promise<readonly Due[]>,
  remove: (due: Due) => Promise<number>,
): Promise<{ deleted: number }> {
  let deleted = 0;
  let failed = 0;
  for (;;) {
    const due = await next();
    let failedHere = 0;
    for (const one of due) {
      try {
        deleted += await remove(one);
      } catch (error) {
        failedHere += 1;
        log.error({ error: error instanceof Error ? error.name : null }, 'Something due was not deleted');
      }
    }
    failed = Math.max(failed, failedHere);
    // What failed comes again with the next batch; a whole batch of it would come again and again.
    if (due.length < batch || failedHere >= batch) break;
  }
  if (failed > 0) throw new Error(`${String(failed)} could not be deleted`);
  return { deleted };
}
