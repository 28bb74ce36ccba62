import { isDateTime, isIsoDate, isTime } from '../answers/dates.ts';
import { compareDecimals, toDecimal } from '../answers/decimal.ts';
import { type FieldNode, type SchemaModel } from '../model.ts';
import { valuesOf } from '../tree.ts';

/** Numbers of published messages: the limit below, the limit above, the content of a wrong kind. */
interface Kind {
  lower: number;
  upper: number;
  content: number;
  fits(text: string): boolean;
}

const isNumber = (text: string): boolean => toDecimal(text) !== null;
const isInteger = (text: string): boolean => /^[+-]?\d+$/u.test(text);
const number: Kind = { lower: 1062, upper: 1063, content: 1069, fits: isNumber };
const kinds: Partial<Record<FieldNode['dataType'], Kind>> = {
  num: number,
  num_currency: number,
  num_int: { lower: 1065, upper: 1066, content: 1070, fits: isInteger },
  date: { lower: 1067, upper: 1068, content: 1071, fits: isIsoDate },
  datetime: { lower: 1079, upper: 1080, content: 1083, fits: isDateTime },
  time: { lower: 1081, upper: 1082, content: 1084, fits: isTime },
};

export function lengthProblem({ constraints: { minLength, maxLength } }: FieldNode): number | null {
  if (maxLength === 0) return 1060;
  return minLength !== null && maxLength !== null && minLength > maxLength ? 1061 : null;
}

export function limitProblem({ dataType, constraints: { minValue, maxValue } }: FieldNode): number[] {
  const kind = kinds[dataType];
  if (kind === undefined) return [];
  const lower = minValue !== null && !kind.fits(minValue) ? [kind.lower] : [];
  return maxValue !== null && !kind.fits(maxValue) ? [...lower, kind.upper] : lower;
}

/** A default value that the field itself would refuse. */
export function contentProblem(field: FieldNode, model: SchemaModel): number | null {
  const { content, fieldKind, dataType, constraints } = field;
  if (content === null || fieldKind === 'label') return null;
  const values = valuesOf(model, field);
  if (fieldKind === 'select') {
    const isListed = values === null || values.some(({ code }) => code === content);
    return isListed ? null : field.values === null ? 1076 : 1085;
  }
  if (dataType === 'bool') return /^(?:true|false)$/u.test(content) ? null : 1077;
  const kind = kinds[dataType];
  if (kind !== undefined && !kind.fits(content)) return kind.content;
  if (kind !== undefined) return outside(content, constraints.minValue, constraints.maxValue);
  if (dataType !== 'text' && dataType !== 'text_latin') return null;
  const length = [...content].length;
  if (length < (constraints.minLength ?? 0)) return 1074;
  return length > (constraints.maxLength ?? Infinity) ? 1075 : null;
}

function outside(content: string, min: string | null, max: string | null): number | null {
  if (min !== null && orderOf(content, min) < 0) return 1072;
  return max !== null && orderOf(content, max) > 0 ? 1073 : null;
}

function orderOf(left: string, right: string): number {
  const [a, b] = [toDecimal(left), toDecimal(right)];
  if (a !== null && b !== null) return compareDecimals(a, b);
  return left === right ? 0 : left < right ? -1 : 1;
}
