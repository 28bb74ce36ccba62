import { type FactSheet, type JsonValue, parseReuseFacts, type ReuseFacts } from '#modules/catalogue';
import { problemOf } from './facts.ts';
import { contactRoles, maturityModels, type ReuseSection, reuseFacts, reuseSections } from './reuse-sections.ts';
import { type ParameterDraft, type ReuseDraft, type WorkContent } from '../types.ts';

export const noReuse: ReuseDraft = { values: {}, parameters: [], earlier: [], assessment: null };

/** What is missing for a package; publication does not wait for it. */
export type ReusePoint =
  | { kind: 'fact'; section: ReuseSection; fact: string }
  /** A parameter, by its place in the list. */
  | { kind: 'parameter'; at: number }
  | { kind: 'assessment' }
  /** Everything is filled in, and the manifest refuses it all the same. */
  | { kind: 'member'; path: string };

export function reusePoints(content: WorkContent): ReusePoint[] {
  const points: ReusePoint[] = [];
  for (const section of reuseSections) {
    for (const fact of reuseFacts.filter((one) => one.section === section)) {
      const value = fact.read(content);
      const isOpen = value === '' ? fact.required(content) : problemOf(fact, value) !== null;
      if (isOpen) points.push({ kind: 'fact', section, fact: fact.name });
    }
  }
  if (points.length > 0) return points;
  // Number and day of the version do not matter for whether the rest is complete.
  const result = parseReuseFacts(toReuseFacts(content, { version: '1.0.0', today: '2026-01-01' }));
  if (result.ok) return [];
  return result.findings.map(({ path }): ReusePoint => {
    const parameter = /^\/factSheet\/parameters\/(\d+)/u.exec(path)?.[1];
    if (parameter !== undefined) return { kind: 'parameter', at: Number(parameter) };
    return path.startsWith('/assessment') ? { kind: 'assessment' } : { kind: 'member', path };
  });
}

/** Whether anybody has begun; a service that is for its own town alone needs none of this. */
export const hasReuse = ({ reuse }: Pick<WorkContent, 'reuse'>): boolean =>
  Object.keys(reuse.values).length > 0 || reuse.parameters.length > 0 || reuse.assessment !== null;

/** Not checked: parseReuseFacts does that. */
export function toReuseFacts(
  { reuse }: Pick<WorkContent, 'reuse'>,
  { version, today }: { version: string; today: string },
): unknown {
  const { values } = reuse;
  const text = { de: values['aenderungstext-de'] ?? '', en: values['aenderungstext-en'] ?? '' };
  return {
    minimumPlatform: values['mindestversion'] ?? '',
    changes: [{ version, date: today, kind: values['aenderungsart'], text }, ...reuse.earlier],
    factSheet: toFactSheet(reuse),
    assessment: reuse.assessment,
  };
}

function toFactSheet({ values, parameters }: ReuseDraft): unknown {
  const of = (name: string): string => values[name] ?? '';
  const orNull = (name: string): string | null => values[name] ?? null;
  const list = (name: string): string[] => (values[name] ?? '').split(',').flatMap((one) => one.trim() || []);
  /** Null while no part of it is there. */
  const group = (name: string, parts: Readonly<Record<string, string>>): Record<string, string> | null => {
    const entries = Object.entries(parts).map(([key, part]) => [key, of(`${name}-${part}`)] as const);
    return entries.every(([, value]) => value === '') ? null : Object.fromEntries(entries);
  };
  const test = group('nutzertest', { date: 'datum', participants: 'teilnehmende', result: 'ergebnis' });
  return {
    ozgId: orNull('ozg-id'),
    implementingLand: orNull('land'),
    responsibleBody: of('traeger'),
    operator: of('betreiber'),
    maturity: maturityModels.flatMap(({ id, name }) => maturityOf(values, id, name)),
    trustLevel: orNull('vertrauensniveau'),
    accounts: list('konten'),
    standard: group('standard', { name: 'name', version: 'version' }),
    payment: orNull('bezahlung'),
    languages: list('sprachen'),
    accessibilityReport: group('barrieren', { date: 'datum', by: 'stelle', result: 'ergebnis' }),
    usabilityTest: test && { ...test, participants: Number(test['participants']) },
    pentest: group('pentest', { date: 'datum', by: 'stelle' }),
    approval: group('freigabe', { date: 'datum', by: 'stelle' }),
    contractRoutes: list('vertragswege'),
    parameters,
    contacts: contactRoles.flatMap((role) => {
      const contact = group(role, { name: 'name', email: 'mail', phone: 'telefon' });
      return contact === null ? [] : [{ role, ...contact }];
    }),
    sources: orNull('quelltext'),
  };
}

function maturityOf(values: ReuseDraft['values'], model: string, name: string): unknown[] {
  const level = values[`${name}-stufe`];
  if (level === undefined) return [];
  const next = values[`${name}-naechste`];
  return [
    {
      model,
      level: Number(level),
      missing: linesOf(values[`${name}-fehlt`] ?? ''),
      next: next === undefined ? null : { level: Number(next), date: values[`${name}-termin`] ?? '' },
    },
  ];
}

const linesOf = (value: string): string[] =>
  value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The draft that the next version begins with: everything but what the version changes. */
export function reuseDraftOf(facts: ReuseFacts): ReuseDraft {
  const { factSheet: sheet } = facts;
  const entries: (readonly [string, string | number | null | undefined])[] = [
    ['traeger', sheet.responsibleBody],
    ['betreiber', sheet.operator],
    ['ozg-id', sheet.ozgId],
    ['land', sheet.implementingLand],
    ['vertrauensniveau', sheet.trustLevel],
    ['konten', sheet.accounts.join(',')],
    ['standard-name', sheet.standard?.name],
    ['standard-version', sheet.standard?.version],
    ['bezahlung', sheet.payment],
    ['sprachen', sheet.languages.join(', ')],
    ['vertragswege', sheet.contractRoutes.join(',')],
    ['quelltext', sheet.sources],
    ...maturityModels.flatMap(({ id, name }) => maturityEntries(sheet, id, name)),
    ...reportEntries('barrieren', sheet.accessibilityReport),
    ...reportEntries('pentest', sheet.pentest),
    ...reportEntries('freigabe', sheet.approval),
    ...reportEntries('nutzertest', sheet.usabilityTest),
    ['nutzertest-teilnehmende', sheet.usabilityTest?.participants],
    ...contactRoles.flatMap((role) => {
      const contact = sheet.contacts.find((one) => one.role === role);
      return [
        [`${role}-name`, contact?.name],
        [`${role}-mail`, contact?.email],
        [`${role}-telefon`, contact?.phone],
      ] as const;
    }),
    ['mindestversion', facts.minimumPlatform],
  ];
  const filled = entries.flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)] as const],
  );
  return {
    values: Object.fromEntries(filled),
    parameters: sheet.parameters satisfies readonly ParameterDraft[],
    earlier: facts.changes,
    assessment: facts.assessment satisfies JsonValue,
  };
}

function maturityEntries(
  sheet: FactSheet,
  id: string,
  name: string,
): (readonly [string, string | number | undefined])[] {
  const found = sheet.maturity.find(({ model }) => model === id);
  return [
    [`${name}-stufe`, found?.level],
    [`${name}-fehlt`, found?.missing.join('\n')],
    [`${name}-naechste`, found?.next?.level],
    [`${name}-termin`, found?.next?.date],
  ];
}

function reportEntries(
  name: string,
  report: { date: string; by?: string; result?: string } | null,
): (readonly [string, string | undefined])[] {
  return [
    [`${name}-datum`, report?.date],
    [`${name}-stelle`, report?.by],
    [`${name}-ergebnis`, report?.result],
  ];
}
