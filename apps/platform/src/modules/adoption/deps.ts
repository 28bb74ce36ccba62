import { type Kernel } from '#kernel/module';
import { type CaseworkService } from '#modules/casework';
import { type CatalogueService } from '#modules/catalogue';
import { type ConformityService } from '#modules/conformity';
import { type CostsService } from '#modules/costs';
import { type IdentityService } from '#modules/identity';
import { type PackagesService } from '#modules/packages';
import { type PrivacyService } from '#modules/privacy';
import { type Blueprint } from './domain/blueprint.ts';
import { type TestDelivery } from './types.ts';

/** Other modules, as far as adoption needs them. */
export interface AdoptionOthers {
  identity: Pick<IdentityService, 'tenant' | 'tenants' | 'staffWithAction' | 'missingLegalPages'>;
  catalogue: Pick<
    CatalogueService,
    'manifest' | 'compiledForm' | 'saveOffering' | 'goLive' | 'withdraw' | 'offeringsOf' | 'offering'
  >;
  packages: Pick<PackagesService, 'package' | 'packages' | 'listing'>;
  privacy: Pick<PrivacyService, 'state' | 'adopt'>;
  /** Null where nobody checks: then the step says that there is no report. */
  conformity: Pick<ConformityService, 'light'> | null;
  /** Null on the command line, where nobody reaches the delivery service: then the destination stays as it is. */
  casework: Pick<CaseworkService, 'inbox' | 'provisionInbox' | 'addService' | 'fetchNow' | 'expectTest'> | null;
  delivery: TestDelivery | null;
}

/** What pages show besides. */
export interface ShownByPages {
  costs: Pick<CostsService, 'priceOf' | 'fromTo'>;
}

export interface AdoptionDeps extends AdoptionOthers {
  kernel: Kernel;
  blueprint: Blueprint;
}
