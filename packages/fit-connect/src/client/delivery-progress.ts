/** What is known of one announced part. */
export type PartProgress = {
  attachmentId: string;
  /** The service confirmed this JWE. `hash` is the SHA-512 of the plaintext. */
  uploaded?: { tag: string; hash: string };
  /**
   * Every JWE of this part that may have become complete at the service: a slow first attempt, or one of a process that
   * died meanwhile, may arrive there after the second. All hold the same plaintext.
   */
  begun?: { hash: string; tags: string[] };
};

/** `fragments` in their order; `hash` is then the SHA-512 of the joined plaintext, once it was read to its end. */
export type AttachmentProgress = PartProgress & {
  fragments?: (PartProgress & { byteLength: number })[];
  hash?: string;
};

/**
 * Progress of one delivery, plain JSON. It holds no content and no key.
 * `attempts` are the tags of every submit that may have reached the service.
 */
export type DeliveryProgress = {
  itemId: string;
  caseId: string;
  attachments: AttachmentProgress[];
  attempts: { metadata: string; data: string }[];
  /** Milliseconds, from the submit event. */
  submittedAt?: number;
};

/** Keeps the progress. `save` must be durable when it resolves; two deliveries never share a journal. */
export type DeliveryJournal = {
  load(): Promise<DeliveryProgress | undefined>;
  save(progress: DeliveryProgress): Promise<void>;
};

/** What is announced and uploaded: fragments in place of their attachment (docs/fit-connect-decisions.md). */
export function partsOf(attachments: readonly AttachmentProgress[]): PartProgress[] {
  return attachments.flatMap((attachment): readonly PartProgress[] => attachment.fragments ?? [attachment]);
}

/** SHA-512 for the metadata; undefined while something is missing. */
export function hashOf({ fragments, hash, uploaded }: AttachmentProgress): string | undefined {
  return fragments ? hash : uploaded?.hash;
}
