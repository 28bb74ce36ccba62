import { toFimJson } from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { newUuid, type PersonId } from '#kernel/ids';
import { type JobHandler } from '#kernel/jobs';
import { type OutgoingAttachment } from '#modules/dispatch';
import { sandboxRegion } from '#modules/identity';
import { readSnapshot } from '../applications.ts';
import { type FormsDeps, sealContext } from '../deps.ts';
import { checkedDetails } from '../domain/file-flags.ts';
import { maySend } from '../domain/file-states.ts';
import { type SummaryPdf } from '../domain/ports.ts';
import { deliverJob, type Snapshot } from '../send.ts';
import { type ApplicationRow, insertSummary, markHandedOver, selectApplication } from '../store/applications.ts';
import { selectUploadsOfApplication, type UploadRow } from '../store/uploads.ts';
import { summaryDocument } from '../summary-document.ts';
import { flagText } from '../texts/index.ts';

/**
 * Makes of a stored application what the receiver gets, and hands it to dispatch. Everything before the one transaction
 * at the end can be repeated; a second run finds the mark and ends.
 */
export function deliverHandler(deps: FormsDeps, summaryPdf: SummaryPdf): JobHandler {
  const { kernel, catalogue, identity, dispatch } = deps;
  const { db, secrets, blobs, clock } = kernel;

  async function deliver(application: string, person: PersonId): Promise<void> {
    const found = await db.tx({ person }, async (tx) => {
      const row = await selectApplication(tx, application, person);
      if (row === null || row.handed_over_at !== null) return null;
      const key = await secrets.dataKey(tx, { person });
      const snapshot = readSnapshot(secrets.open(key, row.snapshot, sealContext.snapshot(application, person)));
      return { row, key, snapshot, uploads: await selectUploadsOfApplication(tx, application) };
    });
    // Erased with the account, or done by a run whose end the queue did not learn of.
    if (found === null) return;
    const { row, key, snapshot, uploads } = found;
    const compiled = await catalogue.compiledForm(row.version_digest);
    const tenant = await identity.tenant(row.tenant_id);
    const pdf = await summaryPdf(
      summaryDocument(row, snapshot, compiled, {
        authority: tenant?.officialName ?? tenant?.name ?? '',
        isSandbox: tenant?.isSandbox === true,
      }),
    );
    const blob = await blobs.store(onePiece(pdf), { key, maxBytes: pdf.byteLength });
    await db.tx({ person }, async (tx) => {
      if (!(await markHandedOver(tx, application, clock.now()))) return;
      await insertSummary(tx, application, person, secrets.seal(key, pdf, sealContext.summary(application, person)));
      const attachments = uploadAttachments(snapshot, uploads, kernel.scanner.isConnected);
      if (row.pinned.summaryPdf) {
        await blobs.record(tx, { person }, blob);
        attachments.unshift({
          attachmentId: newUuid(),
          blobId: blob.id,
          filename: `${row.receipt_number}.pdf`,
          mimeType: 'application/pdf',
          purpose: 'form',
          bytes: blob.bytes,
          sha512: blob.sha512,
        });
      }
      const region = tenant?.isSandbox === true ? sandboxRegion : `DE${row.pinned.area}`;
      await submit(
        tx,
        { row, region },
        Buffer.from(JSON.stringify(toFimJson(compiled.schema, snapshot.answers))),
        attachments,
      );
    });
  }

  function submit(
    tx: Tx,
    { row, region }: { row: ApplicationRow; region: string },
    bytes: Uint8Array,
    attachments: OutgoingAttachment[],
  ): Promise<void> {
    return dispatch.submit(tx, {
      id: row.application_id,
      kind: 'application',
      person: row.person_id,
      tenant: row.tenant_id,
      destinationId: row.destination_id,
      publicService: row.pinned.publicService,
      region,
      caseId: null,
      data: { bytes, schemaUri: row.pinned.schemaUri, mimeType: 'application/json' },
      attachments,
      senderReference: row.receipt_number,
    });
  }

  return {
    type: deliverJob,
    concurrency: 4,
    async handle(payload) {
      const { application, person } = payload as { application: string; person: PersonId };
      await deliver(application, person);
    },
  };
}

function uploadAttachments(
  snapshot: Snapshot,
  uploads: readonly UploadRow[],
  hasScanner: boolean,
): OutgoingAttachment[] {
  const uploadOf = new Map(uploads.map((upload) => [upload.upload_id, upload]));
  return Object.values(snapshot.answers).flatMap((answer): OutgoingAttachment[] => {
    if (typeof answer !== 'object') return [];
    const upload = uploadOf.get(answer.fileId);
    if (upload?.blob_id == null) throw new Error(`upload ${answer.fileId} of a sent application is missing`);
    // Sent before a scanner was connected: it was honest then, and nothing of an application changes any more.
    const wasSentUnscanned = upload.state === 'unscanned';
    if (!wasSentUnscanned && !maySend(upload.state, hasScanner)) {
      throw new Error(`upload ${answer.fileId} of a sent application is ${upload.state}`);
    }
    const { flags } = checkedDetails(answer);
    // The data set names a file by this id, so the receiver finds it among the attachments.
    return [
      {
        attachmentId: answer.fileId,
        blobId: upload.blob_id,
        filename: answer.filename,
        mimeType: answer.mimeType,
        purpose: 'attachment',
        ...(flags.length === 0 ? {} : { description: flagText('de', flags) }),
        bytes: answer.size,
        sha512: answer.sha512,
      },
    ];
  });
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
