import { Readable } from 'node:stream';
import {
  type DataToValidate,
  followUpSchemaUri,
  parseFollowUpMessage,
  type ReceivedAttachment,
  type ReceivedSubmission,
  type ReceiveResult,
  type SettleResult,
  type SubmissionHead,
} from '@verbund/fit-connect';
import { type StoredBlob } from '#kernel/blobs';
import { type Tx } from '#kernel/db';
import { newUuid, type TenantId } from '#kernel/ids';
import { type Logger } from '#kernel/logging';
import { type DataKey } from '#kernel/secrets';
import { type CatalogueService } from '#modules/catalogue';
import { tenantSigner, tenantUnwrapper } from './adapters/fit-connect-keys.ts';
import { nextCaseState } from './domain/case-states.ts';
import { checkData, type DataVerdict } from './domain/check-data.ts';
import { type FileDescription, sealContext, type SubmissionContent } from './domain/content.ts';
import { germanDate } from './domain/context.ts';
import { type CaseworkDeps, type Inboxes, type OpenInbox } from './inboxes.ts';
import { ensureCase, insertHistory, updateCase } from './store/cases.ts';
import { insertAttachment, insertEntry, markSettled, selectEntryBySubmission } from './store/entries.ts';
import { settleRejection, upsertRejection } from './store/rejections.ts';
import { noteFailure, noteFetch } from './store/inboxes.ts';
import { type FetchCounts } from './types.ts';

export interface ReceiveDeps extends CaseworkDeps {
  catalogue: Pick<CatalogueService, 'versionBySchemaUri' | 'compiledForm'>;
}

export interface Receiver {
  /** One look at the list of the tenant's destination. */
  fetch(tenant: TenantId, log: Logger, signal?: AbortSignal): Promise<FetchCounts>;
}

interface Pending {
  attachment: Omit<ReceivedAttachment, 'bytes'>;
  blob: StoredBlob;
}

const pageSize = 200;
/** The service limits attachments already; this only keeps a broken one from filling the disk. */
const maxAttachmentBytes = 250 * 1024 * 1024;
const longestPauseMs = 5 * 60_000;

export function createReceiver(deps: ReceiveDeps, inboxes: Inboxes): Receiver {
  const { kernel, catalogue } = deps;
  const { db, clock, secrets, blobs, keys } = kernel;
  // What failed waits longer each time, so that one bad item does not cost a key operation every two seconds.
  const pauses = new Map<string, { until: number; ms: number }>();

  function isPaused(submission: string): boolean {
    return (pauses.get(submission)?.until ?? 0) > clock.now().getTime();
  }

  function pause(submission: string): void {
    const ms = Math.min((pauses.get(submission)?.ms ?? 1000) * 2, longestPauseMs);
    pauses.set(submission, { ms, until: clock.now().getTime() + ms });
  }

  async function fetch(tenant: TenantId, log: Logger, signal?: AbortSignal): Promise<FetchCounts> {
    const counts: FetchCounts = { accepted: 0, rejected: 0, postponed: 0 };
    const inbox = await inboxes.open(tenant);
    if (inbox === null) return counts;
    const { destinationId, subscriber } = inbox;
    try {
      const { items } = await subscriber.listSubmissions({ destinationId, limit: pageSize });
      const listed = new Set(items.map((item) => item.submissionId));
      if (items.length < pageSize && counts.postponed === 0) forgetUnlisted(listed);
      for (const head of items) {
        if (signal?.aborted === true) return counts;
        if (isPaused(head.submissionId)) counts.postponed += 1;
        else counts[await one(tenant, inbox, head, log)] += 1;
      }
      await db.tx({ tenant }, (tx) => noteFetch(tx, tenant, clock.now()));
    } catch (error) {
      log.warn({ tenant, error: toError(error) }, 'Could not fetch submissions');
      await db.tx({ tenant }, (tx) => noteFailure(tx, tenant, clock.now(), reasonOf(error)));
    }
    return counts;
  }

  function forgetUnlisted(listed: ReadonlySet<string>): void {
    if (pauses.size < 1000) return;
    for (const submission of pauses.keys()) if (!listed.has(submission)) pauses.delete(submission);
  }

  async function one(
    tenant: TenantId,
    inbox: OpenInbox,
    head: SubmissionHead,
    log: Logger,
  ): Promise<keyof FetchCounts> {
    try {
      const outcome = (await acceptStored(tenant, inbox, head)) ?? (await receive(tenant, inbox, head));
      pauses.delete(head.submissionId);
      log.info({ tenant, submission: head.submissionId, outcome }, 'Received a submission');
      return outcome;
    } catch (error) {
      pause(head.submissionId);
      log.warn({ tenant, submission: head.submissionId, error: toError(error) }, 'Submission waits');
      return 'postponed';
    }
  }

  /** Stored, but the process died before it was accepted: only the event is missing. */
  async function acceptStored(
    tenant: TenantId,
    { subscriber, signingKid }: OpenInbox,
    head: SubmissionHead,
  ): Promise<'accepted' | null> {
    const entry = await db.tx({ tenant }, (tx) => selectEntryBySubmission(tx, tenant, head.submissionId));
    if (entry?.settlement == null) return null;
    const settled = await subscriber.accept({ ...head, ...entry.settlement }, tenantSigner(keys, tenant, signingKid));
    await db.tx({ tenant }, (tx) => markSettled(tx, entry.entry_id, settled.state, clock.now()));
    return 'accepted';
  }

  async function receive(tenant: TenantId, inbox: OpenInbox, head: SubmissionHead): Promise<'accepted' | 'rejected'> {
    const { subscriber, destinationId, row, signingKid } = inbox;
    const dataKey = await db.tx({ tenant }, (tx) => secrets.dataKey(tx, { tenant }));
    const pending: Pending[] = [];
    let verdict: DataVerdict & { digest: string | null } = { violations: [], remarks: [], digest: null };
    const result = await subscriber.receiveSubmission(head.submissionId, {
      unwrapper: tenantUnwrapper(keys, tenant),
      destination: {
        destinationId,
        publicServices: row.services.map((offer) => ({
          identifier: offer.identifier,
          submissionSchemas: [...offer.submissionSchemas],
          regions: [...offer.regions],
        })),
      },
      furtherSchemas: [followUpSchemaUri],
      validateData: async (data) => {
        verdict = await validate(tenant, data);
        return verdict.violations;
      },
      onAttachment: async ({ bytes, ...attachment }) => {
        const blob = await blobs.store(Readable.from([bytes]), { key: dataKey, maxBytes: maxAttachmentBytes });
        pending.push({ attachment, blob });
      },
    });
    const signer = tenantSigner(keys, tenant, signingKid);
    if (!result.ok) return reject(tenant, head, result, () => subscriber.settle(result, signer));
    const entry = await store(tenant, result.submission, { verdict, pending, dataKey, schema: result.head.schema });
    const settled = await subscriber.settle(result, signer);
    await db.tx({ tenant }, (tx) => markSettled(tx, entry, settled.state, clock.now()));
    return 'accepted';
  }

  async function reject(
    tenant: TenantId,
    head: SubmissionHead,
    result: ReceiveResult<unknown> & { ok: false },
    settle: () => Promise<SettleResult>,
  ): Promise<'rejected'> {
    const { problems } = result;
    await db.tx({ tenant }, (tx) =>
      upsertRejection(tx, {
        submission: head.submissionId,
        tenant,
        fitCase: head.caseId,
        problems,
        now: clock.now(),
      }),
    );
    await settle();
    await db.tx({ tenant }, (tx) => settleRejection(tx, head.submissionId, clock.now()));
    return 'rejected';
  }

  async function validate(tenant: TenantId, data: DataToValidate): Promise<DataVerdict & { digest: string | null }> {
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
    const ars = (await deps.identity.tenant(tenant))?.ars ?? null;
    const applicationDate = data.metadata.additionalReferenceInfo?.applicationDate ?? null;
    const options = { ars, applicationDate, today: germanDate(clock.now()) };
    return { ...checkData(form, data.json, attachments, options), digest };
  }

  interface Stored {
    verdict: DataVerdict & { digest: string | null };
    pending: readonly Pending[];
    dataKey: DataKey;
    schema: string | undefined;
  }

  /** Everything of one submission in one transaction, once: the submission id decides. */
  async function store(tenant: TenantId, received: ReceivedSubmission, stored: Stored): Promise<string> {
    const now = clock.now();
    const entryId = newUuid();
    return db.tx({ tenant }, async (tx) => {
      const existing = await selectEntryBySubmission(tx, tenant, received.submissionId);
      if (existing !== null) return existing.entry_id;
      const { found, isNew } = await ensureCase(tx, toCase(tenant, received), now);
      const isFollowUp = received.schemaUri === followUpSchemaUri;
      const content: SubmissionContent = {
        kind: 'submission',
        metadata: received.metadata,
        schemaUri: received.schemaUri,
        mimeType: received.mimeType,
        data: Buffer.from(received.data).toString('utf8'),
        replyKey: received.replyKey ?? null,
        remarks: stored.verdict.remarks,
      };
      const { authenticationTags } = received;
      const inserted = await insertEntry(tx, {
        entry_id: entryId,
        tenant_id: tenant,
        case_id: found.case_id,
        kind: isFollowUp ? 'follow-up' : 'application',
        submission_id: received.submissionId,
        version_digest: stored.verdict.digest,
        content: secrets.seal(stored.dataKey, JSON.stringify(content), sealContext.entry(entryId)),
        staff_id: null,
        at: new Date(received.submittedAt),
        stored_at: now,
        settlement: { authenticationTags, ...(stored.schema === undefined ? {} : { schema: stored.schema }) },
      });
      // The lock on the case lets one worker through; the other one finds the row here.
      if (!inserted) throw new Error('another process stored this submission');
      await storeAttachments(tx, tenant, entryId, stored);
      if (!isNew) {
        const state = nextCaseState(found.state, 'follow-up') ?? found.state;
        await updateCase(tx, found.case_id, { state, unread: true, assigned: found.assigned_staff, now });
      }
      const what = isNew ? 'received' : 'message-received';
      await insertHistory(tx, { id: newUuid(), tenant, caseId: found.case_id, at: now, what, staff: null });
      return entryId;
    });
  }

  async function storeAttachments(tx: Tx, tenant: TenantId, entryId: string, stored: Stored): Promise<void> {
    for (const [position, { attachment, blob }] of stored.pending.entries()) {
      await blobs.record(tx, { tenant }, blob);
      const id = newUuid();
      await insertAttachment(tx, {
        attachment_id: id,
        tenant_id: tenant,
        entry_id: entryId,
        position,
        blob_id: blob.id,
        description: secrets.seal(stored.dataKey, JSON.stringify(describe(attachment)), sealContext.attachment(id)),
        bytes: blob.bytes,
      });
    }
  }

  return { fetch };
}

function describe(attachment: Omit<ReceivedAttachment, 'bytes'>): FileDescription {
  const { attachmentId, filename, mimeType, purpose, description } = attachment;
  return { attachmentId, filename: filename ?? '', mimeType, purpose, description: description ?? '' };
}

function toCase(tenant: TenantId, received: ReceivedSubmission) {
  return {
    case_id: newUuid(),
    tenant_id: tenant,
    fit_case_id: received.caseId,
    destination_id: received.destinationId,
    service_identifier: received.publicService?.identifier ?? '',
    service_name: received.publicService?.name ?? '',
    receipt_number: received.metadata.additionalReferenceInfo?.senderReference?.slice(0, 100) ?? null,
    received_at: new Date(received.submittedAt),
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('something that is no error was thrown');
}

/** A class or code, never a message that may hold what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { title } = error as { title?: unknown };
  return typeof title === 'string' ? title.slice(0, 100) : error.name;
}
