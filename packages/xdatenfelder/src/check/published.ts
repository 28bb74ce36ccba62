import { type ElementDetails, type SchemaDetails } from '../details.ts';
import { type FieldNode, type Finding, type FindingLevel, type SchemaModel, type SchemaNode } from '../model.ts';
import { nodesByPath } from '../tree.ts';
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
    const [de = '', en = ''] = texts[quality] ?? [];
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

/** Texts of the list, and what they say in English. */
const texts: Record<number, readonly [string, string]> = {
  1002: ['Der Name eines Elements ist nicht gesetzt.', 'The name of an element is not set.'],
  1003: [
    'In einem Datenschema sollte ein Baukastenelement i. d. R. nicht mehrfach in unterschiedlichen Versionen enthalten sein.',
    'A schema should not contain one element in several versions.',
  ],
  1005: [
    'Die Kennung einer Codeliste ist nicht als URN formuliert, z. B. urn:de:fim:codeliste:dokumenttyp.',
    'The identifier of a code list is no URN.',
  ],
  1006: [
    "Der Bezug zur Handlungsgrundlage darf bei Elementen mit der Strukturelementart 'rechtsnormgebunden' nicht leer sein.",
    'An element bound to a legal norm must name that norm.',
  ],
  1007: ['Es ist kein Dokumentsteckbrief zugeordnet.', 'No document profile is assigned.'],
  1010: ["Die 'Bezeichnung Ausgabe' muss befüllt werden.", 'The output label must be filled.'],
  1014: ["Datenfelder dürfen nicht die Strukturelementart 'abstrakt' haben.", 'Fields must not be abstract.'],
  1017: [
    "Ist eine Code- oder Werteliste zugeordnet, muss die Feldart 'Auswahl' sein.",
    'A field with a list must be a selection.',
  ],
  1019: [
    'Baukastenelemente, die in Regeln referenziert werden, dürfen keine Versionsangaben beinhalten.',
    'Elements named in rules must not carry a version.',
  ],
  1024: ['Die Freitextregel muss befüllt sein.', 'The text of the rule must be filled.'],
  1031: ['Es ist keine oder eine unbekannte Strukturelementart angegeben.', 'The element kind is missing or unknown.'],
  1032: ['Es ist kein oder ein unbekannter Status angegeben.', 'The status is missing or unknown.'],
  1033: [
    'Es ist keine oder eine unbekannte Änderbarkeit der Struktur angegeben.',
    'It is missing or unknown how far the structure may change.',
  ],
  1034: [
    'Es ist keine oder eine unbekannte Änderbarkeit der Repräsentation angegeben.',
    'It is missing or unknown how far the labels may change.',
  ],
  1037: [
    'In einem Datenschema sollte eine Codeliste i. d. R. nicht in mehreren Versionen verwendet werden.',
    'A schema should not use one code list in several versions.',
  ],
  1040: ['Die Kennung einer Codeliste ist leer.', 'The identifier of a code list is empty.'],
  1041: [
    'Baukastenelemente, die in Regeln referenziert werden, verwenden noch die alte, verkürzte Element-ID.',
    'A rule still names elements by their old, short ids.',
  ],
  1056: [
    "Die Dateigröße darf nur befüllt sein, wenn der Datentyp des Feldes den Wert 'Anlage (Datei)' hat.",
    'Only a file may have a file size.',
  ],
  1057: [
    "Erlaubte Datentypen dürfen nur angegeben werden, wenn der Datentyp des Feldes den Wert 'Anlage (Datei)' hat.",
    'Only a file may have permitted types.',
  ],
  1058: [
    'Spaltendefinitionen dürfen nur angegeben werden, wenn im Datenfeld eine referenzierte Codeliste enthalten ist.',
    'Columns may only be named for a referenced code list.',
  ],
  1060: ['Die maximale Feldlänge muss eine ganze Zahl größer Null sein.', 'The maximum length must be above zero.'],
  1061: [
    'Die minimale Feldlänge darf nicht größer sein als die maximale Feldlänge.',
    'The minimum length is above the maximum length.',
  ],
  1062: ['Die untere Wertgrenze muss eine Zahl sein.', 'The lower limit must be a number.'],
  1063: ['Die obere Wertgrenze muss eine Zahl sein.', 'The upper limit must be a number.'],
  1065: ['Die untere Wertgrenze muss eine ganze Zahl sein.', 'The lower limit must be a whole number.'],
  1066: ['Die obere Wertgrenze muss eine ganze Zahl sein.', 'The upper limit must be a whole number.'],
  1067: ['Die untere Wertgrenze muss ein Datum sein.', 'The lower limit must be a date.'],
  1068: ['Die obere Wertgrenze muss ein Datum sein.', 'The upper limit must be a date.'],
  1069: ['Der Inhalt muss eine Zahl sein.', 'The content must be a number.'],
  1070: ['Der Inhalt muss eine ganze Zahl sein.', 'The content must be a whole number.'],
  1071: ['Der Inhalt muss ein Datum sein.', 'The content must be a date.'],
  1072: ['Der Inhalt unterschreitet die untere Wertgrenze.', 'The content is below the lower limit.'],
  1073: ['Der Inhalt überschreitet die obere Wertgrenze.', 'The content is above the upper limit.'],
  1074: ['Der Inhalt unterschreitet die Minimallänge.', 'The content is shorter than the minimum length.'],
  1075: ['Der Inhalt überschreitet die Maximallänge.', 'The content is longer than the maximum length.'],
  1077: ['Der Inhalt muss ein Wahrheitswert sein (true oder false).', 'The content must be true or false.'],
  1078: ['Ein Datenschema muss mindestens ein Unterelement enthalten.', 'A schema needs at least one element.'],
  1079: [
    'Die untere Wertgrenze muss ein Zeitpunkt (Datum und Uhrzeit) sein.',
    'The lower limit must be a date and time.',
  ],
  1080: [
    'Die obere Wertgrenze muss ein Zeitpunkt (Datum und Uhrzeit) sein.',
    'The upper limit must be a date and time.',
  ],
  1081: ['Die untere Wertgrenze muss eine Uhrzeit sein.', 'The lower limit must be a time.'],
  1082: ['Die obere Wertgrenze muss eine Uhrzeit sein.', 'The upper limit must be a time.'],
  1083: ['Der Inhalt muss ein Zeitpunkt (Datum und Uhrzeit) sein.', 'The content must be a date and time.'],
  1084: ['Der Inhalt muss eine Uhrzeit sein.', 'The content must be a time.'],
  1085: ['Der Inhalt muss ein Code-Wert der Werteliste sein.', 'The content must be a code of the list.'],
  1093: [
    'Innerhalb einer Code- oder Werteliste sollten Namen (Bezeichnungen) nicht doppelt verwendet werden.',
    'A list should not use one name twice.',
  ],
  1095: [
    "Datenschemata oder Datenfeldgruppen sollten das Element F60000000001 'Default-Datenfeld' nur in Ausnahmefällen beinhalten.",
    'The placeholder field F60000000001 should be an exception.',
  ],
  1096: [
    "Ein Datenschema sollte nur übergangsweise dem Dokumentsteckbrief D99000000001 'Default-Dokumentsteckbrief' zugeordnet werden.",
    'The placeholder D99000000001 as document profile should be temporary.',
  ],
  1098: ['Bezeichnung und Hilfetext dürfen nicht gleich sein.', 'Label and help text must differ.'],
  1099: ['Name und Hilfetext dürfen nicht gleich sein.', 'Name and help text must differ.'],
  1101: [
    "Der Bezug zur Handlungsgrundlage sollte bei Elementen mit der Strukturelementart 'harmonisiert' möglichst nicht leer sein.",
    'A harmonised element should name its legal basis.',
  ],
  1102: [
    "Bei Eingabedatenfeldern mit dem Datentyp 'Text' oder 'String.Latin+' sollten, wenn möglich, die minimale und maximale Feldlänge angegeben werden.",
    'A text should have a minimum and a maximum length.',
  ],
  1103: [
    "Bei Datenfeldern mit dem Datentyp 'Nummer', 'Ganzzahl', 'Geldbetrag' oder 'Datum' sollte, wenn möglich, ein Wertebereich angegeben werden.",
    'A number or date should have limits.',
  ],
  1105: [
    'Die Version einer Codeliste sollte im Datumsformat in folgender Form angegeben werden, z. B. 2018-03-01.',
    'The version of a code list should be a date.',
  ],
  1106: ['Eine Datenfeldgruppe sollte mehr als ein Unterelement haben.', 'A group should have more than one element.'],
  1109: [
    "Bei einem Feld mit nur lesendem Zugriff, der Feldart 'Statisch' wird i. d. R. der Inhalt mit einem Text befüllt.",
    'Static text usually has a content.',
  ],
  1116: [
    "Baukastenelemente im Status 'inaktiv' sollten nur in Ausnahmefällen verwendet werden.",
    'Inactive elements should be an exception.',
  ],
  1135: [
    'In einem versionierten Datenschema / einer versionierten Datenfeldgruppe darf kein unversioniertes Baukastenelement enthalten sein.',
    'A schema with a version must not contain elements without one.',
  ],
};

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
  if (!isFile && field.maxSize !== null) report(1056, path);
  if (!isFile && field.mediaTypes.length > 0) report(1057, path);
  if (field.id === 'F60000000001') report(1095, path);
  const names = (field.values ?? []).map((value) => value.name);
  if (new Set(names).size !== names.length) report(1093, path);
  checkReference(field, report);
  for (const quality of [lengthProblem(field), ...limitProblem(field), contentProblem(field, model)]) {
    if (quality !== null) report(quality, path, 'warning');
  }
}

function checkReference({ path, codeList }: FieldNode, report: Report): void {
  if (codeList === null) return;
  const uri = codeList.canonicalUri ?? codeList.canonicalVersionUri;
  if (uri === null) report(1040, path, 'warning');
  else if (!uri.startsWith('urn:')) report(1005, path, 'warning');
  if (codeList.version !== null && !/^\d{4}-\d{2}-\d{2}$/u.test(codeList.version)) report(1105, path);
}

function checkSchema(model: SchemaModel, details: SchemaDetails | undefined, report: Report): void {
  if (model.nodes.length === 0) report(1078, '', 'error');
  if (details === undefined) return;
  const { documentProfile, structureChange, representationChange } = details.schema;
  if (model.dialect === '3.0.0' && documentProfile === null) report(1007, '', 'warning');
  if (documentProfile?.id === 'D99000000001') report(1096, '');
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
