import { type Kernel, type ModuleInstance } from '#kernel/module';
import { readBlueprint } from './adapters/blueprint-file.ts';
import { createCaseWork } from './case-work.ts';
import { type AdoptionDeps, type AdoptionOthers, type ShownByPages } from './deps.ts';
import { adoptionErrorTexts } from './errors.ts';
import { evaluateTask, goLiveTask, remindTask } from './jobs/tasks.ts';
import { beginRoutes } from './pages/begin.page.tsx';
import { caseRoutes } from './pages/case.page.tsx';
import { casePostRoutes } from './pages/case-posts.ts';
import { confirmRoutes } from './pages/confirm.page.tsx';
import { documentRoutes } from './pages/document.page.tsx';
import { listRoutes } from './pages/list.page.tsx';
import { participantRoutes } from './pages/participants.page.tsx';
import { stepRoutes } from './pages/step.page.tsx';
import { createAdoptionService } from './service.ts';
import { type AdoptionService } from './types.ts';

export function createAdoption(kernel: Kernel, others: AdoptionOthers & ShownByPages): ModuleInstance<AdoptionService> {
  const deps: AdoptionDeps & ShownByPages = { kernel, blueprint: readBlueprint(), ...others };
  const work = createCaseWork(deps);
  const { service, testHandler } = createAdoptionService(deps, work);
  const pages = { ...deps, service, look: work.look };
  return {
    name: 'adoption',
    service,
    routes: [
      ...listRoutes(pages),
      ...beginRoutes(pages),
      ...caseRoutes(pages),
      ...casePostRoutes(pages),
      ...confirmRoutes(pages),
      ...stepRoutes(pages),
      ...participantRoutes(pages),
      ...documentRoutes(pages),
    ],
    jobs: [testHandler],
    recurring: [remindTask(deps), goLiveTask(deps, service), evaluateTask(deps, work)],
    // The town's own papers without personal data of citizens; test cases are removed in the inbox.
    retention: [],
    errorTexts: adoptionErrorTexts,
  };
}
