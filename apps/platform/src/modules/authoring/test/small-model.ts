import { type FieldNode, type GroupNode, type SchemaModel, type SchemaNode } from '@verbund/xdatenfelder';

/* Small schemas for tests of the domain; paths follow from the ids. */

export function field(id: string, more: Partial<FieldNode> = {}): FieldNode {
  return {
    kind: 'field',
    path: id,
    id,
    version: '1.0.0',
    name: id,
    label: id,
    outputLabel: null,
    helpInput: null,
    helpOutput: null,
    min: 0,
    max: 1,
    legalBasis: [],
    fieldKind: 'input',
    dataType: 'text',
    constraints: { minLength: null, maxLength: null, minValue: null, maxValue: null, pattern: null },
    content: null,
    prefill: 'none',
    values: null,
    codeList: null,
    maxSize: null,
    mediaTypes: [],
    ...more,
  };
}

export function group(id: string, children: readonly SchemaNode[], more: Partial<GroupNode> = {}): GroupNode {
  const { version, outputLabel, helpInput, helpOutput, min, max, legalBasis } = field(id);
  const base = { path: id, id, version, name: id, label: id, outputLabel, helpInput, helpOutput, min, max, legalBasis };
  return { ...base, kind: 'group', choice: false, children: [...children], ...more };
}

export function schemaOf(...nodes: SchemaNode[]): SchemaModel {
  return {
    dialect: '3.0.0',
    id: 'S99000000001',
    version: '1.0.0',
    name: 'Probe',
    title: 'Probe',
    help: null,
    legalBasis: [],
    nodes: nodes.map((node) => placed(node, '')),
    rules: [],
    lists: {},
  };
}

function placed(node: SchemaNode, above: string): SchemaNode {
  const path = above === '' ? node.id : `${above}/${node.id}`;
  if (node.kind === 'field') return { ...node, path };
  return { ...node, path, children: node.children.map((child) => placed(child, path)) };
}
