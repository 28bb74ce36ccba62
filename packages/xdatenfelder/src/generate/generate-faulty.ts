import { type AnswerErrorCode, type Answers, type AnswerValue } from '../answers/answers.ts';
import { toNodePath } from '../answers/instances.ts';
import { validateAnswers } from '../answers/validate.ts';
import { shiftDate } from '../answers/dates.ts';
import { canonicalDecimal, toDecimal } from '../answers/decimal.ts';
import { type FieldNode, type SchemaModel } from '../model.ts';
import { type RuleSet } from '../rules/rules.ts';
import { nodesByPath, valuesOf } from '../tree.ts';
import { Draft } from './draft.ts';
import { generateAnswers, type GenerateOptions } from './generate-answers.ts';
import { Random } from './random.ts';

/** The one thing that is wrong with otherwise valid answers. */
export interface KnownFault {
  path: string;
  code: AnswerErrorCode;
}

/**
 * Valid answers with exactly one known fault, for tests of forms and back offices.
 * @returns `null` when no such fault could be made (a form without any limit)
 */
export function generateFaultyAnswers(
  model: SchemaModel,
  ruleSet: RuleSet,
  options: GenerateOptions,
): { answers: Answers; fault: KnownFault } | null {
  const valid = generateAnswers(model, ruleSet, options);
  if (valid.errors.length > 0) return null;
  const random = new Random(options.seed ^ 0x5eed);
  const { seed: _seed, fill: _fill, ...context } = options;
  // One kind of fault after the other, so that rare kinds are not drowned by "required".
  const made = Object.entries(valid.answers).flatMap(([path, value]) => faultsAt(model, path, value, context.today));
  const kinds = random.shuffle([...new Set(made.map(({ code }) => code))]);
  for (const kind of kinds) {
    for (const { path, code, value } of random.shuffle(made.filter(({ code }) => code === kind)).slice(0, 10)) {
      const draft = new Draft(model, random, context, 'minimal');
      draft.answers = { ...valid.answers };
      if (value === null) delete draft.answers[path];
      else draft.answers[path] = value;
      const errors = validateAnswers(model, ruleSet, draft.answers, context);
      const [error] = errors;
      if (errors.length === 1 && error?.path === path && error.code === code) {
        return { answers: draft.answers, fault: { path, code } };
      }
    }
  }
  return null;
}

interface Candidate extends KnownFault {
  /** `null`: take the answer away. */
  value: AnswerValue | null;
}

function faultsAt(model: SchemaModel, path: string, value: AnswerValue, today: string): Candidate[] {
  const field = nodesByPath(model).get(toNodePath(path));
  if (path.includes('#') || field?.kind !== 'field') return [];
  if (field.fieldKind !== 'input' && field.fieldKind !== 'select') return [];
  const fault = (code: AnswerErrorCode, wrong: AnswerValue | null): Candidate => ({ path, code, value: wrong });
  return [
    fault('required', null),
    ...typeFaults(model, field, value, today).map(([code, wrong]) => fault(code, wrong)),
  ];
}

type Fault = [AnswerErrorCode, AnswerValue];

function typeFaults(model: SchemaModel, field: FieldNode, value: AnswerValue, today: string): Fault[] {
  if (typeof value === 'boolean') return [['not-yes-or-no', 'vielleicht']];
  if (typeof value === 'object') return fileFaults(field, value);
  if (valuesOf(model, field) !== null) return [['not-in-list', 'kein-solcher-code']];
  switch (field.dataType) {
    case 'date':
      return [['not-a-date', '2026-02-30'], ...dateFaults(field)];
    case 'time':
      return [['not-a-time', '25:00']];
    case 'datetime':
      return [['not-a-datetime', `${today}T24:61`]];
    case 'num':
    case 'num_int':
    case 'num_currency':
      return [['not-a-number', 'zwölf'], ...numberFaults(field)];
    default:
      return textFaults(field, value);
  }
}

function fileFaults({ maxSize, mediaTypes }: FieldNode, value: Exclude<AnswerValue, string | boolean>): Fault[] {
  const faults: Fault[] = [];
  if (maxSize !== null) faults.push(['file-too-big', { ...value, size: maxSize + 1 }]);
  if (mediaTypes.length > 0) faults.push(['file-type', { ...value, mimeType: 'application/x-msdownload' }]);
  return faults;
}

function dateFaults({ constraints: { minValue, maxValue } }: FieldNode): Fault[] {
  const next = (limit: string, days: number): string => shiftDate(limit, { years: 0, months: 0, days });
  const isDate = (limit: string | null): limit is string => limit !== null && /^\d{4}-\d{2}-\d{2}$/u.test(limit);
  const faults: Fault[] = [];
  if (isDate(minValue)) faults.push(['too-early', next(minValue, -1)]);
  if (isDate(maxValue)) faults.push(['too-late', next(maxValue, 1)]);
  return faults;
}

function numberFaults({ dataType, constraints: { minValue, maxValue } }: FieldNode): Fault[] {
  const beyond = (limit: string | null, step: number): string | null => {
    const decimal = toDecimal(limit ?? '');
    if (decimal === null) return null;
    return canonicalDecimal((Number(decimal) + step).toFixed(decimal.split('.')[1]?.length ?? 0));
  };
  const faults: Fault[] = dataType === 'num_int' ? [['not-an-integer', '1.5']] : [];
  const [below, above] = [beyond(minValue, -1), beyond(maxValue, 1)];
  if (below !== null) faults.push(['too-small', below]);
  if (above !== null) faults.push(['too-large', above]);
  if (dataType === 'num_currency') faults.push(['too-many-decimals', '1.234']);
  return faults;
}

function textFaults({ dataType, constraints: { minLength, maxLength, pattern } }: FieldNode, value: string): Fault[] {
  const faults: Fault[] = [['charset', `${value.slice(0, -1)}\u0007`]];
  if (maxLength !== null) faults.push(['too-long', value.padEnd(maxLength + 1, 'x')]);
  if (minLength !== null && minLength > 1) faults.push(['too-short', value.slice(0, minLength - 1)]);
  if (pattern !== null) faults.push(['pattern', value.replace(/.$/su, '¿')]);
  if (dataType === 'text_latin') faults.push(['charset', `${value.slice(0, -1)}Ж`]);
  return faults;
}
