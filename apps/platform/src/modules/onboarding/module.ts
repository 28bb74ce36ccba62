import { type ModuleInstance } from '#kernel/module';
import { type OnboardingDeps } from './deps.ts';
import { onboardingErrorTexts } from './errors.ts';
import { workBatchHandler } from './jobs/work-batch.job.ts';
import { batchRoutes } from './pages/batch.page.tsx';
import { factsRoutes } from './pages/facts.page.tsx';
import { legalRoutes } from './pages/legal.page.tsx';
import { lookRoutes } from './pages/look.page.tsx';
import { manyTownsRoutes } from './pages/many-towns.page.tsx';
import { newTownRoutes } from './pages/new-town.page.tsx';
import { publicLookRoutes } from './pages/public-look.ts';
import { serviceForManyRoutes } from './pages/service-for-many.page.tsx';
import { setUpRoutes } from './pages/set-up.page.tsx';
import { type PageDeps } from './pages/staff.ts';
import { staffImportRoutes } from './pages/staff-import.page.tsx';
import { townsRoutes } from './pages/towns.page.tsx';
import { createOnboardingService } from './service.ts';
import { deleteBatchesBefore } from './store/batches.ts';
import { type OnboardingService } from './types.ts';

const keptDays = 90;
const dayMs = 86_400_000;

export function createOnboarding(deps: OnboardingDeps): ModuleInstance<OnboardingService> {
  const service = createOnboardingService(deps);
  const pages: PageDeps = { ...deps, service };
  return {
    name: 'onboarding',
    service,
    routes: [
      ...townsRoutes(pages),
      ...newTownRoutes(pages),
      ...manyTownsRoutes(pages),
      ...batchRoutes(pages),
      ...serviceForManyRoutes(pages),
      ...setUpRoutes(pages),
      ...factsRoutes(pages),
      ...legalRoutes(pages),
      ...lookRoutes(pages),
      ...staffImportRoutes(pages),
      ...publicLookRoutes(pages),
    ],
    jobs: [workBatchHandler(service.batches.work)],
    recurring: [],
    retention: [
      {
        name: 'onboarding.batches',
        description: {
          de: 'Listen zum Anlegen vieler Kommunen werden nach 90 Tagen gelöscht (Art. 5 Abs. 1 Buchst. e DSGVO).',
          en: 'Lists for creating many towns are deleted after 90 days (Art. 5(1)(e) GDPR).',
        },
        run: async (now) => ({
          deleted: await deps.kernel.db.tx({}, (tx) =>
            deleteBatchesBefore(tx, new Date(now.getTime() - keptDays * dayMs)),
          ),
        }),
      },
    ],
    errorTexts: onboardingErrorTexts,
  };
}
