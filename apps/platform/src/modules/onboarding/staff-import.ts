import { type Lang, type StaffId, type TenantId } from '#kernel/ids';
import { type OnboardingDeps } from './deps.ts';
import { readStaffList, type StaffLine } from './domain/staff-list.ts';

/** `known`: works here already; `again`: was invited and has not come yet. */
export type CheckedStaff = StaffLine & { state: 'new' | 'again' | 'known' | 'problem' };

export interface StaffImport {
  check(tenant: TenantId, text: string): Promise<readonly CheckedStaff[]>;
  /** All invitations of a list in one transaction; how many went out. Who is here already keeps the roles. */
  invite(by: { tenant: TenantId; staff: StaffId }, text: string, lang: Lang): Promise<number>;
}

export function createStaffImport({ kernel, identity }: Pick<OnboardingDeps, 'kernel' | 'identity'>): StaffImport {
  const { db, audit } = kernel;

  async function check(tenant: TenantId, text: string): Promise<readonly CheckedStaff[]> {
    const members = await db.tx({ tenant }, (tx) => identity.staffList(tx, tenant));
    const known = new Map(members.map((member) => [member.email.toLowerCase(), member]));
    return readStaffList(text).map((line) => {
      if (line.problem !== null) return { ...line, state: 'problem' };
      const member = known.get(line.email.toLowerCase());
      // The address as it is in the list of staff: another spelling would be another entry.
      if (member === undefined) return { ...line, state: 'new' };
      return { ...line, email: member.email, state: member.joined || !member.active ? 'known' : 'again' };
    });
  }

  return {
    check,
    async invite({ tenant, staff }, text, lang) {
      const lines = (await check(tenant, text)).filter(({ state }) => state === 'new' || state === 'again');
      await db.tx({ tenant }, async (tx) => {
        for (const { email, roles } of lines) await identity.inviteStaff(tx, { tenant, email, roles, lang });
        await audit.record(tx, {
          tenant,
          action: 'onboarding.staff-invited',
          actor: staff,
          actorKind: 'staff',
          subject: tenant,
        });
      });
      return lines.length;
    },
  };
}
