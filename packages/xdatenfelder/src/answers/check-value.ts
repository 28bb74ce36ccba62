import { type DataType, type FieldNode, type SchemaModel } from '../model.ts';
import { valuesOf } from '../tree.ts';
import { type AnswerErrorCode, type AnswerValue, type ErrorParams } from './answers.ts';
import { isDateTime, isIsoDate, isTime } from './dates.ts';
import { compareDecimals, isCanonicalDecimal, toDecimal } from './decimal.ts';
import { numberProblem } from './parse.ts';
import { compilePattern } from './pattern.ts';

export interface ValueProblem {
  code: AnswerErrorCode;
  params: ErrorParams;
}

/** Without a limit of the schema: enough for a long statement, too little to fill a disk. */
const DEFAULT_MAX_LENGTH = 20_000;

/** String.Latin of DIN 91379, data type C: Latin letters with marks, digits, signs; no emoji. */
const latin =
  /^[\t\n\r\p{Script=Latin}\p{M}\u0020-\u007e\u00a0-\u00ff\u02b0-\u02ff\u2010-\u205e\u20a0-\u20bf\u2122\u2126\u2190-\u2193\u221e\u2260-\u2265]*$/u;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for: XML 1.0 cannot carry them
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff\p{Cs}]/u;

/** Checks one stored answer against its field; `null` = good. */
export function checkValue(model: SchemaModel, field: FieldNode, value: AnswerValue): ValueProblem | null {
  if (field.dataType === 'file' || field.dataType === 'obj') return checkFile(field, value);
  if (field.dataType === 'bool') return typeof value === 'boolean' ? null : problem('not-yes-or-no');
  if (typeof value !== 'string') return problem('unreadable');
  if (controls.test(value)) return problem('charset');
  const form = checkForm(field.dataType, value);
  if (form !== null) return form;
  const values = valuesOf(model, field);
  if (values !== null) return values.some((listed) => listed.code === value) ? null : problem('not-in-list');
  return checkLength(field, value) ?? checkLimits(field, value) ?? checkPattern(field, value);
}

function problem(code: AnswerErrorCode, params: ErrorParams = {}): ValueProblem {
  return { code, params };
}

function checkForm(type: DataType, value: string): ValueProblem | null {
  switch (type) {
    case 'date':
      return isIsoDate(value) ? null : problem('not-a-date');
    case 'time':
      return isTime(value) ? null : problem('not-a-time');
    case 'datetime':
      return isDateTime(value) ? null : problem('not-a-datetime');
    case 'num':
    case 'num_int':
    case 'num_currency': {
      const found = isCanonicalDecimal(value) ? numberProblem(type, value) : problem('not-a-number');
      return found === null ? null : problem(found.code, found.params);
    }
    case 'text_latin':
      return latin.test(value) ? null : problem('charset');
    default:
      return null;
  }
}

function checkLength(field: FieldNode, value: string): ValueProblem | null {
  if (field.dataType !== 'text' && field.dataType !== 'text_latin') return null;
  const { minLength, maxLength } = field.constraints;
  const max = maxLength ?? DEFAULT_MAX_LENGTH;
  // Code points, as XML Schema and JSON Schema count.
  const length = [...value].length;
  if (length > max) return problem('too-long', { max, length });
  return minLength !== null && length < minLength ? problem('too-short', { min: minLength, length }) : null;
}

function checkLimits(field: FieldNode, value: string): ValueProblem | null {
  const { minValue, maxValue } = field.constraints;
  const isNumber = field.dataType.startsWith('num');
  if (!isNumber && !['date', 'time', 'datetime'].includes(field.dataType)) return null;
  const order = (limit: string): number => {
    if (!isNumber) return value < limit ? -1 : value > limit ? 1 : 0;
    const decimal = toDecimal(limit);
    return decimal === null ? 0 : compareDecimals(value, decimal);
  };
  if (minValue !== null && order(minValue) < 0) return problem(isNumber ? 'too-small' : 'too-early', { min: minValue });
  if (maxValue !== null && order(maxValue) > 0) return problem(isNumber ? 'too-large' : 'too-late', { max: maxValue });
  return null;
}

function checkPattern(field: FieldNode, value: string): ValueProblem | null {
  const { pattern } = field.constraints;
  if (pattern === null) return null;
  const compiled = compilePattern(pattern);
  if (!compiled.ok) return null;
  if (value.length > compiled.maxInput) return problem('too-long', { max: compiled.maxInput, length: value.length });
  return compiled.regex.test(value) ? null : problem('pattern');
}

function checkFile(field: FieldNode, value: AnswerValue): ValueProblem | null {
  if (typeof value === 'string' || typeof value === 'boolean') return problem('unreadable');
  if (field.maxSize !== null && value.size > field.maxSize) return problem('file-too-big', { max: field.maxSize });
  if (field.mediaTypes.length > 0 && !field.mediaTypes.includes(value.mimeType)) {
    return problem('file-type', { allowed: field.mediaTypes.join(', ') });
  }
  return null;
}
