import { type Kernel, type ModuleInstance } from '#kernel/module';
import { packagesErrorTexts } from './errors.ts';
import { createPackagesService, type PackagesDeps } from './service.ts';
import { type PackagesService } from './types.ts';

export function createPackages(
  kernel: Kernel,
  others: Pick<PackagesDeps, 'identity' | 'catalogue'>,
): ModuleInstance<PackagesService> {
  const service = createPackagesService({ kernel, ...others });
  return {
    name: 'packages',
    service,
    routes: [],
    jobs: [],
    recurring: [],
    // Packages are public and without personal data; a town that runs a version needs it as long as it runs.
    retention: [],
    errorTexts: packagesErrorTexts,
  };
}
