import {
  type AnswerValue,
  type FieldNode,
  formatFormValue,
  nodesByPath,
  type SchemaModel,
  type SchemaNode,
  toNodePath,
  valuesOf,
} from '@verbund/xdatenfelder';
import { type Option } from '#ui';
import { type RuleTexts } from '../texts/rules.ts';

const longest = 70;

export function shortened(text: string): string {
  const plain = text.replace(/\s+/gu, ' ').trim();
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}

export function nameOf(node: SchemaNode): string {
  return shortened(node.name === '' ? node.label : node.name);
}

/** „Name“, as the paraphrase writes it. */
export function quotedName(schema: SchemaModel, path: string): string {
  const node = nodesByPath(schema).get(path);
  return `„${node === undefined ? path : nameOf(node)}“`;
}

/** The way to an element in words: group, group, element. */
export function wayTo(schema: SchemaModel, path: string): string {
  const segments = path.split('/');
  const names = segments.map((_, at) => {
    const node = nodesByPath(schema).get(segments.slice(0, at + 1).join('/'));
    return node === undefined ? '' : nameOf(node);
  });
  return names.filter((name) => name !== '').join(' › ');
}

const known = new WeakMap<SchemaModel, readonly Option[]>();

/** Every element of the schema to choose from, in its order. */
export function elementOptions(schema: SchemaModel): readonly Option[] {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const options = [...nodesByPath(schema).values()].map(({ path, id }) => ({
    value: path,
    label: `${wayTo(schema, path)} (${id})`,
  }));
  known.set(schema, options);
  return options;
}

export function valueOptions(schema: SchemaModel, field: FieldNode): readonly Option[] | null {
  const listed = valuesOf(schema, field);
  return listed?.map(({ code, name }) => ({ value: code, label: `${shortened(name)} (${code})` })) ?? null;
}

/** One answer of an example in words. */
export function answerText(
  schema: SchemaModel,
  key: string,
  value: AnswerValue,
  t: RuleTexts,
  yes: string,
  no: string,
): string {
  const node = nodesByPath(schema).get(toNodePath(key));
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value !== 'string') return t.tried.file;
  if (node?.kind !== 'field') return value;
  const listed = valuesOf(schema, node)?.find(({ code }) => code === value);
  return listed === undefined ? formatFormValue(node, value) : `${shortened(listed.name)} (${listed.code})`;
}
