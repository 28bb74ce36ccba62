import { type Answers, type AnswerValue, type FileAnswer } from '../answers/answers.ts';
import { canonicalDecimal } from '../answers/decimal.ts';
import { instanceCounts, MAX_INSTANCES } from '../answers/instances.ts';
import { type FieldNode, type SchemaModel, type SchemaNode } from '../model.ts';
import { isRepeatable, lastSegment, valuesOf } from '../tree.ts';
import { isCoded } from './delivery.ts';

export type FimJson = string | number | boolean | FimJson[] | { [property: string]: FimJson };

/**
 * Delivery form of the FIM converter: property = element id (`id~2` for a second sibling of the
 * same id), arrays where max ≠ 1, JSON numbers, labels omitted, a file as its `fileId`. Empty
 * groups and gaps between instances are left out. Prune first.
 */
export function toFimJson(model: SchemaModel, answers: Answers): { [property: string]: FimJson } {
  const counts = instanceCounts(model, answers);
  const objectOf = (nodes: SchemaNode[], prefix: string): { [property: string]: FimJson } => {
    const result: { [property: string]: FimJson } = {};
    for (const node of nodes) {
      const segment = lastSegment(node.path);
      const list = prefix === '' ? segment : `${prefix}/${segment}`;
      if (!isRepeatable(node)) {
        const value = valueOf(node, list);
        if (value !== null) result[segment] = value;
        continue;
      }
      const items: FimJson[] = [];
      for (let index = 0; index < (counts[list] ?? 0); index += 1) {
        const value = valueOf(node, `${list}[${index}]`);
        if (value !== null) items.push(value);
      }
      if (items.length > 0) result[segment] = items;
    }
    return result;
  };
  const valueOf = (node: SchemaNode, path: string): FimJson | null => {
    if (node.kind === 'group') {
      const object = objectOf(node.children, path);
      return Object.keys(object).length === 0 ? null : object;
    }
    const answer = answers[path];
    return answer === undefined || node.fieldKind === 'label' ? null : toJsonValue(model, node, answer);
  };
  return objectOf(model.nodes, '');
}

function toJsonValue(model: SchemaModel, field: FieldNode, answer: AnswerValue): FimJson {
  if (typeof answer === 'object') return answer.fileId;
  return typeof answer === 'string' && isNumber(model, field) ? Number(answer) : answer;
}

/** A code stays a string, also where the field is called a number: `01` is not `1`. */
function isNumber(model: SchemaModel, field: FieldNode): boolean {
  return field.dataType.startsWith('num') && !(isCoded(field) && valuesOf(model, field) !== null);
}

/**
 * The way back, e.g. in a back office. Files are looked up by their id; what does not fit the
 * model is listed in `unknown` (JSON Pointer) and left out.
 */
export function fromFimJson(
  model: SchemaModel,
  json: unknown,
  files: ReadonlyMap<string, FileAnswer> = new Map(),
): { answers: Answers; unknown: string[] } {
  const answers: Answers = {};
  const unknown: string[] = [];
  const readObject = (nodes: SchemaNode[], value: unknown, prefix: string, pointer: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      unknown.push(pointer);
      return;
    }
    for (const [property, item] of Object.entries(value)) {
      const node = nodes.find((candidate) => lastSegment(candidate.path) === property);
      const at = `${pointer}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (node === undefined) unknown.push(at);
      else readNode(node, item, prefix === '' ? property : `${prefix}/${property}`, at);
    }
  };
  const readNode = (node: SchemaNode, value: unknown, list: string, pointer: string): void => {
    if (!isRepeatable(node)) {
      readOne(node, value, list, pointer);
    } else if (!Array.isArray(value) || value.length > MAX_INSTANCES) {
      unknown.push(pointer);
    } else {
      value.forEach((item: unknown, index) => readOne(node, item, `${list}[${index}]`, `${pointer}/${index}`));
    }
  };
  const readOne = (node: SchemaNode, value: unknown, path: string, pointer: string): void => {
    if (node.kind === 'group') readObject(node.children, value, path, pointer);
    else {
      const answer = fromJsonValue(model, node, value, files);
      if (answer === null) unknown.push(pointer);
      else answers[path] = answer;
    }
  };
  readObject(model.nodes, json, '', '');
  return { answers, unknown };
}

function fromJsonValue(
  model: SchemaModel,
  field: FieldNode,
  value: unknown,
  files: ReadonlyMap<string, FileAnswer>,
): AnswerValue | null {
  if (field.fieldKind === 'label') return null;
  if (field.dataType === 'bool') return typeof value === 'boolean' ? value : null;
  if (isNumber(model, field)) return typeof value === 'number' ? decimalOf(value) : null;
  if (typeof value !== 'string') return null;
  return field.dataType === 'file' || field.dataType === 'obj' ? (files.get(value) ?? null) : value;
}

/** JSON numbers may print as 1e-7; answers never do. */
function decimalOf(value: number): string | null {
  if (!Number.isFinite(value)) return null;
  const text = String(value);
  const [mantissa = '', exponent] = text.split('e');
  if (exponent === undefined) return canonicalDecimal(text);
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const shift = Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  const plain =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : point >= digits.length
        ? digits + '0'.repeat(point - digits.length)
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return canonicalDecimal(sign + plain);
}
