import { checkJwk, type PublicJwk } from '../crypto/jwk.ts';
import { type AuthenticationTags } from '../events/event-payload.ts';
import { type EventLogVerdict } from '../events/event-log.ts';
import { type Problem } from '../events/problems.ts';
import { type ResolveKey } from '../events/set.ts';
import { localError } from '../errors.ts';
import { wait, type ConnectionOptions, type JweUpload } from './api.ts';
import { createConnection, id, type Connection } from './connection.ts';
import { deliver, type Delivered } from './delivery.ts';
import { type DeliveryJournal } from './delivery-progress.ts';
import { type OutgoingContent } from './outgoing-content.ts';
import { receiveSubmission, type ReceivedSubmission, type ReceiveOptions, type ReceiveResult } from './receive.ts';
import { decide, settleItem, type SettleResult, type Writer } from './settle.ts';
import {
  toReplyHead,
  toSubmission,
  toSubmissionHead,
  type AnnouncedReply,
  type Destination,
  type EncryptedContent,
  type Page,
  type PageRequest,
  type ReplyAnnouncement,
  type Submission,
  type SubmissionHead,
} from './wire.ts';

export type OutgoingReply = OutgoingContent & {
  caseId: string;
  destinationId: string;
  /** `replyKey` of the latest submission of the case. */
  replyKey: PublicJwk;
};

/** Client of a back-office system: receives submissions, sends replies. */
export type Subscriber = {
  getDestination: (destinationId: string) => Promise<Destination>;
  resolveKey: ResolveKey;
  listSubmissions: (query?: PageRequest & { destinationId?: string }) => Promise<Page<SubmissionHead>>;
  getSubmission: (submissionId: string) => Promise<Submission>;
  /** The compact JWE. */
  getAttachment: (submissionId: string, attachmentId: string) => Promise<string>;
  /** Tokens, oldest first, unverified. */
  submissionEvents: (submissionId: string) => Promise<string[]>;
  caseEvents: (caseId: string) => Promise<string[]>;
  replyEvents: (replyId: string) => Promise<string[]>;
  verifiedCaseLog: (
    caseId: string,
    about: { destinationId: string; replyReceiverId?: string },
  ) => Promise<EventLogVerdict>;
  /** Fetches, verifies, decrypts and checks one submission. Nothing is accepted or rejected yet. */
  receiveSubmission: (
    submissionId: string,
    options: ReceiveOptions<ReceivedSubmission>,
  ) => Promise<ReceiveResult<ReceivedSubmission>>;
  /** Accepts or rejects according to the result. Call it after the content is stored durably. */
  settle: (result: ReceiveResult<ReceivedSubmission>, signer: Writer['signer']) => Promise<SettleResult>;
  accept: (
    head: SubmissionHead & { authenticationTags: AuthenticationTags; schema?: string },
    signer: Writer['signer'],
  ) => Promise<SettleResult>;
  reject: (
    head: SubmissionHead & { schema?: string },
    problems: Problem[],
    signer: Writer['signer'],
  ) => Promise<SettleResult>;
  writeEvent: (caseId: string, token: string) => Promise<void>;
  createReply: (announcement: ReplyAnnouncement) => Promise<AnnouncedReply>;
  uploadReplyAttachment: (replyId: string, attachmentId: string, jwe: string | JweUpload) => Promise<void>;
  submitReply: (replyId: string, content: EncryptedContent) => Promise<void>;
  /** Announce, upload, submit; safe to repeat with the same journal until it succeeds. */
  sendReply: (content: OutgoingReply, journal: DeliveryJournal) => Promise<Delivered>;
};

export type SubscriberOptions = ConnectionOptions;

/** The receiving side (back office) on a connection: list, fetch, verify, decrypt, accept or reject, reply. */
export function createSubscriber(options: SubscriberOptions): Subscriber {
  const connection = createConnection(options);
  const clock = options.clock ?? Date.now;
  const replies = createReplyCalls(connection);
  return {
    ...createReadCalls(connection),
    ...replies,
    receiveSubmission: (submissionId, receive) => receiveSubmission(connection, submissionId, receive),
    settle: (result, signer) => settleItem(connection, result, { iss: result.head.about.destinationId, signer }, clock),
    accept: ({ authenticationTags, ...head }, signer) =>
      decide(connection, toHead(head), 'accept', { authenticationTags }, { iss: head.destinationId, signer }, clock),
    reject: (head, problems, signer) =>
      decide(connection, toHead(head), 'reject', { problems }, { iss: head.destinationId, signer }, clock),
    async sendReply({ caseId, destinationId, replyKey, ...content }, journal) {
      const findings = checkJwk(replyKey, 'reply', clock());
      if (findings.length > 0) throw localError('unusable-key', findings.map((finding) => finding.message).join('; '));
      const port = {
        kind: 'reply' as const,
        key: replyKey,
        sleep: options.sleep ?? wait,
        attempts: options.attempts ?? 4,
        limits: options.limits,
        async announce(announcedAttachments: readonly string[]) {
          const announced = await replies.createReply({ caseId, announcedAttachments });
          return { itemId: announced.replyId, caseId: announced.caseId };
        },
        upload: replies.uploadReplyAttachment,
        submit: (replyId: string, parts: EncryptedContent) => connection.submit(`/v2/replies/${id(replyId)}`, parts),
        events: replies.replyEvents,
        verify: (tokens: readonly string[]) => connection.verifyLog(tokens, { caseId, destinationId }),
      };
      return deliver(port, content, journal);
    },
  };
}

function toHead({ submissionId, caseId, destinationId, schema }: SubmissionHead & { schema?: string }) {
  return {
    kind: 'submission' as const,
    itemId: submissionId,
    caseId,
    about: { destinationId },
    ...(schema === undefined ? {} : { schema }),
  };
}

type ReadCalls = Pick<
  Subscriber,
  | 'getDestination'
  | 'resolveKey'
  | 'listSubmissions'
  | 'getSubmission'
  | 'getAttachment'
  | 'submissionEvents'
  | 'caseEvents'
  | 'verifiedCaseLog'
>;

function createReadCalls(connection: Connection): ReadCalls {
  const { api, events } = connection;
  return {
    getDestination: connection.getDestination,
    resolveKey: connection.resolveKey,
    listSubmissions: (query = {}) => connection.page('/v2/submissions', 'submissions', toSubmissionHead, query),
    async getSubmission(submissionId) {
      return toSubmission(
        await api.json({ method: 'GET', path: `/v2/submissions/${id(submissionId)}`, repeat: 'safe' }),
      );
    },
    async getAttachment(submissionId, attachmentId) {
      return api.text({
        method: 'GET',
        path: `/v2/submissions/${id(submissionId)}/attachments/${id(attachmentId)}`,
        repeat: 'safe',
      });
    },
    submissionEvents: async (submissionId) => events(`/v2/submissions/${id(submissionId)}/events`),
    caseEvents: async (caseId) => events(`/v2/cases/${id(caseId)}/events`),
    async verifiedCaseLog(caseId, about) {
      return connection.verifyLog(await events(`/v2/cases/${id(caseId)}/events`), { caseId, ...about });
    },
  };
}

type ReplyCalls = Pick<
  Subscriber,
  'createReply' | 'uploadReplyAttachment' | 'submitReply' | 'replyEvents' | 'writeEvent'
>;

function createReplyCalls(connection: Connection): ReplyCalls {
  const { api, events } = connection;
  return {
    async createReply(announcement) {
      return toReplyHead(
        await api.json({ method: 'POST', path: '/v2/replies', json: announcement, repeat: 'refused-only' }),
      );
    },
    async uploadReplyAttachment(replyId, attachmentId, jwe) {
      await api.call({
        method: 'PUT',
        path: `/v2/replies/${id(replyId)}/attachments/${id(attachmentId)}`,
        jose: jwe,
        repeat: 'safe',
      });
    },
    async submitReply(replyId, content) {
      await connection.submit(`/v2/replies/${id(replyId)}`, content);
    },
    replyEvents: async (replyId) => events(`/v2/replies/${id(replyId)}/events`),
    async writeEvent(caseId, token) {
      await api.call({ method: 'POST', path: `/v2/cases/${id(caseId)}/events`, jose: token, repeat: 'refused-only' });
    },
  };
}
