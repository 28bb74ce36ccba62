import { type Kernel, type ModuleInstance } from '#kernel/module';
import { accountRoutes } from './account.page.tsx';
import { catalogueApiRoutes } from './api/catalogue-api.ts';
import { apiDocsRoutes } from './api-docs.page.tsx';
import { type WebServices } from './deps.ts';
import { webErrorTexts } from './errors.ts';
import { feedbackRoutes } from './feedback.page.tsx';
import { finderRoutes } from './finder.page.tsx';
import { legalRoutes } from './legal.page.tsx';
import { offeringRoutes } from './offering.page.tsx';
import { operationsRoutes } from './operations.page.tsx';
import { townRoutes } from './town.page.tsx';

/** Pages that belong to no module, and the open API. Shaped as a module so that app.ts lists it with them. */
export function createWeb(kernel: Kernel, services: WebServices): ModuleInstance<null> {
  const deps = { kernel, ...services };
  return {
    name: 'web',
    service: null,
    routes: [
      ...finderRoutes(deps),
      ...legalRoutes(deps),
      ...accountRoutes(deps),
      ...feedbackRoutes(deps),
      ...operationsRoutes(deps),
      ...catalogueApiRoutes(deps),
      ...apiDocsRoutes(deps),
      ...townRoutes(deps),
      ...offeringRoutes(deps),
    ],
    jobs: [],
    recurring: [],
    retention: [],
    errorTexts: webErrorTexts,
  };
}
