import { randomUUID } from 'node:crypto';
import { localError } from '../errors.ts';
import { type AttachmentPurpose, type MetadataExtras, type SchemaReference } from '../metadata/metadata.ts';
import { type ByteStream } from '../ports.ts';
import { isByteStream } from '../streams.ts';
import { type AttachmentProgress } from './delivery-progress.ts';
import { type PlannedPart, type SendLimits } from './send-limits.ts';

/** One attachment to send. A function is called for each attempt and must give the same bytes each time. */
export type OutgoingAttachment = {
  /** UUID, when the data refers to its files by id; otherwise one is made. Unique within the item. */
  attachmentId?: string;
  mimeType: string;
  purpose: AttachmentPurpose;
  filename?: string;
  description?: string;
} & (
  | { content: Uint8Array | (() => Promise<Uint8Array>); byteLength?: number }
  /** Never in memory as a whole. The length in bytes must be known, because that of the JWE follows from it. */
  | { content: () => ByteStream; byteLength: number }
);

/** What is sent. Must stay the same over all repeats of one delivery; attachments are known by their position. */
export type OutgoingContent = MetadataExtras & {
  data: { bytes: Uint8Array; schema: SchemaReference };
  attachments: readonly OutgoingAttachment[];
};

/** Undefined for a function that does not say. */
export function lengthOf({ content, byteLength }: OutgoingAttachment): number | undefined {
  return content instanceof Uint8Array ? content.length : byteLength;
}

/** The bytes, from the start. */
export async function* readContent({ content }: OutgoingAttachment): AsyncGenerator<Uint8Array> {
  const made = typeof content === 'function' ? content() : content;
  if (isByteStream(made)) yield* made;
  else yield await made;
}

/** Ids for everything that is announced. Only an attachment whose length is known can be cut. */
export function planAttachments(content: OutgoingContent, { fragmentBytes }: SendLimits): AttachmentProgress[] {
  return content.attachments.map((attachment) => {
    const attachmentId = attachment.attachmentId ?? randomUUID();
    const length = lengthOf(attachment);
    if (length === undefined || length <= fragmentBytes) return { attachmentId };
    const sizes = Array.from({ length: Math.ceil(length / fragmentBytes) }, (_, index) =>
      Math.min(fragmentBytes, length - index * fragmentBytes),
    );
    return { attachmentId, fragments: sizes.map((byteLength) => ({ attachmentId: randomUUID(), byteLength })) };
  });
}

/** What the plan makes the service store. */
export function plannedParts(content: OutgoingContent, plan: readonly AttachmentProgress[]): PlannedPart[] {
  return content.attachments.flatMap((attachment, index) => {
    const { mimeType } = attachment;
    const parts = plan[index]?.fragments ?? [{ byteLength: lengthOf(attachment) }];
    return parts.map(({ byteLength }) => ({ byteLength, mimeType }));
  });
}

/** @throws FitConnectError `content-changed` when a repeat brings other attachments than were announced */
export function checkSameContent(plan: readonly AttachmentProgress[], content: OutgoingContent): void {
  if (plan.length !== content.attachments.length) {
    throw localError('content-changed', 'the number of attachments differs from the one that was announced');
  }
  for (const [index, { fragments }] of plan.entries()) {
    const attachment = content.attachments[index];
    const announced = fragments?.reduce((sum, fragment) => sum + fragment.byteLength, 0);
    if (attachment && announced !== undefined && announced !== lengthOf(attachment))
      throw localError('content-changed', `attachment ${index + 1} has another length than was announced`);
  }
}
