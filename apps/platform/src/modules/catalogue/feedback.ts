import { AppError } from '#kernel/errors';
import { isUuid, newUuid } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { deleteFeedback, insertFeedback, selectFeedback } from './store/feedback.ts';
import { catalogueTexts } from './texts/index.ts';
import { type CatalogueService, type PageFeedback } from './types.ts';

type FeedbackPart = Pick<CatalogueService, 'leaveFeedback' | 'feedback' | 'removeFeedback'>;

export const feedbackKeptDays = 180;

export function createFeedback(kernel: Pick<Kernel, 'db' | 'clock' | 'secrets' | 'mail' | 'config'>): FeedbackPart {
  const { db, clock, secrets, mail, config } = kernel;
  return {
    async leaveFeedback(tenant, { page, text, replyTo }) {
      const id = newUuid();
      await db.tx({ tenant: tenant.id }, async (tx) => {
        const key = await secrets.dataKey(tx, { tenant: tenant.id });
        const body = secrets.seal(key, JSON.stringify({ page, text, replyTo }), context(id));
        await insertFeedback(tx, tenant.id, { feedback_id: id, received_at: clock.now(), body });
        if (tenant.contact.email === '') return;
        const t = catalogueTexts('de').feedbackMail;
        const url = new URL('/amt/verwaltung/rueckmeldungen', config.publicUrl).href;
        await mail.send(tx, {
          to: tenant.contact.email,
          lang: 'de',
          subject: t.subject,
          text: t.body(url),
          kind: 'catalogue.page-feedback',
          tenant: tenant.id,
        });
      });
    },
    async feedback(tx, tenant) {
      const key = await secrets.dataKey(tx, { tenant });
      const rows = await selectFeedback(tx, tenant);
      return rows.map((row) => ({
        id: row.feedback_id,
        receivedAt: row.received_at,
        ...parseBody(secrets.open(key, row.body, context(row.feedback_id))),
      }));
    },
    async removeFeedback(tx, tenant, id) {
      const removed = isUuid(id) && (await deleteFeedback(tx, tenant, id));
      if (!removed) throw new AppError('not-found', 'catalogue/feedback-not-found');
    },
  };
}

const context = (id: string): string => `catalogue.page_feedback:${id}`;

/** Sealed by leaveFeedback above. */
function parseBody(bytes: Uint8Array): Pick<PageFeedback, 'page' | 'text' | 'replyTo'> {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as Pick<PageFeedback, 'page' | 'text' | 'replyTo'>;
}
