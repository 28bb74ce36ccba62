import { type ElementDetails, type SchemaDetails } from '../details.ts';
import { type FieldNode, type Finding, type FindingLevel, type SchemaModel, type SchemaNode } from '../model.ts';
import { nodesByPath, parentPath } from '../tree.ts';
import { publishedTexts } from './published-texts.ts';
import { contentProblem, lengthProblem, limitProblem } from './published-values.ts';

/** A node, or the schema itself with path `''`, and what the message says about it. */
interface Place {
  path: string;
  name: string;
  details: ElementDetails | undefined;
  node: SchemaNode | null;
}

/**
 * The part of the published quality messages that looks at modelling, not at whether a form can be
 * built: numbers, texts and places as the FIM side reports them, so that an editor knows them. The
 * texts are those of code list `urn:xoev-de:fim-datenfelder:codeliste:xdfm`, version 1.8.
 */
export function publishedFindings(model: SchemaModel, details: SchemaDetails | undefined): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (quality, path, level = 'note') => {
    const [de = '', en = ''] = publishedTexts[quality] ?? [];
    findings.push({ level, code: `quality-${quality}`, path, message: { de, en }, quality });
  };
  const root: Place = { path: '', name: model.name, details: details?.schema, node: null };
  const places = [...nodesByPath(model).values()].map((node): Place => {
    return { path: node.path, name: node.name, details: details?.nodes[node.path], node };
  });
  for (const place of [root, ...places]) checkElement(place, model, report);
  for (const { node } of places) {
    if (node?.kind === 'field') checkField(node, model, report);
    else if (node?.kind === 'group' && node.children.length === 1) report(1106, node.path);
    if (node !== null) checkPlacement(node, model, details, report);
  }
  checkSchema(model, details, report);
  checkVersions(model, report);
  model.rules.forEach((rule) => {
    if (rule.text === '') report(1024, rule.owner, 'warning');
    if (/\b[FGS]\d{8,11}V\d/u.test(rule.text)) report(1019, rule.owner);
    if (model.dialect === '3.0.0' && /\b[FGS]\d{8}\b/u.test(rule.text)) report(1041, rule.owner);
  });
  return findings;
}

type Report = (quality: number, path: string, level?: FindingLevel) => void;

function checkElement({ path, details, node }: Place, model: SchemaModel, report: Report): void {
  if (node !== null && node.name === node.id) report(1002, path);
  if (node !== null && node.outputLabel === null) report(1010, path);
  if (node?.helpInput != null && node.helpInput === node.label) report(1098, path);
  else if (node?.helpInput != null && node.helpInput === node.name) report(1099, path);
  if (node !== null && node.version === null && model.version !== null) report(1135, path);
  if (details === undefined) return;
  const kind = details.elementKind;
  if (node !== null) {
    if (kind === null || !['ABS', 'HAR', 'RNG'].includes(kind)) report(1031, path);
    if (kind === 'RNG' && node.legalBasis.length === 0) report(1006, path);
    if (kind === 'HAR' && node.legalBasis.length === 0) report(1101, path);
    if (kind === 'ABS' && node.kind === 'field') report(1014, path);
  }
  if (details.status === null) report(1032, path);
  const isSet = model.dialect === '3.0.0' && released.has(details.status ?? '');
  if (isSet && details.statusSetOn === null) report(node === null ? 1143 : 1142, path);
  if (details.status === 'inaktiv' || (model.dialect === '3.0.0' && details.status === '7')) report(1116, path);
}

function checkField(field: FieldNode, model: SchemaModel, report: Report): void {
  const { path, constraints, fieldKind, dataType } = field;
  const isText = dataType === 'text' || dataType === 'text_latin';
  const isFile = dataType === 'file' || dataType === 'obj';
  if (fieldKind === 'input') {
    if (field.values !== null || field.codeList !== null) report(1017, path, 'warning');
    if (isText && (constraints.minLength === null || constraints.maxLength === null)) report(1102, path);
    const ranged = ['num', 'num_int', 'num_currency', 'date'].includes(dataType);
    if (ranged && constraints.minValue === null && constraints.maxValue === null) report(1103, path);
  }
  if (fieldKind === 'label' && field.content === null) report(1109, path);
  const hasLength = constraints.minLength !== null || constraints.maxLength !== null;
  if (hasLength && (fieldKind === 'select' || fieldKind === 'label')) report(1012, path);
  if (!isFile && field.maxSize !== null) report(1056, path);
  if (!isFile && field.mediaTypes.length > 0) report(1057, path);
  if (field.id === placeholder) report(1095, path);
  const names = (field.values ?? []).map((value) => value.name);
  if (new Set(names).size !== names.length) report(1093, path);
  checkReference(field, report);
  for (const quality of [lengthProblem(field), ...limitProblem(field), contentProblem(field, model)]) {
    if (quality !== null) report(quality, path, 'warning');
  }
}

/** RFC 8141: name space, then any characters of a path. */
const wellFormedUrn = /^urn:[a-z0-9][a-z0-9-]{0,31}:[\w.~!$&'()*+,;=:@%/-]+$/iu;

function checkReference({ path, codeList }: FieldNode, report: Report): void {
  if (codeList === null) return;
  const uri = codeList.canonicalUri ?? codeList.canonicalVersionUri;
  if (uri === null) report(1040, path, 'warning');
  else if (!uri.startsWith('urn:')) report(1005, path, 'warning');
  else if (!wellFormedUrn.test(uri)) report(1048, path, 'warning');
  if (codeList.version !== null && !/^\d{4}-\d{2}-\d{2}$/u.test(codeList.version)) report(1105, path);
}

/** `urn:xoev-de:xprozess:codeliste:status`: released by method, technically (silver), gold. */
const released = new Set(['4', '5', '6']);
const placeholder = 'F60000000001';

/** What an element must be because of where it stands. */
function checkPlacement(
  node: SchemaNode,
  model: SchemaModel,
  details: SchemaDetails | undefined,
  report: Report,
): void {
  const parent = nodesByPath(model).get(parentPath(node.path));
  const siblings = parent?.kind === 'group' ? parent.children : model.nodes;
  if (node.id === placeholder && siblings.length > 1) report(1094, node.path);
  for (const { link } of node.legalBasis) if (link !== null && !URL.canParse(link)) report(1133, node.path);
  if (details === undefined) return;
  const kind = details.nodes[node.path]?.elementKind;
  if (kind === 'ABS') report(1013, node.path);
  const isBound = parent !== undefined && details.nodes[parent.path]?.elementKind === 'RNG';
  if (isBound && (kind === 'ABS' || kind === 'HAR') && node.legalBasis.length === 0) report(1022, node.path);
}

function checkSchema(model: SchemaModel, details: SchemaDetails | undefined, report: Report): void {
  if (model.nodes.length === 0) report(1078, '', 'error');
  if (details === undefined) return;
  const { documentProfile, structureChange, representationChange } = details.schema;
  if (model.dialect === '3.0.0' && documentProfile === null) report(1007, '', 'warning');
  const isReleased = model.dialect === '3.0.0' && released.has(details.schema.status ?? '');
  if (documentProfile?.id === 'D99000000001') report(isReleased ? 1097 : 1096, '');
  if (!['0', '1', '2', '3'].includes(structureChange ?? '')) report(1033, '');
  if (!['0', '1'].includes(representationChange ?? '')) report(1034, '');
}

function checkVersions(model: SchemaModel, report: Report): void {
  const elements = new Map<string, string | null>();
  const lists = new Map<string, string | null>();
  for (const node of nodesByPath(model).values()) {
    if (elements.has(node.id) && elements.get(node.id) !== node.version) report(1003, node.path);
    elements.set(node.id, node.version);
    const uri = node.kind === 'field' ? (node.codeList?.canonicalUri ?? null) : null;
    if (uri === null || node.kind === 'group') continue;
    const version = node.codeList?.version ?? null;
    if (lists.has(uri) && lists.get(uri) !== version) report(1037, node.path);
    lists.set(uri, version);
  }
}
