import { type FieldNode } from '../model.ts';
import { type AnswerErrorCode, type AnswerValue, type ErrorParams } from './answers.ts';
import { isDateTime, isIsoDate, isTime, toIsoDate } from './dates.ts';
import { countDigits, MAX_DIGITS, toDecimal } from './decimal.ts';

/** `value: null` = nothing entered. */
export type ParsedValue =
  { ok: true; value: AnswerValue | null } | { ok: false; code: AnswerErrorCode; params: ErrorParams };

/** Three boxes of a date input, as entered. */
export interface DateParts {
  day: string;
  month: string;
  year: string;
}

const yes = new Set(['true', 'ja', 'yes', '1', 'on', 'wahr']);
const no = new Set(['false', 'nein', 'no', '0', 'off', 'falsch']);

/**
 * Turns what a person typed (German conventions) into an answer. Only the form of the value is
 * read here; limits, patterns and lists are the matter of `validateAnswers`.
 */
export function parseFormValue(field: FieldNode, raw: string | DateParts): ParsedValue {
  const text = typeof raw === 'string' ? cleanText(raw) : joinParts(raw);
  if (text.trim() === '') return { ok: true, value: null };
  switch (field.dataType) {
    case 'bool':
      return parseBool(text.trim().toLowerCase());
    case 'date':
      return parseDate(text.trim());
    case 'time':
      return parseTime(text.trim());
    case 'datetime':
      return parseDateTime(text.trim());
    case 'num':
    case 'num_int':
    case 'num_currency':
      return parseNumber(field.dataType, text.trim());
    case 'file':
    case 'obj':
      return refuse('unreadable');
    case 'text':
    case 'text_latin':
      return { ok: true, value: field.fieldKind === 'select' ? text.trim() : trimOuter(text) };
  }
}

/** Back into the form: `2026-03-01` → `01.03.2026`, `1234.5` → `1.234,5` without grouping dots. */
export function formatFormValue(field: FieldNode, value: AnswerValue): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'string') return value.filename;
  switch (field.dataType) {
    case 'date':
      return isIsoDate(value) ? germanDate(value) : value;
    case 'datetime':
      return isDateTime(value) ? `${germanDate(value.slice(0, 10))} ${value.slice(11)}` : value;
    case 'num_currency':
      return germanDecimal(/^-?\d+$/u.test(value) ? value : value.replace(/\.(\d)$/u, '.$10'));
    case 'num':
    case 'num_int':
      return germanDecimal(value);
    default:
      return value;
  }
}

function germanDecimal(value: string): string {
  return value.replace('.', ',');
}

function germanDate(iso: string): string {
  return `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}`;
}

/** NFC because DIN 91379 counts composed letters; browsers send CRLF in multi-line fields. */
function cleanText(raw: string): string {
  return raw.normalize('NFC').replace(/\r\n?/gu, '\n');
}

function trimOuter(text: string): string {
  return text.replace(/^\s+|\s+$/gu, '');
}

function joinParts({ day, month, year }: DateParts): string {
  const parts = [day, month, year].map((part) => part.trim());
  return parts.every((part) => part === '') ? '' : parts.join('.');
}

function refuse(code: AnswerErrorCode, params: ErrorParams = {}): ParsedValue {
  return { ok: false, code, params };
}

function parseBool(text: string): ParsedValue {
  if (yes.has(text)) return { ok: true, value: true };
  return no.has(text) ? { ok: true, value: false } : refuse('not-yes-or-no');
}

function parseDate(text: string): ParsedValue {
  if (isIsoDate(text)) return { ok: true, value: text };
  // Four digits for the year: a two-digit year of birth could be 1926 or 2026.
  const match = /^(\d{1,2})[.\s]+(\d{1,2})[.\s]+(\d{4})$/u.exec(text);
  const date = match === null ? null : toIsoDate(Number(match[3]), Number(match[2]), Number(match[1]));
  return date === null ? refuse('not-a-date') : { ok: true, value: date };
}

function parseTime(text: string): ParsedValue {
  const match = /^(\d{1,2})[:.](\d{2})(?:\s*Uhr)?$/iu.exec(text);
  const time = match === null ? text : `${(match[1] ?? '').padStart(2, '0')}:${match[2] ?? ''}`;
  return isTime(time) ? { ok: true, value: time } : refuse('not-a-time');
}

function parseDateTime(text: string): ParsedValue {
  if (isDateTime(text)) return { ok: true, value: text };
  const match = /^(\S+)(?:,?\s+|T)(\S+(?:\s*Uhr)?)$/iu.exec(text);
  const date = parseDate(match?.[1] ?? '');
  const time = parseTime(match?.[2] ?? '');
  if (!date.ok || !time.ok || typeof date.value !== 'string' || typeof time.value !== 'string') {
    return refuse('not-a-datetime');
  }
  return { ok: true, value: `${date.value}T${time.value}` };
}

/**
 * Decimal comma; dots group thousands only where they stand exactly before three digits, so that
 * `1.234` is one thousand two hundred thirty-four and `1.5` is one and a half.
 */
function parseNumber(type: 'num' | 'num_int' | 'num_currency', text: string): ParsedValue {
  const bare = text
    .replace(/^[−–]/u, '-')
    .replace(type === 'num_currency' ? /\s*(?:€|EUR)$/iu : /$^/u, '')
    .replace(/[\s'’](?=\d{3}(?!\d))/gu, '');
  const plain = /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/u.test(bare)
    ? bare.replaceAll('.', '').replace(',', '.')
    : bare.replace(/^([+-]?\d+),(\d+)$/u, '$1.$2');
  const decimal = toDecimal(plain);
  if (decimal === null) return refuse('not-a-number');
  const digits = numberProblem(type, decimal);
  return digits ?? { ok: true, value: decimal };
}

/** Shared with the check of stored answers: digits, decimals and whole numbers. */
export function numberProblem(type: 'num' | 'num_int' | 'num_currency', decimal: string) {
  const decimals = decimal.split('.')[1]?.length ?? 0;
  if (countDigits(decimal) > MAX_DIGITS) return problem('too-many-digits', { max: MAX_DIGITS });
  if (type === 'num_int' && decimals > 0) return problem('not-an-integer', {});
  if (type === 'num_currency' && decimals > 2) return problem('too-many-decimals', { max: 2 });
  return null;
}

function problem(
  code: AnswerErrorCode,
  params: ErrorParams,
): { ok: false; code: AnswerErrorCode; params: ErrorParams } {
  return { ok: false, code, params };
}
