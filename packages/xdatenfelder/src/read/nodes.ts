import {
  type CodeListReference,
  type DataType,
  type Dialect,
  type FieldKind,
  type FieldNode,
  type Finding,
  type GroupNode,
  type ListedValue,
  type RuleText,
  type SchemaNode,
} from '../model.ts';
import { type SchemaDetails } from '../details.ts';
import { readConstraints } from './constraints.ts';
import { identifierOf, mergeLegalBasis, readLegalBasis } from './common.ts';
import { readElementDetails, readRuleDetails } from './details.ts';
import { tooManyNodes } from './limits.ts';
import { childOf, childrenOf, codeOf, collapseSpace, keepParagraphs, lineOf, paragraphsOf } from './text.ts';
import { type XmlElement } from './xml-tree.ts';

export interface ReadState {
  dialect: Dialect;
  findings: Finding[];
  rules: RuleText[];
  details: Pick<SchemaDetails, 'nodes' | 'rules'>;
  /** Nodes read so far, against files that are built to exhaust memory. */
  count: number;
  maxNodes: number;
}

const fieldKinds: readonly FieldKind[] = ['input', 'select', 'label', 'hidden', 'locked'];
const dataTypes: readonly DataType[] = [
  'text',
  'text_latin',
  'date',
  'time',
  'datetime',
  'bool',
  'num',
  'num_int',
  'num_currency',
  'file',
  'obj',
];

/** Reads all `struktur` entries of a schema or group, in display order. */
export function readStructure(parent: XmlElement, parentPath: string, state: ReadState): SchemaNode[] {
  const seen = new Map<string, number>();
  const nodes: SchemaNode[] = [];
  for (const structure of childrenOf(parent, 'struktur')) {
    const content = childOf(structure, 'enthaelt')?.children[0];
    if (content === undefined) continue;
    state.count += 1;
    if (state.count > state.maxNodes) throw tooManyNodes(state.maxNodes);
    // Ids may be anything in real files; only the two signs of our own paths must not occur in them.
    const id = (identifierOf(content).id ?? 'ohne-id').replace(/[/#[\]~\s]/gu, '_');
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    const segment = count === 1 ? id : `${id}~${count}`;
    const path = parentPath === '' ? segment : `${parentPath}/${segment}`;
    nodes.push(readNode(structure, content, path, id, state));
  }
  return nodes;
}

function readNode(structure: XmlElement, element: XmlElement, path: string, id: string, state: ReadState): SchemaNode {
  const name = lineOf(element, 'name') ?? id;
  const base = {
    path,
    id,
    version: identifierOf(element).version,
    name,
    label: lineOf(element, 'bezeichnungEingabe') ?? name,
    outputLabel: lineOf(element, 'bezeichnungAusgabe'),
    helpInput: paragraphsOf(element, 'hilfetextEingabe'),
    helpOutput: paragraphsOf(element, 'hilfetextAusgabe'),
    ...readCardinality(structure, path, state.findings),
    legalBasis: mergeLegalBasis(readLegalBasis(structure), readLegalBasis(element)),
  };
  readRules(element, path, state);
  const details = readElementDetails(element);
  state.details.nodes[path] = details;
  if (element.name === 'datenfeldgruppe') {
    const group: GroupNode = {
      kind: 'group',
      ...base,
      choice: codeOf(element, 'art') === 'X',
      children: readStructure(element, path, state),
    };
    return group;
  }
  const field = readField(element, base, state);
  const raw = collapseSpace(childOf(element, 'praezisierung')?.text ?? '');
  const isRead = Object.values(field.constraints).some((limit) => limit !== null);
  if (raw !== '' && !isRead) details.editorNote = raw;
  return field;
}

function readField(
  element: XmlElement,
  base: Omit<GroupNode, 'kind' | 'choice' | 'children'>,
  state: ReadState,
): FieldNode {
  const prefill = codeOf(element, 'vorbefuellung');
  return {
    kind: 'field',
    ...base,
    fieldKind: oneOf(fieldKinds, codeOf(element, 'feldart'), 'input', ['field-kind-unknown', 1027], base.path, state),
    dataType: oneOf(dataTypes, codeOf(element, 'datentyp'), 'text', ['data-type-unknown', 1028], base.path, state),
    constraints: readConstraints(childOf(element, 'praezisierung'), state.dialect, base.path, state.findings),
    content: paragraphsOf(element, 'inhalt'),
    prefill: prefill === 'optional' ? 'optional' : prefill === 'verpflichtend' ? 'required' : 'none',
    values: readValues(childOf(element, 'werte')),
    codeList: readCodeListReference(element),
    maxSize: Number(lineOf(element, 'maxSize') ?? Number.NaN) || null,
    mediaTypes: childrenOf(element, 'mediaType').map((type) => collapseSpace(type.text)),
  };
}

function oneOf<T extends string>(
  allowed: readonly T[],
  value: string | null,
  fallback: T,
  [code, quality]: readonly [string, number],
  path: string,
  state: ReadState,
): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  state.findings.push({
    level: 'error',
    code,
    path,
    message: {
      de: `Unbekannter Wert „${value ?? ''}“; angenommen wird „${fallback}“.`,
      en: `Unknown value "${value ?? ''}"; "${fallback}" is assumed.`,
    },
    quality,
  });
  return fallback;
}

function readCardinality(structure: XmlElement, path: string, findings: Finding[]) {
  const raw = lineOf(structure, 'anzahl') ?? '';
  const match = /^(\d{1,6}):(\*|\d{1,6})$/u.exec(raw);
  const min = Number(match?.[1] ?? 1);
  const max = match?.[2] === '*' ? null : Number(match?.[2] ?? 1);
  if (match === null || max === 0 || (max !== null && max < min)) {
    findings.push({
      level: 'error',
      code: 'cardinality-invalid',
      path,
      message: { de: `Die Anzahl „${raw}“ ist ungültig.`, en: `The cardinality "${raw}" is invalid.` },
      quality: raw === '' ? 1021 : match === null ? 1046 : 1047,
    });
    return { min: Math.min(min, 1), max: 1 };
  }
  return { min, max };
}

export function readValues(element: XmlElement | undefined): ListedValue[] | null {
  if (element === undefined) return null;
  return childrenOf(element, 'wert').map((value) => ({
    code: lineOf(value, 'code') ?? '',
    name: lineOf(value, 'name') ?? '',
    help: paragraphsOf(value, 'hilfe'),
  }));
}

function readCodeListReference(field: XmlElement): CodeListReference | null {
  const outer = childOf(field, 'codelisteReferenz');
  if (outer === undefined) return null;
  const element = childOf(outer, 'genericodeIdentification') ?? outer;
  // Line breaks occur inside these values in 2.0 exports.
  const squeeze = (name: string) => (childOf(element, name)?.text ?? '').replace(/\s+/gu, '') || null;
  return {
    canonicalUri: squeeze('canonicalIdentification'),
    version: squeeze('version'),
    canonicalVersionUri: squeeze('canonicalVersionUri'),
    codeKey: lineOf(field, 'codeKey'),
    nameKey: lineOf(field, 'nameKey'),
    helpKey: lineOf(field, 'helpKey'),
    listKey: null,
  };
}

export function readRules(element: XmlElement, owner: string, state: ReadState): void {
  for (const rule of childrenOf(element, 'regel')) {
    const { id, version } = identifierOf(rule);
    const prose = state.dialect === '3.0.0' ? 'freitextRegel' : 'definition';
    const script = (childOf(rule, state.dialect === '3.0.0' ? 'skript' : 'script')?.text ?? '').trim();
    state.rules.push({
      id: id ?? '',
      version,
      name: lineOf(rule, 'name') ?? '',
      text: keepParagraphs(childOf(rule, prose)?.text ?? ''),
      owner,
      // Editors export an empty function body where nobody wrote a script.
      script: /^(function\s+\w*\s*\(\)\s*\{\s*\})?$/u.test(script) ? null : script,
    });
    state.details.rules.push(readRuleDetails(rule, id ?? ''));
  }
}
