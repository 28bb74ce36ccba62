import { readdir, readFile } from 'node:fs/promises';
import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { parseCatalogueFile } from './domain/catalogue-file.ts';
import { inForce } from './domain/expiry.ts';
import { type ConformityDeps } from './deps.ts';
import { insertCatalogue, selectCatalogues } from './store/catalogues.ts';
import { type ConformityService, type CriteriaCatalogue } from './types.ts';

export const efaCatalogue = 'efa-mindestanforderungen';
const seeds = new URL('../../../seeds/reuse/conformity/', import.meta.url);
const keptMilliseconds = 5_000;

export interface Catalogues extends Pick<ConformityService, 'catalogues' | 'criteria' | 'addCatalogue'> {
  byDigest(digest: string): Promise<CriteriaCatalogue | null>;
}

export function createCatalogues({ kernel, identity }: Pick<ConformityDeps, 'kernel' | 'identity'>): Catalogues {
  const { db, clock } = kernel;
  let seeded: Promise<void> | null = null;
  let kept: { at: number; all: Promise<readonly CriteriaCatalogue[]> } | null = null;

  /** What comes with the platform; a version that is there stays as it is. */
  async function seed(): Promise<void> {
    const { id: tenant } = await identity.operatorTenant();
    for (const name of (await readdir(seeds)).filter((file) => file.endsWith('.json')).toSorted()) {
      const parsed = parseCatalogueFile(JSON.parse(await readFile(new URL(name, seeds), 'utf8')), null);
      if (!parsed.ok) throw new Error(`${name}: ${parsed.detail}`);
      await db.tx({ tenant }, (tx) => insertCatalogue(tx, tenant, parsed.file, clock.now()));
    }
  }

  async function load(): Promise<readonly CriteriaCatalogue[]> {
    seeded ??= seed().catch((error: unknown) => {
      seeded = null;
      throw error;
    });
    await seeded;
    return db.tx({}, selectCatalogues);
  }

  // Every page needs them; they are immutable, and a new one may be seen some seconds later.
  async function catalogues(): Promise<readonly CriteriaCatalogue[]> {
    const now = clock.now().getTime();
    if (kept === null || Math.abs(now - kept.at) > keptMilliseconds) {
      const all = load();
      kept = { at: now, all };
      all.catch(() => (kept = null));
    }
    return kept.all;
  }

  return {
    catalogues,
    byDigest: async (digest) => (await catalogues()).find((one) => one.digest === digest) ?? null,
    async criteria(name) {
      const all = await catalogues();
      const [set = '', version] = name?.includes('@') === true ? name.split('@') : [efaCatalogue, name];
      const found =
        version === undefined
          ? inForce(all, set, germanDate(clock.now()))
          : all.find((one) => one.catalogue === set && one.version === version);
      if (found == null) throw new AppError('not-found', 'conformity/criteria-not-found');
      return found;
    },
    async addCatalogue({ content, trustedKey, by }) {
      const { id: operator } = await identity.operatorTenant();
      if (by.tenant !== operator) throw new AppError('forbidden', 'conformity/not-a-checking-body');
      const parsed = parseCatalogueFile(content, trustedKey);
      if (!parsed.ok) {
        const { code, detail } = parsed;
        throw new AppError('invalid', `conformity/catalogue-${code}`, { params: { detail }, detail });
      }
      const { file } = parsed;
      const isNew = await db.tx({ tenant: operator }, async (tx) => {
        const inserted = await insertCatalogue(tx, operator, file, clock.now());
        if (inserted) {
          await kernel.audit.record(tx, {
            tenant: operator,
            action: 'conformity.catalogue-add',
            actor: by.id,
            actorKind: by.kind,
            subject: file.digest,
          });
        }
        return inserted;
      });
      kept = null;
      const catalogue = (await catalogues()).find((one) => one.digest === file.digest);
      if (catalogue === undefined) throw new AppError('conflict', 'conformity/catalogue-changed');
      return { catalogue, isNew };
    },
  };
}
