import { needs, type Need, type Outcome, type Result, type Rule, type Version } from './rule.ts';
import { Difference, NotApplicable } from './support/expect.ts';
import { type Suite } from './support/suite.ts';

export interface Selection {
  /** Parts of rule ids; empty: all rules. */
  only: readonly string[];
  version: Version | 'all';
}

export function selectRules(rules: readonly Rule[], { only, version }: Selection): Rule[] {
  return rules.filter(
    (rule) =>
      (only.length === 0 || only.some((part) => rule.id.includes(part))) &&
      (version === 'all' || rule.version === undefined || rule.version === version),
  );
}

function missing(suite: Suite, need: Need): boolean {
  const given = {
    'other-subscriber': suite.otherSubscriber,
    'other-sender': suite.otherSender,
    callbacks: suite.callbacks,
  } satisfies Record<Need, unknown>;
  return given[need] === undefined;
}

/**
 * One after the other: rules share a destination and look at the same logs.
 * @param strict our own choices are demanded as well
 */
export async function runRules(
  suite: Suite,
  rules: readonly Rule[],
  strict: boolean,
  tell: (result: Result) => void = () => undefined,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const rule of rules) {
    const started = performance.now();
    const { outcome, why } = await runRule(suite, rule, strict);
    const result = { rule, outcome, why, milliseconds: Math.round(performance.now() - started) };
    results.push(result);
    tell(result);
  }
  return results;
}

async function runRule(suite: Suite, rule: Rule, strict: boolean): Promise<{ outcome: Outcome; why: string }> {
  const wanting = rule.needs?.find((need) => missing(suite, need));
  if (wanting !== undefined) return { outcome: 'skipped', why: needs[wanting] };
  try {
    await rule.run(suite);
    return { outcome: 'ok', why: '' };
  } catch (error) {
    if (error instanceof NotApplicable) return { outcome: 'skipped', why: error.message };
    const chosen = rule.level === 'our-choice' || (error instanceof Difference && error.level === 'our-choice');
    return { outcome: chosen && !strict ? 'deviates' : 'FAILED', why: wordsOf(error) };
  }
}

/** A network error hides what happened in its cause. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error instanceof Difference ? '' : `${error.name}: `}${error.message}${cause}`;
}
