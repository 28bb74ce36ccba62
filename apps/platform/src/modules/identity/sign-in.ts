import { createHash } from 'node:crypto';
import { AppError } from '#kernel/errors';
import { type Lang, type StaffId, type TenantId, newSecret, newUuid } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type Accounts } from './accounts.ts';
import { type SignInProvider, type SignedInSubject } from './domain/ports.ts';
import { bindStaffSubject, findInvitation, findStaffBySubject, markInvitationUsed } from './store/staff.ts';
import { insertPersonSession, insertStaffSession, putSignIn, takeSignIn } from './store/sessions.ts';

export const personSessionSeconds = 60 * 60 * 4;
export const staffSessionSeconds = 60 * 60 * 10;
const signInSeconds = 60 * 15;

export type Realm = 'citizen' | 'staff';

export interface SignIn {
  /** Where to send the browser, and the secret of this attempt for its cookie. */
  begin(realm: Realm, returnTo: string, invitationToken: string | null): Promise<{ url: string; state: string }>;
  /** The new session's cookie token. */
  finish(
    realm: Realm,
    callbackUrl: URL,
    browserStates: readonly string[],
    lang: Lang,
  ): Promise<{ token: string; returnTo: string }>;
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function createSignIn(
  kernel: Pick<Kernel, 'db' | 'clock'>,
  accounts: Accounts,
  providers: Record<Realm, SignInProvider | null>,
): SignIn {
  const { db, clock } = kernel;

  function provider(realm: Realm): SignInProvider {
    const found = providers[realm];
    if (!found) throw new AppError('unavailable', 'identity/provider-unavailable');
    return found;
  }

  function sessionFor(seconds: number, idToken: string | null) {
    const token = newSecret();
    const now = clock.now();
    return {
      token,
      row: {
        id: newUuid(),
        tokenHash: hashToken(token),
        now,
        expiresAt: new Date(now.getTime() + seconds * 1000),
        idToken,
      },
    };
  }

  async function openPersonSession(subject: SignedInSubject, lang: Lang): Promise<string> {
    const person = await accounts.signedIn(subject, lang);
    const { token, row } = sessionFor(personSessionSeconds, subject.idToken);
    await db.tx({ person }, (tx) => insertPersonSession(tx, { ...row, person, trustLevel: subject.trustLevel }));
    return token;
  }

  async function acceptInvitation(
    subject: SignedInSubject,
    invitationHash: Uint8Array,
  ): Promise<{ staff_id: StaffId; tenant_id: TenantId }> {
    const now = clock.now();
    const invitation = await db.tx({}, (tx) => findInvitation(tx, invitationHash, now));
    if (!invitation) throw new AppError('gone', 'identity/invitation-invalid');
    await db.tx({ tenant: invitation.tenant_id }, async (tx) => {
      if (!(await markInvitationUsed(tx, invitation.invitation_id, now))) {
        throw new AppError('gone', 'identity/invitation-invalid');
      }
      await bindStaffSubject(tx, invitation.staff_id, subject);
    });
    return invitation;
  }

  async function openStaffSession(subject: SignedInSubject, invitationHash: Uint8Array | null): Promise<string> {
    const staff = invitationHash
      ? await acceptInvitation(subject, invitationHash)
      : (await db.tx({}, (tx) => findStaffBySubject(tx, subject.issuer, subject.subject)))[0];
    if (!staff) throw new AppError('forbidden', 'identity/not-staff');
    const { token, row } = sessionFor(staffSessionSeconds, subject.idToken);
    await db.tx({ tenant: staff.tenant_id }, (tx) =>
      insertStaffSession(tx, { ...row, staff: staff.staff_id, tenant: staff.tenant_id }),
    );
    return token;
  }

  return {
    async begin(realm, returnTo, invitationToken) {
      const { url, state, nonce, codeVerifier } = await provider(realm).start();
      await db.tx({}, (tx) =>
        putSignIn(tx, {
          state_hash: hashToken(state),
          realm,
          code_verifier: codeVerifier,
          nonce,
          return_to: returnTo,
          invitation_hash: invitationToken === null ? null : hashToken(invitationToken),
          expires_at: new Date(clock.now().getTime() + signInSeconds * 1000),
        }),
      );
      return { url, state };
    },
    async finish(realm, callbackUrl, browserStates, lang) {
      const state = callbackUrl.searchParams.get('state');
      // The cookie binds the attempt to this browser: a link with somebody else's code signs nobody in (login CSRF).
      if (state === null || !browserStates.includes(state)) throw new AppError('forbidden', 'identity/sign-in-expired');
      const pending = await db.tx({}, (tx) => takeSignIn(tx, hashToken(state), clock.now()));
      if (pending?.realm !== realm) throw new AppError('forbidden', 'identity/sign-in-expired');
      const subject = await provider(realm).finish(callbackUrl, {
        state,
        nonce: pending.nonce,
        codeVerifier: pending.code_verifier,
      });
      const token =
        realm === 'citizen'
          ? await openPersonSession(subject, lang)
          : await openStaffSession(subject, pending.invitation_hash);
      return { token, returnTo: pending.return_to };
    },
  };
}
