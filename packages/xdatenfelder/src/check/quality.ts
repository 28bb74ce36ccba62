import { compilePattern } from '../answers/pattern.ts';
import { type FieldNode, type Finding, type FindingLevel, type GroupNode, type SchemaModel } from '../model.ts';
import { type SchemaDetails } from '../details.ts';
import { nodesByPath, valuesOf } from '../tree.ts';
import { publishedFindings } from './published.ts';

const idPattern = { '2.0': /^[A-Z]\d{8}$/u, '3.0.0': /^[A-Z]\d{11}$/u } as const;
const textTypes = new Set(['text', 'text_latin']);
const limitedTypes = new Set(['num', 'num_int', 'num_currency', 'date', 'time', 'datetime']);

type Check<T> = (node: T, model: SchemaModel) => boolean;

/** What hinders a form; `quality` is the number of the published message on the same subject. */
const fieldChecks: {
  level: FindingLevel;
  code: string;
  quality?: number;
  de: string;
  en: string;
  fails: Check<FieldNode>;
}[] = [
  {
    level: 'error',
    code: 'select-without-list',
    quality: 1018,
    de: 'Das Auswahlfeld hat weder Werte noch eine Codeliste.',
    en: 'The selection has neither values nor a code list.',
    fails: (field) => field.fieldKind === 'select' && field.values === null && field.codeList === null,
  },
  {
    level: 'warning',
    code: 'select-not-text',
    quality: 1011,
    de: 'Ein Auswahlfeld muss den Datentyp Text haben.',
    en: 'A selection must have the data type text.',
    fails: (field) => field.fieldKind === 'select' && !textTypes.has(field.dataType),
  },
  {
    level: 'warning',
    code: 'list-too-short',
    quality: 1044,
    de: 'Eine Werteliste braucht mindestens zwei Einträge.',
    en: 'A list of values needs at least two entries.',
    fails: (field, model) => (valuesOf(model, field)?.length ?? 2) < 2,
  },
  {
    level: 'error',
    code: 'list-duplicate-code',
    quality: 1045,
    de: 'Die Werteliste enthält denselben Code mehrmals oder einen leeren Code.',
    en: 'The list of values contains a code twice or an empty code.',
    fails: (field) => {
      const codes = (field.values ?? []).map((value) => value.code);
      return codes.includes('') || new Set(codes).size !== codes.length;
    },
  },
  {
    level: 'warning',
    code: 'length-on-other-type',
    quality: 1015,
    de: 'Längengrenzen gelten nur für Texte.',
    en: 'Length limits apply to texts only.',
    fails: ({ dataType, constraints }) =>
      !textTypes.has(dataType) && (constraints.minLength !== null || constraints.maxLength !== null),
  },
  {
    level: 'warning',
    code: 'limit-on-other-type',
    quality: 1016,
    de: 'Wertgrenzen gelten nur für Zahlen und Zeitangaben.',
    en: 'Value limits apply to numbers and times only.',
    fails: ({ dataType, constraints }) =>
      !limitedTypes.has(dataType) && (constraints.minValue !== null || constraints.maxValue !== null),
  },
  {
    level: 'warning',
    code: 'limits-contradict',
    quality: 1064,
    de: 'Die Untergrenze liegt über der Obergrenze.',
    en: 'The lower limit is above the upper limit.',
    fails: ({ constraints: { minLength, maxLength, minValue, maxValue } }) =>
      (minLength ?? 0) > (maxLength ?? Infinity) ||
      (minValue !== null && maxValue !== null && Number(minValue) > Number(maxValue)),
  },
  {
    level: 'warning',
    code: 'label-type',
    quality: 1090,
    de: 'Ein Hinweisfeld darf nur die Datentypen Text oder Objekt haben.',
    en: 'Static text may only have the data types text or object.',
    fails: (field) => field.fieldKind === 'label' && !textTypes.has(field.dataType) && field.dataType !== 'obj',
  },
  {
    level: 'warning',
    code: 'file-with-content',
    quality: 1100,
    de: 'Eine Anlage oder ein Objekt darf weder Inhalt noch Muster haben.',
    en: 'A file or object must have neither content nor pattern.',
    fails: (field) => isFile(field) && (field.content !== null || field.constraints.pattern !== null),
  },
  {
    level: 'note',
    code: 'file-not-repeatable',
    quality: 1139,
    de: 'Für die Anlage ist nur eine Datei vorgesehen.',
    en: 'Only one file can be attached here.',
    fails: (field) => isFile(field) && field.max === 1,
  },
  {
    level: 'warning',
    code: 'object-unsupported',
    de: 'Der Datentyp Objekt hat kein allgemeines Eingabefeld; er wird als Anlage behandelt.',
    en: 'The data type object has no general control; it is treated as a file.',
    fails: (field) => field.dataType === 'obj' && field.fieldKind !== 'label',
  },
];

function isFile(field: FieldNode): boolean {
  return (field.dataType === 'file' || field.dataType === 'obj') && field.fieldKind !== 'label';
}

/** Checks that need no further input than the schema itself. */
export function qualityFindings(model: SchemaModel, details?: SchemaDetails): Finding[] {
  const findings: Finding[] = [];
  const add: Add = (level, code, path, de, en, quality) => {
    findings.push({ level, code, path, message: { de, en }, ...(quality === undefined ? {} : { quality }) });
  };
  if (!idPattern[model.dialect].test(model.id)) reportId(model.id, '', add);
  if (model.version === null) {
    add('note', 'working-copy', '', 'Das Schema hat keine Version (Arbeitskopie).', 'The schema has no version.');
  }
  for (const node of nodesByPath(model).values()) {
    if (!idPattern[model.dialect].test(node.id)) reportId(node.id, node.path, add);
    if (/~\d+$/u.test(node.path)) {
      const de = 'Dasselbe Element steht mehrmals auf einer Ebene.';
      add(
        'warning',
        'sibling-twice',
        node.path,
        de,
        'The same element occurs twice on one level.',
        node.path.includes('/') ? 1004 : 1025,
      );
    }
    if (node.kind === 'group') checkGroup(node, add);
    else {
      for (const check of fieldChecks) {
        if (check.fails(node, model)) add(check.level, check.code, node.path, check.de, check.en, check.quality);
      }
      checkPattern(node, add);
    }
  }
  return [...findings, ...publishedFindings(model, details)];
}

type Add = (level: FindingLevel, code: string, path: string, de: string, en: string, quality?: number) => void;

function reportId(id: string, path: string, add: Add): void {
  const shown = id.slice(0, 60);
  add(
    'warning',
    'id-unusual',
    path,
    `Die Kennung „${shown}“ ist ungewöhnlich.`,
    `The identifier "${shown}" is unusual.`,
    1039,
  );
}

function checkGroup(group: GroupNode, add: Add): void {
  if (group.children.length === 0) {
    add('error', 'group-empty', group.path, 'Die Gruppe ist leer.', 'The group is empty.', 1023);
  }
  if (
    group.choice &&
    (group.children.length < 2 || group.children.some((child) => child.min !== 0 || child.max !== 1))
  ) {
    const de = 'Eine Auswahlgruppe braucht mindestens zwei Elemente, jedes mit der Anzahl 0:1.';
    add(
      'warning',
      'choice-group',
      group.path,
      de,
      'A choice group needs at least two elements, each 0:1.',
      group.children.length < 2 ? 1043 : 1118,
    );
  }
}

function checkPattern(field: FieldNode, add: Add): void {
  const { pattern } = field.constraints;
  if (pattern === null) return;
  const compiled = compilePattern(pattern);
  if (compiled.ok) return;
  const shown = pattern.slice(0, 80);
  if (compiled.reason === 'invalid') {
    const de = `Das Muster „${shown}“ ist kein regulärer Ausdruck und wird nicht geprüft.`;
    add('warning', 'pattern-invalid', field.path, de, `The pattern "${shown}" is invalid and not enforced.`);
  } else {
    const de = `Das Muster „${shown}“ ist zu aufwendig und wird nicht geprüft.`;
    add('warning', 'pattern-costly', field.path, de, `The pattern "${shown}" is too costly and not enforced.`);
  }
}
