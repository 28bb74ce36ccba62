import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { toPromises } from './domain/promises.ts';
import { noStatement, parseStatement } from './domain/statement.ts';
import { packageNotFound } from './errors.ts';
import {
  insertPromise,
  insertPromisedDate,
  lockPromise,
  markKept,
  selectPromises,
  selectStatement,
  upsertStatement,
} from './store/listings.ts';
import { selectStates } from './store/states.ts';
import { type PackagesService } from './types.ts';

type ListingPart = Pick<PackagesService, 'listing' | 'states' | 'saveStatement' | 'promise' | 'keepPromise'>;

/** What providers say beside their versions. `ownerOf`: whose package it is, null for one that nobody has built. */
export function createListings(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  ownerOf: (packageId: string) => Promise<TenantId | null>,
): ListingPart {
  const today = (): string => germanDate(clock.now());

  async function refuseForeign(provider: TenantId, packageId: string): Promise<void> {
    if ((await ownerOf(packageId)) !== provider) throw packageNotFound();
  }

  return {
    listing: (packageId) =>
      db.tx({}, async (tx) => {
        const stored = await selectStatement(tx, packageId);
        return {
          packageId,
          ...(stored?.statement ?? noStatement),
          promises: toPromises(await selectPromises(tx, packageId), today()),
          changedAt: stored?.changedAt ?? null,
          changedBy: stored?.changedBy ?? null,
        };
      }),
    states: (packageIds) => db.tx({}, (tx) => selectStates(tx, packageIds)),
    async saveStatement(tx, { provider, packageId, statement, by }) {
      await refuseForeign(provider, packageId);
      const parsed = parseStatement(statement);
      if (parsed === null) throw new AppError('invalid', 'packages/statement-invalid');
      await upsertStatement(tx, { packageId, provider, statement: parsed, now: clock.now(), by });
    },
    async promise(tx, { provider, packageId, id, what, date, by }) {
      await refuseForeign(provider, packageId);
      const key = id ?? newUuid();
      if (id === null) await insertPromise(tx, { id: key, provider, packageId, what });
      else if (!isUuid(id) || !(await lockPromise(tx, { id, provider, packageId }))) throw packageNotFound();
      await insertPromisedDate(tx, { id: key, provider, promisedOn: today(), date, by });
      return key;
    },
    async keepPromise(tx, { provider, packageId, id, on }) {
      if (!isUuid(id) || !(await lockPromise(tx, { id, provider, packageId }))) throw packageNotFound();
      await markKept(tx, id, on);
    },
  };
}
