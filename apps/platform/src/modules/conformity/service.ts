import { type JobHandler, type RecurringTask } from '#kernel/jobs';
import { createAssessments } from './assessments.ts';
import { createCatalogues } from './catalogues.ts';
import { type Check } from './checks/check.ts';
import { type ConformityDeps } from './deps.ts';
import { createFindings } from './findings.ts';
import { createReports } from './reports.ts';
import { type ConformityService } from './types.ts';

export interface ConformityParts {
  service: ConformityService;
  jobs: readonly JobHandler[];
  recurring: readonly RecurringTask[];
}

/** Also for commands, which run without routes and jobs. `options` are for tests. */
export function createConformityService(
  deps: ConformityDeps,
  options: { checks?: readonly Check[]; patienceMs?: number } = {},
): ConformityParts {
  const catalogues = createCatalogues(deps);
  const reports = createReports(deps, catalogues);
  const parts = { catalogues, reports };
  const { handlers, recurring: stalled, ...assessments } = createAssessments(deps, { ...parts, ...options });
  const { recurring: reminders, ...findings } = createFindings(deps, parts);
  const { byDigest: _byDigest, ...ofCatalogues } = catalogues;
  const { facts: _facts, saveVerdict: _saveVerdict, ...ofReports } = reports;
  return {
    service: { ...ofCatalogues, ...ofReports, ...assessments, ...findings },
    jobs: handlers,
    recurring: [...stalled, ...reminders],
  };
}
