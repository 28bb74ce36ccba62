import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createKeyPair, type PublicJwk } from '@verbund/fit-connect';
import { issueCertificate } from '@verbund/fit-connect/testing';
import { type Config } from '#kernel/config';
import { systemClock } from '#kernel/clock';
import { testKeys } from '../../../../../../tools/test-keys.ts';
import { destinationCheck } from '../destination-check.ts';

const remote: Config['fitConnect'] = {
  kind: 'remote',
  submissionBaseUrl: 'https://dienst.example/submission-api',
  destinationBaseUrl: 'https://dienst.example/destination-api',
  tokenUrl: 'https://dienst.example/token',
};
const day = 86_400_000;

describe('certificates of destinations at somebody else’s delivery service', () => {
  let folder: string;
  let chained: PublicJwk;
  let selfSigned: PublicJwk;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'verbund-anchors-'));
    const [keyPair, authority] = await testKeys(2);
    assert.ok(keyPair && authority);
    const valid = { notBefore: Date.now() - day, notAfter: Date.now() + day };
    const root = await issueCertificate({ ...valid, name: 'Wurzel', keyPair: authority, use: 'ca' });
    const leaf = await issueCertificate({ ...valid, name: 'Stadt', keyPair, use: 'enc', issuer: root });
    selfSigned = (await createKeyPair({ use: 'enc', subject: 'Stadt', keyPair })).publicJwk;
    chained = { ...selfSigned, x5c: [leaf.base64] };
    await writeFile(join(folder, 'root.pem'), root.pem);
    await writeFile(join(folder, 'empty.pem'), '-----BEGIN NOTHING-----\n-----END NOTHING-----\n');
  });
  after(() => rm(folder, { recursive: true }));

  function check(change: Partial<Pick<Config, 'mode' | 'fitConnect'>>, ...anchors: string[]) {
    const certificates = { anchorFiles: anchors.map((name) => join(folder, name)), revocationListFiles: [] };
    const config = { mode: 'production', fitConnect: remote, certificates, ...change } satisfies Partial<Config>;
    return destinationCheck({ config: config as Partial<Config> as Config, clock: systemClock }).checkCertificate;
  }

  it('takes a chain that leads to an anchor', async () => {
    await check({}, 'root.pem')?.(chained);
  });

  it('refuses to encrypt to anything else, and without anchors to everything', async () => {
    const refused = async (key: PublicJwk, words: RegExp, ...anchors: string[]): Promise<void> => {
      const work = check({}, ...anchors);
      assert.ok(work);
      await assert.rejects(work(key), words);
    };
    await refused(selfSigned, /unusable-key.*self-signed/u, 'root.pem');
    await refused(chained, /no-trust-anchors/u);
    await refused(chained, /empty\.pem holds no PEM block/u, 'empty.pem');
    await refused(chained, /ENOENT/u, 'missing.pem');
  });

  it('leaves our own service and other modes alone', () => {
    assert.equal(check({ fitConnect: { kind: 'own' } }), undefined);
    assert.equal(check({ mode: 'test' }), undefined);
  });
});
