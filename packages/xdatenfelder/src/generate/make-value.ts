import { type AnswerValue } from '../answers/answers.ts';
import { checkValue } from '../answers/check-value.ts';
import { isDateTime, isIsoDate, isTime, shiftDate } from '../answers/dates.ts';
import { canonicalDecimal } from '../answers/decimal.ts';
import { formatFormValue, parseFormValue } from '../answers/parse.ts';
import { compilePattern } from '../answers/pattern.ts';
import { type FieldNode, type SchemaModel } from '../model.ts';
import { isCoded } from '../derive/delivery.ts';
import { fieldPurpose } from '../form/field-purpose.ts';
import { valuesOf } from '../tree.ts';
import { textForPattern } from './pattern-text.ts';
import { type Random } from './random.ts';

const words = ['Muster', 'Straße', 'Größe', 'Rhein', 'Anna', 'Müller', 'Hof', 'Beispiel', 'Ort', 'Čapek', 'Ost'];
const tries = 60;

/**
 * A value that the field accepts, or `null` where none was found (contradicting limits, a pattern
 * that cannot be met).
 */
export function makeValue(model: SchemaModel, field: FieldNode, random: Random, today: string): AnswerValue | null {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const value = propose(model, field, random, today, attempt);
    if (value === null || value === '' || checkValue(model, field, value) !== null) continue;
    if (canBeTyped(field, value)) return value;
  }
  return null;
}

/** Forms cut spaces at the ends: such a value passes the check, but nobody could enter it. */
function canBeTyped(field: FieldNode, value: AnswerValue): boolean {
  if (typeof value === 'object') return true;
  const parsed = parseFormValue(field, formatFormValue(field, value));
  return parsed.ok && parsed.value === value;
}

function propose(model: SchemaModel, field: FieldNode, random: Random, today: string, attempt: number) {
  const values = isCoded(field) ? valuesOf(model, field) : null;
  if (values !== null) return random.pick(values)?.code ?? null;
  switch (field.dataType) {
    case 'bool':
      return random.chance(0.5);
    case 'file':
    case 'obj':
      return makeFile(field, random);
    case 'num':
    case 'num_int':
    case 'num_currency':
      return makeNumber(field, random, attempt);
    case 'date':
      return makeDate(field, random, today, attempt);
    case 'time':
      return limitAt(field, attempt, isTime) ?? makeTime(random);
    case 'datetime':
      return limitAt(field, attempt, isDateTime) ?? `${makeDate(field, random, today, attempt)}T${makeTime(random)}`;
    case 'text':
    case 'text_latin':
      return makeText(field, random, attempt);
  }
}

export function makeFile(field: FieldNode, random: Random) {
  const hex = (length: number) => Array.from({ length }, () => random.integer(0, 15).toString(16)).join('');
  const mimeType = field.mediaTypes[0] ?? 'application/pdf';
  const extension = /^[\w-]+\/([\w-]{1,5})$/u.exec(mimeType)?.[1] ?? 'bin';
  const fileId = `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  const size = Math.min(field.maxSize ?? 4096, 4096);
  return { fileId, filename: `anlage-${hex(4)}.${extension}`, mimeType, size, sha512: hex(128) };
}

/** Every fourth try takes a limit itself: narrow ranges are met, and limits are what breaks. */
function limitAt(field: FieldNode, attempt: number, isKind: (text: string) => boolean): string | null {
  const { minValue, maxValue } = field.constraints;
  const limit = attempt % 4 === 1 ? minValue : attempt % 4 === 3 ? maxValue : null;
  return limit !== null && isKind(limit) ? limit : null;
}

function makeNumber(field: FieldNode, random: Random, attempt: number): string {
  const limit = limitAt(field, attempt, (text) => /^-?\d+(?:\.\d+)?$/u.test(text));
  if (limit !== null) return canonicalDecimal(limit);
  const min = Number(field.constraints.minValue ?? Number.NaN);
  const max = Number(field.constraints.maxValue ?? Number.NaN);
  const low = Number.isNaN(min) ? Math.min(0, Number.isNaN(max) ? 0 : max - 1000) : min;
  const high = Number.isNaN(max) ? low + 1000 : Math.min(max, low + 100_000);
  const decimals = field.dataType === 'num_int' ? 0 : random.integer(0, 2);
  return canonicalDecimal((low + random.next() * (high - low)).toFixed(decimals));
}

function makeDate(field: FieldNode, random: Random, today: string, attempt: number): string {
  const limit = limitAt(field, attempt, isIsoDate);
  if (limit !== null) return limit;
  const { minValue, maxValue } = field.constraints;
  const step = { years: 0, months: 0, days: random.integer(0, 700) };
  if (minValue !== null && isIsoDate(minValue.slice(0, 10))) return shiftDate(minValue.slice(0, 10), step);
  const end = maxValue !== null && isIsoDate(maxValue.slice(0, 10)) ? maxValue.slice(0, 10) : today;
  return shiftDate(end, { years: -random.integer(0, 60), months: 0, days: -step.days });
}

function makeTime(random: Random): string {
  return `${String(random.integer(0, 23)).padStart(2, '0')}:${String(random.integer(0, 59)).padStart(2, '0')}`;
}

/** Check digits by ISO 7064 MOD 97-10; the bank code of all nines belongs to no bank. */
function makeIban(random: Random): string {
  const account = `99999999${String(random.integer(0, 9_999_999_999)).padStart(10, '0')}`;
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${account}`;
}

function makeText(field: FieldNode, random: Random, attempt: number): string {
  // Forms check the digits also where a schema does not.
  if (fieldPurpose(field) === 'iban') return makeIban(random);
  const { minLength, maxLength, pattern } = field.constraints;
  if (pattern !== null && compilePattern(pattern).ok) {
    // Growing repetitions, until a minimum length is met as well.
    return textForPattern(pattern, random, 2 + attempt * (1 + Math.ceil((minLength ?? 0) / tries)));
  }
  const least = Math.max(minLength ?? 1, 1);
  const most = Math.max(least, Math.min(maxLength ?? 40, least + 40));
  const length = random.integer(least, most);
  let text = random.pick(words) ?? 'x';
  while (text.length < length) text += ` ${random.pick(words) ?? 'x'}`;
  return text.slice(0, length).replace(/^\s|\s$/gu, 'x');
}
