import { type ModuleInstance } from '#kernel/module';
import { type ConformityDeps } from './deps.ts';
import { conformityErrorTexts } from './errors.ts';
import { createConformityService } from './service.ts';
import { type ConformityService } from './types.ts';

export function createConformity(deps: ConformityDeps): ModuleInstance<ConformityService> {
  const { service, jobs, recurring } = createConformityService(deps);
  return {
    name: 'conformity',
    service,
    routes: [],
    jobs,
    recurring,
    // Findings are the public record of a version and name no citizen; they last as long as it does.
    retention: [],
    errorTexts: conformityErrorTexts,
  };
}
