import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { AppError } from '../../../kernel/errors/index.ts';
import { type PersonId, type TenantId, newUuid } from '../../../kernel/ids/index.ts';
import { type SignInProvider, type SignedInSubject } from '../domain/ports.ts';
import { createIdentityService, type IdentityParts } from '../service.ts';
import { createSignIn, type SignIn } from '../sign-in.ts';

/** A provider whose answer the test decides; the real protocol is tested against the simulator in adapters/. */
function providerOf(subject: () => SignedInSubject): SignInProvider {
  return {
    name: 'Test',
    issuer: 'https://idp.example',
    start: async () => ({ url: 'https://idp.example/auth', state: newUuid(), nonce: 'n', codeVerifier: 'v' }),
    finish: async () => subject(),
    endSessionUrl: async () => null,
  };
}

function subject(id: string, facts: Record<string, string> = {}): SignedInSubject {
  return {
    issuer: 'https://idp.example',
    subject: id,
    displayName: `Person ${id}`,
    facts,
    trustLevel: 'high',
    idToken: null,
  };
}

async function isCode(promise: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(promise, (error) => error instanceof AppError && error.code === code);
}

describe('sign-in', () => {
  let test: TestKernel;
  let parts: IdentityParts;
  let signIn: SignIn;
  let current: SignedInSubject;
  const back = (state: string): URL => new URL(`https://verbund.example/anmelden/rueckkehr?code=c&state=${state}`);

  before(async () => {
    test = await testKernel({ modules: ['keys', 'identity'] });
    parts = createIdentityService(test.kernel, []);
    const provider = providerOf(() => current);
    signIn = createSignIn(test.kernel, parts.accounts, { citizen: provider, staff: provider });
  });
  after(() => test.close());

  async function enter(
    realm: 'citizen' | 'staff',
    who: SignedInSubject,
    invitation: string | null = null,
  ): Promise<string> {
    current = who;
    const { state } = await signIn.begin(realm, '/konto', invitation);
    const { token } = await signIn.finish(realm, back(state), [state], 'de');
    return (realm === 'citizen' ? 'p.' : 's.') + token;
  }

  it('gives a person one account, however often and at once she signs in', async () => {
    const tokens = await Promise.all(
      [1, 2, 3, 4].map(() => enter('citizen', subject('erika', { email: 'e@example.org' }))),
    );
    const sessions = await Promise.all(tokens.map((token) => parts.sessions.resolve(token)));
    const people = new Set(sessions.map((session) => (session?.kind === 'person' ? session.person : null)));
    assert.equal(people.size, 1);
    assert.ok(!people.has(null));
    assert.equal(sessions[0]?.displayName, 'Person erika');
  });

  it('refuses a state of another browser, a second use and an expired attempt', async () => {
    current = subject('max');
    const foreign = await signIn.begin('citizen', '/konto', null);
    await isCode(signIn.finish('citizen', back(foreign.state), ['other'], 'de'), 'identity/sign-in-expired');
    const once = await signIn.begin('citizen', '/konto', null);
    await signIn.finish('citizen', back(once.state), [once.state], 'de');
    await isCode(signIn.finish('citizen', back(once.state), [once.state], 'de'), 'identity/sign-in-expired');
    const late = await signIn.begin('citizen', '/konto', null);
    test.clock.advance(16 * 60_000);
    await isCode(signIn.finish('citizen', back(late.state), [late.state], 'de'), 'identity/sign-in-expired');
    const crossed = await signIn.begin('citizen', '/konto', null);
    await isCode(signIn.finish('staff', back(crossed.state), [crossed.state], 'de'), 'identity/sign-in-expired');
  });

  it('ends sessions by time and stores no token', async () => {
    const token = await enter('citizen', subject('ayse'));
    const stored = await test.database.admin('select encode(token_hash, $1) as h from identity.person_session', [
      'escape',
    ]);
    assert.ok(!JSON.stringify(stored).includes(token.slice(2)));
    test.clock.advance(4 * 3600_000 + 1000);
    parts.sessions.forget(token);
    assert.equal(await parts.sessions.resolve(token), null);
    assert.equal(await parts.sessions.resolve('p.unknown'), null);
    assert.equal(await parts.sessions.resolve('garbage'), null);
  });

  it('lets staff in by invitation once, and nobody else', async () => {
    await isCode(enter('staff', subject('stranger')), 'identity/not-staff');
    const { tenant, invitationUrl } = await parts.service.createTenant({
      kind: 'town',
      ars: '051700052052',
      slug: 'xanten',
      name: 'Xanten',
      adminEmail: 'leitung@xanten.example',
    });
    const invitation = new URL(invitationUrl ?? '').searchParams.get('einladung') ?? '';
    assert.equal(test.sentMail.at(-1)?.kind, 'identity.invitation');
    const session = await parts.sessions.resolve(await enter('staff', subject('carla'), invitation));
    assert.equal(session?.kind === 'staff' && session.tenant, tenant.id);
    assert.ok(session?.kind === 'staff' && session.actions.has('staff.manage') && !session.actions.has('case.read'));
    assert.ok(session?.kind === 'staff' && !session.isOperator);
    await isCode(enter('staff', subject('thief'), invitation), 'identity/invitation-invalid');
    assert.ok(await parts.sessions.resolve(await enter('staff', subject('carla'))));
  });

  it('refuses a second tenant with the same key', async () => {
    await isCode(
      parts.service.createTenant({ kind: 'town', ars: '051700052052', slug: 'xanten-2', name: 'Xanten' }),
      'identity/tenant-exists',
    );
  });

  it('shows a town no name of a person: pseudonyms differ per town and per person', () => {
    const [a, b] = [newUuid<TenantId>(), newUuid<TenantId>()];
    const [p, q] = [newUuid<PersonId>(), newUuid<PersonId>()];
    const all = [parts.service.pseudonym(a, p), parts.service.pseudonym(b, p), parts.service.pseudonym(a, q)];
    assert.equal(new Set(all).size, 3);
    assert.equal(parts.service.pseudonym(a, p), all[0]);
    assert.ok(!all.some((value) => value.includes(p)));
  });

  it('keeps staff of one tenant and accounts of one person from all others, by the database alone', async () => {
    const token = await enter('citizen', subject('lukasz', { email: 'l@example.org' }));
    const session = await parts.sessions.resolve(token);
    assert.ok(session?.kind === 'person');
    const tables = [
      'identity.account',
      'identity.person_session',
      'identity.staff',
      'identity.invitation',
      'identity.staff_session',
    ];
    for (const owner of [{}, { person: newUuid<PersonId>() }, { tenant: newUuid<TenantId>() }]) {
      for (const table of tables) {
        const rows = await test.kernel.db.tx(owner, (tx) => sql`select 1 from ${sql.raw(table)}`.execute(tx));
        assert.equal(rows.rows.length, 0, `${table} for ${JSON.stringify(owner)}`);
      }
    }
    await assert.rejects(test.kernel.db.tx({}, (tx) => sql`select * from identity.sign_in`.execute(tx)));
  });

  it('erases a person: account, sessions and the key of everything sealed', async () => {
    const token = await enter('citizen', subject('johanna', { email: 'j@example.org' }));
    const session = await parts.sessions.resolve(token);
    assert.ok(session?.kind === 'person');
    await parts.service.erasePerson(session.person);
    parts.sessions.forget(token);
    assert.equal(await parts.sessions.resolve(token), null);
    const left = await test.database.admin('select person_id from identity.account where person_id = $1', [
      session.person,
    ]);
    assert.equal(left.length, 0);
    const again = await parts.sessions.resolve(await enter('citizen', subject('johanna')));
    assert.ok(again?.kind === 'person' && again.person !== session.person);
  });
});
