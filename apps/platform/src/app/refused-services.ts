import { type KeyService } from '#kernel/keys';
import { type Mail } from '#kernel/mail';
import { type Secrets } from '#kernel/secrets';

/** Stand in for services that a process without master key must not have; any use is a programming error. */
function refuse(what: string): () => never {
  return () => {
    throw new Error(`This process has no ${what}: its roles do not include one that may use it`);
  };
}

export const refusedSecrets: Secrets = {
  dataKey: refuse('data keys'),
  findDataKey: refuse('data keys'),
  seal: refuse('data keys'),
  open: refuse('data keys'),
  destroyDataKey: refuse('data keys'),
  derive: refuse('master key'),
};

export const refusedKeys: KeyService = {
  create: refuse('key service'),
  find: refuse('key service'),
  publicKey: refuse('key service'),
  unwrap: refuse('key service'),
  sign: refuse('key service'),
  destroyAll: refuse('key service'),
};

export const refusedMail: Mail = { send: refuse('mail') };
