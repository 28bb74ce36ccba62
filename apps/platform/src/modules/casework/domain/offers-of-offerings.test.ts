import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followUpSchemaUri } from '@verbund/fit-connect';
import { type Offering } from '#modules/catalogue';
import { offersOf } from './offers-of-offerings.ts';

const json = 'application/json';
const followUp = { schemaUri: followUpSchemaUri, mimeType: json };

function offering(
  area: string,
  leistungsschluessel: string | null,
  schemaUri: string,
): Pick<Offering, 'manifest' | 'area'> {
  const service = { leistungsschluessel, slug: 'hundesteuer', name: { de: 'Hundesteuer' } };
  return { area, manifest: { service, delivery: { schemaUri } } } as unknown as Pick<Offering, 'manifest' | 'area'>;
}

test('one service at several places under several schemas is one offer with all of them, and takes follow-ups', () => {
  const offers = offersOf([
    offering('051700052052', '99102013104000', 'urn:schema:2'),
    offering('051700052052', '99102013104000', 'urn:schema:1'),
    offering('051700048048', '99102013104000', 'urn:schema:2'),
  ]);
  assert.deepEqual(offers, [
    {
      identifier: 'urn:de:fim:leika:leistung:99102013104000',
      submissionSchemas: [
        { schemaUri: 'urn:schema:2', mimeType: json },
        followUp,
        { schemaUri: 'urn:schema:1', mimeType: json },
      ],
      regions: ['DE051700052052', 'DE051700048048'],
    },
  ]);
});

test('a service without a key of the catalogue is offered under a name of our own, beside the others', () => {
  const offers = offersOf([
    offering('05170', null, 'urn:schema:1'),
    offering('05170', '99102013104000', 'urn:schema:1'),
  ]);
  assert.deepEqual(
    offers.map(({ identifier }) => identifier),
    ['urn:verbund:leistung:hundesteuer', 'urn:de:fim:leika:leistung:99102013104000'],
  );
  assert.deepEqual(offersOf([]), []);
});
