import { type Kernel, type ModuleInstance } from '#kernel/module';
import { packagesErrorTexts } from './errors.ts';
import { compareRoutes } from './pages/compare.page.tsx';
import { keyRoutes } from './pages/key.page.tsx';
import { listRoutes } from './pages/list.page.tsx';
import { packageRoutes } from './pages/package.page.tsx';
import { promiseRoutes } from './pages/promises.page.tsx';
import { statementRoutes } from './pages/statement.page.tsx';
import { uploadRoutes } from './pages/upload.page.tsx';
import { createPackagesService, type PackagesDeps } from './service.ts';
import { type PackagesService } from './types.ts';

export function createPackages(
  kernel: Kernel,
  others: Pick<PackagesDeps, 'identity' | 'catalogue'>,
): ModuleInstance<PackagesService> {
  const service = createPackagesService({ kernel, ...others });
  const deps = { kernel, service, ...others };
  return {
    name: 'packages',
    service,
    routes: [
      ...listRoutes(deps),
      ...keyRoutes(deps),
      ...uploadRoutes(deps),
      ...compareRoutes(deps),
      ...packageRoutes(deps),
      ...statementRoutes(deps),
      ...promiseRoutes(deps),
    ],
    jobs: [],
    recurring: [],
    // Packages are public and without personal data; a town that runs a version needs it as long as it runs.
    retention: [],
    errorTexts: packagesErrorTexts,
  };
}
