import { type Kernel } from '#kernel/module';
import { type CaseworkService } from '#modules/casework';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';

/** What this module is given. */
export interface OnboardingDeps {
  kernel: Kernel;
  identity: IdentityService;
  catalogue: CatalogueService;
  casework: Pick<CaseworkService, 'inbox' | 'openCases'>;
}
