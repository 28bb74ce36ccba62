import { createHmac } from 'node:crypto';
import { type Tx } from '#kernel/db';
import { type Lang, type PersonId, type TenantId, newUuid } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type SignedInSubject } from './domain/ports.ts';
import { findAccount, insertAccount, selectAccount, updateAccount } from './store/accounts.ts';

export interface Profile {
  displayName: string;
  facts: Record<string, string>;
}

export interface Accounts {
  /** Finds or makes the account of a subject and renews what the provider said. */
  signedIn(subject: SignedInSubject, lang: Lang, sandbox?: TenantId): Promise<PersonId>;
  profile(tx: Tx, person: PersonId): Promise<(Profile & { lang: Lang; trustLevel: string }) | null>;
}

export function createAccounts(kernel: Pick<Kernel, 'db' | 'secrets' | 'clock'>): Accounts {
  const { db, secrets, clock } = kernel;
  const subjectKey = secrets.derive('identity/subject');

  async function sealProfile(tx: Tx, person: PersonId, subject: SignedInSubject): Promise<Uint8Array> {
    const profile: Profile = { displayName: subject.displayName, facts: subject.facts };
    return secrets.seal(await secrets.dataKey(tx, { person }), JSON.stringify(profile), `identity.account:${person}`);
  }

  async function renew(person: PersonId, subject: SignedInSubject, lang: Lang): Promise<PersonId> {
    await db.tx({ person }, async (tx) => {
      const profile = await sealProfile(tx, person, subject);
      await updateAccount(tx, { person_id: person, profile, trust_level: subject.trustLevel, lang }, clock.now());
    });
    return person;
  }

  return {
    async signedIn(subject, lang, sandbox) {
      const subjectHash = createHmac('sha256', subjectKey).update(`${subject.issuer}\n${subject.subject}`).digest();
      const existing = await db.tx({}, (tx) => findAccount(tx, subject.issuer, subjectHash));
      if (existing) return renew(existing, subject, lang);
      const person = newUuid<PersonId>();
      const inserted = await db.tx({ person }, async (tx) =>
        insertAccount(tx, {
          person_id: person,
          profile: await sealProfile(tx, person, subject),
          trust_level: subject.trustLevel,
          lang,
          issuer: subject.issuer,
          subjectHash,
          sandbox: sandbox ?? null,
          now: clock.now(),
        }),
      );
      if (inserted) return person;
      const winner = await db.tx({}, (tx) => findAccount(tx, subject.issuer, subjectHash));
      if (!winner) throw new Error('account vanished between insert and read');
      return renew(winner, subject, lang);
    },
    async profile(tx, person) {
      const row = await selectAccount(tx, person);
      if (!row) return null;
      const key = await secrets.dataKey(tx, { person });
      const profile = parseProfile(secrets.open(key, row.profile, `identity.account:${person}`));
      return { ...profile, lang: row.lang, trustLevel: row.trust_level };
    },
  };
}

function parseProfile(bytes: Uint8Array): Profile {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as Profile;
}
