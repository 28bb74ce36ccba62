import { type Lang } from '#kernel/ids';
import { type FactSheetInput, serviceLevelOf } from '../fact-sheet.ts';
import { levelName } from '../domain/maturity.ts';
import { marketplaceTexts, type Texts } from '../texts/index.ts';
import { formatDay, inLang } from './frame.tsx';

/** A line of the fact sheet; [] is unknown. */
export interface FactRow {
  id: string;
  label: string;
  lines: readonly string[];
}

export interface FactSection {
  id: keyof Texts['sections'];
  title: string;
  rows: readonly FactRow[];
}

/** Facts with a label of their own; the others are words inside. */
type LabelKey = {
  [Key in keyof Texts['facts']]: Texts['facts'][Key] extends string ? Key : never;
}[keyof Texts['facts']];

type Value = string | null | undefined | readonly (string | null | undefined)[];

/** The common fact sheet (Steckbrief), the same rows for every service so that they can stand side by side. */
export function factSections(input: FactSheetInput, lang: Lang): readonly FactSection[] {
  const t = marketplaceTexts(lang);
  const section = (id: FactSection['id'], rows: readonly (readonly [LabelKey, Value])[]): FactSection => ({
    id,
    title: t.sections[id],
    rows: rows.map(([name, value]) => ({ id: name, label: t.facts[name], lines: linesOf(value) })),
  });
  return [
    section('service', serviceRows(input, lang, t)),
    section('form', formRows(input, lang, t)),
    section('access', accessRows(input, lang, t)),
    section('operation', operationRows(input, lang, t)),
    section('law', lawRows(input, lang, t)),
    section('spread', spreadRows(input, lang, t)),
    section('contact', contactRows(input, lang, t)),
  ];
}

type Rows = readonly (readonly [LabelKey, Value])[];
type Make = (input: FactSheetInput, lang: Lang, t: Texts) => Rows;

function linesOf(value: Value): readonly string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter((line): line is string => typeof line === 'string' && line !== '');
}

const serviceRows: Make = ({ entry, manifest }, lang, t) => {
  const sheet = manifest.reuse?.factSheet;
  const maturity = (model: string): Value => {
    const found = sheet?.maturity.find((one) => one.model === model);
    if (found === undefined) return null;
    const { level, missing, next } = found;
    return [
      t.facts.level(level, levelName(model, level)?.[lang] ?? ''),
      missing.length === 0 ? null : t.facts.missing(missing.join(', ')),
      next === null ? null : t.facts.next(next.level, formatDay(next.date, lang)),
    ];
  };
  return [
    ['name', inLang(entry.pkg.name, lang)],
    ['key', manifest.service.leistungsschluessel],
    ['ozgId', sheet?.ozgId],
    ['provider', entry.pkg.providerName],
    ['responsible', sheet?.responsibleBody],
    ['implementingLand', sheet === undefined ? null : (sheet.implementingLand ?? t.facts.municipal)],
    ['operator', sheet?.operator],
    ['maturity11', maturity('OZG-1.1')],
    ['maturity20', maturity('OZG-2.0')],
  ];
};

const formRows: Make = ({ manifest }, _lang, t) => {
  const sheet = manifest.reuse?.factSheet;
  const standard = sheet?.standard;
  return [
    ['schema', `${manifest.schema.id} ${manifest.schema.version}`],
    [
      'standard',
      standard === undefined ? null : standard === null ? t.facts.noStandard : `${standard.name} ${standard.version}`,
    ],
    ['languages', sheet?.languages.join(', ')],
  ];
};

const accessRows: Make = ({ entry, manifest }, lang, t) => {
  const sheet = manifest.reuse?.factSheet;
  const { accessibilityReport: report, usabilityTest: usability } = sheet ?? {};
  return [
    ['trust', sheet && t.facts.trustLevels[sheet.trustLevel]],
    ['accounts', sheet?.accounts.map((kind) => t.facts.accountKinds[kind])],
    ['payment', sheet && t.facts.payments[sheet.payment]],
    ['transport', t.facts.fitConnect(manifest.delivery.metadataVersion)],
    ['platform', t.facts.platformFrom(entry.pkg.minimumPlatform)],
    ['accessibility', report && `${formatDay(report.date, lang)}, ${report.by}: ${report.result}`],
    [
      'usability',
      usability &&
        `${formatDay(usability.date, lang)}, ${t.facts.participants(usability.participants)}: ${usability.result}`,
    ],
  ];
};

const operationRows: Make = ({ manifest, price }, lang, t) => {
  const level = serviceLevelOf(manifest);
  const sheet = manifest.reuse?.factSheet;
  const percent = new Intl.NumberFormat(lang === 'de' ? 'de-DE' : 'en-GB', { maximumFractionDigits: 3 });
  return [
    ['level_of', level && t.facts.levels[level.level]],
    ['availability', level && `${percent.format(level.availabilityPercent)} %`],
    ['supportWindow', level && t.facts.windows[level.supportWindow]],
    ['restore', level && t.facts.within(level.classes.A.restoreMinutes)],
    ['maintenance', level?.maintenance.window],
    ['pentest', sheet?.pentest && `${formatDay(sheet.pentest.date, lang)}, ${sheet.pentest.by}`],
    ['testSystem', t.facts.testOnDemand],
    ['price', price === null ? null : inLang(price, lang)],
  ];
};

const lawRows: Make = ({ manifest, coverage, light }, lang, t) => {
  const sheet = manifest.reuse?.factSheet;
  const assessment = manifest.reuse?.assessment;
  return [
    ['approval', sheet?.approval && `${formatDay(sheet.approval.date, lang)}, ${sheet.approval.by}`],
    ['contracts', sheet?.contractRoutes.map((route) => t.facts.contractRoutes[route])],
    [
      'conformity',
      light === null ? t.light.unchecked : light.conforms ? t.light.conforms : t.light.open(light.openMust),
    ],
    [
      'assessment',
      assessment &&
        `${t.facts.assessmentKinds[assessment.kind]}, ${formatDay(assessment.date, lang)}: ${t.facts.assessmentResults[assessment.result]}`,
    ],
    ['coverage', coverage && t.facts.covered(coverage.towns, coverage.toRenew)],
    ['parameters', sheet?.parameters.map(({ label }) => inLang(label, lang))],
    ['sources', sheet?.sources],
  ];
};

const spreadRows: Make = ({ entry, laender, summary }, lang, t) => {
  const average = new Intl.NumberFormat(lang === 'de' ? 'de-DE' : 'en-GB', { minimumFractionDigits: 1 });
  return [
    ['towns', String(entry.towns)],
    ['laender', laender.length === 0 ? null : laender.join(', ')],
    ['rating', summary?.average == null ? null : t.sheet.average(average.format(summary.average), summary.count)],
  ];
};

const contactRows: Make = ({ entry, manifest, listing }, lang, t) => {
  const sheet = manifest.reuse?.factSheet;
  return [
    ['state', entry.state && t.states[entry.state]],
    [
      'promised',
      listing.promises
        .filter(({ keptOn }) => keptOn === null)
        .map(({ what, currentDate }) => `${inLang(what, lang)}: ${formatDay(currentDate, lang)}`),
    ],
    [
      'plan',
      listing.releasePlan.map(
        ({ version, date, text }) => `${version}, ${formatDay(date, lang)}: ${inLang(text, lang)}`,
      ),
    ],
    ['knownErrors', listing.knownErrors.map(({ text }) => inLang(text, lang))],
    [
      'contacts',
      sheet?.contacts.map(({ role, name, email, phone }) =>
        [`${t.facts.contactRoles[role]}: ${name}`, email, phone].filter((part) => part !== '').join(', '),
      ),
    ],
  ];
};
