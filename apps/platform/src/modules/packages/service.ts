import { AppError } from '#kernel/errors';
import { type Kernel } from '#kernel/module';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { selectStates } from './store/states.ts';
import { type PackagesService } from './types.ts';

export interface PackagesDeps {
  kernel: Pick<Kernel, 'db' | 'clock' | 'keys'>;
  identity: Pick<IdentityService, 'tenant' | 'tenantBySlug' | 'createTenant'>;
  catalogue: CatalogueService;
}

export function createPackagesService({ kernel }: PackagesDeps): PackagesService {
  const notYet = (): never => {
    throw new AppError('unavailable', 'packages/package-not-found');
  };
  return {
    packages: async () => [],
    versions: async () => [],
    package: async () => null,
    packageOf: async () => null,
    builtBy: async () => [],
    build: notYet,
    release: notYet,
    file: async () => null,
    verify: notYet,
    publish: notYet,
    withdraw: notYet,
    diff: notYet,
    keys: async () => [],
    createKey: notYet,
    listing: notYet,
    states: (packageIds) => kernel.db.tx({}, (tx) => selectStates(tx, packageIds)),
    saveStatement: notYet,
    promise: notYet,
    keepPromise: notYet,
  };
}
