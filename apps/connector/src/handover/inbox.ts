import { join } from 'node:path';
import {
  followUpSchemaUri,
  problem,
  sha512Hex,
  type DataToValidate,
  type Destination,
  type KeyUnwrapper,
  type ReceivedAttachment,
  type ReceivedSubmission,
  type ReceiveResult,
  type Signer,
  type Subscriber,
} from '@verbund/fit-connect';
import { isUuid, toJson, writeSynced } from '../durable.ts';
import { type Files } from '../files.ts';
import { createFileNamer } from './file-names.ts';
import { type HandoverRecord, type Records } from './records.ts';

export type InboxDeps = {
  subscriber: Pick<Subscriber, 'receiveSubmission' | 'settle' | 'accept' | 'verifiedCaseLog'>;
  files: Files;
  records: Records;
  /** Where the back office finds one folder per submission. */
  folder: string;
  unwrapper: KeyUnwrapper;
  signer: Signer;
  validateData: (data: DataToValidate) => Promise<readonly string[]> | readonly string[];
  clock: () => number;
};

/** `stateAtService` differs from `accepted` when the service gave up on the submission before our acceptance came. */
export type Handover =
  | { outcome: 'handed-over'; caseId: string; stateAtService: 'accepted' | 'rejected' }
  | { outcome: 'rejected'; caseId: string; problems: string[]; stateAtService: 'accepted' | 'rejected' };

/**
 * Hands submissions over: one folder each, whatever crashes when. The order is the point:
 *
 * 1. everything goes into `.part-<id>`, every file and folder synced;
 * 2. the record is written: from now on the content is known to be complete and good;
 * 3. the part is renamed to `<id>` and the parent synced;
 * 4. the service is told.
 *
 * A part without a record is thrown away and fetched again. With a record only the missing steps are done, so a folder
 * that the back office took away between 3 and 4 does not come back.
 */
export type Inbox = {
  /** Call once at the start: removes parts that never got complete. */
  cleanUp(): Promise<void>;
  receive(submissionId: string, destination: Destination): Promise<Handover>;
  /** Handed over, acceptance not confirmed. */
  unconfirmed(): Promise<string[]>;
  confirm(submissionId: string): Promise<Handover>;
};

const partPrefix = '.part-';

type DescribedAttachment = {
  attachmentId: string;
  file: string;
  originalName?: string;
  mimeType: string;
  purpose: string;
  description?: string;
  bytes: number;
  sha512: string;
};

export function createInbox(deps: InboxDeps): Inbox {
  const { files, records, folder, subscriber, signer } = deps;
  const partOf = (id: string) => join(folder, `${partPrefix}${id}`);
  const finalOf = (id: string) => join(folder, id);

  async function complete(record: HandoverRecord): Promise<Handover> {
    const { submissionId, caseId } = record;
    if ((await files.kind(partOf(submissionId))) !== undefined) {
      if ((await files.kind(finalOf(submissionId))) === undefined) {
        await files.rename(partOf(submissionId), finalOf(submissionId));
      } else await files.remove(partOf(submissionId));
    }
    // Also when there was nothing to rename: a crash may have come between the rename and this sync.
    await files.sync(folder);
    await records.rememberCase(record);
    const { state } = await subscriber.accept(record, signer);
    await records.close(submissionId);
    return { outcome: 'handed-over', caseId, stateAtService: state };
  }

  async function fetchInto(part: string | undefined, submissionId: string, destination: Destination) {
    const nameFor = createFileNamer();
    const attachments: DescribedAttachment[] = [];
    const result = await subscriber.receiveSubmission(submissionId, {
      unwrapper: deps.unwrapper,
      destination,
      validateData: deps.validateData,
      furtherSchemas: [followUpSchemaUri],
      async onAttachment(attachment) {
        const described = describe(attachment, nameFor(attachment.filename));
        attachments.push(described);
        if (part !== undefined) await writeSynced(files, join(part, described.file), attachment.bytes);
      },
    });
    if (result.ok && part !== undefined) await fillPart(files, part, result.submission, attachments, deps.clock());
    return result;
  }

  async function receive(submissionId: string, destination: Destination): Promise<Handover> {
    if (!isUuid(submissionId)) throw new Error('the service listed a submission whose id is no UUID');
    const record = await records.find(submissionId);
    if (record) return complete(record);
    // A folder without record: our state was lost, but what lies there was verified once. Only the acceptance is missing.
    const isThere = (await files.kind(finalOf(submissionId))) !== undefined;
    const part = isThere ? undefined : partOf(submissionId);
    if (part !== undefined) {
      await files.remove(part);
      await files.makeFolder(join(part, 'attachments'));
    }
    const result = await orCleanUp(files, part, () => fetchInto(part, submissionId, destination));
    if (!result.ok) {
      if (isThere) throw new Error('the folder was handed over before, but the submission is not acceptable now');
      await files.remove(partOf(submissionId));
      await refuseDoubtfulRejection(subscriber, result);
      const { state } = await subscriber.settle(result, signer);
      const problems = result.problems.map(({ type, instance }) => `${type.split('/').at(-1) ?? type} ${instance}`);
      return { outcome: 'rejected', caseId: result.head.caseId, problems, stateAtService: state };
    }
    if (part !== undefined) await files.sync(folder);
    const next = toRecord(result);
    await records.open(next);
    return complete(next);
  }

  return {
    async cleanUp() {
      for (const { name } of await files.list(folder)) {
        if (!name.startsWith(partPrefix) || (await records.isOpen(name.slice(partPrefix.length)))) continue;
        await files.remove(join(folder, name));
      }
    },
    receive,
    unconfirmed: () => records.openIds(),
    async confirm(submissionId) {
      const record = await records.find(submissionId);
      if (!record) throw new Error('the record of the submission has gone');
      return complete(record);
    },
  };
}

/**
 * Signs of a fault on our side or of the moment: submissionBaseUrl is not what the service calls itself, our clock is
 * slow, a key of the service is newer than our copy. To reject for these would reject every citizen.
 */
const doubtful = new Set(['unknown-key', 'wrong-issuer', 'from-the-future']);

/** The event log cannot be judged now; the operator must look at it. */
export class DoubtfulEventLogError extends Error {
  override readonly name = 'DoubtfulEventLogError';
  readonly code: string;
  constructor(codes: readonly string[]) {
    super(`the event log cannot be judged: ${codes.join(', ')}`);
    this.code = codes.join(' ');
  }
}

async function refuseDoubtfulRejection(
  subscriber: InboxDeps['subscriber'],
  { head, problems }: ReceiveResult<ReceivedSubmission> & { ok: false },
): Promise<void> {
  if (!problems.some(({ type }) => type === problem('invalid-event-log', 'submission', '').type)) return;
  const verdict = await subscriber.verifiedCaseLog(head.caseId, head.about);
  const codes = verdict.ok ? ['valid-by-now'] : [...new Set(verdict.failures.map(({ code }) => code))];
  if (verdict.ok || codes.some((code) => doubtful.has(code))) throw new DoubtfulEventLogError(codes);
}

/** Frees the space of a part that cannot be finished now; a failure of that must not hide the cause. */
async function orCleanUp<T>(files: Files, part: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (part !== undefined) await files.remove(part).catch(() => undefined);
    throw error;
  }
}

function toRecord(result: ReceiveResult<ReceivedSubmission> & { ok: true }): HandoverRecord {
  const { submissionId, caseId, destinationId, authenticationTags, submittedAt, replyKey } = result.submission;
  if (!isUuid(caseId)) throw new Error('the id of the case is no UUID');
  return {
    submissionId,
    caseId,
    destinationId,
    authenticationTags,
    submittedAt,
    ...(result.head.schema === undefined ? {} : { schema: result.head.schema }),
    ...(replyKey ? { replyKey } : {}),
  };
}

function describe(attachment: ReceivedAttachment, name: string): DescribedAttachment {
  const { attachmentId, filename, mimeType, purpose, description, bytes } = attachment;
  return {
    attachmentId,
    file: `attachments/${name}`,
    ...(filename === undefined ? {} : { originalName: filename }),
    mimeType,
    purpose,
    ...(description === undefined ? {} : { description }),
    bytes: bytes.length,
    sha512: sha512Hex(bytes),
  };
}

async function fillPart(
  files: Files,
  part: string,
  submission: ReceivedSubmission,
  attachments: readonly DescribedAttachment[],
  now: number,
): Promise<void> {
  const { submissionId, caseId, destinationId, publicService, region, schemaUri, mimeType, replyKey } = submission;
  const dataFile = mimeType === 'application/xml' ? 'data.xml' : 'data.json';
  const about = {
    submissionId,
    caseId,
    destinationId,
    ...(publicService ? { publicService } : {}),
    ...(region === undefined ? {} : { region }),
    schemaUri,
    mimeType,
    isFollowUp: schemaUri === followUpSchemaUri,
    submittedAt: new Date(submission.submittedAt).toISOString(),
    receivedAt: new Date(now).toISOString(),
    canReply: replyKey !== undefined,
    dataFile,
    attachments,
  };
  await writeSynced(files, join(part, dataFile), submission.data);
  await writeSynced(files, join(part, 'metadata.json'), toJson(submission.metadata));
  await writeSynced(files, join(part, 'submission.json'), toJson(about));
  await files.sync(join(part, 'attachments'));
  await files.sync(part);
}
