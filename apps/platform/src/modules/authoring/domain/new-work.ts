import { type SchemaModel } from '@verbund/xdatenfelder';
import { isFreeSlug, noDecisions, type ServiceManifest, slugify } from '#modules/catalogue';
import { type BothTexts, type WorkContent, type WorkSchema } from '../types.ts';
import { noReuse, reuseDraftOf } from './reuse-draft.ts';

const nothing: BothTexts = { de: '', en: '' };

/** What happens with an application; the platform does these three for every service. */
const process: ServiceManifest['process'] = [
  { id: 'ausfuellen', kind: 'form' },
  { id: 'pruefen', kind: 'review' },
  { id: 'senden', kind: 'dispatch' },
];

/** Identifier of the data that an authority receives; a new version of the schema gets a new one. */
export function schemaUriOf(schema: Pick<SchemaModel, 'id' | 'version'>): string {
  return `urn:verbund:schema:${schema.id}:${schema.version ?? '0'}`.replace(/\s/gu, '');
}

/** A work as the import leaves it: what the file says is filled in, what only a person knows is empty. */
export function newContent(schema: SchemaModel, imported: WorkSchema): WorkContent {
  const title = (schema.title || schema.name).replace(/[<>]/gu, '').slice(0, 200);
  const slug = slugify(title);
  return {
    formatVersion: 1,
    service: {
      leistungsschluessel: null,
      slug: isFreeSlug(slug) ? slug : '',
      name: { de: title, en: '' },
      summary: nothing,
      keywords: [],
    },
    schema: imported,
    overlay: {},
    rules: noDecisions,
    process,
    fee: { kind: null, amountCents: null, currency: 'EUR', note: nothing },
    delivery: { metadataVersion: '2.1.0', summaryPdf: true, schemaUri: schemaUriOf(schema) },
    texts: { who: nothing, needed: nothing, next: nothing, remedy: nothing },
    declaration: {
      de: 'Ich versichere, dass meine Angaben vollständig und richtig sind.',
      en: 'I declare that my details are complete and correct.',
    },
    priceModel: { kind: 'free' },
    serviceLevel: {},
    dataProtection: { purpose: nothing, legalBasis: nothing, retention: nothing },
    tests: [],
    reuse: noReuse,
    carried: null,
    testRun: null,
  };
}

/** The work on the next version of a published one: everything as it is there. */
export function contentOf(
  manifest: ServiceManifest,
  parts: Pick<WorkContent, 'schema' | 'overlay' | 'rules'>,
): WorkContent {
  const { fee, service } = manifest;
  return {
    formatVersion: 1,
    service: { ...service },
    ...parts,
    process: manifest.process,
    fee: {
      kind: fee.kind,
      amountCents: 'amountCents' in fee ? (fee.amountCents ?? null) : null,
      currency: fee.currency,
      note: fee.note,
    },
    delivery: manifest.delivery,
    texts: manifest.texts,
    declaration: manifest.declaration,
    priceModel: manifest.priceModel,
    serviceLevel: manifest.serviceLevel,
    dataProtection: manifest.dataProtection,
    tests: manifest.tests,
    reuse: manifest.reuse === undefined ? noReuse : reuseDraftOf(manifest.reuse),
    carried: null,
    testRun: null,
  };
}
