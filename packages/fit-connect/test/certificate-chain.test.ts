import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { certificateCheck, checkCertificateChain, type CertificateRules, type RsaKeyPair } from '../src/index.ts';
import { issueCertificate, issueRevocationList, type TestCertificate } from '../src/testing/index.ts';
import { keys } from './world.ts';
import { createPrivateKey, createPublicKey } from 'node:crypto';

const now = Date.parse('2026-11-02T10:00:00Z');
const day = 86_400_000;
const valid = { notBefore: now - day, notAfter: now + day };

const codes = (x5c: readonly TestCertificate[], rules: Partial<CertificateRules> = {}) =>
  checkCertificateChain(
    x5c.map(({ base64 }) => base64),
    { use: 'enc', anchors: [], now, ...rules },
  )
    .filter(({ level, code }) => level === 'error' || code !== 'revocation-unknown')
    .map(({ level, code, path }) => `${level === 'error' ? '' : 'warning '}${code} ${path}`);

describe('certificate chains', () => {
  let pairs: RsaKeyPair[];
  let root: TestCertificate;
  let middle: TestCertificate;
  let leaf: TestCertificate;

  before(async () => {
    const held = await keys();
    pairs = [held.service, held.portalSigning, held.encryption, held.signing].map(({ privateJwk }) => {
      const { kty, n, e, d, p, q, dp, dq, qi } = privateJwk;
      const key = { kty, n, e, d, p, q, dp, dq, qi };
      const privateKey = createPrivateKey({ key, format: 'jwk' });
      return { privateKey, publicKey: createPublicKey(privateKey) };
    });
    root = await issueCertificate({ ...valid, name: 'Wurzel', keyPair: pair(0), use: 'ca', pathLength: 1 });
    middle = await issueCertificate({
      ...{ ...valid, name: 'Zwischenstelle', keyPair: pair(1), use: 'ca', pathLength: 0, issuer: root },
    });
    leaf = await issueCertificate({ ...valid, name: 'Stadt', keyPair: pair(2), use: 'enc', issuer: middle });
  });

  function pair(index: number): RsaKeyPair {
    const found = pairs[index];
    assert.ok(found);
    return found;
  }

  it('leads from leaf to anchor, with or without the root, anchors as PEM or base64', () => {
    const anchors = [root.pem];
    assert.deepEqual(codes([leaf, middle, root], { anchors }), []);
    assert.deepEqual(codes([leaf, middle], { anchors: [root.base64] }), []);
    assert.deepEqual(codes([leaf], { anchors: [`${root.pem}\n${middle.pem}`] }), []);
    assert.deepEqual(codes([leaf, middle, root], { anchors: [middle.pem] }), []);
  });

  it('names what is wrong with a chain', async () => {
    const anchors = [root.pem];
    const make = (change: Partial<Parameters<typeof issueCertificate>[0]>) =>
      issueCertificate({ ...valid, name: 'Stadt', keyPair: pair(2), use: 'enc', issuer: middle, ...change });
    const old = { notBefore: now - 9 * day, notAfter: now - 8 * day };
    const plain = await make({ name: 'Zwischenstelle', keyPair: pair(1), use: 'ca', isCa: false, issuer: root });
    const lower = await make({ name: 'Unterstelle', keyPair: pair(3), use: 'ca' });
    const stranger = await make({ name: 'Wurzel', keyPair: pair(3), use: 'ca', issuer: undefined });
    const cases: [string, TestCertificate[], string[]][] = [
      ['expired leaf', [await make(old), middle], ['x5c-validity /x5c/0']],
      [
        'not yet valid',
        [await make({ notBefore: now + day, notAfter: now + 2 * day }), middle],
        ['x5c-validity /x5c/0'],
      ],
      ['leaf as authority', [await make({ isCa: true }), middle], ['leaf-is-ca /x5c/0']],
      ['wrong usage', [await make({ use: 'sig' }), middle], ['key-usage /x5c/0']],
      ['weak hash', [await make({ hash: 'SHA-256' }), middle], ['signature-algorithm /x5c/0']],
      ['missing intermediate', [leaf], ['chain-incomplete /x5c/0']],
      ['missing intermediate, root there', [leaf, root], ['wrong-issuer /x5c/0']],
      ['wrong order', [middle, leaf], ['key-usage /x5c/0', 'leaf-is-ca /x5c/0']],
      ['intermediate is no authority', [leaf, plain], ['not-a-ca /x5c/1']],
      [
        'path too long',
        [await make({ issuer: lower }), lower, middle],
        ['path-length /x5c/2', 'path-length /anchors/0'],
      ],
      [
        'root of the same name',
        [
          leaf,
          { ...middle, ...(await make({ name: 'Zwischenstelle', keyPair: pair(1), use: 'ca', issuer: stranger })) },
          stranger,
        ],
        ['untrusted-root /x5c/2'],
      ],
      ['nothing', [], ['x5c /x5c']],
    ];
    for (const [name, x5c, expected] of cases) assert.deepEqual(codes(x5c, { anchors }), expected, name);
    assert.deepEqual(
      codes([leaf, middle], {
        anchors: [await make({ ...old, name: 'Wurzel', keyPair: pair(0), use: 'ca', issuer: undefined })].map(
          ({ pem }) => pem,
        ),
      }),
      ['x5c-validity /anchors/0'],
    );
    assert.deepEqual(codes([leaf, middle], { anchors: [] }), ['chain-incomplete /x5c/1']);
    assert.deepEqual(
      checkCertificateChain(['AAAA'], { use: 'enc', anchors, now }).map(({ code }) => code),
      ['x5c'],
    );
  });

  it('takes a lone self-signed certificate only where it is allowed', async () => {
    const own = await issueCertificate({ ...valid, name: 'Selbst', keyPair: pair(2), use: 'enc', hash: 'SHA-256' });
    assert.deepEqual(codes([own]), ['self-signed /x5c/0']);
    assert.deepEqual(codes([own], { allowSelfSigned: true }), ['warning signature-algorithm /x5c/0']);
    assert.deepEqual(codes([own], { allowSelfSigned: true, use: 'sig' }).at(0), 'warning key-usage /x5c/0');
  });

  it('reads revocation lists, and says where none is valid', async () => {
    const anchors = [root.pem];
    const listOf = (revoked: TestCertificate[], issuer = middle, until = now + day) =>
      issueRevocationList(issuer, revoked, now - day, until);
    const rules = { use: 'enc', anchors, now } as const;
    const check = async (lists: string[]) =>
      checkCertificateChain([leaf.base64, middle.base64], { ...rules, revocationLists: lists }).map(
        ({ level, code, path }) => `${level} ${code} ${path}`,
      );
    const unknown = (index: number) => `warning revocation-unknown /x5c/${index}`;
    assert.deepEqual(await check([]), [unknown(0), unknown(1)]);
    assert.deepEqual(await check([await listOf([]), await listOf([], root)]), []);
    assert.deepEqual(await check([await listOf([leaf])]), ['error revoked /x5c/0', unknown(1)]);
    assert.deepEqual(await check([await listOf([leaf], middle, now - 1)]), [unknown(0), unknown(1)]);
    const forged = await listOf([leaf], { ...middle, keyPair: pair(3) });
    assert.deepEqual(await check([forged]), [unknown(0), unknown(1)]);
    const weak = await issueRevocationList(middle, [leaf], now - day, now + day, 'SHA-1');
    assert.deepEqual(await check([weak]), [unknown(0), unknown(1)]);
  });

  it('keeps a sender from encrypting', async () => {
    const { encryption } = await keys();
    const key = { ...encryption.publicJwk, x5c: [leaf.base64, middle.base64] };
    await certificateCheck({ anchors: [root.pem], clock: () => now })(key);
    await assert.rejects(certificateCheck({ anchors: [], clock: () => now })(key), /chain-incomplete/);
    const { signing } = await keys();
    const swapped = { ...key, n: signing.publicJwk.n };
    await assert.rejects(certificateCheck({ anchors: [root.pem], clock: () => now })(swapped), /x5c-mismatch/);
  });
});
