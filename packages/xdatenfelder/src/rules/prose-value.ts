import { isIsoDate, toIsoDate } from '../answers/dates.ts';
import { toDecimal } from '../answers/decimal.ts';
import { type FieldNode, type ListedValue, type SchemaNode } from '../model.ts';
import { valuesOf } from '../tree.ts';
import { type Reader } from './prose-reader.ts';
import { bareText, likeness } from './prose-text.ts';

const truths: Readonly<Record<string, boolean>> = {
  ...{ ja: true, wahr: true, true: true, nein: false, falsch: false, false: false },
};

/**
 * Reads one value of a yes/no field or a list: bare code, code with label, label alone. Fails
 * when the schema does not know the value, because then the rule means something else.
 */
export function readValue(reader: Reader, subject: SchemaNode): string | boolean {
  if (subject.kind !== 'field') return reader.fail();
  const token = reader.peek();
  if (token?.type !== 'quoted' && token?.type !== 'word') return reader.fail();
  if (subject.dataType === 'bool') {
    reader.at += 1;
    return truths[token.text.toLowerCase()] ?? reader.fail();
  }
  if (subject.fieldKind !== 'select') return reader.fail();
  const values = valuesOf(reader.model, subject);
  if (values === null) return unlistedValue(reader, token.type === 'quoted', token.text);
  if (token.type === 'quoted') {
    reader.at += 1;
    return quotedValue(reader, values, token.text);
  }
  return bareValue(reader, values, token.text);
}

function quotedValue(reader: Reader, values: ListedValue[], text: string): string {
  const bare = bareText(text);
  const exact = values.filter(
    ({ code, name }) =>
      code === text || bareText(name) === bare || (text.startsWith(code) && bareText(`${code} ${name}`) === bare),
  );
  if (exact.length === 1 && exact[0] !== undefined) return exact[0].code;
  const [, code, label] = /^(\S+)[ -]+(.+)$/u.exec(text) ?? [];
  if (exact.length > 0 || code === undefined || label === undefined) return reader.fail();
  const listed = codeOf(reader, values, code);
  return listed === null ? reader.fail() : checkedLabel(reader, values, listed, label);
}

function bareValue(reader: Reader, values: ListedValue[], text: string): string {
  const listed = codeOf(reader, values, text);
  if (listed === null) {
    const named = namedAt(values, reader.rest());
    if (named === null) return reader.fail();
    reader.skipText(named.name.length);
    return named.code;
  }
  reader.at += 1;
  const start = reader.at;
  const separated = reader.operator('=') !== null || reader.sign('-', ':', '(');
  const label = reader.peek();
  if (label?.type === 'quoted') {
    reader.at += 1;
    return checkedLabel(reader, values, listed, label.text);
  }
  if (namedAt([listed], reader.rest()) !== null) reader.skipText(listed.name.length);
  else if (separated) reader.at = start;
  return listed.code;
}

/** Code as written, or but for leading zeros when that leaves one entry. */
function codeOf(reader: Reader, values: ListedValue[], text: string): ListedValue | null {
  const exact = values.find(({ code }) => code === text);
  if (exact !== undefined) return exact;
  if (!/^\d+$/u.test(text)) return null;
  const padded = values.filter(({ code }) => /^\d+$/u.test(code) && Number(code) === Number(text));
  const [only] = padded;
  if (padded.length !== 1 || only === undefined) return null;
  reader.doubts.add('padded-code');
  return only;
}

/** The label beside a code must be that of the code, or nearer to it than to any other entry. */
function checkedLabel(reader: Reader, values: ListedValue[], listed: ListedValue, label: string): string {
  const name = bareText(listed.name);
  if (namesOf(listed).some((one) => bareText(one) === bareText(label))) return listed.code;
  const sameLetters = values.filter((value) => namesOf(value).some((one) => letters(one) === letters(label)));
  if (letters(label) !== '' && sameLetters.length === 1 && sameLetters[0] === listed) return listed.code;
  // Some lists repeat one word in every row of the column for names; that checks nothing.
  const isTelling = values.every((value) => value === listed || bareText(value.name) !== name);
  const nearness = likeness(listed.name, label);
  const isOther = values.some((value) => value !== listed && likeness(value.name, label) >= nearness);
  if (isTelling && (isOther || nearness < 0.6)) return reader.fail();
  reader.doubts.add('renamed-value');
  return listed.code;
}

function namesOf({ name, also }: ListedValue): readonly string[] {
  return also === undefined ? [name] : [name, ...also];
}

/** Lists and rule texts differ in commas and semicolons. */
function letters(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/** The entry whose name stands at the start of the text; the longest, and only one. */
function namedAt(values: readonly ListedValue[], text: string): ListedValue | null {
  const lower = text.toLowerCase();
  const fits = values.filter(({ name }) => {
    if (name === '' || !lower.startsWith(name.toLowerCase())) return false;
    return !/^[\p{L}\p{N}]/u.test(text.slice(name.length));
  });
  const longest = Math.max(...fits.map(({ name }) => name.length));
  const best = fits.filter(({ name }) => name.length === longest);
  return best.length === 1 ? (best[0] ?? null) : null;
}

/** Without the list only a code with its label beside it is beyond doubt. */
function unlistedValue(reader: Reader, quoted: boolean, text: string): string {
  reader.at += 1;
  if (quoted) {
    const [, code] = /^(\d[\w.]*) +\D/u.exec(text) ?? [];
    if (code === undefined) return reader.fail();
    reader.doubts.add('list-missing');
    return code;
  }
  reader.operator('=');
  const label = reader.peek();
  if (label?.type !== 'quoted') return reader.fail();
  reader.at += 1;
  reader.doubts.add('list-missing');
  return text;
}

/** A value that fits the field exactly as the answer would be stored; `null` when it does not. */
export function readLiteral(reader: Reader, subject: FieldNode): string | null {
  const token = reader.peek();
  if (token?.type !== 'word' && token?.type !== 'quoted') return null;
  const literal = toLiteral(subject, token.text);
  if (literal !== null) reader.at += 1;
  return literal;
}

function toLiteral(subject: FieldNode, text: string): string | null {
  switch (subject.dataType) {
    case 'num':
    case 'num_int':
    case 'num_currency':
      return /^\d{1,12}(?:,\d{1,6})?$/u.test(text) ? toDecimal(text.replace(',', '.')) : null;
    case 'date': {
      const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/u.exec(text) ?? [];
      if (year !== undefined) return toIsoDate(Number(year), Number(month), Number(day));
      return isIsoDate(text) ? text : null;
    }
    default:
      return null;
  }
}
