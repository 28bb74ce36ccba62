import { germanDate } from '#kernel/clock';
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
      async run(now) {
        let deleted = 0;
        for (;;) {
          const today = germanDate(now);
          const due = await db.tx({}, (tx) => dueDrafts(tx, today, batch));
          for (const { draft, person } of due) {
            deleted += await db.tx({ person }, async (tx) => {
              await lockDraft(tx, draft);
              // Somebody may have gone on writing since the list was made.
              const row = await selectDraft(tx, draft, person);
              if (row === null || row.expires_on >= today) return 0;
              await removeDraft(tx, blobs, draft);
              return 1;
            });
          }
          if (due.length < batch) return { deleted };
        }
      },
    },
    {
      name: 'forms.uploads-after-settlement',
      description: {
        de: 'Hochgeladene Dateien werden gelöscht, sobald die Behörde den Antrag angenommen hat, spätestens binnen 24 Stunden; nach einer Zurückweisung nach 30 Tagen (§ 8a OZG, Art. 5 DSGVO).',
        en: 'Uploaded files are deleted once the authority has accepted the application, within 24 hours at the latest; after a rejection after 30 days (section 8a OZG, Art. 5 GDPR).',
      },
      async run(now) {
        const rejectedBefore = new Date(now.getTime() - rejectedDays * 86_400_000);
        let deleted = 0;
        for (;;) {
          const due = await db.tx({}, (tx) => dueUploads(tx, rejectedBefore, batch));
          for (const { application, person } of due) {
            deleted += await db.tx({ person }, (tx) => discardUploads(tx, blobs, application));
          }
          if (due.length < batch) return { deleted };
        }
      },
    },
  ];
}
