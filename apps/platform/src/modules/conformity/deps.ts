import { type VNode } from 'preact';
import { type FitConnectAccess } from '#kernel/fit-connect';
import { type Kernel } from '#kernel/module';
import { type CatalogueService, type CompiledForm } from '#modules/catalogue';
import { type CostsService } from '#modules/costs';
import { type IdentityService } from '#modules/identity';
import { type PackagesService } from '#modules/packages';
import { type Installation } from './checks/check.ts';

/** What this module needs of those above it, filled in app/compose-modules.ts. */
export interface ConformityPorts {
  /** The real page of a form, as citizens get it; null in a process without pages. */
  formPage: ((form: CompiledForm, pageId: string) => VNode) | null;
}

export interface ConformityDeps extends ConformityPorts {
  kernel: Kernel;
  identity: Pick<IdentityService, 'tenant' | 'tenants' | 'tenantBySlug' | 'operatorTenant'>;
  catalogue: Pick<
    CatalogueService,
    | 'manifest'
    | 'compiledForm'
    | 'offering'
    | 'offeringBySlug'
    | 'offeringsOf'
    | 'offeringsOfVersion'
    | 'areas'
    | 'schemaFile'
    | 'versionsOf'
  >;
  costs: Pick<CostsService, 'priceOf' | 'priceModel'>;
  packages: Pick<PackagesService, 'package' | 'packageOf' | 'packages' | 'versions' | 'listing'>;
  access: FitConnectAccess;
  /** Default: read from the configuration. */
  installation?: Installation;
}
