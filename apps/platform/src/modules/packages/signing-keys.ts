import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type IdentityService } from '#modules/identity';
import { type Signer, signStatement } from './build-package.ts';
import { keyStatement, thumbprintOf } from './domain/signatures.ts';
import { type PublicJwk } from './domain/package-format.ts';
import { insertKey, lockKeys, selectKeys, type StoredKey } from './store/signing-keys.ts';
import { type PackagesService, type SigningKey } from './types.ts';

type KeyPart = Pick<PackagesService, 'keys' | 'createKey'> & {
  /** The newest key whose private part is here, with the statements of those before it. */
  signerOf(provider: TenantId): Promise<Signer>;
};

const purpose = 'packages';

/** Keys of providers: RSA-4096 in the key service, so that no process of the platform ever holds a private key. */
export function createSigningKeys(
  { db, clock, keys }: Pick<Kernel, 'db' | 'clock' | 'keys'>,
  identity: Pick<IdentityService, 'tenant'>,
): KeyPart {
  const trusted = (provider: TenantId) => db.tx({}, (tx) => selectKeys(tx, provider));

  function signerFor(provider: TenantId, all: readonly StoredKey[]): Signer | null {
    const own = all.findLast(({ kid }) => kid !== null);
    if (own?.kid === undefined || own.kid === null) return null;
    const { kid } = own;
    return {
      key: own.publicJwk,
      succession: all.flatMap(({ succession }) => succession ?? []).slice(-20),
      sign: (input) => keys.sign({ tenant: provider }, kid, input),
    };
  }

  return {
    keys: async (provider) => (await trusted(provider)).toReversed().map(shownKey),
    async createKey({ provider, by }) {
      const slug = (await identity.tenant(provider))?.slug ?? '';
      const { kid, publicJwk } = await keys.create({ tenant: provider }, 'sig', { purpose });
      const key: PublicJwk = { kty: 'RSA', n: publicJwk.n ?? '', e: 'AQAB' };
      return db.tx({ tenant: provider }, async (tx) => {
        await lockKeys(tx, provider);
        const before = signerFor(provider, await selectKeys(tx, provider));
        const stored: StoredKey = {
          thumbprint: thumbprintOf(key),
          publicJwk: key,
          kid,
          origin: before === null ? 'own' : 'succession',
          // A signature of the key service in a few milliseconds; the next key must find this one in its place.
          succession: before && (await signStatement(before, 'verbund-key+jws', keyStatement(slug, key))),
          trustedAt: clock.now(),
          trustedBy: by,
        };
        await insertKey(tx, provider, stored);
        return shownKey(stored);
      });
    },
    async signerOf(provider) {
      const signer = signerFor(provider, await trusted(provider));
      if (signer === null) throw new AppError('conflict', 'packages/no-key');
      return signer;
    },
  };
}

function shownKey({ kid, succession: _succession, ...key }: StoredKey): SigningKey {
  return { ...key, isHere: kid !== null };
}
