import {
  type FieldNode,
  type GroupNode,
  nodesByPath,
  parseFormValue,
  partsOfDate,
  type SchemaModel,
  type SchemaNode,
  valuesOf,
} from '@verbund/xdatenfelder';

/** What can be said about an element, by what its answers are. */
export type SubjectKind = 'group' | 'date-group' | 'yes-no' | 'list' | 'date' | 'moment' | 'number' | 'text' | 'file';

export function kindOf(schema: SchemaModel, node: SchemaNode): SubjectKind {
  if (node.kind === 'group') return partsOfDate(node) === null ? 'group' : 'date-group';
  switch (node.dataType) {
    case 'bool':
      return 'yes-no';
    case 'file':
    case 'obj':
      return 'file';
    case 'date':
      return 'date';
    case 'time':
    case 'datetime':
      return 'moment';
    case 'num':
    case 'num_int':
    case 'num_currency':
      return valuesOf(schema, node) === null ? 'number' : 'list';
    case 'text':
    case 'text_latin':
      return valuesOf(schema, node) === null ? 'text' : 'list';
  }
}

export type ValueProblem = 'value-missing' | 'value-not-in-list' | 'value-yes-no' | 'value-date' | 'value-number' | 'value-unreadable'; // prettier-ignore

export type ReadValue = { ok: true; value: string | boolean } | { ok: false; code: ValueProblem };

/** A value as a person types it or as the list sends it, for this element. */
export function readValue(schema: SchemaModel, path: string, typed: string): ReadValue {
  const node = nodesByPath(schema).get(path);
  if (node === undefined) return { ok: false, code: 'value-unreadable' };
  const field = node.kind === 'field' ? node : dateField(node);
  const listed = node.kind === 'field' ? valuesOf(schema, node) : null;
  if (typed.trim() === '') return { ok: false, code: 'value-missing' };
  if (listed !== null && node.kind === 'field' && node.dataType !== 'bool') {
    const found = listed.find(({ code }) => code === typed);
    return found === undefined ? { ok: false, code: 'value-not-in-list' } : { ok: true, value: found.code };
  }
  const parsed = parseFormValue(field, typed);
  const value = parsed.ok ? parsed.value : null;
  if (typeof value === 'string' || typeof value === 'boolean') return { ok: true, value };
  return { ok: false, code: problemOf(field) };
}

function problemOf({ dataType }: FieldNode): ValueProblem {
  if (dataType === 'bool') return 'value-yes-no';
  if (dataType === 'date' || dataType === 'datetime' || dataType === 'time') return 'value-date';
  return dataType.startsWith('num') ? 'value-number' : 'value-unreadable';
}

const noLimits = { minLength: null, maxLength: null, minValue: null, maxValue: null, pattern: null };

/** Day, month and year in three fields are compared like one date. */
export function dateField({ choice: _choice, children: _children, ...group }: GroupNode): FieldNode {
  return {
    ...group,
    kind: 'field',
    fieldKind: 'input',
    dataType: 'date',
    constraints: noLimits,
    content: null,
    prefill: 'none',
    values: null,
    codeList: null,
    maxSize: null,
    mediaTypes: [],
  };
}

/** Numbers with numbers, dates with dates, also with dates in three fields. */
export function isComparable(a: SubjectKind, b: SubjectKind = a): boolean {
  const family = (kind: SubjectKind): string => (kind === 'date-group' ? 'date' : kind);
  return ['date', 'moment', 'number'].includes(family(a)) && family(a) === family(b);
}
