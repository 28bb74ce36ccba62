import { type Kernel } from '#kernel/module';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { type PackagesService } from '#modules/packages';

/** What the marketplace is given: it joins what the other parts of reuse know, and owns reviews and wishes only. */
export interface MarketplaceDeps {
  kernel: Pick<Kernel, 'db' | 'clock' | 'config'>;
  identity: Pick<IdentityService, 'tenant' | 'tenants' | 'tenantBySlug' | 'operatorTenant'>;
  catalogue: Pick<
    CatalogueService,
    'runningTowns' | 'runningCounts' | 'manifest' | 'area' | 'areas' | 'areaBySlug' | 'search' | 'services'
  >;
  packages: Pick<PackagesService, 'packages' | 'package' | 'versions' | 'listing'>;
}
