import { type Kernel, type ModuleInstance } from '#kernel/module';
import { costsApiRoutes } from './api/costs-api.ts';
import { costsErrorTexts } from './errors.ts';
import { budgetServiceRoutes } from './pages/budget-service.page.tsx';
import { budgetRoutes } from './pages/budget.page.tsx';
import { publicRoutes } from './pages/public.page.tsx';
import { type CostsDeps } from './reckoner.ts';
import { createCostsService } from './service.ts';
import { type CostsService } from './types.ts';

export function createCosts(kernel: Kernel, deps: CostsDeps): ModuleInstance<CostsService> {
  const service = createCostsService(kernel, deps);
  const pages = { kernel, service, ...deps };
  return {
    name: 'costs',
    service,
    routes: [...publicRoutes(pages), ...costsApiRoutes(service), ...budgetRoutes(pages), ...budgetServiceRoutes(pages)],
    jobs: [],
    recurring: [],
    // Assumptions are a town's own planning without personal data but a colleague's name; the town overwrites them.
    retention: [],
    errorTexts: costsErrorTexts,
  };
}
