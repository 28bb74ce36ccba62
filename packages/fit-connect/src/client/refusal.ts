import { type Problem } from '../events/problems.ts';

/** Carries the problems of the step that ended the examination. */
export class Refusal extends Error {
  readonly problems: Problem[];
  constructor(...problems: Problem[]) {
    super('refused');
    this.problems = problems;
  }
}
