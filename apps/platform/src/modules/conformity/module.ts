import { type ModuleInstance } from '#kernel/module';
import { conformityApiRoutes } from './api/conformity-api.ts';
import { type ConformityDeps } from './deps.ts';
import { conformityErrorTexts } from './errors.ts';
import { bodiesRoutes } from './pages/bodies.page.tsx';
import { criterionRoutes } from './pages/criterion.page.tsx';
import { deskRoutes } from './pages/desk.page.tsx';
import { providerRoutes } from './pages/provider.page.tsx';
import { publicRoutes } from './pages/public.page.tsx';
import { type PageDeps } from './pages/staff.ts';
import { subjectRoutes } from './pages/subject.page.tsx';
import { createConformityService } from './service.ts';
import { type ConformityService } from './types.ts';

export function createConformity(deps: ConformityDeps): ModuleInstance<ConformityService> {
  const { service, jobs, recurring } = createConformityService(deps);
  const pages: PageDeps = {
    kernel: deps.kernel,
    service,
    identity: deps.identity,
    catalogue: deps.catalogue,
    packages: deps.packages,
  };
  return {
    name: 'conformity',
    service,
    routes: [
      ...deskRoutes(pages),
      ...subjectRoutes(pages),
      ...criterionRoutes(pages),
      ...bodiesRoutes(pages),
      ...providerRoutes(pages),
      ...publicRoutes(pages),
      ...conformityApiRoutes(pages),
    ],
    jobs,
    recurring,
    // Findings are the public record of a version and name no citizen; they last as long as it does.
    retention: [],
    errorTexts: conformityErrorTexts,
  };
}
