import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkOffer } from './announcement.ts';
import { mayBecome, mergePatch } from './destination-body.ts';
import { effectiveLimits, readPage, specifiedLimits } from './limits.ts';
import { grantScopes, scopes } from './scopes.ts';

describe('rules of the delivery service', () => {
  const offered = (...regions: string[]) => [{ identifier: 'urn:x:y', submissionSchemas: [], regions }];

  it('regions: the offered one covers all below it, twelve digits may be padded', () => {
    const cases: [string, string, string][] = [
      ['DE', 'DE05170052', 'offered'],
      ['DE000000000000', 'DE05', 'offered'],
      ['DE05', 'DE051700052052', 'offered'],
      ['DE051700000000', 'DE05170', 'offered'],
      ['DE01010', 'DE01010', 'offered'],
      ['DE01010', 'DE01', 'unsupported-region'],
      ['DE05', 'DE06', 'unsupported-region'],
      ['DE051700052052', 'DE051700000000', 'unsupported-region'],
    ];
    for (const [offer, asked, result] of cases) {
      assert.equal(checkOffer(offered(offer), 'urn:x:y', asked), result, `${offer} for ${asked}`);
    }
    assert.equal(checkOffer(offered('DE05'), 'urn:x:y', null), 'offered');
    assert.equal(checkOffer(offered(), 'urn:x:y', 'DE05'), 'offered');
    assert.equal(checkOffer(offered('DE'), 'urn:x:z', null), 'unsupported-service');
  });

  it('a setting lowers a limit and never raises it above the specification', () => {
    assert.equal(effectiveLimits({ attachmentBytes: 10 }).attachmentBytes, 10);
    assert.equal(effectiveLimits({ attachmentBytes: 10 ** 12 }).attachmentBytes, specifiedLimits.attachmentBytes);
    assert.equal(effectiveLimits({ attachments: 1000 }).attachments, 100);
  });

  it('pages: at most 500, whole numbers only', () => {
    const read = (query: string) => readPage(new URLSearchParams(query));
    assert.deepEqual(read(''), { offset: 0, limit: 100 });
    assert.deepEqual(read('offset=7&limit=9999'), { offset: 7, limit: 500 });
    for (const bad of ['offset=-1', 'limit=1.5', 'limit=x', 'offset=99999999999']) assert.equal(read(bad), undefined);
  });

  it('scopes: all without a wish, none that the client does not own', () => {
    const owned = [scopes.subscribe, scopes.manage];
    assert.deepEqual(grantScopes(['manager', 'subscriber'], null), { ok: true, scopes: owned });
    assert.deepEqual(grantScopes(['manager', 'subscriber'], ` ${scopes.manage} `), {
      ok: true,
      scopes: [scopes.manage],
    });
    assert.equal(grantScopes(['sender'], `${scopes.send} ${scopes.manage}`).ok, false);
  });

  it('merge patch: the examples of RFC 7386', () => {
    assert.deepEqual(mergePatch({ a: 'b' }, { a: 'c' }), { a: 'c' });
    assert.deepEqual(mergePatch({ a: 'b', b: 'c' }, { a: null }), { b: 'c' });
    assert.deepEqual(mergePatch({ a: ['b'] }, { a: 'c' }), { a: 'c' });
    assert.deepEqual(mergePatch({ a: { b: 'c' } }, { a: { b: 'd', c: null } }), { a: { b: 'd' } });
    assert.deepEqual(mergePatch({ e: null }, { a: 1 }), { e: null, a: 1 });
    assert.deepEqual(mergePatch({}, { a: { bb: { ccc: null } } }), { a: { bb: {} } });
  });

  it('a decommissioned destination stays so', () => {
    assert.equal(mayBecome('created', 'active'), true);
    assert.equal(mayBecome('inactive', 'active'), true);
    assert.equal(mayBecome('decommissioned', 'active'), false);
    assert.equal(mayBecome('active', 'created'), false);
  });
});
