import { type Kernel, type ModuleInstance } from '#kernel/module';
import { authoringErrorTexts } from './errors.ts';
import { listRoutes } from './pages/list.page.tsx';
import { type AuthoringDeps } from './pages/staff.ts';
import { createAuthoringService } from './service.ts';
import { type AuthoringService } from './types.ts';

export function createAuthoring(
  kernel: Kernel,
  others: Pick<AuthoringDeps, 'identity' | 'catalogue'>,
): ModuleInstance<AuthoringService> {
  const service = createAuthoringService(kernel);
  const deps: AuthoringDeps = { kernel, service, ...others };
  return {
    name: 'authoring',
    service,
    routes: [...listRoutes(deps)],
    jobs: [],
    recurring: [],
    // Works are the provider's own papers without personal data of citizens; the provider deletes them.
    retention: [],
    errorTexts: authoringErrorTexts,
  };
}
