import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type TenantId } from '#kernel/ids';
import { type Tenant } from '#modules/identity';
import { type MarketplaceDeps } from './deps.ts';
import { packageNotFound, wishNotFound } from './errors.ts';
import {
  deleteWishTown,
  hasJoined,
  insertWish,
  insertWishTown,
  selectWish,
  selectWishAnswers,
  selectWishes,
  upsertWishAnswer,
  type WishRow,
  withdrawWish,
} from './store/wishes.ts';
import { type MarketplaceService, type Wish } from './types.ts';

type WishPart = Pick<
  MarketplaceService,
  'wishes' | 'wish' | 'wishRelation' | 'makeWish' | 'joinWish' | 'leaveWish' | 'withdrawWish' | 'answerWish'
>;

export function createWishes(deps: MarketplaceDeps): WishPart {
  const { kernel, identity, packages } = deps;
  const { db, clock } = kernel;

  async function rowOf(id: string): Promise<WishRow> {
    const row = isUuid(id) ? await db.tx({}, (tx) => selectWish(tx, id)) : null;
    if (row === null) throw wishNotFound();
    return row;
  }

  async function municipality(id: TenantId): Promise<void> {
    const kind = (await identity.tenant(id))?.kind;
    if (kind !== 'town' && kind !== 'district') throw new AppError('forbidden', 'marketplace/towns-only');
  }

  return {
    async wishes({ q, offset, limit }) {
      const text = q.trim();
      const pattern = text === '' ? null : `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
      const { items, total } = await db.tx({}, (tx) => selectWishes(tx, { pattern, key: text, offset, limit }));
      return { items: await toWishes(deps, items), total };
    },
    async wish(id) {
      const row = isUuid(id) ? await db.tx({}, (tx) => selectWish(tx, id)) : null;
      return row === null ? null : ((await toWishes(deps, [row]))[0] ?? null);
    },
    async wishRelation(tenant, id) {
      const row = await rowOf(id);
      const joined = await db.tx({ tenant }, (tx) => hasJoined(tx, id, tenant));
      return { isOwn: row.tenant_id === tenant, hasJoined: joined };
    },
    async makeWish({ tenant, ...wish }) {
      await municipality(tenant);
      const id = newUuid();
      await db.tx({ tenant }, (tx) => insertWish(tx, { id, tenant, ...wish, now: clock.now() }));
      return id;
    },
    async joinWish(tenant, id) {
      await municipality(tenant);
      await rowOf(id);
      await db.tx({ tenant }, (tx) => insertWishTown(tx, { id, tenant, now: clock.now() }));
    },
    async leaveWish(tenant, id) {
      await rowOf(id);
      await db.tx({ tenant }, (tx) => deleteWishTown(tx, { id, tenant }));
    },
    async withdrawWish(tenant, id) {
      const isDone =
        isUuid(id) && (await db.tx({ tenant }, (tx) => withdrawWish(tx, { id, tenant, now: clock.now() })));
      if (!isDone) throw wishNotFound();
    },
    async answerWish({ tenant, wish, text, packageId, expectedOn }) {
      const kind = (await identity.tenant(tenant))?.kind;
      if (kind === 'town') throw new AppError('forbidden', 'marketplace/providers-only');
      await rowOf(wish);
      if (packageId !== null && (await packages.package(packageId))?.provider !== tenant) throw packageNotFound();
      const row = { wish, tenant, text, packageId, expectedOn, now: clock.now() };
      await db.tx({ tenant }, (tx) => upsertWishAnswer(tx, row));
    },
  };
}

async function toWishes(
  { kernel: { db }, identity }: Pick<MarketplaceDeps, 'kernel' | 'identity'>,
  rows: readonly WishRow[],
): Promise<readonly Wish[]> {
  if (rows.length === 0) return [];
  const answers = await db.tx({}, (tx) => selectWishAnswers(tx, rows.map(({ wish_id }) => wish_id))); // prettier-ignore
  const providers = new Map<TenantId, Tenant | null>();
  for (const { tenant_id } of answers) providers.set(tenant_id, await identity.tenant(tenant_id));
  return rows.map((row) => ({
    id: row.wish_id,
    leistungsschluessel: row.leistungsschluessel,
    need: row.need,
    details: row.details,
    madeAt: row.made_at,
    towns: row.towns,
    answers: answers
      .filter(({ wish_id }) => wish_id === row.wish_id)
      .map((answer) => {
        const provider = providers.get(answer.tenant_id);
        return {
          provider: { slug: provider?.slug ?? '', name: provider?.name ?? '' },
          text: answer.answer,
          packageId: answer.package_id,
          expectedOn: answer.expected_on,
          answeredAt: answer.answered_at,
        };
      }),
  }));
}
