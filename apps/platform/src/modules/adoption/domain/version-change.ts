import { type ReuseFacts } from '#modules/catalogue';
import { type Blueprint } from './blueprint.ts';

type Change = ReuseFacts['changes'][number];

/** What came after the version that runs, newest first. */
export function changesSince(reuse: Pick<ReuseFacts, 'changes'>, version: string): readonly Change[] {
  const at = reuse.changes.findIndex((change) => change.version === version);
  return at === -1 ? reuse.changes : reuse.changes.slice(0, at);
}

/** Steps that the changes open again, in the order of the blueprint; each once. */
export function reopenedSteps(
  { reopenedBy, steps }: Pick<Blueprint, 'reopenedBy' | 'steps'>,
  changes: readonly Pick<Change, 'kind'>[],
): readonly string[] {
  const reopened = new Set(changes.flatMap(({ kind }) => reopenedBy[kind] ?? []));
  return steps.map(({ id }) => id).filter((id) => reopened.has(id));
}

/** Newer by precedence of Semantic Versioning 2.0.0, as far as releases go: pre-releases count as their release. */
export function isNewer(candidate: string, current: string): boolean {
  const [a, b] = [numbersOf(candidate), numbersOf(current)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function numbersOf(version: string): readonly number[] {
  return (version.split('-')[0] ?? '').split('.').map(Number);
}
