import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSettings } from './destination-body.ts';

const contact = { legalName: 'Stadt Xanten', email: 'bauamt@xanten.example' };
const body = (contactInformation: object) => ({
  name: 'Bauamt',
  contactInformation,
  services: [],
  encryptionKid: 'schluessel',
  metadataVersions: ['2.1.0'],
});

function contactOf(contactInformation: object): unknown {
  const parsed = parseSettings(body(contactInformation), 'created');
  return parsed.ok ? parsed.value.contactInformation : parsed.problems;
}

test('of the contact only what the protocol knows is kept, and nothing that is null', () => {
  const further = { address: 'Karthaus 2', phone: '02801 772', unit: 'Fachbereich 6' };
  assert.deepEqual(contactOf({ ...contact, ...further }), { ...contact, ...further });
  assert.deepEqual(contactOf({ ...contact, ...further, phone: null, fax: '02801 773' }), {
    ...contact,
    address: 'Karthaus 2',
    unit: 'Fachbereich 6',
  });
});
