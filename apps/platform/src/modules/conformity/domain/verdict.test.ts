import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type CriterionActor, type FindingResult, type Obligation } from '../types.ts';
import { isOpen, type Judged, verdictOf } from './verdict.ts';

const reason = { de: 'Weil das Verfahren kostenfrei ist.', en: 'Because the procedure is free.' };
const one = (
  obligation: Obligation,
  result: FindingResult,
  rest: { reason?: Judged['reason']; actor?: CriterionActor; area?: string } = {},
): Judged => ({
  criterion: { area: rest.area ?? 'a', obligation, actor: rest.actor ?? 'service' },
  result,
  reason: rest.reason === undefined ? reason : rest.reason,
});
const areas = [{ id: 'a' }, { id: 'b' }, { id: 'leer' }];

describe('result rule of section 1.2', () => {
  const table: readonly [string, Judged, { conforms: boolean; openMust: number; light: string }][] = [
    ['MUSS erfuellt', one('MUSS', 'erfuellt'), { conforms: true, openMust: 0, light: 'green' }],
    ['MUSS erfuellt without a reason', one('MUSS', 'erfuellt', { reason: null }), { conforms: true, openMust: 0, light: 'green' }],
    ['MUSS entbehrlich with a reason', one('MUSS', 'entbehrlich'), { conforms: true, openMust: 0, light: 'green' }],
    ['MUSS entbehrlich without one', one('MUSS', 'entbehrlich', { reason: null }), { conforms: false, openMust: 1, light: 'red' }],
    ['MUSS entbehrlich with an empty one', one('MUSS', 'entbehrlich', { reason: { de: ' ', en: '' } }), { conforms: false, openMust: 1, light: 'red' }],
    ['MUSS teilweise fails', one('MUSS', 'teilweise'), { conforms: false, openMust: 1, light: 'red' }],
    ['MUSS nicht_erfuellt fails', one('MUSS', 'nicht_erfuellt'), { conforms: false, openMust: 1, light: 'red' }],
    ['MUSS nicht_geprueft fails', one('MUSS', 'nicht_geprueft'), { conforms: false, openMust: 1, light: 'grey' }],
    ['SOLL nicht_erfuellt does not block', one('SOLL', 'nicht_erfuellt'), { conforms: true, openMust: 0, light: 'yellow' }],
    ['SOLL without a reason does not block', one('SOLL', 'teilweise', { reason: null }), { conforms: true, openMust: 0, light: 'yellow' }],
    ['SOLL entbehrlich', one('SOLL', 'entbehrlich'), { conforms: true, openMust: 0, light: 'green' }],
    ['KANN never blocks', one('KANN', 'nicht_erfuellt', { reason: null }), { conforms: true, openMust: 0, light: 'green' }],
    ['MUSS of the provider', one('MUSS', 'nicht_erfuellt', { actor: 'provider' }), { conforms: false, openMust: 1, light: 'red' }],
    ['MUSS of the operator', one('MUSS', 'nicht_erfuellt', { actor: 'operator' }), { conforms: false, openMust: 1, light: 'red' }],
  ]; // prettier-ignore
  for (const [name, judged, expected] of table) {
    test(name, () => {
      const { conforms, openMust, areas: lights } = verdictOf([judged], areas, 'version');
      assert.deepEqual({ conforms, openMust, light: lights[0]?.light }, expected);
      assert.equal(lights.length, 1, 'areas without a criterion have no light');
    });
  }

  test('criteria of the connecting authority count per offering only', () => {
    const judged = [
      one('MUSS', 'erfuellt'),
      one('MUSS', 'nicht_geprueft', { actor: 'connecting_authority', area: 'b' }),
    ];
    const version = verdictOf(judged, areas, 'version');
    assert.deepEqual([version.conforms, version.openMust, version.areas.length], [true, 0, 1]);
    const offering = verdictOf(judged, areas, 'offering');
    assert.deepEqual([offering.conforms, offering.openMust, offering.areas[1]?.light], [false, 1, 'grey']);
  });

  test('a SOLL that is not met needs a reason', () => {
    assert.equal(isOpen(one('SOLL', 'nicht_erfuellt')), false);
    assert.equal(isOpen(one('SOLL', 'nicht_erfuellt', { reason: null })), true);
    assert.equal(verdictOf([one('SOLL', 'nicht_erfuellt', { reason: null })], areas, 'version').openShould, 1);
  });

  test('one open MUSS among any findings is never conforming, and better results never harm', () => {
    const results: FindingResult[] = ['erfuellt', 'teilweise', 'nicht_erfuellt', 'entbehrlich', 'nicht_geprueft'];
    const judged = fc
      .record({
        obligation: fc.constantFrom<Obligation>('MUSS', 'SOLL', 'KANN'),
        result: fc.constantFrom(...results),
        area: fc.constantFrom('a', 'b'),
        hasReason: fc.boolean(),
      })
      .map((p) => one(p.obligation, p.result, { area: p.area, reason: p.hasReason ? reason : null }));
    fc.assert(
      fc.property(fc.array(judged, { maxLength: 12 }), fc.nat(), (all, at) => {
        const before = verdictOf(all, areas, 'version');
        assert.equal(before.conforms, before.openMust === 0);
        const bad = [...all, one('MUSS', 'nicht_geprueft', { reason: null })];
        assert.equal(verdictOf(bad, areas, 'version').conforms, false);
        const index = all.length === 0 ? 0 : at % all.length;
        const mended = all.map((item, i): Judged => (i === index ? { ...item, result: 'erfuellt' } : item));
        assert.ok(verdictOf(mended, areas, 'version').openMust <= before.openMust);
        const anyRed = before.areas.some(({ light }) => light === 'red' || light === 'grey');
        assert.equal(anyRed, !before.conforms);
      }),
    );
  });
});
