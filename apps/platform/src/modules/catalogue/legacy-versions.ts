import { type RuleSet, type SchemaModel } from '@verbund/xdatenfelder';
import { type Kernel } from '#kernel/module';
import { resolveLegacyRules } from './domain/legacy-rules.ts';
import { type ServiceManifest } from './domain/manifest.ts';
import { insertLegacyRules, selectLegacy, selectUnresolved } from './store/legacy-rules.ts';
import { selectSchemaModel } from './store/schemas.ts';
import { selectManifest } from './store/versions.ts';

export interface LegacyVersions {
  /** What a version from before rules were pinned obeys; null when it is none, or its rules do not fit its schema. */
  rulesOf(digest: string, manifest: ServiceManifest, schema: SchemaModel): Promise<RuleSet | null>;
  /** All that is not written down yet: a later release may recognise more, and must not change them. */
  resolveAll(): Promise<void>;
}

export function createLegacyVersions({ db, clock }: Pick<Kernel, 'db' | 'clock'>): LegacyVersions {
  async function rulesOf(digest: string, manifest: ServiceManifest, schema: SchemaModel): Promise<RuleSet | null> {
    const known = await db.tx({}, (tx) => selectLegacy(tx, digest));
    if (known === null || known.rules !== null) return known?.rules ?? null;
    const rules = resolveLegacyRules(manifest.rules, schema);
    if (rules === null) return null;
    return db.tx({ tenant: known.provider }, async (tx) => {
      await insertLegacyRules(tx, { digest, provider: known.provider }, rules, clock.now());
      return (await selectLegacy(tx, digest))?.rules ?? null;
    });
  }

  return {
    rulesOf,
    async resolveAll() {
      for (const { digest } of await db.tx({}, selectUnresolved)) {
        const manifest = await db.tx({}, (tx) => selectManifest(tx, digest));
        const schema = manifest && (await db.tx({}, (tx) => selectSchemaModel(tx, manifest.schema.digest)));
        if (manifest !== null && schema !== null) await rulesOf(digest, manifest, schema);
      }
    },
  };
}
