import { type Kernel, type ModuleInstance } from '#kernel/module';
import { costsErrorTexts } from './errors.ts';
import { type CostsDeps } from './reckoner.ts';
import { createCostsService } from './service.ts';
import { type CostsService } from './types.ts';

export function createCosts(kernel: Kernel, deps: CostsDeps): ModuleInstance<CostsService> {
  const service = createCostsService(kernel, deps);
  return {
    name: 'costs',
    service,
    routes: [],
    jobs: [],
    recurring: [],
    // Assumptions are a town's own planning without personal data but a colleague's name; the town overwrites them.
    retention: [],
    errorTexts: costsErrorTexts,
  };
}
