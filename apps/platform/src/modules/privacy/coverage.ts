import { remember } from '#kernel/cache';
import { type Kernel } from '#kernel/module';
import { covers } from './domain/assessed.ts';
import { countAdoptions, countAll, selectAdoptedPackages } from './store/decisions.ts';
import { type Coverage, type PrivacyService } from './types.ts';
import { type Versions } from './versions.ts';

export interface CoverageCounts extends Pick<PrivacyService, 'coverage' | 'coverages'> {
  /** After a decision in this process. */
  forget(): void;
}

const longestPage = 200;

/** Counted in the database, for all towns at once; compared with the newest version here. */
export function createCoverage({ db }: Pick<Kernel, 'db'>, versions: Pick<Versions, 'newest'>): CoverageCounts {
  const kept = remember<Coverage>({
    max: 2_000,
    milliseconds: 3_000,
    load: async (packageId) => {
      const [counts, head] = await Promise.all([
        db.tx({}, (tx) => countAdoptions(tx, packageId)),
        versions.newest(packageId),
      ]);
      const sum = { towns: 0, toRenew: 0 };
      for (const { major, assessment_digest: assessmentDigest, towns } of counts) {
        if (head !== null && covers({ major, assessmentDigest }, head)) sum.towns += towns;
        else sum.toRenew += towns;
      }
      return sum;
    },
  });
  const coverage = async (packageId: string): Promise<Coverage> =>
    (await kept.get(packageId)) ?? { towns: 0, toRenew: 0 };
  return {
    coverage,
    async coverages({ after, limit }) {
      const { ids, all } = await db.tx({}, async (tx) => ({
        ids: await selectAdoptedPackages(tx, { after, limit: Math.min(limit, longestPage) }),
        all: await countAll(tx),
      }));
      const items = await Promise.all(ids.map(async (packageId) => ({ packageId, ...(await coverage(packageId)) })));
      return { items, total: all.packages, towns: all.towns };
    },
    forget: () => kept.forget(),
  };
}
