import { type OfferedService } from '@verbund/fit-connect';
import { type FieldProblem } from '#kernel/errors';
import { isObject, type JsonObject } from './read-json.ts';

/** One service as it stands in the form: schemas and regions one per line. */
export interface ServiceLines {
  key: string;
  identifier: string;
  schemas: string;
  regions: string;
}

export interface DestinationForm {
  client: string;
  name: string;
  legalName: string;
  email: string;
  services: ServiceLines[];
  versions: string;
  channels: string[];
  standards: string;
  callbackUrl: string;
  callbackSecret: string;
  encryptionKey: string;
  signingKey: string;
}

/** Reply channels that a destination can offer (reference 9.1). */
export const replyChannels = ['fitConnect', 'eMail', 'deMail', 'elster', 'idBundDeMailbox'] as const;

export function emptyService(key: string, region: string): ServiceLines {
  return { key, identifier: '', schemas: '', regions: region };
}

const lines = (text: string): string[] => text.split(/[\s,;]+/).filter((part) => part !== '');

export function readDestinationForm(form: URLSearchParams): DestinationForm {
  const text = (name: string): string => (form.get(name) ?? '').trim();
  return {
    client: text('client'),
    name: text('name'),
    legalName: text('legalName'),
    email: text('email'),
    services: form
      .getAll('leistung')
      .filter((key) => /^\d{1,4}$/.test(key))
      .map((key) => ({
        key,
        identifier: text(`leistung-${key}-urn`),
        schemas: text(`leistung-${key}-schemata`),
        regions: text(`leistung-${key}-gebiete`),
      })),
    versions: text('versionen'),
    channels: form.getAll('kanaele'),
    standards: text('standards'),
    callbackUrl: text('rueckruf'),
    callbackSecret: form.get('geheimnis') ?? '',
    encryptionKey: form.get('schluessel-enc') ?? '',
    signingKey: form.get('schluessel-sig') ?? '',
  };
}

/** The form after one of its buttons: another service in `region`, or one less. Null when the button saves. */
export function afterButton(form: DestinationForm, button: string, region: string): DestinationForm | null {
  const [verb, group, key] = button.split(':');
  if (group !== 'leistungen') return null;
  if (verb === 'remove') return { ...form, services: form.services.filter((service) => service.key !== key) };
  const next = Math.max(0, ...form.services.map((service) => Number(service.key) + 1));
  return { ...form, services: [...form.services, emptyService(String(next), region)] };
}

/** What is set already, as lines of the form. */
export function serviceLines(services: readonly OfferedService[]): ServiceLines[] {
  return services.map(({ identifier, submissionSchemas, regions }, index) => ({
    key: String(index),
    identifier,
    schemas: submissionSchemas
      .map(({ schemaUri, mimeType }) => (mimeType === 'application/json' ? schemaUri : `${schemaUri} ${mimeType}`))
      .join('\n'),
    regions: regions.join('\n'),
  }));
}

/** One address per line; XML says so behind it. What else stands there is refused like any other type. */
function schemasOf(text: string): OfferedService['submissionSchemas'] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/))
    .filter(([uri]) => uri !== undefined && uri !== '')
    .map(([schemaUri = '', ...type]) => ({ schemaUri, mimeType: type.join(' ') || 'application/json' }));
}

/** Members of the Destination API without keys. What a channel holds already stays as it is. */
export function settingsOfForm(form: DestinationForm, present: JsonObject | null): JsonObject {
  const channels = form.channels.filter((name) => replyChannels.some((known) => known === name));
  const members = channels.map((name) => {
    const held = present?.[name];
    const inner = isObject(held) ? held : {};
    return [name, name === 'fitConnect' ? { ...inner, processStandards: lines(form.standards) } : inner] as const;
  });
  return {
    name: form.name,
    contactInformation: { legalName: form.legalName, email: form.email },
    services: form.services.map(({ identifier, schemas, regions }) => ({
      identifier,
      submissionSchemas: schemasOf(schemas),
      regions: lines(regions),
    })),
    metadataVersions: lines(form.versions),
    replyChannels: members.length === 0 ? null : Object.fromEntries(members),
  };
}

/** The same as a merge patch: a channel that is no longer ticked must be named to go. */
export function patchOfForm(form: DestinationForm, present: JsonObject | null): JsonObject {
  const settings = settingsOfForm(form, present);
  const chosen = settings['replyChannels'];
  const gone = replyChannels.filter((name) => present?.[name] !== undefined && !form.channels.includes(name));
  if (!isObject(chosen)) return settings;
  return { ...settings, replyChannels: { ...chosen, ...Object.fromEntries(gone.map((name) => [name, null])) } };
}

const fieldOfMember: readonly (readonly [RegExp, string])[] = [
  [/^\/?name/, 'name'],
  [/^\/?contactInformation\/legalName/, 'legalName'],
  [/^\/?contactInformation\/email/, 'email'],
  [/^\/?metadataVersions/, 'versionen'],
  [/^\/?replyChannels/, 'kanaele'],
  [/^\/?callback\/secret/, 'geheimnis'],
  [/^\/?callback/, 'rueckruf'],
  [/^\/?encryption/, 'schluessel-enc'],
  [/^\/?signing/, 'schluessel-sig'],
];

/** Id of the input that a problem of the Destination API is about; empty for none. */
export function fieldOf({ field }: Pick<FieldProblem, 'field'>, services: readonly ServiceLines[]): string {
  const [, index, member] = /^\/?services\/(\d+)(?:\/(\w+))?/.exec(field) ?? [];
  const key = services[Number(index)]?.key;
  if (index !== undefined && key !== undefined) {
    const part = member === 'submissionSchemas' ? 'schemata' : member === 'regions' ? 'gebiete' : 'urn';
    return `leistung-${key}-${part}`;
  }
  if (/^\/?services/.test(field)) return 'leistungen';
  return fieldOfMember.find(([pattern]) => pattern.test(field))?.[1] ?? '';
}
