import { isUuid, type TenantId } from '#kernel/ids';
import { type MarketplaceDeps } from './deps.ts';
import { reviewNotFound } from './errors.ts';
import { type ReviewRow, selectReviewsById } from './store/reviews.ts';
import { type Review } from './types.ts';

export interface ReviewReader {
  operatorId: () => Promise<TenantId>;
  /** Also a hidden one. Not-found for ids that are none. */
  rowOf: (id: string) => Promise<ReviewRow>;
  toReview: (row: ReviewRow) => Promise<Review>;
}

export function createReviewReader({
  kernel: { db },
  identity,
}: Pick<MarketplaceDeps, 'kernel' | 'identity'>): ReviewReader {
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

  async function rowOf(id: string): Promise<ReviewRow> {
    if (!isUuid(id)) throw reviewNotFound();
    const operator = await operatorId();
    const [row] = await db.tx({}, (tx) => selectReviewsById(tx, { operator, ids: [id] }));
    if (row === undefined) throw reviewNotFound();
    return row;
  }

  return { operatorId, rowOf, toReview };
}
