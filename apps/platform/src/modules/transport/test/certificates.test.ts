import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AppError } from '#kernel/errors';
import { type ClientRole } from '#kernel/fit-connect';
import { newUuid, type TenantId } from '#kernel/ids';
import { issueCertificate, issueRevocationList, type TestCertificate } from '@verbund/fit-connect/testing';
import { testKeys } from '../../../../../../tools/test-keys.ts';
import { createCertificateTrust } from '../certificate-trust.ts';
import { createTransport } from '../module.ts';
import { destinationBody, startService, type TestService } from './life-support.ts';

const day = 86_400_000;
const roles: readonly ClientRole[] = ['subscriber', 'manager'];

describe('certificates of destinations in production', () => {
  let on: TestService;
  let folder: string;
  let root: TestCertificate;
  let chained: ReturnType<typeof destinationBody>;
  let leaf: TestCertificate;

  before(async () => {
    on = await startService();
    folder = await mkdtemp(join(tmpdir(), 'verbund-trust-'));
    const [enc, sig, own] = await testKeys(3);
    assert.ok(enc && sig && own);
    const now = on.test.clock.now().getTime();
    const valid = { notBefore: now - day, notAfter: now + day };
    root = await issueCertificate({ ...valid, name: 'Wurzel', keyPair: own, use: 'ca' });
    leaf = await issueCertificate({ ...valid, name: 'Stadt', keyPair: enc, use: 'enc', issuer: root });
    const signing = await issueCertificate({ ...valid, name: 'Stadt', keyPair: sig, use: 'sig', issuer: root });
    const body = destinationBody(on.keys);
    chained = {
      ...body,
      encryptionPublicKey: { ...body.encryptionPublicKey, x5c: [leaf.base64, root.base64] },
      signingPublicKey: { ...body.signingPublicKey, x5c: [signing.base64] },
    };
    await writeFile(join(folder, 'root.pem'), root.pem);
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await on.close();
  });

  function kernelWith(files: { anchors?: string[]; lists?: string[] }) {
    const { config, clock, log, blobs } = on.test.kernel;
    const named = (list: string[] = []): string[] => list.map((file) => join(folder, file));
    const certificates = { anchorFiles: named(files.anchors), revocationListFiles: named(files.lists) };
    const production = { ...config, mode: 'production' as const, masterKey: null, certificates };
    return { config: production, clock, log, blobs, db: on.test.database.as('transport') };
  }

  /** Creates a destination at a service in production with these files; gives its id or the words of the refusal. */
  async function create(body: unknown, files: { anchors?: string[]; lists?: string[] }): Promise<string> {
    const { service } = createTransport(kernelWith(files), { signingKeyFile: join(folder, 'signing.json') });
    const tenant = newUuid<TenantId>();
    const { clientId } = await service.createClient({ name: 'Test', roles, tenant, region: 'DE05' });
    return service.selfService.createDestination(tenant, clientId, body).catch((error: unknown) => {
      assert.ok(error instanceof AppError);
      return `${error.kind}: ${error.detail ?? ''}`;
    });
  }

  it('takes a chain that leads to an anchor', async () => {
    assert.match(await create(chained, { anchors: ['root.pem'] }), /^[0-9a-f-]{36}$/u);
  });

  it('starts without anchors but takes no keys, and says why', async () => {
    assert.match(await create(chained, {}), /^unavailable: .*VERBUND_TRUST_ANCHORS/u);
    assert.match(await create(chained, { anchors: ['nothing.pem'] }), /^unavailable: .*cannot be read/u);
  });

  it('refuses self-signed certificates, other roots and revoked ones', async () => {
    const anchors = ['root.pem'];
    const selfSigned = await create(destinationBody(on.keys), { anchors });
    assert.match(selfSigned, /^invalid: \/encryptionPublicKey\/x5c\/0: self-signed; \/signingPublicKey/u);
    const now = on.test.clock.now().getTime();
    const [, , , other] = await testKeys(4);
    assert.ok(other);
    const stranger = await issueCertificate({ notBefore: now - day, name: 'Andere', keyPair: other, use: 'ca' });
    await writeFile(join(folder, 'other.pem'), stranger.pem);
    assert.match(await create(chained, { anchors: ['other.pem'] }), /untrusted-root|chain-incomplete/u);
    await writeFile(join(folder, 'list.pem'), await issueRevocationList(root, [leaf], now - day, now + day));
    const revoked = await create(chained, { anchors, lists: ['list.pem'] });
    assert.equal(revoked, 'invalid: /encryptionPublicKey/x5c/0: revoked');
    await writeFile(join(folder, 'list.pem'), await issueRevocationList(root, [leaf], now - 2 * day, now - day));
    assert.match(await create(chained, { anchors, lists: ['list.pem'] }), /revocation-unknown/u);
  });

  it("trusts the installation's own clients, whose keys stay here", async () => {
    const portal = { name: 'Portal', roles, tenant: null, region: null, keysHere: true };
    const { clientId } = await on.module.service.createClient(portal);
    const { trust } = await createCertificateTrust(kernelWith({})).check(clientId);
    assert.deepEqual(trust, { kind: 'any' });
  });
});
