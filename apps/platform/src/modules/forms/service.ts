import { type Applications } from './applications.ts';
import { type Drafts } from './drafts.ts';
import { formsPaths } from './paths.ts';
import { type FormsService } from './types.ts';
import { type Uploads } from './uploads.ts';

export function createFormsService(
  drafts: Drafts,
  applications: Applications,
  uploads: Pick<Uploads, 'statistics'>,
  samples: FormsService['samples'],
): FormsService {
  return {
    async drafts(person) {
      return (await drafts.list(person)).map((row) => ({
        draftId: row.draft_id,
        tenant: row.tenant_id,
        offeringId: row.offering_id,
        service: row.pinned.service,
        editedAt: row.edited_at,
        expiresOn: new Date(`${row.expires_on}T12:00:00Z`),
        href: formsPaths.resume(row.draft_id),
        deleteHref: formsPaths.remove(row.draft_id),
      }));
    },
    async applications(person) {
      return (await applications.list(person)).map((row) => ({
        applicationId: row.application_id,
        tenant: row.tenant_id,
        service: row.pinned.service,
        receiptNumber: row.receipt_number,
        state: row.state,
        storedAt: row.stored_at,
        href: formsPaths.application(row.application_id),
      }));
    },
    uploadStatistics: () => uploads.statistics(),
    samples,
    onDispatch: applications.onDispatch,
    erasure: applications.erasure,
  };
}
