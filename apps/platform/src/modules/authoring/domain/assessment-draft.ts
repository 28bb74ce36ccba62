import { type JsonValue } from '#modules/catalogue';
import { isObject } from './overlay-json.ts';
import { tidy } from './facts.ts';
import { isDay } from './reuse-sections.ts';

export const assessmentKinds = ['dpia', 'threshold-check'] as const;
export const assessmentResults = ['acceptable', 'acceptable-with-conditions', 'not-acceptable'] as const;
export const residuals = ['low', 'medium', 'high'] as const;
export const maxRisks = 50;
const maxProcessors = 20;

/** Texts of the form by name; `-de` and `-en` are the two languages of one text. */
export const assessmentTexts = {
  stelle: 200,
  verantwortlich: 200,
  auftragsverarbeiter: 4000,
  'betroffene-de': 2000,
  'betroffene-en': 2000,
  'empfaenger-de': 2000,
  'empfaenger-en': 2000,
  'loeschung-de': 2000,
  'loeschung-en': 2000,
  'bedingungen-de': 2000,
  'bedingungen-en': 2000,
  'stellungnahme-stelle': 200,
  'stellungnahme-text': 2000,
} as const;
export type AssessmentText = keyof typeof assessmentTexts;
export const textNames = Object.keys(assessmentTexts).filter((name): name is AssessmentText => name in assessmentTexts);

export const riskParts = ['risk-de', 'risk-en', 'measure-de', 'measure-en'] as const;
export type RiskPart = (typeof riskParts)[number];
export type RiskDraft = Record<RiskPart, string> & { residual: string };

/** The form as it stands; everything may be missing. */
export interface AssessmentDraft {
  kind: string;
  result: string;
  /** YYYY-MM-DD, or what was typed. */
  date: string;
  opinionDate: string;
  texts: Record<AssessmentText, string>;
  risks: readonly RiskDraft[];
}

export interface AssessmentProblem {
  /** Id of the field. */
  field: string;
  problem: 'date' | 'long' | 'markup' | 'processors' | 'risk';
}

export const noRisk: RiskDraft = { 'risk-de': '', 'risk-en': '', 'measure-de': '', 'measure-en': '', residual: '' };
export const riskField = (row: number, part: string): string => `r${String(row)}-${part}`;

const emptyTexts = (): Record<AssessmentText, string> =>
  Object.fromEntries(textNames.map((name) => [name, ''])) as Record<AssessmentText, string>; // as: built from the names

export const noAssessment = (): AssessmentDraft => ({
  kind: '',
  result: '',
  date: '',
  opinionDate: '',
  texts: emptyTexts(),
  risks: [],
});

/** As posted, rows in their places. */
export function readAssessment(form: URLSearchParams): AssessmentDraft {
  const of = (name: string): string => tidy(form.get(name) ?? '');
  const dateOf = (name: string): string => {
    const [day, month, year] = [of(`${name}-tag`), of(`${name}-monat`), of(`${name}-jahr`)];
    if (day === '' && month === '' && year === '') return '';
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  };
  const texts = emptyTexts();
  for (const name of textNames) texts[name] = of(name);
  const rows = /^\d{1,2}$/u.test(of('risiken')) ? Math.min(Number(of('risiken')), maxRisks) : 0;
  const risks = Array.from({ length: rows }, (_, row): RiskDraft => {
    const part = (name: string): string => of(riskField(row, name));
    return {
      'risk-de': part('risk-de'),
      'risk-en': part('risk-en'),
      'measure-de': part('measure-de'),
      'measure-en': part('measure-en'),
      residual: residuals.find((one) => one === part('residual')) ?? '',
    };
  });
  return {
    kind: assessmentKinds.find((one) => one === of('art')) ?? '',
    result: assessmentResults.find((one) => one === of('ergebnis')) ?? '',
    date: dateOf('datum'),
    opinionDate: dateOf('stellungnahme-datum'),
    texts,
    risks,
  };
}

const isEmptyRisk = (risk: RiskDraft): boolean => riskParts.every((part) => risk[part] === '') && risk.residual === '';

/** What the manifest could never hold; what is only missing is no problem yet. */
export function assessmentProblems(draft: AssessmentDraft): AssessmentProblem[] {
  const problems: AssessmentProblem[] = [];
  const check = (field: string, text: string, max: number): void => {
    if (text.length > max) problems.push({ field, problem: 'long' });
    // eslint-disable-next-line no-control-regex -- the manifest refuses these
    else if (/[<>\u0000-\u0008\u000b-\u001f]/u.test(text)) problems.push({ field, problem: 'markup' });
  };
  for (const [field, date] of [
    ['datum', draft.date],
    ['stellungnahme-datum', draft.opinionDate],
  ] as const) {
    if (date !== '' && !isDay(date)) problems.push({ field, problem: 'date' });
  }
  for (const name of textNames) check(name, draft.texts[name], assessmentTexts[name]);
  const processors = linesOf(draft.texts.auftragsverarbeiter);
  if (processors.length > maxProcessors || processors.some((line) => line.length > 200)) {
    problems.push({ field: 'auftragsverarbeiter', problem: 'processors' });
  }
  draft.risks.forEach((risk, row) => {
    for (const part of riskParts) check(riskField(row, part), risk[part], 1000);
    if (isEmptyRisk(risk)) return;
    for (const part of ['risk-de', 'measure-de', 'residual'] as const) {
      if (risk[part] === '') problems.push({ field: riskField(row, part), problem: 'risk' });
    }
  });
  return problems;
}

/** What is missing for a package, by the id of the field. */
export function missingOf(draft: AssessmentDraft): string[] {
  const { texts } = draft;
  const needed: readonly (readonly [string, string])[] = [
    ['art', draft.kind],
    ['datum', draft.date],
    ['stelle', texts.stelle],
    ['verantwortlich', texts.verantwortlich],
    ['betroffene-de', texts['betroffene-de']],
    ['empfaenger-de', texts['empfaenger-de']],
    ['loeschung-de', texts['loeschung-de']],
    ['ergebnis', draft.result],
  ];
  const missing = needed.filter(([, value]) => value === '').map(([name]) => name);
  const opinion = [draft.opinionDate, texts['stellungnahme-stelle'], texts['stellungnahme-text']];
  if (opinion.some((part) => part !== '') && opinion.includes('')) missing.push('stellungnahme-datum');
  if (draft.result === 'acceptable-with-conditions' && texts['bedingungen-de'] === '') missing.push('bedingungen-de');
  return missing;
}

/** In the manifest's shape, complete or not; null while nothing is there. */
export function toAssessment(draft: AssessmentDraft): JsonValue {
  const { texts } = draft;
  const risks = draft.risks.filter((risk) => !isEmptyRisk(risk));
  const isEmpty =
    [draft.kind, draft.result, draft.date, draft.opinionDate, ...Object.values(texts)].every((text) => text === '') &&
    risks.length === 0;
  if (isEmpty) return null;
  const both = (name: 'betroffene' | 'empfaenger' | 'loeschung' | 'bedingungen', instead = ''): JsonValue => ({
    de: texts[`${name}-de`] || instead,
    en: texts[`${name}-en`],
  });
  const opinion = { date: draft.opinionDate, by: texts['stellungnahme-stelle'], text: texts['stellungnahme-text'] };
  return {
    kind: draft.kind,
    date: draft.date,
    authority: texts.stelle,
    controller: texts.verantwortlich,
    processors: linesOf(texts.auftragsverarbeiter),
    dataSubjects: both('betroffene'),
    recipients: both('empfaenger'),
    risks: risks.map((risk, at) => ({
      id: `R${String(at + 1)}`,
      risk: { de: risk['risk-de'], en: risk['risk-en'] },
      measure: { de: risk['measure-de'], en: risk['measure-en'] },
      residual: risk.residual,
    })),
    result: draft.result,
    // The manifest wants words; without conditions there are none to name.
    conditions: both('bedingungen', draft.result === 'acceptable-with-conditions' ? '' : 'keine'),
    opinion: Object.values(opinion).every((part) => part === '') ? null : opinion,
    deletion: both('loeschung'),
  };
}

/** The form of what is stored; anything that is not as `toAssessment` writes it is left empty. */
export function assessmentDraftOf(value: JsonValue): AssessmentDraft {
  const draft = noAssessment();
  if (!isObject(value)) return draft;
  const text = (of: JsonValue | undefined): string => (typeof of === 'string' ? of : '');
  const member = (of: JsonValue | undefined, name: string): string => (isObject(of) ? text(of[name]) : '');
  const list = (of: JsonValue | undefined): readonly JsonValue[] =>
    Array.isArray(of) ? Array.from<JsonValue>(of) : [];
  const texts: Record<AssessmentText, string> = {
    ...draft.texts,
    stelle: text(value['authority']),
    verantwortlich: text(value['controller']),
    auftragsverarbeiter: list(value['processors']).map(text).join('\n'),
    'stellungnahme-stelle': member(value['opinion'], 'by'),
    'stellungnahme-text': member(value['opinion'], 'text'),
  };
  for (const [name, key] of [
    ['betroffene', 'dataSubjects'],
    ['empfaenger', 'recipients'],
    ['loeschung', 'deletion'],
    ['bedingungen', 'conditions'],
  ] as const) {
    texts[`${name}-de`] = member(value[key], 'de');
    texts[`${name}-en`] = member(value[key], 'en');
  }
  const result = text(value['result']);
  if (result !== 'acceptable-with-conditions' && texts['bedingungen-de'] === 'keine') texts['bedingungen-de'] = '';
  return {
    kind: text(value['kind']),
    result,
    date: text(value['date']),
    opinionDate: member(value['opinion'], 'date'),
    texts,
    risks: list(value['risks']).flatMap((one): RiskDraft[] =>
      isObject(one)
        ? [
            {
              'risk-de': member(one['risk'], 'de'),
              'risk-en': member(one['risk'], 'en'),
              'measure-de': member(one['measure'], 'de'),
              'measure-en': member(one['measure'], 'en'),
              residual: text(one['residual']),
            },
          ]
        : [],
    ),
  };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
