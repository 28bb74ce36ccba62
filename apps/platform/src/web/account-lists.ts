import { type FormsService } from '#modules/forms';
import { type IdentityService } from '#modules/identity';
import { type AccountLists } from './ports.ts';

/** The lists of the account page out of what the forms module tells. */
export function accountListsOf(
  forms: Pick<FormsService, 'drafts' | 'applications'>,
  identity: Pick<IdentityService, 'tenant'>,
): AccountLists {
  const townOf = async (id: Parameters<IdentityService['tenant']>[0]): Promise<string> =>
    (await identity.tenant(id))?.name ?? '';
  return {
    async drafts(person, lang) {
      const drafts = await forms.drafts(person);
      return Promise.all(
        drafts.map(async (draft) => ({
          id: draft.draftId,
          title: draft.service[lang] === '' ? draft.service.de : draft.service[lang],
          town: await townOf(draft.tenant),
          href: draft.href,
          updatedAt: draft.editedAt,
          expiresAt: draft.expiresOn,
          deleteHref: draft.deleteHref,
        })),
      );
    },
    async applications(person, lang) {
      const applications = await forms.applications(person);
      return Promise.all(
        applications.map(async (application) => ({
          id: application.applicationId,
          title: application.service[lang] === '' ? application.service.de : application.service[lang],
          town: await townOf(application.tenant),
          receiptNumber: application.receiptNumber,
          state: application.state,
          href: application.href,
          sentAt: application.storedAt,
        })),
      );
    },
    async openDraft(person, offeringId) {
      const drafts = await forms.drafts(person);
      return drafts.find((draft) => draft.offeringId === offeringId)?.href ?? null;
    },
  };
}
