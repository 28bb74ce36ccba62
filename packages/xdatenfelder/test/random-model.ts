import fc from 'fast-check';

import { type Condition, type FieldNode, type Rule, type SchemaModel, type SchemaNode } from '../src/index.ts';
import { field, group, schema, values } from './support.ts';

/** Any schema a modeller might write, and rules over it that can all be met. */
export interface RandomForm {
  model: SchemaModel;
  rules: Rule[];
}

const limits = { minLength: null, maxLength: null, minValue: null, maxValue: null, pattern: null };
const patterns = ['[0-9]{5}', '\\d{1,3}(,\\d\\d)?', '[A-ZÄÖÜ][a-zäöüß-]*', '(?:DE)?[0-9 ]{4,8}', '[^<>]+', 'A|B|C{2}'];

const fieldShape: fc.Arbitrary<Partial<FieldNode>> = fc.oneof(
  fc.constant<Partial<FieldNode>>({}),
  fc
    .tuple(fc.nat({ max: 12 }), fc.nat({ max: 30 }))
    .map(([min, more]) => ({ constraints: { ...limits, minLength: min, maxLength: min + more + 1 } })),
  fc.constantFrom(...patterns).map((pattern) => ({ constraints: { ...limits, pattern } })),
  fc.constant<Partial<FieldNode>>({ dataType: 'text_latin', constraints: { ...limits, maxLength: 40 } }),
  fc.constantFrom('bool', 'time', 'datetime', 'file').map((dataType) => ({ dataType })),
  fc
    .tuple(fc.constantFrom('num', 'num_int', 'num_currency'), fc.integer({ min: -500, max: 500 }), fc.nat({ max: 900 }))
    .map(([dataType, min, more]) => ({
      dataType,
      constraints: { ...limits, minValue: String(min), maxValue: String(min + more) },
    })),
  fc.constantFrom('1999-12-31', '2027-02-28').map((minValue) => ({
    dataType: 'date' as const,
    constraints: { ...limits, minValue, maxValue: '2027-03-01' },
  })),
  fc.constantFrom(2, 3, 60).map((count) => ({
    fieldKind: 'select' as const,
    values: values(...Array.from({ length: count }, (_, at) => String(at).padStart(3, '0'))),
  })),
  fc.constant<Partial<FieldNode>>({ fieldKind: 'label', content: 'Hinweis' }),
  fc.constant<Partial<FieldNode>>({ fieldKind: 'locked', content: 'fest' }),
);

const cardinality = fc.constantFrom<[number, number | null][]>([0, 1], [1, 1], [0, null], [1, null], [2, 5], [1, 3]);

const anyField = fc
  .tuple(
    fc.nat({ max: 30 }),
    fieldShape,
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<[number, number]>([0, 1], [1, 1]) },
      { weight: 1, arbitrary: cardinality },
    ),
  )
  .map(([id, shape, [min, max]]): SchemaNode => {
    // A list of fixed values, or of notes, has no meaning; a yes/no list cannot hold five different answers.
    const single = shape.fieldKind === 'label' || shape.fieldKind === 'locked' || shape.fieldKind === 'select';
    return field(`F${String(99_000_000_000 + id)}`, { ...shape, min: Math.min(min, 1), max: single ? 1 : max });
  });

const { node: anyNode } = fc.letrec<{ node: SchemaNode; group: SchemaNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: anyField },
    { weight: 2, arbitrary: tie('group') },
  ),
  group: fc
    .tuple(
      fc.nat({ max: 30 }),
      fc.uniqueArray(tie('node'), { minLength: 1, maxLength: 5, selector: (child) => child.id }),
      cardinality,
      fc.boolean(),
    )
    .map(([id, children, [min, max], choice]): SchemaNode => {
      const name = `G${String(99_000_000_000 + id)}`;
      // A mandatory group in which rules hide everything could not be answered at all.
      children.push(field('F98000000000', { dataType: 'num_int', constraints: { ...limits, minValue: '1' } }));
      const alternatives = children.filter((child) => child.kind === 'group' || child.fieldKind === 'input');
      if (!choice || alternatives.length < 2) return group(name, children, { min, max });
      const each = alternatives.map((child) => ({ ...child, min: 0, max: 1 }));
      return group(name, each, { min: Math.min(min, 1), max: 1, choice: true });
    }),
}));

function fieldsOf(nodes: readonly SchemaNode[]): FieldNode[] {
  return nodes.flatMap((node) => (node.kind === 'field' ? [node] : fieldsOf(node.children)));
}

function conditionOn(asked: FieldNode, pick: number): Condition {
  const listed = asked.values?.[pick % (asked.values.length || 1)]?.code;
  const equal: Condition = { op: 'equal', path: asked.path, value: listed ?? pick % 2 === 0 };
  const known = asked.dataType === 'bool' || listed !== undefined;
  const base: Condition = known ? equal : { op: 'empty', path: asked.path };
  return pick % 3 === 0 ? { op: 'not', condition: base } : base;
}

// Looking for the smallest form that fails takes hours and never gives way to the time-out of the runner.
fc.configureGlobal({ ...fc.readConfigureGlobal(), interruptAfterTimeLimit: 60_000 });

export const randomForm: fc.Arbitrary<RandomForm> = fc
  .tuple(
    fc.uniqueArray(anyNode, { minLength: 1, maxLength: 6, selector: (node) => node.id }),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.constantFrom('require', 'show', 'forbid', 'valid')), {
      maxLength: 4,
    }),
  )
  .map(([nodes, drawn]) => {
    const model = schema(nodes);
    const fields = fieldsOf(model.nodes).filter(
      ({ id, fieldKind }) => (fieldKind === 'input' || fieldKind === 'select') && !id.startsWith('F98'),
    );
    const rules = drawn.flatMap(([askedAt, targetAt, pick, effect], at): Rule[] => {
      // Only forwards: a circle of rules may have no answer that pleases it.
      const asked = fields[askedAt % Math.max(1, fields.length - 1)];
      const target = fields.slice(fields.findIndex((one) => one === asked) + 1)[targetAt % 4];
      if (asked === undefined || target === undefined) return [];
      // Two "at least one" rules never contradict each other; other `valid` rules might.
      const empties = [asked, target].map(({ path }): Condition => ({ op: 'empty', path }));
      const when: Condition =
        effect === 'valid' ? { op: 'not', condition: { op: 'and', conditions: empties } } : conditionOn(asked, pick);
      return [{ id: `R${at}`, owner: '', when, effect, target: target.path, message: null, value: null, source: null }];
    });
    return { model, rules };
  });
