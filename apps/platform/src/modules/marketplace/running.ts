import { packageNotFound } from './errors.ts';
import { type MarketplaceDeps } from './deps.ts';
import { type MarketplaceService } from './types.ts';

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Where a package runs. One service has at most as many rows as there are towns; the page shows fifty. */
export function createRunning({ identity, catalogue, packages }: MarketplaceDeps): Pick<MarketplaceService, 'towns'> {
  return {
    async towns(packageId, { q, offset, limit }) {
      const found = await packages.package(packageId);
      if (found === null) throw packageNotFound();
      const { provider, serviceSlug } = found;
      const [running, tenants] = await Promise.all([
        catalogue.runningTowns({ provider, serviceSlug }),
        identity.tenants(),
      ]);
      const byId = new Map(tenants.map((tenant) => [tenant.id, tenant]));
      const wanted = fold(q);
      const towns = running.flatMap((use) => {
        const tenant = byId.get(use.tenant);
        if (tenant === undefined || !fold(tenant.name).includes(wanted)) return [];
        return [{ slug: tenant.slug, name: tenant.name, ars: tenant.ars, ...use }];
      });
      const sorted = towns.toSorted((a, b) => a.name.localeCompare(b.name, 'de') || a.slug.localeCompare(b.slug));
      return { items: sorted.slice(offset, offset + limit), total: sorted.length };
    },
  };
}
