import { type Kernel } from '#kernel/module';
import { type AdoptionService } from '#modules/adoption';
import { type CatalogueService } from '#modules/catalogue';
import { type ConformityService } from '#modules/conformity';
import { type CostsService } from '#modules/costs';
import { type IdentityService } from '#modules/identity';
import { type PackagesService } from '#modules/packages';
import { type PrivacyService } from '#modules/privacy';

/** What the marketplace is given: it joins what the other parts of reuse know, and owns reviews and wishes only. */
export interface MarketplaceDeps {
  kernel: Pick<Kernel, 'db' | 'clock' | 'config'>;
  identity: Pick<IdentityService, 'tenant' | 'tenants' | 'tenantBySlug' | 'operatorTenant'>;
  catalogue: Pick<
    CatalogueService,
    'runningTowns' | 'runningCounts' | 'spread' | 'manifest' | 'area' | 'areas' | 'areaBySlug' | 'search' | 'services'
  >;
  packages: Pick<PackagesService, 'packages' | 'package' | 'versions' | 'listing' | 'states'>;
  costs: Pick<CostsService, 'priceOf' | 'fromTo'>;
  conformity: Pick<ConformityService, 'lights' | 'light'>;
  privacy: Pick<PrivacyService, 'coverage'>;
  adoption: Pick<AdoptionService, 'frontRunners'>;
}
