import { type ReviewState } from '#modules/catalogue';
import { factsOf, problemOf, type SectionName, sectionNames } from './facts.ts';
import { formDigest } from './form-digest.ts';
import { type WorkContent } from '../types.ts';

export type OpenPoint =
  /** Publication is impossible. */
  | { kind: 'fact'; section: SectionName; fact: string }
  | { kind: 'list-missing' | 'list-test'; name: string }
  | { kind: 'rules-open'; count: number }
  | { kind: 'rule-misfit'; id: string }
  /** Entries of the overlay that the schema has no place for. */
  | { kind: 'overlay-rest'; count: number }
  | { kind: 'test-run'; state: 'missing' | 'outdated' | 'failed' }
  /** A test case of the manifest that does not come out as it was kept. */
  | { kind: 'test-failing'; name: string };

export interface SchemaState {
  missingLists: readonly string[];
  testLists: readonly string[];
  overlayRest: number;
  review: Pick<ReviewState, 'open' | 'acceptance' | 'own'>;
}

/** Everything that stands between a work and its publication, in the order in which a person would go about it. */
export function openPoints(content: WorkContent, state: SchemaState): OpenPoint[] {
  const { review } = state;
  const points: OpenPoint[] = [
    ...state.missingLists.map((name) => ({ kind: 'list-missing' as const, name })),
    ...state.testLists.map((name) => ({ kind: 'list-test' as const, name })),
  ];
  if (review.open.length > 0 && review.acceptance === null) {
    points.push({ kind: 'rules-open', count: review.open.length });
  }
  for (const own of review.own) if (!own.fits) points.push({ kind: 'rule-misfit', id: own.rule.id });
  if (state.overlayRest > 0) points.push({ kind: 'overlay-rest', count: state.overlayRest });
  for (const section of sectionNames) {
    for (const fact of factsOf(section)) {
      const value = fact.read(content);
      const isOpen = value === '' ? fact.required(content) : problemOf(fact, value) !== null;
      if (isOpen) points.push({ kind: 'fact', section, fact: fact.name });
    }
  }
  const run = testRunState(content);
  if (run !== 'passed') points.push({ kind: 'test-run', state: run });
  return points;
}

/** A run counts for the form it was made with only. */
export function testRunState(content: WorkContent): 'missing' | 'outdated' | 'failed' | 'passed' {
  const { testRun } = content;
  if (testRun === null) return 'missing';
  if (testRun.formDigest !== formDigest(content)) return 'outdated';
  return testRun.failed > 0 || testRun.runs === 0 ? 'failed' : 'passed';
}
