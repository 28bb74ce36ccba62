import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missingParameters, type Parameter, problemOf, scopeOf, suggestedValue } from './parameters.ts';

const parameter = (name: string, kind: Parameter['kind'] = 'text', more: Partial<Parameter> = {}): Parameter => ({
  ...{ name, kind, label: { de: name, en: name }, standard: false, place: 'platform', mandatory: true },
  ...more,
});
const town = {
  ars: '051700052052',
  name: 'Xanten',
  officialName: 'Stadt Xanten – Der Bürgermeister',
  slug: 'xanten',
  street: 'Karthaus 2',
  postcode: '46509',
  city: 'Xanten',
  email: 'post@xanten.example',
  phone: '02801 1',
  openingHours: 'Mo–Fr 8–12',
};

describe('parameters of a service', () => {
  it('are prefilled with what is known of the town, and with nothing else', () => {
    for (const [wanted, expected] of [
      [parameter('zustaendigeBehoerde'), town.officialName],
      [parameter('AGS'), '05170052'],
      [parameter('kontaktEmail', 'email'), town.email],
      [parameter('anschrift', 'address'), 'Karthaus 2, 46509 Xanten'],
      [parameter('gebuehrProJahr', 'amount'), ''],
      [parameter('satzungFundstelle'), ''],
      [parameter('registerSchnittstelle', 'address'), ''],
    ] as const) {
      assert.equal(suggestedValue(wanted, town), expected, wanted.name);
    }
  });

  it('are complete when every mandatory one has a value', () => {
    const all = [parameter('a'), parameter('b', 'text', { mandatory: false }), parameter('c')];
    assert.deepEqual(
      missingParameters(
        all,
        new Map([
          ['a', 'x'],
          ['c', ''],
        ]),
      ).map(({ name }) => name),
      ['c'],
    );
    assert.deepEqual(
      missingParameters(
        all,
        new Map([
          ['a', 'x'],
          ['c', 'y'],
        ]),
      ),
      [],
    );
  });

  it('hold for all services when they are standard ones', () => {
    assert.equal(scopeOf({ standard: true }, 'p/s'), '');
    assert.equal(scopeOf({ standard: false }, 'p/s'), 'p/s');
  });

  it('are refused in a wrong shape', () => {
    assert.equal(problemOf({ kind: 'amount' }, '30,70'), null);
    assert.equal(problemOf({ kind: 'amount' }, 'dreißig'), 'not-an-amount');
    assert.equal(problemOf({ kind: 'email' }, 'nix'), 'not-a-mail');
    assert.equal(problemOf({ kind: 'date' }, '2.11.2026'), null);
    assert.equal(problemOf({ kind: 'text' }, 'x'.repeat(2001)), 'too-long');
  });
});
