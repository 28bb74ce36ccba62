import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LegalPageKind } from '#modules/identity';
import { gapsOf, generatedPage, type LegalSource } from './legal-texts.ts';

const kinds: readonly LegalPageKind[] = ['impressum', 'datenschutz', 'barrierefreiheit', 'leichte-sprache'];
const alpen: LegalSource = {
  name: 'Alpen',
  officialName: 'Gemeinde Alpen',
  kind: 'town',
  ars: '051700004004',
  contact: {
    street: 'Rathausstraße 5',
    postcode: '46519',
    city: 'Alpen',
    email: 'info@alpen.example',
    phone: '02802 0000',
    openingHours: 'Montag bis Freitag 8.30 bis 12 Uhr',
  },
  representative: 'Bürgermeister Alex Beispiel',
  privacyContact: 'dsb@alpen.example',
};

test('with all facts no page has a gap, in both languages, and each names the body', () => {
  for (const kind of kinds) {
    for (const lang of ['de', 'en'] as const) {
      const body = generatedPage(kind, lang, alpen);
      assert.deepEqual(gapsOf(body), [], `${kind}/${lang}`);
      assert.ok(body.includes('Gemeinde Alpen'), `${kind}/${lang}`);
      // Structured text: no HTML, no undefined values.
      assert.doesNotMatch(body, /<|undefined|null|\[object/);
    }
  }
});

test('each page holds what its law asks for', () => {
  const of = (kind: LegalPageKind): string => generatedPage(kind, 'de', alpen);
  for (const part of [
    '§ 5 DDG',
    'Rathausstraße 5',
    '46519 Alpen',
    'info@alpen.example',
    '02802 0000',
    'Körperschaft des öffentlichen Rechts',
    'Alex Beispiel',
  ]) {
    assert.ok(of('impressum').includes(part), part);
  }
  // Art. 13 GDPR: controller, officer, purpose and basis, recipients, period, rights, complaint, duty to provide, automation.
  for (const part of [
    'verantwortlich',
    'dsb@alpen.example',
    'Art. 6 Abs. 1',
    '§ 8a OZG',
    'Art. 28 DSGVO',
    'Drittländer',
    '30 Tage',
    'Art. 15 bis 18',
    'beschweren',
    'Pflichtfelder',
    'automatisierte Entscheidung',
  ]) {
    assert.ok(of('datenschutz').includes(part), part);
  }
  for (const part of [
    'BITVNRW',
    '2016/2102',
    'EN 301 549',
    'Formular auf dieser Seite',
    'ombudsstelle-barrierefreie-it@mags.nrw.de',
  ]) {
    assert.ok(of('barrierefreiheit').includes(part), part);
  }
});

test('what is missing is a gap that a person must fill in', () => {
  const empty: LegalSource = {
    ...alpen,
    representative: '',
    privacyContact: '',
    contact: { ...alpen.contact, street: '', email: '' },
  };
  assert.deepEqual(gapsOf(generatedPage('impressum', 'de', empty)), [
    '[bitte ergänzen: Straße und Hausnummer]',
    '[bitte ergänzen: E-Mail-Adresse]',
    '[bitte ergänzen: Name und Amt der Vertretung]',
  ]);
  assert.equal(gapsOf(generatedPage('impressum', 'en', empty)).length, 3);
  // Outside the Land whose bodies were checked, nobody confirms an address that is only believed.
  const bavarian = generatedPage('barrierefreiheit', 'de', { ...alpen, ars: '091620000000' });
  assert.match(bavarian, /Landes Bayern/);
  assert.equal(gapsOf(bavarian).length, 2);
});
