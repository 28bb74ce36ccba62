import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  afterButton,
  emptyService,
  fieldOf,
  patchOfForm,
  readDestinationForm,
  serviceLines,
  settingsOfForm,
  type DestinationForm,
} from './destination-form.ts';

const posted = (...pairs: [string, string][]): DestinationForm => readDestinationForm(new URLSearchParams(pairs));
const typed: [string, string][] = [
  ['client', ' c '],
  ['name', ' Bauamt '],
  ['legalName', 'Stadt Xanten'],
  ['email', 'bauamt@xanten.example'],
  ['leistung', '0'],
  ['leistung-0-urn', ' urn:de:fim:leika:leistung:1 '],
  [
    'leistung-0-schemata',
    'urn:schema:1\r\n\r\n  urn:schema:2   application/xml \nurn:schema:3 text/plain urn:schema:4',
  ],
  ['leistung-0-gebiete', 'DE05, DE06;DE07\n DE08'],
  ['versionen', '1.0.0 2.1.0'],
  ['standards', 'urn:standard:1\nurn:standard:2'],
  ['geheimnis', ' with blanks '],
];

describe('form of a destination', () => {
  it('is read with trimmed words, but a secret and keys as they are typed', () => {
    const form = posted(...typed, ['schluessel-enc', ' {"kty":"RSA"}\n']);
    assert.equal(form.client, 'c');
    assert.equal(form.name, 'Bauamt');
    assert.equal(form.callbackSecret, ' with blanks ');
    assert.equal(form.encryptionKey, ' {"kty":"RSA"}\n');
    assert.equal(form.signingKey, '');
    assert.deepEqual(
      form.services.map(({ key, identifier }) => [key, identifier]),
      [['0', 'urn:de:fim:leika:leistung:1']],
    );
  });

  it('knows services by whole numbers only', () => {
    const keys = ['1', 'x', '-1', '12345', '', '77'].map((key): [string, string] => ['leistung', key]);
    assert.deepEqual(
      posted(...keys).services.map(({ key }) => key),
      ['1', '77'],
    );
  });

  it('becomes settings: one schema per line with the type behind it, regions in any list', () => {
    const settings = settingsOfForm(posted(...typed), null);
    assert.deepEqual(settings, {
      name: 'Bauamt',
      contactInformation: { legalName: 'Stadt Xanten', email: 'bauamt@xanten.example' },
      services: [
        {
          identifier: 'urn:de:fim:leika:leistung:1',
          submissionSchemas: [
            { schemaUri: 'urn:schema:1', mimeType: 'application/json' },
            { schemaUri: 'urn:schema:2', mimeType: 'application/xml' },
            { schemaUri: 'urn:schema:3', mimeType: 'text/plain urn:schema:4' },
          ],
          regions: ['DE05', 'DE06', 'DE07', 'DE08'],
        },
      ],
      metadataVersions: ['1.0.0', '2.1.0'],
      replyChannels: null,
    });
  });

  it('shows what is set so that saving it again changes nothing', () => {
    const services = settingsOfForm(posted(...typed), null)['services'];
    const shown = serviceLines(services as Parameters<typeof serviceLines>[0]);
    const again = settingsOfForm({ ...posted(...typed), services: shown }, null);
    assert.deepEqual(again['services'], services);
  });

  it('keeps what a channel holds, and takes standards for the one of FIT-Connect alone', () => {
    const present = { eMail: { usePgp: true }, fitConnect: { other: 1, processStandards: ['urn:old'] }, elster: {} };
    const chosen: [string, string][] = ['fitConnect', 'eMail', 'fax'].map((name) => ['kanaele', name]);
    const form = posted(...typed, ...chosen);
    const kept = {
      fitConnect: { other: 1, processStandards: ['urn:standard:1', 'urn:standard:2'] },
      eMail: { usePgp: true },
    };
    assert.deepEqual(settingsOfForm(form, present)['replyChannels'], kept);
    // In a merge patch only null takes a member away.
    assert.deepEqual(patchOfForm(form, present)['replyChannels'], { ...kept, elster: null });
    assert.equal(patchOfForm(posted(...typed), present)['replyChannels'], null);
  });

  it('buttons add a service under a free number, take one away, or save', () => {
    const form = posted(['leistung', '3'], ['leistung', '1']);
    const keysAfter = (button: string) => afterButton(form, button, 'DE05')?.services.map(({ key }) => key);
    assert.deepEqual(keysAfter('add:leistungen'), ['3', '1', '4']);
    assert.deepEqual(afterButton(form, 'add:leistungen', 'DE05')?.services.at(-1), emptyService('4', 'DE05'));
    assert.deepEqual(afterButton(posted(), 'add:leistungen', 'DE')?.services, [emptyService('0', 'DE')]);
    assert.deepEqual(keysAfter('remove:leistungen:3'), ['1']);
    assert.deepEqual(keysAfter('remove:leistungen:9'), ['3', '1']);
    assert.equal(afterButton(form, 'speichern', 'DE05'), null);
  });

  it('every problem of the interface leads to its input', () => {
    const services = [emptyService('4', ''), emptyService('7', '')];
    const cases: [field: string, input: string][] = [
      ['/name', 'name'],
      ['contactInformation/legalName', 'legalName'],
      ['/contactInformation/email', 'email'],
      ['/metadataVersions/0', 'versionen'],
      ['/replyChannels/fitConnect', 'kanaele'],
      ['/callback/url', 'rueckruf'],
      ['/callback/secret', 'geheimnis'],
      ['/encryptionPublicKey/n', 'schluessel-enc'],
      ['/signingPublicKey', 'schluessel-sig'],
      ['/services', 'leistungen'],
      ['/services/9', 'leistungen'],
      ['/services/0', 'leistung-4-urn'],
      ['/services/1/identifier', 'leistung-7-urn'],
      ['services/1/submissionSchemas/0/schemaUri', 'leistung-7-schemata'],
      ['/services/1/regions/2', 'leistung-7-gebiete'],
      ['/elsewhere', ''],
    ];
    for (const [field, input] of cases) assert.equal(fieldOf({ field }, services), input, field);
  });
});
