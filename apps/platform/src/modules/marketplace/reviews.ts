import { AppError } from '#kernel/errors';
import { newUuid, type TenantId } from '#kernel/ids';
import { type RunningTown } from '#modules/catalogue';
import { packageNotFound, reviewNotFound } from './errors.ts';
import { createReviewReader } from './review-reader.ts';
import { type MarketplaceDeps } from './deps.ts';
import {
  deleteReview,
  selectOwnReview,
  selectReviews,
  selectSummaries,
  upsertAnswer,
  upsertReport,
  upsertReview,
} from './store/reviews.ts';
import { type MarketplaceService } from './types.ts';

type ReviewPart = Pick<
  MarketplaceService,
  'reviews' | 'reviewSummaries' | 'reviewOf' | 'saveReview' | 'removeReview' | 'answerReview' | 'reportReview'
>;

export function createReviews(deps: MarketplaceDeps): ReviewPart {
  const { kernel, catalogue, packages } = deps;
  const { db, clock } = kernel;
  const { operatorId, rowOf, toReview } = createReviewReader(deps);

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
  };
}
