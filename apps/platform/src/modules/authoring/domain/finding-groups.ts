import { nodesByPath, type SchemaModel } from '@verbund/xdatenfelder';
import { type SchemaFinding } from '#modules/catalogue';

export const findingLevels = ['error', 'warning', 'note'] as const;
export type FindingLevel = (typeof findingLevels)[number];

export interface FindingGroup {
  level: FindingLevel;
  findings: readonly SchemaFinding[];
}

/** The worst first; the same sentence about the same place once. */
export function groupFindings(findings: readonly SchemaFinding[]): FindingGroup[] {
  const seen = new Set<string>();
  const once = findings.filter(({ code, path, message }) => {
    const key = JSON.stringify([code, path, message]);
    return !seen.has(key) && seen.add(key);
  });
  return findingLevels.flatMap((level) => {
    // A level that is not known yet must not hide a finding.
    const known = (found: SchemaFinding): FindingLevel => findingLevels.find((one) => one === found.level) ?? 'warning';
    const group = once.filter((found) => known(found) === level);
    return group.length === 0 ? [] : [{ level, findings: group }];
  });
}

/** Where it is in words, from the top: "Antragsteller › Name". */
export function placeInWords(schema: SchemaModel, path: string): string {
  const nodes = nodesByPath(schema);
  const parts = path.split('/').filter((part) => part !== '');
  const labels = parts.map((_, at) => nodes.get(parts.slice(0, at + 1).join('/')));
  const named = labels.flatMap((node) => (node === undefined ? [] : [node.label || node.name]));
  return named.length === 0 ? path : named.join(' › ');
}
