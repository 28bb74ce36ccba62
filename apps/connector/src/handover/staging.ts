import { join } from 'node:path';
import { followUpSchemaUri, sha512Hex, type ReceivedSubmission, type VerifiedAttachment } from '@verbund/fit-connect';
import { toJson, writeSynced } from '../durable.ts';
import { type Files } from '../files.ts';
import { createFileNamer } from './file-names.ts';

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

/** Collects one submission below `part`, everything synced. Without `part` it looks only. */
export function createStaging(files: Files, part: string | undefined) {
  const nameFor = createFileNamer();
  const attachments: DescribedAttachment[] = [];
  return {
    async begin(): Promise<void> {
      if (part === undefined) return;
      await files.remove(part);
      await files.makeFolder(join(part, 'attachments'));
    },
    async take(attachment: VerifiedAttachment): Promise<void> {
      const described = describe(attachment, nameFor(attachment.filename));
      attachments.push(described);
      if (part !== undefined) await writeSynced(files, join(part, described.file), attachment.content());
    },
    async finish(submission: ReceivedSubmission, now: number): Promise<void> {
      if (part === undefined) return;
      const dataFile = submission.mimeType === 'application/xml' ? 'data.xml' : 'data.json';
      const metadata = toJson(submission.metadata);
      const about = {
        ...aboutOf(submission, now),
        dataFile,
        dataSha512: sha512Hex(submission.data),
        metadataSha512: sha512Hex(metadata),
        attachments,
      };
      await writeSynced(files, join(part, dataFile), submission.data);
      await writeSynced(files, join(part, 'metadata.json'), metadata);
      await writeSynced(files, join(part, 'submission.json'), toJson(about));
      await files.sync(join(part, 'attachments'));
      await files.sync(part);
    },
  };
}

function aboutOf(submission: ReceivedSubmission, now: number) {
  const { submissionId, caseId, destinationId, publicService, region, schemaUri, mimeType, replyKey } = submission;
  return {
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
  };
}

function describe(attachment: VerifiedAttachment, name: string): DescribedAttachment {
  const { attachmentId, filename, mimeType, purpose, description, byteLength, sha512 } = attachment;
  return {
    attachmentId,
    file: `attachments/${name}`,
    ...(filename === undefined ? {} : { originalName: filename }),
    mimeType,
    purpose,
    ...(description === undefined ? {} : { description }),
    bytes: byteLength,
    sha512,
  };
}
