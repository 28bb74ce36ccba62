import { isFreeSlug } from '#modules/catalogue';
import { type ReuseSection, reuseFacts } from './reuse-sections.ts';
import { type BothTexts, type FeeKind, type WorkContent } from '../types.ts';

export const sectionNames = ['dienst', 'texte', 'kosten', 'erklaerung', 'datenschutz', 'zustellung'] as const;
/** Publication needs them. */
export type SectionName = (typeof sectionNames)[number];
export type AnySection = SectionName | ReuseSection;

export type FactProblem =
  | 'too-long'
  | 'angle-brackets'
  | 'slug'
  | 'key'
  | 'uri'
  | 'money'
  | 'percent'
  | 'choice'
  | 'date'
  | 'number'
  | 'version'
  | 'mail'
  | 'languages';

/** One entry of the form: how it is read from a work, written back, and what is wrong with an entry. */
export interface Fact {
  /** Name of the form field and key of its texts; texts in two languages end in `-de` and `-en`. */
  name: string;
  section: AnySection;
  kind:
    'line' | 'text' | 'lines' | 'money' | 'percent' | 'number' | 'date' | 'fee-kind' | 'one' | 'some' | 'yes' | 'key';
  /** Values of 'one' and 'some' (then separated by commas); their words are in the texts under the name of the fact. */
  options?: readonly string[];
  /** Facts of the same group stand in one fieldset with the heading of that name. */
  group?: string;
  /** Publication needs it. */
  required: (content: WorkContent) => boolean;
  max: number;
  read(content: WorkContent): string;
  write(content: WorkContent, value: string): WorkContent;
  check?(value: string): FactProblem | null;
}

export const feeKinds: readonly FeeKind[] = ['none', 'fixed', 'table', 'note'];

const always = (): boolean => true;
const never = (): boolean => false;

/** German is required wherever the text is, English is a courtesy that the manifest may leave empty. */
function both(
  base: { name: string; section: AnySection; kind: 'line' | 'text'; max: number; required?: Fact['required'] },
  read: (content: WorkContent) => BothTexts,
  write: (content: WorkContent, texts: BothTexts) => WorkContent,
): Fact[] {
  return (['de', 'en'] as const).map((language) => ({
    ...base,
    name: `${base.name}-${language}`,
    required: language === 'de' ? (base.required ?? always) : never,
    read: (content) => read(content)[language],
    write: (content, value) => write(content, { ...read(content), [language]: value }),
  }));
}

function serviceFacts(): Fact[] {
  const section = 'dienst';
  return [
    ...both(
      { name: 'name', section, kind: 'line', max: 200 },
      (c) => c.service.name,
      (c, name) => ({ ...c, service: { ...c.service, name } }),
    ),
    {
      name: 'adresse',
      section,
      kind: 'line',
      required: always,
      max: 80,
      read: (c) => c.service.slug,
      write: (c, slug) => ({ ...c, service: { ...c.service, slug } }),
      check: (value) => (isFreeSlug(value) ? null : 'slug'),
    },
    ...both(
      { name: 'kurz', section, kind: 'text', max: 1000 },
      (c) => c.service.summary,
      (c, summary) => ({ ...c, service: { ...c.service, summary } }),
    ),
    {
      name: 'leistung',
      section,
      kind: 'key',
      required: never,
      max: 14,
      read: (c) => c.service.leistungsschluessel ?? '',
      write: (c, value) => ({ ...c, service: { ...c.service, leistungsschluessel: value === '' ? null : value } }),
      check: (value) => (/^99\d{12}$/.test(value) ? null : 'key'),
    },
    {
      name: 'stichworte',
      section,
      kind: 'lines',
      required: never,
      max: 8000,
      read: (c) => c.service.keywords.join('\n'),
      write: (c, value) => ({ ...c, service: { ...c.service, keywords: linesOf(value).slice(0, 100) } }),
      check: (value) => (linesOf(value).some((line) => line.length > 80) ? 'too-long' : null),
    },
  ];
}

function textFacts(): Fact[] {
  return (['who', 'needed', 'next', 'remedy'] as const).flatMap((part) =>
    both(
      { name: part, section: 'texte', kind: 'text', max: 10_000 },
      (c) => c.texts[part],
      (c, text) => ({ ...c, texts: { ...c.texts, [part]: text } }),
    ),
  );
}

function feeFacts(): Fact[] {
  const section = 'kosten';
  return [
    {
      name: 'art',
      section,
      kind: 'fee-kind',
      required: always,
      max: 20,
      read: (c) => c.fee.kind ?? '',
      write: (c, value) => ({ ...c, fee: { ...c.fee, kind: feeKinds.find((kind) => kind === value) ?? null } }),
      check: (value) => (feeKinds.some((kind) => kind === value) ? null : 'choice'),
    },
    {
      name: 'betrag',
      section,
      kind: 'money',
      required: (c) => c.fee.kind === 'fixed',
      max: 20,
      read: (c) => (c.fee.amountCents === null ? '' : (c.fee.amountCents / 100).toFixed(2).replace('.', ',')),
      write: (c, value) => ({ ...c, fee: { ...c.fee, amountCents: centsOf(value) } }),
      check: (value) => ((centsOf(value) ?? Infinity) <= 100_000_000 ? null : 'money'),
    },
    ...both(
      { name: 'hinweis', section, kind: 'text', max: 2000 },
      (c) => c.fee.note,
      (c, note) => ({ ...c, fee: { ...c.fee, note } }),
    ),
  ];
}

function protectionFacts(): Fact[] {
  return (
    [
      ['zweck', 'purpose', 5000],
      ['rechtsgrundlage', 'legalBasis', 2000],
      ['aufbewahrung', 'retention', 2000],
    ] as const
  ).flatMap(([name, part, max]) =>
    both(
      { name, section: 'datenschutz', kind: 'text', max },
      (c) => c.dataProtection[part],
      (c, text) => ({ ...c, dataProtection: { ...c.dataProtection, [part]: text } }),
    ),
  );
}

function deliveryFacts(): Fact[] {
  const section = 'zustellung';
  return [
    {
      name: 'datenschema',
      section,
      kind: 'line',
      required: always,
      max: 2000,
      read: (c) => c.delivery.schemaUri,
      write: (c, schemaUri) => ({ ...c, delivery: { ...c.delivery, schemaUri } }),
      check: (value) => (/^(https:\/\/|urn:)\S+$/.test(value) ? null : 'uri'),
    },
    {
      name: 'zusammenfassung',
      section,
      kind: 'yes',
      required: never,
      max: 10,
      read: (c) => String(c.delivery.summaryPdf),
      write: (c, value) => ({ ...c, delivery: { ...c.delivery, summaryPdf: value === 'true' } }),
    },
  ];
}

export const facts: readonly Fact[] = [
  ...serviceFacts(),
  ...textFacts(),
  ...feeFacts(),
  ...both(
    { name: 'erklaerung', section: 'erklaerung', kind: 'text', max: 5000 },
    (c) => c.declaration,
    (c, declaration) => ({ ...c, declaration }),
  ),
  ...protectionFacts(),
  ...deliveryFacts(),
  ...reuseFacts,
];

export const factsOf = (section: AnySection): readonly Fact[] => facts.filter((fact) => fact.section === section);

/** Line breaks as the manifest wants them, no blanks at the ends. */
export function tidy(value: string): string {
  return value
    .replace(/\r\n?/gu, '\n')
    .replace(/[ \t]+$/gmu, '')
    .trim();
}

/** Empty is always fine: an unfinished work may be saved. */
export function problemOf(fact: Fact, value: string): FactProblem | null {
  if (value === '') return null;
  if (value.length > fact.max) return 'too-long';
  // Structured text only: the pages of towns must never carry foreign markup.
  // eslint-disable-next-line no-control-regex -- the manifest refuses these
  if (/[<>\u0000-\u0008\u000b-\u001f]/u.test(value)) return 'angle-brackets';
  return fact.check?.(value) ?? null;
}

function linesOf(value: string): string[] {
  return [...new Set(value.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}

function centsOf(value: string): number | null {
  const match = /^(\d{1,9}|\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?$/u.exec(value);
  if (match?.[1] === undefined) return null;
  return Number(match[1].replaceAll('.', '')) * 100 + Number((match[2] ?? '0').padEnd(2, '0'));
}
