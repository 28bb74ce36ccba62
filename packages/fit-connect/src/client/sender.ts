import { checkJwk, type PublicJwk } from '../crypto/jwk.ts';
import { type EventLogVerdict } from '../events/event-log.ts';
import { type ResolveKey } from '../events/set.ts';
import { localError, type FitConnectError } from '../errors.ts';
import { wait, type ConnectionOptions, type JweUpload } from './api.ts';
import { createConnection, id, type Connection } from './connection.ts';
import { deliver, type Delivered } from './delivery.ts';
import { type DeliveryJournal } from './delivery-progress.ts';
import { type OutgoingContent } from './outgoing-content.ts';
import { receiveItem, type ReceivedReply, type ReceiveOptions, type ReceiveResult } from './receive.ts';
import { settleItem, type SettleResult, type Writer } from './settle.ts';
import {
  toAnnounced,
  toReply,
  toReplyHead,
  type Announced,
  type Announcement,
  type Callback,
  type Destination,
  type EncryptedContent,
  type Page,
  type PageRequest,
  type PublicService,
  type Reply,
  type ReplyHead,
} from './wire.ts';

/** A submission to send. The content must stay the same over all repeats with one journal. */
export type OutgoingSubmission = OutgoingContent & {
  destinationId: string;
  publicService: PublicService;
  region?: string;
  caseId?: string;
  callback?: Callback;
};

export type SenderOptions = ConnectionOptions & {
  /** Further check of the encryption key, e.g. the certificate chain; rejects with an error when it must not be used. */
  checkCertificate?: (key: PublicJwk) => Promise<void>;
};

export type ReceiveReplyOptions = Omit<ReceiveOptions<ReceivedReply>, 'destination'> & {
  /** Destination the submission of this case went to. */
  destinationId: string;
  /** Own destination of the sender. */
  replyReceiverId?: string;
};

/** Client of an online service: sends submissions, receives replies. */
export type Sender = {
  getDestination: (destinationId: string) => Promise<Destination>;
  getDestinationKey: (destinationId: string, kid: string) => Promise<PublicJwk>;
  announce: (announcement: Announcement) => Promise<Announced>;
  uploadAttachment: (submissionId: string, attachmentId: string, jwe: string | JweUpload) => Promise<void>;
  submit: (submissionId: string, content: EncryptedContent) => Promise<void>;
  /** Tokens of one submission, oldest first, unverified. */
  submissionEvents: (submissionId: string) => Promise<string[]>;
  caseEvents: (caseId: string) => Promise<string[]>;
  replyEvents: (replyId: string) => Promise<string[]>;
  /** Reads and verifies the log of a case. */
  verifiedCaseLog: (
    caseId: string,
    about: { destinationId: string; replyReceiverId?: string },
  ) => Promise<EventLogVerdict>;
  resolveKey: ResolveKey;
  /** Announce, upload, submit; safe to repeat with the same journal until it succeeds. */
  sendSubmission: (content: OutgoingSubmission, journal: DeliveryJournal) => Promise<Delivered>;
  listReplies: (page?: PageRequest) => Promise<Page<ReplyHead>>;
  getReply: (replyId: string) => Promise<Reply>;
  /** The compact JWE. */
  getReplyAttachment: (replyId: string, attachmentId: string) => Promise<string>;
  /** Fetches, verifies, decrypts and checks a reply in the recommended order. */
  receiveReply: (replyId: string, options: ReceiveReplyOptions) => Promise<ReceiveResult<ReceivedReply>>;
  /** Writes accept-reply or reject-reply for the result. `writer.iss` is the sender's own destination. */
  settleReply: (result: ReceiveResult<ReceivedReply>, writer: Writer) => Promise<SettleResult>;
  /** Posts a signed event. */
  writeEvent: (caseId: string, token: string) => Promise<void>;
};

/** The sending side (online service) on a connection: encrypt, announce, upload, submit, follow the event log. */
export function createSender(options: SenderOptions): Sender {
  const connection = createConnection(options);
  const sender = createSenderCalls(connection);
  const usable = new WeakSet<PublicJwk>();
  return {
    ...sender,
    async sendSubmission(content, journal) {
      const { destinationId, publicService, region, caseId, callback, ...outgoing } = content;
      const key = await encryptionKeyFor(connection, content, options, usable);
      const port = {
        kind: 'submission' as const,
        key,
        sleep: options.sleep ?? wait,
        attempts: options.attempts ?? 4,
        limits: options.limits,
        async announce(announcedAttachments: readonly string[]) {
          const announcement = { destinationId, publicService, announcedAttachments };
          const optional = {
            ...(region ? { region } : {}),
            ...(caseId ? { caseId } : {}),
            ...(callback ? { callback } : {}),
          };
          const announced = await sender.announce({ ...announcement, ...optional });
          return { itemId: announced.submissionId, caseId: announced.caseId };
        },
        upload: sender.uploadAttachment,
        submit: (itemId: string, parts: EncryptedContent) => connection.submit(`/v2/submissions/${id(itemId)}`, parts),
        events: sender.submissionEvents,
        verify: (tokens: readonly string[], ofCase: string) =>
          connection.verifyLog(tokens, { caseId: ofCase, destinationId }),
      };
      return deliver(port, outgoing, journal);
    },
    async receiveReply(replyId, { destinationId, replyReceiverId, ...rest }) {
      const about = { destinationId, ...(replyReceiverId === undefined ? {} : { replyReceiverId }) };
      return receiveItem(connection, { kind: 'reply', itemId: replyId, about }, rest);
    },
    async settleReply(result, writer) {
      return settleItem(connection, result, writer, options.clock ?? Date.now);
    },
    listReplies: (page = {}) => connection.page('/v2/replies', 'replies', toReplyHead, page),
  };
}

type SenderCalls = Omit<Sender, 'sendSubmission' | 'receiveReply' | 'settleReply' | 'listReplies'>;

function createSenderCalls(connection: Connection): SenderCalls {
  const { api, events } = connection;
  return {
    getDestination: connection.getDestination,
    getDestinationKey: connection.getDestinationKey,
    resolveKey: connection.resolveKey,
    async announce(announcement) {
      return toAnnounced(
        await api.json({ method: 'POST', path: '/v2/submissions', json: announcement, repeat: 'refused-only' }),
      );
    },
    async uploadAttachment(submissionId, attachmentId, jwe) {
      await api.call({
        method: 'PUT',
        path: `/v2/submissions/${id(submissionId)}/attachments/${id(attachmentId)}`,
        jose: jwe,
        repeat: 'safe',
      });
    },
    async submit(submissionId, content) {
      await connection.submit(`/v2/submissions/${id(submissionId)}`, content);
    },
    submissionEvents: async (submissionId) => events(`/v2/submissions/${id(submissionId)}/events`),
    caseEvents: async (caseId) => events(`/v2/cases/${id(caseId)}/events`),
    replyEvents: async (replyId) => events(`/v2/replies/${id(replyId)}/events`),
    async verifiedCaseLog(caseId, about) {
      return connection.verifyLog(await events(`/v2/cases/${id(caseId)}/events`), { caseId, ...about });
    },
    async getReply(replyId) {
      return toReply(await api.json({ method: 'GET', path: `/v2/replies/${id(replyId)}`, repeat: 'safe' }));
    },
    async getReplyAttachment(replyId, attachmentId) {
      return api.text({
        method: 'GET',
        path: `/v2/replies/${id(replyId)}/attachments/${id(attachmentId)}`,
        repeat: 'safe',
      });
    },
    async writeEvent(caseId, token) {
      await api.call({ method: 'POST', path: `/v2/cases/${id(caseId)}/events`, jose: token, repeat: 'refused-only' });
    },
  };
}

/**
 * A destination that was read a moment ago is not read again: the service looks at its state anew with every announce,
 * and receivers keep an old key for what is under way. A refusal never rests on it.
 */
async function encryptionKeyFor(
  connection: Connection,
  content: OutgoingSubmission,
  options: SenderOptions,
  usable: WeakSet<PublicJwk>,
): Promise<PublicJwk> {
  const { destinationId } = content;
  const recent = connection.recentDestination(destinationId);
  const isKnownToFit = recent !== undefined && refusalOf(recent, content) === undefined;
  const destination = isKnownToFit ? recent : await connection.getDestination(destinationId);
  const refusal = refusalOf(destination, content);
  if (refusal) throw refusal;
  const key = await connection.getDestinationKey(destinationId, destination.encryptionKid);
  // The connection reads a key anew every minute; each is looked at once.
  if (!usable.has(key)) {
    const findings = checkJwk(key, 'enc', options.clock?.());
    if (findings.length > 0) throw localError('unusable-key', findings.map((finding) => finding.message).join('; '));
    usable.add(key);
  }
  await options.checkCertificate?.(key);
  return key;
}

function refusalOf(
  { status, publicServices }: Destination,
  { publicService, data }: OutgoingSubmission,
): FitConnectError | undefined {
  if (status !== 'active') return localError('destination-not-active', `destination is ${status}`, { retryable: true });
  const service = publicServices.find((offered) => offered.identifier === publicService.identifier);
  if (!service) return localError('unsupported-service', `destination does not offer ${publicService.identifier}`);
  const { schemaUri, mimeType } = data.schema;
  const isAccepted = service.submissionSchemas.some(
    (schema) => schema.schemaUri === schemaUri && schema.mimeType === mimeType,
  );
  return isAccepted
    ? undefined
    : localError('unsupported-schema', `destination does not take ${schemaUri} as ${mimeType}`);
}
