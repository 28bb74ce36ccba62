import { type Kernel } from '#kernel/module';
import { type AdoptionService } from '#modules/adoption';
import { type CaseworkService } from '#modules/casework';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { type PackagesService } from '#modules/packages';

/** What this module is given. */
export interface OnboardingDeps {
  kernel: Kernel;
  identity: IdentityService;
  catalogue: CatalogueService;
  casework: Pick<CaseworkService, 'inbox' | 'openCases'>;
  packages: Pick<PackagesService, 'packages'>;
  adoption: Pick<AdoptionService, 'start' | 'cases'>;
}
