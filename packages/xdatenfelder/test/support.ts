import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { type FieldNode, type GroupNode, type SchemaModel, type SchemaNode } from '../src/index.ts';

const besideRepository = fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const samples = process.env['VERBUND_SAMPLES'] ?? besideRepository;

/** Folder of real FIM files, or `null` (they may not be published). */
export const fimSamples = existsSync(`${samples}/fim/xdf3`) ? `${samples}/fim` : null;

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

export function group(id: string, children: SchemaNode[], more: Partial<GroupNode> = {}): GroupNode {
  const { path, version, name, label, outputLabel, helpInput, helpOutput, min, max, legalBasis } = field(id);
  return {
    kind: 'group',
    path,
    id,
    version,
    name,
    label,
    outputLabel,
    helpInput,
    helpOutput,
    min,
    max,
    legalBasis,
    choice: false,
    children,
    ...more,
  };
}

export function schema(nodes: SchemaNode[], rules: SchemaModel['rules'] = []): SchemaModel {
  const place = (node: SchemaNode, parent: string): SchemaNode => {
    const path = parent === '' ? node.id : `${parent}/${node.id}`;
    return node.kind === 'field'
      ? { ...node, path }
      : { ...node, path, children: node.children.map((child) => place(child, path)) };
  };
  return {
    dialect: '3.0.0',
    id: 'S99000000001',
    version: '1.0.0',
    name: 'Probe',
    title: 'Probe',
    help: null,
    legalBasis: [],
    nodes: nodes.map((node) => place(node, '')),
    rules,
    lists: {},
  };
}

export const values = (...codes: string[]) => codes.map((code) => ({ code, name: `Wert ${code}`, help: null }));
export const today = { today: '2026-03-01' };
