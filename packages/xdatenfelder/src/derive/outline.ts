import { type FieldNode, type Message, type SchemaModel, type SchemaNode } from '../model.ts';
import { valuesOf } from '../tree.ts';

export type OutlineLanguage = keyof Message;

/** Longer lists are counted, not printed. */
const shownValues = 15;

const words = {
  de: {
    ...{ required: 'Pflicht', optional: 'freiwillig', choice: 'genau eines von', rules: 'Regeln', law: 'Grundlage' },
    ...{ values: (count: number) => `${count} Werte`, missing: 'Codeliste fehlt', upTo: 'bis', from: 'ab', any: '*' },
    ...{ length: 'Länge', pattern: 'Muster', size: 'Bytes', list: 'Codeliste', version: 'Version', for: 'zu' },
    types: {
      ...{ text: 'Text', text_latin: 'Text (DIN 91379)', date: 'Datum', time: 'Uhrzeit', datetime: 'Zeitpunkt' },
      ...{ bool: 'ja/nein', num: 'Zahl', num_int: 'ganze Zahl', num_currency: 'Geldbetrag', file: 'Anlage' },
      obj: 'Objekt',
    },
    kinds: { input: '', select: 'Auswahl, ', label: 'Hinweis', hidden: 'verborgen, ', locked: 'fest, ' },
  },
  en: {
    ...{ required: 'required', optional: 'optional', choice: 'exactly one of', rules: 'Rules', law: 'Basis' },
    ...{
      values: (count: number) => `${count} values`,
      missing: 'code list missing',
      upTo: 'to',
      from: 'from',
      any: '*',
    },
    ...{ length: 'length', pattern: 'pattern', size: 'bytes', list: 'code list', version: 'version', for: 'on' },
    types: {
      ...{ text: 'text', text_latin: 'text (DIN 91379)', date: 'date', time: 'time', datetime: 'date and time' },
      ...{ bool: 'yes/no', num: 'number', num_int: 'whole number', num_currency: 'amount of money', file: 'file' },
      obj: 'object',
    },
    kinds: { input: '', select: 'choice, ', label: 'note', hidden: 'hidden, ', locked: 'fixed, ' },
  },
} as const;

/**
 * The whole schema as plain text for reading and printing: numbered as a contract is, with ids,
 * types, limits, values, legal bases and the rules in their own words. Texts of the schema stay as
 * they are; only the words between them follow `language`.
 */
export function toOutline(model: SchemaModel, language: OutlineLanguage = 'de'): string {
  const say = words[language];
  const lines: string[] = [];
  const title = `${model.title} (${model.id}${model.version === null ? '' : `, ${say.version} ${model.version}`})`;
  lines.push(title, '='.repeat([...title].length));
  if (model.help !== null) lines.push('', ...model.help.split('\n'));
  const visit = (nodes: readonly SchemaNode[], number: string, indent: string): void => {
    nodes.forEach((node, at) => {
      const here = number === '' ? `${at + 1}` : `${number}.${at + 1}`;
      if (number === '') lines.push('');
      lines.push(`${indent}${here} ${node.label} [${node.id}] ${describe(model, node, language)}`.trimEnd());
      for (const detail of details(model, node, language)) lines.push(`${indent}   ${detail}`);
      if (node.kind === 'group') visit(node.children, here, `${indent}  `);
    });
  };
  visit(model.nodes, '', '');
  if (model.rules.length > 0) lines.push('', say.rules, '-'.repeat(say.rules.length));
  for (const rule of model.rules) {
    const owner = rule.owner === '' ? model.id : rule.owner;
    lines.push(
      '',
      `${rule.id} ${rule.name} (${say.for} ${owner})`,
      ...rule.text.split('\n').map((line) => `  ${line}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

function describe(model: SchemaModel, node: SchemaNode, language: OutlineLanguage): string {
  const say = words[language];
  if (node.kind === 'field' && node.fieldKind === 'label') return `– ${say.kinds.label}`;
  const times = node.max === 1 ? '' : `, ${node.min}–${node.max ?? say.any}`;
  const duty = (node.min > 0 ? say.required : say.optional) + times;
  if (node.kind === 'group') return `– ${duty}${node.choice ? `, ${say.choice}` : ''}`;
  return `– ${say.kinds[node.fieldKind]}${say.types[node.dataType]}, ${duty}${limits(node, language)}${list(model, node, language)}`;
}

function limits({ constraints, maxSize, mediaTypes }: FieldNode, language: OutlineLanguage): string {
  const say = words[language];
  const range = (min: string | number | null, max: string | number | null): string =>
    [min === null ? '' : `${say.from} ${min}`, max === null ? '' : `${say.upTo} ${max}`].filter(Boolean).join(' ');
  const length = range(constraints.minLength, constraints.maxLength);
  const parts = [
    length === '' ? '' : `${say.length} ${length}`,
    range(constraints.minValue, constraints.maxValue),
    constraints.pattern === null ? '' : `${say.pattern} ${constraints.pattern}`,
    maxSize === null ? '' : `${say.upTo} ${maxSize} ${say.size}`,
    mediaTypes.join(' '),
  ];
  return parts
    .filter(Boolean)
    .map((part) => `, ${part}`)
    .join('');
}

function list(model: SchemaModel, field: FieldNode, language: OutlineLanguage): string {
  const say = words[language];
  const name = field.codeList?.canonicalVersionUri ?? field.codeList?.canonicalUri ?? null;
  const values = valuesOf(model, field);
  if (values === null) return field.codeList === null ? '' : `, ${say.list} ${name ?? '?'} (${say.missing})`;
  const count = values.length > shownValues ? ` (${say.values(values.length)})` : '';
  return name === null ? count : `, ${say.list} ${name}${count}`;
}

function details(model: SchemaModel, node: SchemaNode, language: OutlineLanguage): string[] {
  const lines: string[] = [];
  if (node.helpInput !== null) lines.push(...node.helpInput.split('\n'));
  if (node.kind === 'field') {
    if (node.content !== null) lines.push(...node.content.split('\n').map((line) => `| ${line}`));
    const values = valuesOf(model, node);
    if (values !== null && values.length <= shownValues) {
      lines.push(...values.map(({ code, name }) => `( ) ${code} ${name}`));
    }
  }
  if (node.legalBasis.length > 0) {
    lines.push(`${words[language].law}: ${node.legalBasis.map(({ text }) => text).join('; ')}`);
  }
  return lines;
}
