import { type DeliveryJournal } from '../client/delivery-progress.ts';
import { type Delivered } from '../client/delivery.ts';
import { type OutgoingAttachment } from '../client/outgoing-content.ts';
import { type Sender } from '../client/sender.ts';
import { type Finding } from '../findings.ts';
import { type Clock } from '../ports.ts';
import { buildZbpMessage, buildZbpState, type ZbpMessage, type ZbpState } from './zbp-content.ts';
import { signZbpContent, type ZbpSigner } from './zbp-envelope.ts';
import { zbpSchema, zbpServices } from './zbp-schema.ts';

export type ZbpTarget = {
  /** FITKO's ZBP destination of the environment. */
  destinationId: string;
  signer: ZbpSigner;
  region?: string;
  clock?: Clock;
};

export type ZbpFile = { filename: string; bytes: Uint8Array; mimeType: string };

export type ZbpResult = { ok: true; delivered: Delivered } | { ok: false; findings: Finding[] };

/** Sends a letter to a mailbox as an ordinary submission; repeat with the same journal until it resolves. */
export async function sendZbpMessage(
  sender: Pick<Sender, 'sendSubmission'>,
  target: ZbpTarget,
  message: Omit<ZbpMessage, 'attachments'> & { attachments?: readonly ZbpFile[] },
  journal: DeliveryJournal,
): Promise<ZbpResult> {
  const files = message.attachments ?? [];
  const attachments = files.map(({ filename, bytes, mimeType }) => ({
    content: bytes,
    filename,
    mimeType,
    purpose: 'attachment' as const,
  }));
  return send(sender, target, 'message', buildZbpMessage(message), attachments, journal);
}

/** Sends a step to the status monitor, likewise. */
export async function sendZbpState(
  sender: Pick<Sender, 'sendSubmission'>,
  target: ZbpTarget,
  state: ZbpState,
  journal: DeliveryJournal,
): Promise<ZbpResult> {
  return send(sender, target, 'state', buildZbpState(state), [], journal);
}

async function send(
  sender: Pick<Sender, 'sendSubmission'>,
  { destinationId, signer, region, clock }: ZbpTarget,
  kind: keyof typeof zbpServices,
  built: ReturnType<typeof buildZbpMessage>,
  attachments: OutgoingAttachment[],
  journal: DeliveryJournal,
): Promise<ZbpResult> {
  if (!built.ok) return built;
  const envelope = await signZbpContent(built.content, signer, clock);
  const submission = {
    destinationId,
    publicService: zbpServices[kind],
    data: { bytes: Buffer.from(JSON.stringify(envelope)), schema: zbpSchema },
    attachments,
    ...(region === undefined ? {} : { region }),
  };
  return { ok: true, delivered: await sender.sendSubmission(submission, journal) };
}
