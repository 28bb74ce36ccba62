import { type Json, objectOf, ref } from '#kernel/openapi';
import { destinationStatus, exampleIds as id, pageOf, publicDestination, text } from './basic-schemas.ts';

const [required, optional] = publicDestination('publicServices');
const services = { type: 'array', maxItems: 5000, items: ref('OfferedService') };
const { destinationId: _id, status, publicServices: _services, ...written } = required;
const settings = { ...written, contactInformation: ref('ContactInformation') };
const furtherSettings = {
  ...optional,
  status,
  callback: { anyOf: [ref('Callback'), { type: 'null' }], description: 'null: none' },
};
/** Written as `services`, read back as `publicServices`; both are taken. */
const eitherServices: Json = { anyOf: [{ required: ['services'] }, { required: ['publicServices'] }] };
const nullable = (schema: unknown): Json => ({ anyOf: [schema, { type: 'null' }] });

/** What the management of destinations adds to the basic schemas; expects the schema Callback. */
export const destinationSchemas: Readonly<Record<string, Json>> = {
  DestinationStatus: destinationStatus,
  Destination: objectOf(required, optional),
  Callback: {
    ...objectOf({
      url: { type: 'string', format: 'uri', maxLength: 2048, description: 'https, without user and fragment' },
      secret: { type: 'string', minLength: 16, maxLength: 512, description: 'Key of the HMAC. Never shown again.' },
    }),
    description: 'Where to tell of new submissions and of changes that the receiver did not cause',
  },
  ContactInformation: {
    ...objectOf(
      {
        legalName: { type: 'string', minLength: 1, maxLength: 255 },
        email: {
          type: 'string',
          maxLength: 320,
          pattern: '^[^@\\s]+@[^@\\s]+$',
          description: 'For operational notices',
        },
      },
      { address: {}, phone: {}, unit: {} },
    ),
    description: 'For notices of the service; not published',
  },
  NewDestination: {
    ...objectOf(
      { ...settings, encryptionPublicKey: ref('Jwk'), signingPublicKey: ref('Jwk') },
      { ...furtherSettings, services, publicServices: services },
    ),
    ...eitherServices,
    description: 'Both keys carry a certificate and differ; `encryptionKid` is the kid of the first.',
  },
  DestinationSettings: {
    ...objectOf(settings, { ...furtherSettings, services, publicServices: services }),
    ...eitherServices,
    examples: [
      {
        name: 'Stadt Musterstadt, Gewerbeamt',
        status: 'active',
        contactInformation: { legalName: 'Stadt Musterstadt', email: 'betrieb@musterstadt.example' },
        services: [
          {
            identifier: 'urn:de:fim:leika:leistung:99050012104000',
            submissionSchemas: [{ schemaUri: 'urn:example:schema:1', mimeType: 'application/json' }],
            regions: ['DE05170'],
          },
        ],
        encryptionKid: id.attachment,
        metadataVersions: ['2.1.0'],
      },
    ],
  },
  DestinationPatch: {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries({ ...settings, ...furtherSettings, services, publicServices: services }).map(([name, schema]) => [
        name,
        // A member of an object may be patched alone, and null removes it.
        name === 'contactInformation' || name === 'callback' ? { type: ['object', 'null'] } : nullable(schema),
      ]),
    ),
    examples: [{ status: 'active' }],
  },
  OwnDestination: objectOf(
    { ...required, services, contactInformation: ref('ContactInformation') },
    { ...optional, callback: objectOf({ url: text }) },
  ),
  DestinationPage: pageOf('destinations', ref('OwnDestination')),
};
