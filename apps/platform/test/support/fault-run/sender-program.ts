// An online service as a program: sends what is planned, fetches replies, goes on after each kill where its files say.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSender,
  httpTransport,
  FitConnectError,
  localSigner,
  localUnwrapper,
  type OutgoingAttachment,
  type OutgoingSubmission,
  parseReplyMessage,
} from '@verbund/fit-connect';
import { seededRandom } from '../seeded-random.ts';
import { plannedSubmission } from './contents.ts';
import { type KeptReply, senderFiles } from './sender-files.ts';
import { faultSchema, faultService } from './service-offer.ts';

const files = senderFiles(process.argv[2] ?? '');
const plan = files.plan();
if (!plan) throw new Error('no plan');
const { seed, submissions, destinations, ownDestinationId, replyKey } = plan;
const random = seededRandom(seed ^ process.pid);
const sender = createSender({
  ...plan.addresses,
  ...plan.client,
  transport: httpTransport({ timeoutMs: 10_000 }),
  // The pauses of a real sender are longer than the troubles here.
  sleep: (milliseconds) => sleep(Math.min(milliseconds, 500)),
});
const { kty, n, e, alg, kid } = replyKey;
const encryptionPublicKey = { kty, n, e, alg, kid, key_ops: ['wrapKey'] };
const unwrapper = localUnwrapper([replyKey]);
const writer = { iss: ownDestinationId, signer: localSigner(plan.signatureKey) };

function explain(what: string, error: unknown): void {
  if (error instanceof FitConnectError && error.retryable) return;
  const type = error instanceof FitConnectError ? `${String(error.status)} ${error.type} ` : '';
  files.fail(`${what}: ${type}${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

async function outgoing(number: number): Promise<OutgoingSubmission> {
  const { data, attachments, follows, destination } = plannedSubmission(seed, number);
  while (follows !== undefined && !files.acknowledged(follows)) await sleep(100);
  const first = follows === undefined ? undefined : files.acknowledged(follows);
  return {
    destinationId: destinations[destination],
    publicService: { identifier: faultService.identifier, name: 'Hundesteuer' },
    ...(first ? { caseId: first.caseId } : {}),
    data: { bytes: data, schema: faultSchema },
    attachments: attachments.map(({ filename, bytes, content }): OutgoingAttachment => {
      const about = { filename, mimeType: 'application/pdf', purpose: 'attachment' } as const;
      return { ...about, byteLength: bytes, content: () => inPieces(content()) };
    }),
    replyChannel: { fitConnect: { processStandards: ['urn:verbund:reply:1'], encryptionPublicKey } },
  };
}

async function* inPieces(content: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
}

async function send(number: number): Promise<void> {
  const content = await outgoing(number);
  for (;;) {
    try {
      const delivered = await sender.sendSubmission(content, files.journal(number));
      files.acknowledge(number, delivered);
      return remember(number, delivered.caseId);
    } catch (error) {
      explain(`submission ${String(number)}`, error);
      await sleep(100 + random() * 400);
    }
  }
}

/** By case, of what is acknowledged. */
const destinationOf = new Map<string, string>();
const waiting: number[] = [];
for (let number = 0; number < submissions; number += 1) {
  const known = files.acknowledged(number);
  if (known) remember(number, known.caseId);
  else waiting.push(number);
}

function remember(number: number, caseId: string): void {
  destinationOf.set(caseId, destinations[plannedSubmission(seed, number).destination]);
}

async function lane(): Promise<void> {
  for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
    await sleep(random() * 2 * (plan?.paceMs ?? 0));
    await send(number);
  }
}

async function fetchReply(replyId: string, caseId: string): Promise<void> {
  // Sent, but a kill came before we knew: the lane will know soon.
  const destinationId = destinationOf.get(caseId);
  if (destinationId === undefined) return;
  const attachments: KeptReply['attachments'] = [];
  const result = await sender.receiveReply(replyId, {
    destinationId,
    replyReceiverId: ownDestinationId,
    unwrapper,
    async onAttachmentStream(attachment) {
      const hash = createHash('sha512');
      for await (const piece of attachment.content()) hash.update(piece);
      attachments.push({ filename: attachment.filename, sha512: hash.digest('hex') });
    },
  });
  if (!result.ok) return files.fail(`reply ${replyId}: ${JSON.stringify(result.problems)}`);
  const message = parseReplyMessage(result.submission.data);
  if (!message.ok) return files.fail(`reply ${replyId}: ${JSON.stringify(message.findings)}`);
  const { subject, text } = message.message;
  const kept: KeptReply = { replyId, caseId, subject, text, attachments };
  const before = files.reply(replyId);
  if (before && JSON.stringify(before) !== JSON.stringify(kept)) files.fail(`reply ${replyId} has changed`);
  files.keepReply(kept);
  const { state } = await sender.settleReply(result, writer);
  if (state !== 'accepted') files.fail(`reply ${replyId} was ${state}`);
}

async function fetchReplies(): Promise<void> {
  for (;;) {
    try {
      for (const { replyId, caseId } of (await sender.listReplies({ limit: 50 })).items) {
        await fetchReply(replyId, caseId).catch((error: unknown) => explain(`reply ${replyId}`, error));
      }
    } catch (error) {
      explain('list of replies', error);
    }
    await sleep(300);
  }
}

// Nobody is left to kill us once the run has died.
process.once('SIGTERM', () => process.exit(0));
process.stdin.resume().once('end', () => process.exit(0));
console.log('ready');
void fetchReplies();
await Promise.all(Array.from({ length: plan.lanes }, lane));
