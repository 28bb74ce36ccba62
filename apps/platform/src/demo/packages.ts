import { type Statement } from '#modules/packages';
import { type Tenant } from '#modules/identity';
import { type Platform } from '../app.ts';
import { type ModuleServices } from '../app/compose-modules.ts';
import { type DemoServiceName, demoStatements } from './content.ts';

const seededBy = 'Paula Planung';

/** What a provider says of a package; the dates of a promise in the order in which they were named. */
export interface DemoStatement {
  statement: Statement;
  promises: readonly { what: { de: string; en: string }; dates: readonly string[] }[];
}

/** Signs the versions with the provider's own key and puts them on the marketplace. What is there stays as it is. */
export async function seedPackages(
  platform: Platform,
  services: ModuleServices,
  provider: Tenant,
  versions: ReadonlyMap<DemoServiceName, { digest: string }>,
): Promise<void> {
  const { packages } = services;
  const statements = await demoStatements();
  if ((await packages.keys(provider.id)).length === 0) {
    await packages.createKey({ provider: provider.id, by: seededBy });
  }
  for (const [name, { digest: versionDigest }] of versions) {
    if ((await packages.packageOf(versionDigest)) !== null) continue;
    const { digest } = await packages.build({ provider: provider.id, versionDigest });
    const { packageId } = await packages.release({ provider: provider.id, digest });
    const { statement, promises } = statements[name];
    if ((await packages.listing(packageId)).changedAt !== null) continue;
    await platform.kernel.kernel.db.tx({ tenant: provider.id }, async (tx) => {
      await packages.saveStatement(tx, { provider: provider.id, packageId, statement, by: seededBy });
      for (const { what, dates } of promises) {
        let id: string | null = null;
        for (const date of dates) {
          id = await packages.promise(tx, { provider: provider.id, packageId, id, what, date, by: seededBy });
        }
      }
    });
  }
}
