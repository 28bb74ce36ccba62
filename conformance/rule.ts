import { type Suite } from './support/suite.ts';

/** `confirmed`: a source of the reference says so. `our-choice`: docs/fit-connect-decisions.md, others may differ. */
export type Level = 'confirmed' | 'our-choice';

/** What a rule needs beside one sender and one subscriber; without it the rule is skipped with the reason. */
export const needs = {
  'other-subscriber': 'no second subscriber was given',
  'other-sender': 'no second sender was given',
  callbacks: 'no --callback-listen was given',
} as const;
export type Need = keyof typeof needs;

/** Version of the submission API that a rule is about. */
export type Version = 'v1' | 'v2';

export interface Rule {
  /** `group.words`, unique. */
  id: string;
  /** Section of the reference. */
  section: string;
  title: string;
  level: Level;
  /** Absent: holds whatever the version. */
  version?: Version;
  needs?: readonly Need[];
  run(suite: Suite): Promise<void>;
}

type Common = Pick<Rule, 'section'> & Partial<Pick<Rule, 'level' | 'version' | 'needs'>>;
type Own = Pick<Rule, 'id' | 'title' | 'run'> & Partial<Rule>;

/** Rules of one group that share section, version or needs; each may say otherwise. */
export function group(common: Common, rules: readonly Own[]): Rule[] {
  return rules.map((rule) => ({ level: 'confirmed', ...common, ...rule }));
}

export type Outcome = 'ok' | 'FAILED' | 'deviates' | 'skipped';

export interface Result {
  rule: Rule;
  outcome: Outcome;
  /** What was seen instead, or why it was skipped; empty when ok. */
  why: string;
  milliseconds: number;
}
