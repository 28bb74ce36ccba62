import { type StaffId, newSecret, newUuid } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { hashToken } from './domain/token.ts';
import { insertInvitation, upsertInvitedStaff } from './store/staff.ts';
import { identityTexts } from './texts/index.ts';
import { type IdentityService } from './types.ts';

const invitationSeconds = 60 * 60 * 24 * 7;

export function createInvitations(kernel: Pick<Kernel, 'clock' | 'config' | 'mail'>): IdentityService['inviteStaff'] {
  const { clock, config, mail } = kernel;
  return async (tx, input) => {
    const now = clock.now();
    const staff = await upsertInvitedStaff(tx, { ...input, id: newUuid<StaffId>(), now });
    const token = newSecret();
    const expiresAt = new Date(now.getTime() + invitationSeconds * 1000);
    await insertInvitation(tx, { id: newUuid(), tenant: input.tenant, staff, tokenHash: hashToken(token), expiresAt });
    const landing = input.landing === undefined ? '' : `&zurueck=${encodeURIComponent(input.landing)}`;
    const url = new URL(`/amt/anmelden?einladung=${token}${landing}`, config.publicUrl).href;
    const texts = identityTexts(input.lang).invitationMail;
    await mail.send(tx, {
      to: input.email,
      lang: input.lang,
      subject: texts.subject,
      text: texts.body(url),
      kind: 'identity.invitation',
      tenant: input.tenant,
    });
    return { url };
  };
}
