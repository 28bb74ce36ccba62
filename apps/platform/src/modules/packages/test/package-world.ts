import { generateKeyPairSync, sign } from 'node:crypto';
import { seedCatalogue, type ServiceManifest } from '#modules/catalogue';
import { reuseFacts } from '../../../../test/support/reuse-facts.ts';
import { makeTenant, sampleManifest } from '../../../../test/support/sample-service.ts';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { type IdentityService, type Tenant } from '../../identity/index.ts';
import { createIdentity } from '../../identity/module.ts';
import { type CatalogueService } from '../../catalogue/index.ts';
import { createCatalogue } from '../../catalogue/module.ts';
import { type Signer } from '../build-package.ts';
import { parsePublicJwk } from '../domain/package-format.ts';
import { createPackages } from '../module.ts';
import { type PackagesService } from '../types.ts';

/** An installation of its own: database, keys, services. */
export interface Installation {
  test: TestKernel;
  identity: IdentityService;
  catalogue: CatalogueService;
  packages: PackagesService;
}

export async function installation(): Promise<Installation> {
  const test = await testKernel({ modules: ['keys', 'identity', 'catalogue', 'packages'] });
  await seedCatalogue(test.database.urls.owner);
  const identity = createIdentity(test.kernel, { erasurePorts: [] }).service;
  const catalogue = createCatalogue(test.kernel, { identity }).service;
  const packages = createPackages(test.kernel, { identity, catalogue }).service;
  return { test, identity, catalogue, packages };
}

export const makeProvider = ({ identity }: Pick<Installation, 'identity'>, slug = 'rechenzentrum'): Promise<Tenant> =>
  makeTenant(identity, { kind: 'provider', ars: null, slug, name: 'Rechenzentrum' });

/** A manifest of a real schema that may become a package. */
export async function packageManifest(
  { catalogue }: Pick<Installation, 'catalogue'>,
  provider: Tenant,
  version = '1.0.0',
  change: Partial<ServiceManifest> = {},
): Promise<ServiceManifest> {
  const manifest = await sampleManifest(catalogue, provider, 'hundesteuer-anmeldung');
  return { ...manifest, version, reuse: reuseFacts(version), ...change };
}

export async function publishManifest(at: Installation, provider: Tenant, manifest: ServiceManifest): Promise<string> {
  const { digest } = await at.test.kernel.db.tx({ tenant: provider.id }, (tx) =>
    at.catalogue.publishVersion(tx, provider.id, manifest),
  );
  return digest;
}

/** A signer whose private key lives in the test. */
export function testSigner(kind: 'ed25519' | 'p-256' = 'ed25519'): Signer {
  const { privateKey, publicKey } =
    kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = parsePublicJwk(publicKey.export({ format: 'jwk' }));
  if (key === null) throw new Error('no key');
  return {
    key,
    succession: [],
    sign: async (input) =>
      kind === 'ed25519'
        ? sign(null, input, privateKey)
        : sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  };
}
