import { nodesByPath, publicationFindings, type SchemaModel } from '@verbund/xdatenfelder';
import { openTexts, type PinnedRules } from './rule-decisions.ts';

/** Why a version must not go live; `name` is a code list or the key of a rule text. */
export interface Obstacle {
  code: 'code-list-missing' | 'code-list-test' | 'rule-open';
  name: string;
}

/** Lists that are missing or made up for a test. Nobody can accept that; another version of the list can stand in. */
export function listObstacles(schema: SchemaModel): Obstacle[] {
  const found = new Map<string, Obstacle>();
  for (const { code, path } of publicationFindings(schema)) {
    const name = listAt(schema, path);
    const obstacle = { code: code === 'code-list-test' ? code : 'code-list-missing', name } as const;
    found.set(`${code} ${name}`, obstacle);
  }
  return [...found.values()];
}

/** Rule texts nobody decided on, unless somebody answers for them by name. */
export function ruleObstacles(pinned: PinnedRules): Obstacle[] {
  if (pinned.acceptance !== null) return [];
  return openTexts(pinned).map((name) => ({ code: 'rule-open', name }));
}

function listAt(schema: SchemaModel, path: string): string {
  const node = nodesByPath(schema).get(path);
  const reference = node?.kind === 'field' ? node.codeList : null;
  const { canonicalVersionUri, canonicalUri, version } = reference ?? {};
  if (canonicalVersionUri != null) return canonicalVersionUri;
  if (canonicalUri == null) return path;
  return version == null ? canonicalUri : `${canonicalUri}_${version}`;
}
