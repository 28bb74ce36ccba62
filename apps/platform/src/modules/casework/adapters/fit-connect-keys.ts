import { DecryptionError, type KeyUnwrapper, type Signer } from '@verbund/fit-connect';
import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { type KeyService } from '#kernel/keys';

/** Answers of the key service that will be the same tomorrow. Everything else (database away) means "later". */
const never = new Set(['keys/not-found', 'keys/cannot-unwrap', 'keys/wrong-use']);

/** Mixing up "never" and "later" would reject good applications. */
export function tenantUnwrapper(keys: KeyService, tenant: TenantId): KeyUnwrapper {
  return {
    async unwrapKey(kid, encryptedKey) {
      try {
        return await keys.unwrap({ tenant }, kid, encryptedKey);
      } catch (error) {
        if (error instanceof AppError && never.has(error.code)) {
          throw new DecryptionError('the content was not encrypted for a key of this destination');
        }
        throw error;
      }
    },
  };
}

export function tenantSigner(keys: KeyService, tenant: TenantId, kid: string): Signer {
  return { kid, sign: (signingInput) => keys.sign({ tenant }, kid, signingInput) };
}
