import { type NodeAspect, nodesByPath, type SchemaDiff, type SchemaModel } from '@verbund/xdatenfelder';
import { compareVersions } from '#modules/catalogue';

export type Step = 'first' | 'major' | 'minor' | 'patch';

export interface Proposal {
  step: Step;
  version: string;
}

/** What a receiving system notices: the data have another shape. All other aspects only change what people read. */
const breaking: ReadonlySet<NodeAspect> = new Set([
  'cardinality',
  'field-kind',
  'data-type',
  'constraints',
  'values',
  'file-limits',
  'choice',
]);

export interface Difference {
  /** Null: the schema is the same file with the same code lists. */
  schema: SchemaDiff | null;
  rulesDiffer: boolean;
  schemaUriDiffers: boolean;
}

/**
 * major: what is delivered has another shape, so receivers must adapt. minor: more may be asked, or other rules hold.
 * patch: only texts, pages and facts around the form.
 */
export function stepOf(
  { schema, rulesDiffer, schemaUriDiffers }: Difference,
  after: SchemaModel,
): Exclude<Step, 'first'> {
  if (schemaUriDiffers && schema !== null && isBreaking(schema, after)) return 'major';
  if (schema !== null && isBreaking(schema, after)) return 'major';
  if (schemaUriDiffers) return 'major';
  const asksMore = schema !== null && (schema.added.length > 0 || schema.rules.added.length > 0);
  const rulesMoved = schema !== null && (schema.rules.changed.length > 0 || schema.rules.removed.length > 0);
  return asksMore || rulesMoved || rulesDiffer ? 'minor' : 'patch';
}

function isBreaking(diff: SchemaDiff, after: SchemaModel): boolean {
  const nodes = nodesByPath(after);
  return (
    diff.removed.length > 0 ||
    diff.added.some((path) => isDemanded(nodes.get(path))) ||
    diff.changed.some(({ from, to, aspects }) => from !== to || aspects.some((aspect) => breaking.has(aspect)))
  );
}

function isDemanded(node: { min: number; kind: string; fieldKind?: string } | undefined): boolean {
  return node !== undefined && node.min > 0 && node.fieldKind !== 'label';
}

/** The next number after the highest published one; a first version is 1.0.0. */
export function proposeVersion(published: readonly string[], step: Step): Proposal {
  const last = published.toSorted(compareVersions).at(-1);
  if (last === undefined || step === 'first') return { step: 'first', version: '1.0.0' };
  const [major = 0, minor = 0, patch = 0] = (last.split('-')[0] ?? '').split('.').map(Number);
  // 1.0.0-rc.1 is followed by 1.0.0.
  if (last.includes('-')) return { step, version: `${major}.${minor}.${patch}` };
  if (step === 'major') return { step, version: `${major + 1}.0.0` };
  if (step === 'minor') return { step, version: `${major}.${minor + 1}.0` };
  return { step, version: `${major}.${minor}.${patch + 1}` };
}

export type VersionProblem = 'format' | 'not-newer';

/** semver.org without build metadata, and newer than everything that is published. */
export function versionProblem(version: string, published: readonly string[]): VersionProblem | null {
  const part = '(0|[1-9]\\d{0,8})';
  const tail = '(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?';
  if (!new RegExp(`^${part}\\.${part}\\.${part}${tail}$`).test(version) || version.length > 60) return 'format';
  return published.every((older) => compareVersions(older, version) < 0) ? null : 'not-newer';
}
