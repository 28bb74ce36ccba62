import { type Kernel, type ModuleInstance } from '#kernel/module';
import { authoringErrorTexts } from './errors.ts';
import { factsRoutes } from './pages/facts.page.tsx';
import { formRoutes } from './pages/form-routes.ts';
import { importRoutes } from './pages/import.page.tsx';
import { listRoutes } from './pages/list.page.tsx';
import { listsRoutes } from './pages/lists.page.tsx';
import { publishRoutes } from './pages/publish.page.tsx';
import { assessmentRoutes } from './pages/reuse-assessment.page.tsx';
import { parameterRoutes } from './pages/reuse-parameters.page.tsx';
import { priceRoutes } from './pages/reuse-prices.page.tsx';
import { reuseRoutes } from './pages/reuse.page.tsx';
import { reportRoutes } from './pages/report.page.tsx';
import { ruleEditorRoutes } from './pages/rule-editor.page.tsx';
import { ruleQueueRoutes } from './pages/rule-queue.page.tsx';
import { ruleRoutes } from './pages/rule.page.tsx';
import { type AuthoringDeps } from './pages/staff.ts';
import { versionRoutes } from './pages/version.page.tsx';
import { workRoutes } from './pages/work.page.tsx';
import { createRuleReviews } from './rule-reviews.ts';
import { createAuthoringService } from './service.ts';
import { type AuthoringService } from './types.ts';

export function createAuthoring(
  kernel: Kernel,
  others: Pick<AuthoringDeps, 'identity' | 'catalogue'>,
): ModuleInstance<AuthoringService> {
  const service = createAuthoringService(kernel);
  const deps: AuthoringDeps = { kernel, service, ...others };
  const rules = { ...deps, reviews: createRuleReviews(deps) };
  return {
    name: 'authoring',
    service,
    routes: [
      ...listRoutes(deps),
      ...importRoutes(deps),
      ...listsRoutes(deps),
      ...workRoutes(deps),
      ...reportRoutes(deps),
      ...factsRoutes(deps),
      ...reuseRoutes(deps),
      ...priceRoutes(deps),
      ...assessmentRoutes(deps),
      ...parameterRoutes(deps),
      ...ruleQueueRoutes(rules),
      ...ruleRoutes(rules),
      ...ruleEditorRoutes(rules),
      ...formRoutes(deps),
      ...publishRoutes(deps),
      ...versionRoutes(deps),
    ],
    jobs: [],
    recurring: [],
    // Works are the provider's own papers without personal data of citizens; the provider deletes them.
    retention: [],
    errorTexts: authoringErrorTexts,
  };
}
