import { generateKeyPairSync } from 'node:crypto';
import { createKeyPair, type PublicJwk } from '@verbund/fit-connect';
import { group, type Level, type Rule } from '../rule.ts';
import { destinationBody, destinationIdOf } from '../support/destinations.ts';
import { expectRefused, expectStatus } from '../support/expect.ts';
import { type Suite } from '../support/suite.ts';

interface WrongKey {
  id: string;
  title: string;
  level?: Level;
  /** Members of the create body that replace the good ones. */
  body(suite: Suite): Promise<Record<string, unknown>> | Record<string, unknown>;
}

type Change = Record<string, unknown>;

const encryption = ({ keys }: Suite, change: Change): Change => {
  const key: Change = { ...keys.encryption.publicJwk, ...change };
  return { encryptionPublicKey: key, encryptionKid: key['kid'] };
};
const signing = ({ keys }: Suite, change: Change): Change => ({
  signingPublicKey: { ...keys.signing.publicJwk, ...change },
});

/** A whole key of 2048 bit with a certificate that fits it. */
async function weakKey(): Promise<PublicJwk> {
  const keyPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return (await createKeyPair({ use: 'enc', subject: 'Schwach', keyPair })).publicJwk;
}

/** Each differs from a good destination in one thing (reference 3.4). */
const wrongKeys: readonly WrongKey[] = [
  { id: 'kty', title: 'kty other than RSA', body: (suite) => encryption(suite, { kty: 'EC' }) },
  { id: 'exponent', title: 'e other than AQAB', body: (suite) => encryption(suite, { e: 'Aw' }) },
  {
    id: 'modulus',
    title: 'A modulus below 4096 bit',
    body: async (suite) => encryption(suite, { ...(await weakKey()) }),
  },
  { id: 'no-certificate', title: 'No x5c', body: (suite) => encryption(suite, { x5c: undefined }) },
  {
    id: 'foreign-certificate',
    title: 'A certificate of another key',
    body: (suite) => encryption(suite, { x5c: suite.keys.signing.publicJwk.x5c }),
  },
  {
    id: 'certificate-base64url',
    title: 'A certificate in base64url',
    level: 'our-choice',
    body: (suite) =>
      encryption(suite, {
        x5c: suite.keys.encryption.publicJwk.x5c?.map((text) => Buffer.from(text, 'base64').toString('base64url')),
      }),
  },
  {
    id: 'alg-encryption',
    title: 'An encryption key with alg PS512',
    body: (suite) => encryption(suite, { alg: 'PS512' }),
  },
  {
    id: 'alg-oaep',
    title: 'An encryption key with alg RSA-OAEP',
    body: (suite) => encryption(suite, { alg: 'RSA-OAEP' }),
  },
  { id: 'alg-signature', title: 'A signature key with alg RS512', body: (suite) => signing(suite, { alg: 'RS512' }) },
  {
    id: 'operations',
    title: 'More key operations than wrapKey',
    body: (suite) => encryption(suite, { key_ops: ['wrapKey', 'encrypt'] }),
  },
  { id: 'operations-missing', title: 'No key operations', body: (suite) => encryption(suite, { key_ops: undefined }) },
  {
    id: 'operations-signature',
    title: 'A signature key that may do more than verify',
    body: (suite) => signing(suite, { key_ops: ['verify', 'sign'] }),
  },
  { id: 'kid-short', title: 'A kid of 7 characters', body: (suite) => encryption(suite, { kid: '1234567' }) },
  { id: 'kid-long', title: 'A kid of 65 characters', body: (suite) => encryption(suite, { kid: 'k'.repeat(65) }) },
  {
    id: 'one-for-both',
    title: 'One key for encryption and signature',
    body: ({ keys }) => {
      const { n, e, x5c } = keys.encryption.publicJwk;
      return { signingPublicKey: { ...keys.signing.publicJwk, n, e, x5c } };
    },
  },
  {
    id: 'private',
    title: 'A key with its private part',
    level: 'our-choice',
    body: (suite) => encryption(suite, { d: suite.keys.encryption.privateJwk.d }),
  },
];

const refused: Rule[] = group(
  { section: '3.4' },
  wrongKeys.map(({ id, title, level = 'confirmed', body }) => ({
    id: `jwk.${id}`,
    title: `${title} is refused`,
    level,
    async run(suite) {
      const json = destinationBody(suite, await body(suite));
      const answer = await suite.subscriber.call('POST', suite.managed, { json });
      if (answer.status < 300) suite.open.destinations.set(destinationIdOf(answer), suite.subscriber);
      expectRefused(answer, { status: 400, slug: 'request-invalid' });
    },
  })),
);

export const jwkRules: readonly Rule[] = [
  ...refused,
  ...group({ section: '3.4' }, [
    {
      id: 'jwk.use',
      title: 'An optional use is tolerated',
      async run(suite) {
        const json = destinationBody(suite, {
          ...encryption(suite, { use: 'enc' }),
          ...signing(suite, { use: 'sig' }),
        });
        const answer = await suite.subscriber.call('POST', suite.managed, { json });
        expectStatus(answer, 200, 201);
        suite.open.destinations.set(destinationIdOf(answer), suite.subscriber);
      },
    },
  ]),
];
