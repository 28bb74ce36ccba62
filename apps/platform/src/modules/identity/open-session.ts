import { AppError } from '#kernel/errors';
import { type Lang, type StaffId, type TenantId, newSecret, newUuid } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type Accounts } from './accounts.ts';
import { type SignedInSubject } from './domain/ports.ts';
import { hashToken } from './domain/token.ts';
import { bindStaffSubject, findInvitation, findStaffBySubject, markInvitationUsed } from './store/staff.ts';
import { insertPersonSession, insertStaffSession } from './store/sessions.ts';

export const personSessionSeconds = 60 * 60 * 4;
export const staffSessionSeconds = 60 * 60 * 10;

/** Each returns the cookie token of a new session. */
export interface SessionOpener {
  person(subject: SignedInSubject, lang: Lang): Promise<string>;
  staff(subject: SignedInSubject, invitationHash: Uint8Array | null): Promise<string>;
}

export function createSessionOpener(kernel: Pick<Kernel, 'db' | 'clock'>, accounts: Accounts): SessionOpener {
  const { db, clock } = kernel;

  function newSession(seconds: number, idToken: string | null) {
    const token = newSecret();
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + seconds * 1000);
    return { token, row: { id: newUuid(), tokenHash: hashToken(token), now, expiresAt, idToken } };
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

  return {
    async person(subject, lang) {
      const person = await accounts.signedIn(subject, lang);
      const { token, row } = newSession(personSessionSeconds, subject.idToken);
      await db.tx({ person }, (tx) => insertPersonSession(tx, { ...row, person, trustLevel: subject.trustLevel }));
      return token;
    },
    async staff(subject, invitationHash) {
      const staff = invitationHash
        ? await acceptInvitation(subject, invitationHash)
        : (await db.tx({}, (tx) => findStaffBySubject(tx, subject.issuer, subject.subject)))[0];
      if (!staff) throw new AppError('forbidden', 'identity/not-staff');
      const { token, row } = newSession(staffSessionSeconds, subject.idToken);
      await db.tx({ tenant: staff.tenant_id }, (tx) =>
        insertStaffSession(tx, { ...row, staff: staff.staff_id, tenant: staff.tenant_id }),
      );
      return token;
    },
  };
}
