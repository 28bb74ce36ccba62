import { createPrivateKey, createPublicKey } from 'node:crypto';
import { createKeyPair, generateRsaKeyPair, jwkThumbprint, type RsaKeyPair } from '@verbund/fit-connect';
import { type Clock } from '../clock/index.ts';
import { type Database } from '../db/types.ts';
import { AppError } from '../errors/index.ts';
import { isUuid, newUuid } from '../ids/index.ts';
import { type RecurringTask } from '../jobs/types.ts';
import { createMasterKeys, type MasterKeys } from '../secrets/envelope.ts';
import {
  countStock,
  deleteKeys,
  findKey,
  findEncryptionKeys,
  findNewestKey,
  findSealedPrivate,
  insertKey,
  privateKeyContext,
  putInStock,
  type StockedPair,
  takeFromStock,
} from './key-rows.ts';
import { createPrivateKeys, signWith, unwrapWith } from './private-keys.ts';
import { type KeyOwner, type KeyService, type KeyUse, type PublicKeyRecord } from './types.ts';

export interface KeysOptions {
  /** Login verbund_keys. */
  db: Database;
  masterKey: Uint8Array;
  previousMasterKeys?: readonly Uint8Array[];
  clock: Clock;
  /** Pairs kept ready; default 20. A burst of new accounts beyond it waits about a second per key. */
  stockSize?: number;
  /** For tests: RSA-4096 generation takes 0.3 to 3 seconds. */
  generate?: () => Promise<RsaKeyPair>;
}

export interface Keys extends KeyService {
  addToStock(pair: RsaKeyPair): Promise<void>;
  stock(): Promise<{ ready: number; wanted: number }>;
  /** Generates one pair after another until the stock is full; returns how many. */
  fillStock(signal?: AbortSignal): Promise<number>;
  readonly tasks: readonly RecurringTask[];
}

export function createKeys(options: KeysOptions): Keys {
  const { db, clock } = options;
  const masterKeys = createMasterKeys(options.masterKey, options.previousMasterKeys);
  const privateKeys = createPrivateKeys(masterKeys);
  const wanted = options.stockSize ?? 20;
  const generate = options.generate ?? generateRsaKeyPair;

  /** By its id, or by the thumbprint that a v1 client writes in its place; an owner has a handful of keys. */
  async function heldKey(owner: KeyOwner, kid: string): Promise<PublicKeyRecord | null> {
    if (isUuid(kid)) return db.once(owner, (tx) => findKey(tx, owner, kid));
    if (!/^[\w-]{43}$/.test(kid)) return null;
    const held = await db.once(owner, (tx) => findEncryptionKeys(tx, owner));
    return held.find(({ publicJwk }) => jwkThumbprint(numbersOf(publicJwk)) === kid) ?? null;
  }

  async function privateKey(owner: KeyOwner, kid: string, use: KeyUse) {
    // The row decides each time, only the imported key is cached: a destroyed key is gone for every process at once.
    const record = await heldKey(owner, kid);
    if (record === null) throw notFound();
    if (record.use !== use) throw new AppError('conflict', 'keys/wrong-use', { detail: `Key is not for ${use}` });
    return privateKeys.import(record.kid, use, async () => {
      const sealed = await db.once(owner, (tx) => findSealedPrivate(tx, owner, record.kid));
      if (sealed === null) throw notFound();
      return sealed;
    });
  }

  async function addToStock(pair: RsaKeyPair): Promise<void> {
    const stocked = toStocked(pair, masterKeys);
    await db.once({}, (tx) => putInStock(tx, stocked, clock.now()));
  }

  async function fillStock(signal?: AbortSignal): Promise<number> {
    let made = 0;
    while (signal?.aborted !== true && (await db.once({}, countStock)) < wanted) {
      await addToStock(await generate());
      made += 1;
    }
    return made;
  }

  return {
    async create(owner, use, { purpose, subject }) {
      assertOwner(owner);
      // Taken in a transaction of its own: no database connection waits for key generation or the certificate.
      const stocked = (await db.once({}, takeFromStock)) ?? toStocked(await generate(), masterKeys);
      const now = clock.now();
      const { publicJwk } = await createKeyPair({
        use,
        subject: subject ?? '',
        kid: stocked.kid,
        keyPair: toPair(stocked, masterKeys),
        certificate: subject !== undefined,
        now: now.getTime(),
      });
      const record = { kid: stocked.kid, use, publicJwk: { ...publicJwk }, createdAt: now };
      await db.once(owner, (tx) => insertKey(tx, { owner, record, purpose, sealedPrivate: stocked.sealedPrivate }));
      return record;
    },
    find: (owner, purpose) => db.once(owner, (tx) => findNewestKey(tx, owner, purpose)),
    publicKey: async (owner, kid) => (isUuid(kid) ? db.once(owner, (tx) => findKey(tx, owner, kid)) : null),
    unwrap: async (owner, kid, wrappedKey) => unwrapWith(await privateKey(owner, kid, 'enc'), wrappedKey),
    sign: async (owner, kid, signingInput) => signWith(await privateKey(owner, kid, 'sig'), signingInput),
    async destroyAll(owner) {
      assertOwner(owner);
      for (const kid of await db.once(owner, (tx) => deleteKeys(tx, owner))) privateKeys.drop(kid);
    },
    addToStock,
    stock: async () => ({ ready: await db.once({}, countStock), wanted }),
    fillStock,
    tasks: [
      {
        name: 'keys.fill-stock',
        everySeconds: 30,
        async run({ log, signal }) {
          const made = await fillStock(signal);
          if (made > 0) log.info({ made }, 'Made keys ahead');
        },
      },
    ],
  };
}

function toStocked(pair: RsaKeyPair, masterKeys: MasterKeys): StockedPair {
  const kid = newUuid();
  const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
  return {
    kid,
    publicSpki: pair.publicKey.export({ type: 'spki', format: 'der' }),
    sealedPrivate: Buffer.from(masterKeys.wrap(pkcs8, privateKeyContext(kid))),
  };
}

function toPair(stocked: StockedPair, masterKeys: MasterKeys): RsaKeyPair {
  const pkcs8 = Buffer.from(masterKeys.unwrap(stocked.sealedPrivate, privateKeyContext(stocked.kid)));
  return {
    publicKey: createPublicKey({ key: stocked.publicSpki, type: 'spki', format: 'der' }),
    privateKey: createPrivateKey({ key: pkcs8, type: 'pkcs8', format: 'der' }),
  };
}

function notFound(): AppError {
  return new AppError('not-found', 'keys/not-found', { detail: 'No such key' });
}

function assertOwner(owner: KeyOwner): void {
  if (owner.tenant === undefined && owner.person === undefined) throw new Error('A key needs an owner');
}

function numbersOf({ n = '', e = '' }: PublicKeyRecord['publicJwk']) {
  return { kty: 'RSA', n, e } as const;
}
