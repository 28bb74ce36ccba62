import { type MarketplaceDeps } from './deps.ts';
import { createReviewReader } from './review-reader.ts';
import { deleteHidden, insertHidden, selectHidden, selectReports, selectReviewsById } from './store/reviews.ts';
import { type MarketplaceService } from './types.ts';

type ModerationPart = Pick<MarketplaceService, 'reportedReviews' | 'hideReview' | 'showReview'>;

/** How much of the moderation list is shown at once; older reports are decided by then. */
const moderationLimit = 200;

/** The operator hides with a reason; nothing is deleted, so that a mistake can be mended. */
export function createModeration(deps: Pick<MarketplaceDeps, 'kernel' | 'identity'>): ModerationPart {
  const { db, clock } = deps.kernel;
  const { operatorId, rowOf, toReview } = createReviewReader(deps);
  return {
    async reportedReviews() {
      const operator = await operatorId();
      const { reports, hidden } = await db.tx({}, async (tx) => ({
        reports: await selectReports(tx, moderationLimit),
        hidden: await selectHidden(tx, operator, moderationLimit),
      }));
      const ids = [...new Set([...reports.map(({ review_id }) => review_id), ...hidden])];
      const rows = await db.tx({}, (tx) => selectReviewsById(tx, { operator, ids }));
      const byId = new Map(rows.map((row) => [row.review_id, row]));
      const known = ids.flatMap((id) => byId.get(id) ?? []);
      return Promise.all(
        known.map(async (row) => ({
          review: await toReview(row),
          reports: reports
            .filter(({ review_id }) => review_id === row.review_id)
            .map(({ reason, reported_at }) => ({ reason, at: reported_at })),
        })),
      );
    },
    async hideReview(review, reason) {
      await rowOf(review);
      const operator = await operatorId();
      await db.tx({ tenant: operator }, (tx) => insertHidden(tx, { review, operator, reason, now: clock.now() }));
    },
    async showReview(review) {
      await rowOf(review);
      const operator = await operatorId();
      await db.tx({ tenant: operator }, (tx) => deleteHidden(tx, { review, operator }));
    },
  };
}
