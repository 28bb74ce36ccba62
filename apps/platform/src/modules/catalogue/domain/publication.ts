import { type SchemaModel } from '@verbund/xdatenfelder';
import { missingLists, testLists } from './missing-lists.ts';
import { openTexts, type PinnedRules } from './rule-decisions.ts';

/** Why a version must not go live; `name` is a code list or the key of a rule text. */
export interface Obstacle {
  code: 'code-list-missing' | 'code-list-test' | 'rule-open';
  name: string;
}

/** Lists that are missing or made up for a test. Nobody can accept that; another version of the list can stand in. */
export function listObstacles(schema: SchemaModel): Obstacle[] {
  return [
    ...missingLists(schema).map(({ name }): Obstacle => ({ code: 'code-list-missing', name })),
    ...testLists(schema).map(({ name }): Obstacle => ({ code: 'code-list-test', name })),
  ];
}

/** Rule texts nobody decided on, unless somebody answers for them by name. */
export function ruleObstacles(pinned: PinnedRules): Obstacle[] {
  if (pinned.acceptance !== null) return [];
  return openTexts(pinned).map((name) => ({ code: 'rule-open', name }));
}
