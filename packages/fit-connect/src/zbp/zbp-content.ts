import { sha512Hex } from '../crypto/hashes.ts';
import { type Finding } from '../findings.ts';
import { compileSchema } from '../json-schema.ts';
import { zbpMessageSchema, zbpStateSchema, type ZbpStatus } from './zbp-schema.ts';

/** A letter to the mailbox. Lengths count characters; `content` is plain text or HTML as the mailbox takes it. */
export type ZbpMessage = {
  /** Level of trust that reading demands, 1 (low) to 4 (high). */
  storkQaaLevel: 1 | 2 | 3 | 4;
  /** `replyChannel.idBundDeMailbox.mailboxUuid` of the submission. */
  mailboxUuid: string;
  /** ≤ 255. */
  sender: string;
  /** ≤ 1024. */
  title: string;
  content: string;
  /** Name of the public service, ≤ 255. */
  service: string;
  /** `additionalReferenceInfo.idBundDeApplicationId` of the submission. */
  applicationId?: string;
  /** ≤ 320, like the next one. */
  retrievalConfirmationAddress?: string;
  replyAddress?: string;
  /** ≤ 255, like the next one. */
  reference?: string;
  senderUrl?: string;
  /** Files that travel as attachments of the same submission. */
  attachments?: readonly { filename: string; bytes: Uint8Array }[];
};

/** A step for the status monitor of the DeutschlandID. All texts are German. */
export type ZbpState = {
  applicationId: string;
  status: ZbpStatus;
  /** ≤ 100, like the next one. */
  publicServiceName: string;
  senderName: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** ≤ 50. */
  statusDetails?: string;
  /** ≤ 100. */
  additionalInformation?: string;
  /** ≤ 50. */
  reference?: string;
};

/** `content` is the text that is signed and sent: not to be parsed and written again. */
export type ZbpContentVerdict = { ok: true; content: string } | { ok: false; findings: Finding[] };

const checkMessage = compileSchema(zbpMessageSchema);
const checkState = compileSchema(zbpStateSchema);

/** Builds the content of a message. Findings name the member and its limit. */
export function buildZbpMessage({ storkQaaLevel, attachments, ...message }: ZbpMessage): ZbpContentVerdict {
  const files = attachments?.map(({ filename, bytes }) => ({
    filename,
    sha512sum: sha512Hex(bytes),
    contentLength: bytes.length,
  }));
  return checked(
    { stork_qaa_level: storkQaaLevel, ...message, ...(files ? { attachments: files } : {}) },
    checkMessage,
  );
}

/** Builds the content of a state. */
export function buildZbpState(state: ZbpState): ZbpContentVerdict {
  const { publicServiceName, createdAt, statusDetails, additionalInformation, ...rest } = state;
  const date = new Date(createdAt);
  return checked(
    {
      ...rest,
      publicServiceName: { de: publicServiceName },
      createdDate: Number.isNaN(date.getTime()) ? '' : date.toISOString(),
      ...(statusDetails === undefined ? {} : { statusDetails: { de: statusDetails } }),
      ...(additionalInformation === undefined ? {} : { additionalInformation: { de: additionalInformation } }),
    },
    checkState,
  );
}

function checked(value: object, check: (value: unknown) => Finding[]): ZbpContentVerdict {
  const findings = check(value);
  return findings.length > 0 ? { ok: false, findings } : { ok: true, content: JSON.stringify(value) };
}
