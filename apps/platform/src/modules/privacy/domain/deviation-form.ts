import { type Deviation } from '../types.ts';

export const deviationParts = ['point', 'difference', 'reason', 'measure'] as const;
export type DeviationPart = (typeof deviationParts)[number];
export const maxDeviations = 50;
export const maxLength = 2000;

export interface DeviationProblem {
  index: number;
  part: DeviationPart;
  code: 'empty' | 'long';
}

export const emptyDeviation: Deviation = { point: '', difference: '', reason: '', measure: '' };

/** Rows as posted; the number of rows is a field of the form, so that empty ones stay where they are. */
export function readDeviations(form: URLSearchParams): readonly Deviation[] {
  const posted = form.get('abweichungen') ?? '0';
  const count = /^\d{1,2}$/.test(posted) ? Math.min(Number(posted), maxDeviations + 1) : 0;
  return Array.from({ length: count }, (_, index) => {
    const part = (name: DeviationPart): string =>
      (form.get(`${name}-${String(index)}`) ?? '').replace(/\r\n/g, '\n').trim();
    return { point: part('point'), difference: part('difference'), reason: part('reason'), measure: part('measure') };
  });
}

/** Rows without any entry are left out silently; in the others every part must be there. */
export function deviationProblems(rows: readonly Deviation[]): readonly DeviationProblem[] {
  return rows.flatMap((row, index) =>
    isEmpty(row)
      ? []
      : deviationParts.flatMap((part): DeviationProblem[] => {
          if (row[part] === '') return [{ index, part, code: 'empty' }];
          return row[part].length > maxLength ? [{ index, part, code: 'long' }] : [];
        }),
  );
}

export function isEmpty(row: Deviation): boolean {
  return deviationParts.every((part) => row[part] === '');
}
