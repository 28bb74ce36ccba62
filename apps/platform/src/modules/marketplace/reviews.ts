import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type TenantId } from '#kernel/ids';
import { type RunningTown } from '#modules/catalogue';
import { packageNotFound, reviewNotFound } from './errors.ts';
import { type MarketplaceDeps } from './deps.ts';
import {
  deleteHidden,
  deleteReview,
  insertHidden,
  type ReviewRow,
  selectHidden,
  selectOwnReview,
  selectReports,
  selectReviews,
  selectReviewsById,
  selectSummaries,
  upsertAnswer,
  upsertReport,
  upsertReview,
} from './store/reviews.ts';
import { type MarketplaceService, type Review } from './types.ts';

type ReviewPart = Pick<
  MarketplaceService,
  | 'reviews'
  | 'reviewSummaries'
  | 'reviewOf'
  | 'saveReview'
  | 'removeReview'
  | 'answerReview'
  | 'reportReview'
  | 'reportedReviews'
  | 'hideReview'
  | 'showReview'
>;

/** How much of the moderation list is shown at once; older reports are decided by then. */
const moderationLimit = 200;

export function createReviews({ kernel, identity, catalogue, packages }: MarketplaceDeps): ReviewPart {
  const { db, clock } = kernel;
  const operatorId = async (): Promise<TenantId> => (await identity.operatorTenant()).id;

  async function toReview(row: ReviewRow): Promise<Review> {
    const town = await identity.tenant(row.tenant_id);
    const { hidden_at: hiddenAt, hidden_reason: reason, answer, answered_at: answeredAt } = row;
    return {
      id: row.review_id,
      packageId: row.package_id,
      version: row.version,
      town: { slug: town?.slug ?? '', name: town?.name ?? '' },
      office: row.office,
      rating: row.rating,
      experience: row.experience,
      writtenAt: row.written_at,
      changedAt: row.changed_at,
      // Words that changed after the answer are not what was answered.
      answer:
        answer === null || answeredAt === null
          ? null
          : { text: answer, at: answeredAt, isToOlderWords: answeredAt < row.changed_at },
      hidden: hiddenAt === null || reason === null ? null : { reason, at: hiddenAt },
    };
  }

  /** What the town runs of the package: the longest running one if it has it at two addresses. */
  async function running(
    tenant: TenantId,
    packageId: string,
  ): Promise<{ provider: TenantId; use: RunningTown | null }> {
    const found = await packages.package(packageId);
    if (found === null) throw packageNotFound();
    const { provider, serviceSlug } = found;
    const [use] = await catalogue.runningTowns({ provider, serviceSlug, tenant });
    return { provider, use: use ?? null };
  }

  async function rowOf(id: string): Promise<ReviewRow> {
    if (!isUuid(id)) throw reviewNotFound();
    const operator = await operatorId();
    const [row] = await db.tx({}, (tx) => selectReviewsById(tx, { operator, ids: [id] }));
    if (row === undefined) throw reviewNotFound();
    return row;
  }

  return {
    async reviews(packageId, window) {
      const operator = await operatorId();
      const rows = await db.tx({}, (tx) => selectReviews(tx, { operator, packageId, ...window }));
      return { items: await Promise.all(rows.map(toReview)), total: rows[0]?.total ?? 0 };
    },
    async reviewSummaries(packageIds) {
      if (packageIds.length === 0) return new Map();
      const operator = await operatorId();
      const rows = await db.tx({}, (tx) => selectSummaries(tx, { operator, packageIds }));
      return new Map(rows.map(({ package_id, count, average }) => [package_id, { count, average }]));
    },
    async reviewOf(tenant, packageId) {
      const { use } = await running(tenant, packageId);
      if (use === null) return { use: null, review: null };
      const operator = await operatorId();
      const key = { operator, tenant, packageId, version: use.version };
      const row = await db.tx({ tenant }, (tx) => selectOwnReview(tx, key));
      return { use, review: row === null ? null : await toReview(row) };
    },
    async saveReview({ tenant, packageId, rating, office, experience }) {
      const { provider, use } = await running(tenant, packageId);
      if (use === null) throw new AppError('conflict', 'marketplace/not-in-use');
      const { version } = use;
      const row = { id: newUuid(), tenant, provider, packageId, version, rating, office, experience, now: clock.now() };
      await db.tx({ tenant }, (tx) => upsertReview(tx, row));
    },
    async removeReview(tenant, packageId) {
      const { use } = await running(tenant, packageId);
      const key = { tenant, packageId, version: use?.version ?? '' };
      if (!(await db.tx({ tenant }, (tx) => deleteReview(tx, key)))) throw reviewNotFound();
    },
    async answerReview({ tenant, review, text }) {
      const row = await rowOf(review);
      // Somebody else's package: not even that there is something to answer.
      if (row.provider_id !== tenant) throw reviewNotFound();
      await db.tx({ tenant }, (tx) => upsertAnswer(tx, { review, tenant, answer: text, now: clock.now() }));
    },
    async reportReview({ tenant, review, reason }) {
      await rowOf(review);
      await db.tx({ tenant }, (tx) => upsertReport(tx, { review, tenant, reason, now: clock.now() }));
    },
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
