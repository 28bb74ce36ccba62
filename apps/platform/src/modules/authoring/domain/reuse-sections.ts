import { accountKinds, changeKinds, landCodes, trustLevels } from '#modules/catalogue';
import { type Fact } from './facts.ts';
import { serviceLevelFacts } from './service-level-facts.ts';
import { type WorkContent } from '../types.ts';

/** Forms of the reuse of a service; none of them is needed to publish it, all of them to make it a package. */
export const reuseSections = ['steckbrief', 'nachweise', 'kontakte', 'servicelevel', 'aenderung'] as const;
export type ReuseSection = (typeof reuseSections)[number];

export const maturityModels = [
  { id: 'OZG-1.1', name: 'reife-1', levels: ['0', '1', '2', '3', '4'] },
  { id: 'OZG-2.0', name: 'reife-2', levels: ['0', '1', '2', '3', '4', '5', '6', '7'] },
] as const;
export const contactRoles = ['first-level', 'second-level', 'technical', 'professional', 'security', 'reuse'] as const;
export const contractRoutes = ['marketplace', 'fit-store', 'kommunalvertreter', 'own-contract'] as const;
export const paymentKinds = ['none', 'epayment-standard', 'other', 'missing'] as const;

const always = (): boolean => true;
const never = (): boolean => false;

export const valueOf = ({ reuse }: Pick<WorkContent, 'reuse'>, name: string): string => reuse.values[name] ?? '';

/** A fact that is kept under its own name until the manifest is made. */
function plainFact(base: Pick<Fact, 'name' | 'section' | 'kind'> & Partial<Fact>): Fact {
  const { name, options } = base;
  return {
    required: never,
    max: base.kind === 'text' || base.kind === 'lines' ? 2000 : 200,
    read: (content) => valueOf(content, name),
    write: (content, value) => ({
      ...content,
      reuse: { ...content.reuse, values: withValue(content.reuse.values, name, value) },
    }),
    ...(options === undefined ? {} : { check: (value) => (isOneOf(value, options, base.kind) ? null : 'choice') }),
    ...(base.kind === 'date' ? { check: (value) => (isDay(value) ? null : 'date') } : {}),
    ...base,
  };
}

function withValue(values: Readonly<Record<string, string>>, name: string, value: string) {
  const { [name]: _before, ...others } = values;
  return value === '' ? others : { ...others, [name]: value };
}

function isOneOf(value: string, options: readonly string[], kind: Fact['kind']): boolean {
  return (kind === 'some' ? value.split(',') : [value]).every((one) => options.includes(one));
}

/** A day of the calendar, written YYYY-MM-DD. */
export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value) && value >= '1990-01-01';
}

const languagesPattern = /^[a-z]{2}(, ?[a-z]{2}){0,29}$/u;

function factSheetFacts(): Fact[] {
  const section = 'steckbrief';
  const checked = (name: string, kind: Fact['kind'], rest: Partial<Fact>) =>
    plainFact({ name, section, kind, ...rest });
  return [
    checked('traeger', 'line', { required: always }),
    checked('betreiber', 'line', { required: always }),
    checked('ozg-id', 'line', {}),
    checked('land', 'one', { options: landCodes }),
    checked('vertrauensniveau', 'one', { options: trustLevels, required: always }),
    checked('konten', 'some', { options: accountKinds }),
    checked('standard-name', 'line', {}),
    checked('standard-version', 'line', { required: (c) => valueOf(c, 'standard-name') !== '' }),
    checked('bezahlung', 'one', { options: paymentKinds, required: always }),
    checked('sprachen', 'line', {
      required: always,
      check: (value) => (languagesPattern.test(value) ? null : 'languages'),
    }),
    checked('vertragswege', 'some', { options: contractRoutes }),
    checked('quelltext', 'line', {
      max: 2000,
      check: (value) => (/^https:\/\/\S+$/u.test(value) ? null : 'uri'),
    }),
    ...maturityModels.flatMap(({ name, levels }) => {
      const hasLevel = (c: WorkContent): boolean => valueOf(c, `${name}-naechste`) !== '';
      const of = (part: string, kind: Fact['kind'], rest: Partial<Fact>) =>
        checked(`${name}-${part}`, kind, { group: name, ...rest });
      return [
        of('stufe', 'one', { options: levels }),
        of('fehlt', 'lines', { max: 6000 }),
        of('naechste', 'one', { options: levels }),
        of('termin', 'date', { required: hasLevel }),
      ];
    }),
  ];
}

/** Reports: a day makes one, and then it needs to say by whom. */
function proofFacts(): Fact[] {
  const report = (group: string, parts: readonly (readonly [string, Fact['kind']])[]): Fact[] => {
    const isThere = (c: WorkContent): boolean => parts.some(([part]) => valueOf(c, `${group}-${part}`) !== '');
    return parts.map(([part, kind]) =>
      plainFact({
        name: `${group}-${part}`,
        section: 'nachweise',
        kind,
        group,
        required: isThere,
        ...(kind === 'number' ? { check: (value) => (/^\d{1,5}$/u.test(value) ? null : 'number') } : {}),
      }),
    );
  };
  const [day, by, result] = [
    ['datum', 'date'],
    ['stelle', 'line'],
    ['ergebnis', 'text'],
  ] as const;
  return [
    ...report('barrieren', [day, by, result]),
    ...report('nutzertest', [day, ['teilnehmende', 'number'], result]),
    ...report('pentest', [day, by]),
    ...report('freigabe', [day, by]),
  ];
}

function contactFacts(): Fact[] {
  return contactRoles.flatMap((role) => {
    const isThere = (c: WorkContent): boolean =>
      ['name', 'mail', 'telefon'].some((part) => valueOf(c, `${role}-${part}`) !== '');
    const of = (part: string, rest: Partial<Fact>) =>
      plainFact({ name: `${role}-${part}`, section: 'kontakte', kind: 'line', group: role, ...rest });
    return [
      of('name', { required: isThere }),
      of('mail', {
        required: isThere,
        max: 254,
        check: (value) => (/^[^\s<>@]+@[^\s<>@]+$/u.test(value) ? null : 'mail'),
      }),
      of('telefon', { max: 60 }),
    ];
  });
}

function changeFacts(): Fact[] {
  const section = 'aenderung';
  return [
    plainFact({ name: 'aenderungsart', section, kind: 'one', options: changeKinds, required: always }),
    plainFact({ name: 'aenderungstext-de', section, kind: 'text', required: always }),
    plainFact({ name: 'aenderungstext-en', section, kind: 'text' }),
    plainFact({
      name: 'mindestversion',
      section,
      kind: 'line',
      max: 60,
      required: always,
      check: (value) => (/^(0|[1-9]\d{0,8})(\.(0|[1-9]\d{0,8})){2}$/u.test(value) ? null : 'version'),
    }),
  ];
}

export const reuseFacts: readonly Fact[] = [
  ...factSheetFacts(),
  ...proofFacts(),
  ...contactFacts(),
  ...serviceLevelFacts(),
  ...changeFacts(),
];
