import { type SchemaModel } from '@verbund/xdatenfelder';
import { type Lang } from '#kernel/ids';
import { type Tenant } from '#modules/identity';
import { paperTexts } from '../texts/papers.ts';
import { type AdoptionState, type AssessedVersion } from '../types.ts';
import { dataCategories } from './field-purposes.ts';
import { type Paper, type PaperPart } from './paper.ts';
import { roleModel } from './roles.ts';

export interface PaperInput {
  lang: Lang;
  /** Day of making, YYYY-MM-DD. */
  today: string;
  town: Pick<Tenant, 'officialName' | 'contact'>;
  version: Pick<AssessedVersion, 'manifest' | 'assessment' | 'version' | 'packageId' | 'digest'>;
  schema: SchemaModel;
  state: Pick<AdoptionState, 'state' | 'adoptedVersion' | 'by' | 'date' | 'deviations'> & {
    decision: { number: string } | null;
  };
  /** What the platform really deletes, and when. */
  retention: readonly { description: { de: string; en: string } }[];
}

export const paperNames = ['verzeichnis', 'information', 'rollen'] as const;
export type PaperName = (typeof paperNames)[number];

export function makePaper(name: PaperName, input: PaperInput): Paper {
  if (name === 'verzeichnis') return recordOfProcessing(input);
  return name === 'information' ? informationText(input) : roleSheet(input);
}

/** Entry in the record of processing activities, in the order of Art. 30(1) GDPR. */
export function recordOfProcessing(input: PaperInput): Paper {
  const { lang, town, version, schema } = input;
  const t = paperTexts(lang);
  const pick = pickIn(lang);
  const { manifest, assessment } = version;
  return {
    title: t.record.title(pick(manifest.service.name)),
    note: t.record.note(version.version, input.today),
    parts: [
      { heading: t.record.controller, paragraphs: [...contactLines(input), t.officer] },
      { heading: t.record.roles, items: roleLines(input) },
      { heading: t.record.purpose, paragraphs: [pick(manifest.dataProtection.purpose)] },
      { heading: t.record.basis, paragraphs: [pick(manifest.dataProtection.legalBasis), t.record.basisOfFields] },
      { heading: t.record.subjects, paragraphs: [assessment === null ? t.missing : pick(assessment.dataSubjects)] },
      { heading: t.record.data, items: dataCategories(schema) },
      {
        heading: t.record.recipients,
        paragraphs: [assessment === null ? t.missing : pick(assessment.recipients), t.record.way],
      },
      { heading: t.record.thirdCountries, paragraphs: [t.thirdCountries] },
      deletionPart(input),
      { heading: t.record.measures, items: [...t.measures, ...measuresOf(input)] },
      { heading: t.record.assessment, paragraphs: [assessmentLine(input)], items: deviationLines(input) },
      { heading: t.record.open, items: t.record.openItems(town.officialName) },
    ],
  };
}

/** What users are told when their data are collected (Art. 13 GDPR). */
export function informationText(input: PaperInput): Paper {
  const { lang, version, schema } = input;
  const t = paperTexts(lang);
  const pick = pickIn(lang);
  const { manifest, assessment } = version;
  return {
    title: t.information.title(pick(manifest.service.name)),
    note: t.information.note,
    parts: [
      { heading: t.information.who, paragraphs: contactLines(input), items: roleLines(input) },
      { heading: t.information.officer, paragraphs: [t.officer] },
      {
        heading: t.information.why,
        paragraphs: [pick(manifest.dataProtection.purpose), pick(manifest.dataProtection.legalBasis)],
      },
      { heading: t.information.what, items: dataCategories(schema) },
      {
        heading: t.information.recipients,
        paragraphs: [assessment === null ? t.missing : pick(assessment.recipients), t.thirdCountries],
      },
      deletionPart(input),
      { heading: t.information.must, paragraphs: [t.information.mustText] },
      { heading: t.information.rights, items: t.information.rightItems },
      { heading: t.information.complaint, paragraphs: [t.information.complaintText] },
      { heading: t.information.automatic, paragraphs: [t.information.automaticText] },
    ],
  };
}

/** Who is responsible for which part of the processing (§ 8a Abs. 4 OZG, Art. 4, 26, 28 GDPR). */
export function roleSheet(input: PaperInput): Paper {
  const { lang, version, town } = input;
  const t = paperTexts(lang);
  const pick = pickIn(lang);
  const model = roleModel(version, town.officialName);
  return {
    title: t.roles.title(pick(version.manifest.service.name)),
    note: model.crossLand ? t.roles.crossLand : t.roles.ownService,
    parts: [
      ...model.roles.map(({ role, bodies }): PaperPart => ({
        heading: t.roles.names[role],
        paragraphs: [bodies.length === 0 ? t.roles.nobody : bodies.join(', '), t.roles.meaning[role]],
      })),
      { heading: t.roles.account, paragraphs: [t.roles.accountText] },
      { heading: t.roles.joint, paragraphs: [t.roles.jointText] },
    ],
  };
}

const pickIn =
  (lang: Lang) =>
  ({ de, en }: { de: string; en: string }): string =>
    lang === 'en' && en !== '' ? en : de;

function contactLines({ town, lang }: PaperInput): string[] {
  const { street, postcode, city, email, phone } = town.contact;
  const t = paperTexts(lang);
  const address = [street, `${postcode} ${city}`.trim()].filter((text) => text !== '').join(', ');
  const lines = [town.officialName, address, [email, phone].filter((text) => text !== '').join(', ')];
  const known = lines.filter((text) => text !== '');
  return address === '' || email === '' ? [...known, t.contactMissing] : known;
}

function roleLines({ version, town, lang }: PaperInput): string[] {
  const t = paperTexts(lang);
  return roleModel(version, town.officialName).roles.map(
    ({ role, bodies }) => `${t.roles.names[role]}: ${bodies.length === 0 ? t.roles.nobody : bodies.join(', ')}`,
  );
}

function deletionPart({ version, retention, lang }: PaperInput): PaperPart {
  const t = paperTexts(lang);
  const pick = pickIn(lang);
  const { manifest, assessment } = version;
  const own = [pick(manifest.dataProtection.retention), assessment === null ? '' : pick(assessment.deletion)];
  return {
    heading: t.deletion,
    paragraphs: [...new Set(own)].filter((text) => text !== '').concat(t.deletionRules),
    items: retention.map(({ description }) => description[lang]),
  };
}

function measuresOf({ version, lang }: PaperInput): string[] {
  return (version.assessment?.risks ?? []).map(({ measure }) => pickIn(lang)(measure));
}

function assessmentLine({ version, state, lang }: PaperInput): string {
  const t = paperTexts(lang);
  const { assessment } = version;
  if (assessment === null) return t.record.noAssessment;
  const made = t.record.assessmentOf(t.kinds[assessment.kind], assessment.authority, assessment.date);
  if (state.state === 'none' || state.by === null || state.date === null) return `${made} ${t.record.notAdopted}`;
  const number = state.decision?.number ?? '';
  const adopted = t.record.adopted(state.adoptedVersion ?? '', state.by, state.date.toISOString().slice(0, 10), number);
  return `${made} ${adopted}${state.state === 'to-renew' ? ` ${t.record.toRenew}` : ''}`;
}

function deviationLines({ state, lang }: PaperInput): string[] {
  const t = paperTexts(lang);
  return state.deviations.map(({ point, difference, reason, measure }) =>
    t.deviation(point, difference, reason, measure),
  );
}
