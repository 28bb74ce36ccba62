import {
  type DataToValidate,
  followUpSchemaUri,
  parseFollowUpMessage,
  type ReceivedAttachment,
} from '@verbund/fit-connect';
import { germanDate } from '#kernel/clock';
import { type TenantId } from '#kernel/ids';
import { checkData, type DataVerdict } from '#modules/catalogue';
import { type FileDescription } from './domain/content.ts';
import { type ReceiveDeps } from './receive.ts';

/** The verdict and the service version against which it was made. */
export interface SubmissionVerdict extends DataVerdict {
  digest: string | null;
}

/** Follow-ups by their own schema, applications by the form under which the tenant receives their schema. */
export async function checkSubmission(
  deps: ReceiveDeps,
  tenant: TenantId,
  data: DataToValidate,
): Promise<SubmissionVerdict> {
  const { catalogue, identity } = deps;
  const { clock } = deps.kernel;
  const none = { violations: [], remarks: [], digest: null };
  if (data.schemaUri === followUpSchemaUri) {
    const verdict = parseFollowUpMessage(data.bytes);
    if (verdict.ok) return none;
    return { ...none, violations: verdict.findings.map((finding) => `${finding.path} ${finding.code}`) };
  }
  const digest = await catalogue.versionBySchemaUri(tenant, data.schemaUri);
  const unknownForm = {
    de: 'Zu diesem Datenschema gibt es hier kein Formular. Die Angaben wurden nicht gegen ein Formular geprüft.',
    en: 'There is no form for this data schema here. The answers were not checked against a form.',
  };
  if (digest === null || data.mimeType !== 'application/json') return { ...none, digest, remarks: [unknownForm] };
  const form = await catalogue.compiledForm(digest);
  const attachments = data.metadata.contentStructure.attachments.map((file) => ({ ...describe(file), bytes: 0 }));
  const ars = (await identity.tenant(tenant))?.ars ?? null;
  const applicationDate = data.metadata.additionalReferenceInfo?.applicationDate ?? null;
  const options = { ars, applicationDate, today: germanDate(clock.now()) };
  return { ...checkData(form, data.json, attachments, options), digest };
}

/** What is kept of an attachment beside its content. */
export function describe(attachment: Omit<ReceivedAttachment, 'bytes'>): FileDescription {
  const { attachmentId, filename, mimeType, purpose, description } = attachment;
  return { attachmentId, filename: filename ?? '', mimeType, purpose, description: description ?? '' };
}
