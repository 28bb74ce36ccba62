import { type Kernel, type ModuleInstance } from '#kernel/module';
import { readBlueprint } from './adapters/blueprint-file.ts';
import { createCaseWork } from './case-work.ts';
import { type AdoptionDeps, type AdoptionOthers } from './deps.ts';
import { adoptionErrorTexts } from './errors.ts';
import { evaluateTask, goLiveTask, remindTask } from './jobs/tasks.ts';
import { createAdoptionService } from './service.ts';
import { type AdoptionService } from './types.ts';

export function createAdoption(kernel: Kernel, others: AdoptionOthers): ModuleInstance<AdoptionService> {
  const deps: AdoptionDeps = { kernel, blueprint: readBlueprint(), ...others };
  const work = createCaseWork(deps);
  const { service, testHandler } = createAdoptionService(deps, work);
  return {
    name: 'adoption',
    service,
    routes: [],
    jobs: [testHandler],
    recurring: [remindTask(deps), goLiveTask(deps, service), evaluateTask(deps, work)],
    // The town's own papers without personal data of citizens; test cases are removed in the inbox.
    retention: [],
    errorTexts: adoptionErrorTexts,
  };
}
