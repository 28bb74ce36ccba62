import { type FitConnectAccess } from '#kernel/fit-connect';
import { type Kernel, type ModuleInstance } from '#kernel/module';
import { type RetentionRule } from '#kernel/retention';
import { type AdoptionService } from '#modules/adoption';
import { type CaseworkService } from '#modules/casework';
import { type CatalogueService } from '#modules/catalogue';
import { type ConformityService } from '#modules/conformity';
import { type CostsService } from '#modules/costs';
import { type FormsService } from '#modules/forms';
import { type IdentityService } from '#modules/identity';
import { type PackagesService } from '#modules/packages';
import { type PrivacyService } from '#modules/privacy';
import { type SandboxService } from '#modules/sandbox';
import { createAdoption } from '../modules/adoption/module.ts';
import { createConformity } from '../modules/conformity/module.ts';
import { createCosts } from '../modules/costs/module.ts';
import { createMarketplace } from '../modules/marketplace/module.ts';
import { createOnboarding } from '../modules/onboarding/module.ts';
import { createPackages } from '../modules/packages/module.ts';
import { createPrivacy } from '../modules/privacy/module.ts';
import { createSandbox } from '../modules/sandbox/module.ts';
import { formForScan } from './form-for-scan.ts';
import { createTestDelivery } from './test-delivery.ts';

export interface ReuseServices {
  adoption: AdoptionService;
  conformity: ConformityService;
  costs: CostsService;
  packages: PackagesService;
  privacy: PrivacyService;
  sandbox: SandboxService;
}

interface ReuseDeps {
  identity: IdentityService;
  catalogue: CatalogueService;
  casework: CaseworkService;
  samples: FormsService['samples'];
  portal: Parameters<typeof createTestDelivery>[1];
  access: FitConnectAccess;
  retentionRules: () => readonly RetentionRule[];
}

/** The modules of reuse in the order of their edges (docs/adr/0026). */
export function composeReuse(
  kernel: Kernel,
  { samples, portal, access, retentionRules, ...base }: ReuseDeps,
): { list: readonly ModuleInstance<unknown>[]; services: ReuseServices } {
  const { identity, catalogue, casework } = base;
  const costs = createCosts(kernel, { identity, catalogue });
  const privacy = createPrivacy(kernel, { identity, catalogue, retentionRules });
  const packages = createPackages(kernel, { identity, catalogue });
  const below = { identity, catalogue, costs: costs.service, packages: packages.service };
  const conformity = createConformity({ kernel, ...below, access, formPage: formForScan(kernel.clock) });
  const sandbox = createSandbox(kernel, { ...base, packages: packages.service, applications: samples });
  const adoption = createAdoption(kernel, {
    ...below,
    casework,
    conformity: conformity.service,
    privacy: privacy.service,
    delivery: createTestDelivery(kernel, portal, access),
  });
  costs.service.connect({ planned: adoption.service.planned });
  const onboarding = createOnboarding({ kernel, ...base, packages: packages.service, adoption: adoption.service });
  const services: ReuseServices = {
    adoption: adoption.service,
    conformity: conformity.service,
    costs: costs.service,
    packages: packages.service,
    privacy: privacy.service,
    sandbox: sandbox.service,
  };
  const marketplace = createMarketplace({ kernel, identity, catalogue, ...services });
  return { list: [costs, packages, privacy, sandbox, conformity, adoption, onboarding, marketplace], services };
}
