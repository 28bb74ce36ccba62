import { type ModuleInstance } from '#kernel/module';
import { type OnboardingDeps } from './deps.ts';
import { onboardingErrorTexts } from './errors.ts';
import { createOnboardingService } from './service.ts';
import { type OnboardingService } from './types.ts';

export function createOnboarding(deps: OnboardingDeps): ModuleInstance<OnboardingService> {
  const service = createOnboardingService(deps);
  return {
    name: 'onboarding',
    service,
    routes: [],
    jobs: [],
    recurring: [],
    retention: [],
    errorTexts: onboardingErrorTexts,
  };
}
