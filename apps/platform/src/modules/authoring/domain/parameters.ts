import { type ParameterDraft } from '../types.ts';
import { tidy } from './facts.ts';

export const parameterPlaces = ['pvog', 'dvdv', 'platform'] as const;
export const parameterKinds = ['text', 'number', 'amount', 'date', 'address', 'email', 'boolean'] as const;
export const maxParameters = 100;

export const noParameter: ParameterDraft = {
  name: '',
  label: { de: '', en: '' },
  standard: false,
  place: 'platform',
  kind: 'text',
  mandatory: true,
};

export type ParameterProblem = 'name' | 'twice' | 'label' | 'markup' | 'long';
export interface ParameterFinding {
  row: number;
  field: 'name' | 'label-de' | 'label-en';
  problem: ParameterProblem;
}

const isEmpty = ({ name, label }: ParameterDraft): boolean => name === '' && label.de === '' && label.en === '';

/** Name of an input of a row. */
export const parameterField = (row: number, part: string): string => `p${String(row)}-${part}`;

/** Rows of the form as they were typed, without those taken out and those left empty. */
export function readParameters(form: URLSearchParams): ParameterDraft[] {
  const rows = Math.min(Number(form.get('zeilen') ?? '0') || 0, maxParameters);
  return Array.from({ length: rows }, (_, row) => {
    const of = (part: string): string => tidy(form.get(parameterField(row, part)) ?? '');
    const parameter: ParameterDraft = {
      name: of('name'),
      label: { de: of('label-de'), en: of('label-en') },
      standard: of('standard') === 'true',
      place: parameterPlaces.find((place) => place === of('place')) ?? 'platform',
      kind: parameterKinds.find((kind) => kind === of('kind')) ?? 'text',
      mandatory: of('mandatory') === 'true',
    };
    return of('weg') === 'true' || isEmpty(parameter) ? null : parameter;
  }).filter((parameter) => parameter !== null);
}

export function parameterFindings(parameters: readonly ParameterDraft[]): ParameterFinding[] {
  return parameters.flatMap(({ name, label }, row): ParameterFinding[] => {
    const findings: ParameterFinding[] = [];
    if (!/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/u.test(name)) findings.push({ row, field: 'name', problem: 'name' });
    else if (parameters.findIndex((one) => one.name === name) < row) {
      findings.push({ row, field: 'name', problem: 'twice' });
    }
    if (label.de === '') findings.push({ row, field: 'label-de', problem: 'label' });
    for (const language of ['de', 'en'] as const) {
      if (label[language].length > 200) findings.push({ row, field: `label-${language}`, problem: 'long' });
      // eslint-disable-next-line no-control-regex -- the manifest refuses these
      else if (/[<>\u0000-\u0008\u000b-\u001f]/u.test(label[language])) {
        findings.push({ row, field: `label-${language}`, problem: 'markup' });
      }
    }
    return findings;
  });
}
