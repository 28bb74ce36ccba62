import { installBase64Shim } from './crypto/base64.ts';

installBase64Shim();

export { decodeBase64Url, encodeBase64Url, installBase64Shim } from './crypto/base64.ts';
export { sha512Hex } from './crypto/hashes.ts';
export {
  authenticationTag,
  decrypt,
  encrypt,
  parseJweHeader,
  type DecryptOptions,
  type JweHeader,
} from './crypto/jwe.ts';
export { decryptStream, type DecryptStreamOptions, type VerifiedContent } from './crypto/jwe-decrypt-stream.ts';
export {
  encryptStream,
  jweLength,
  type EncryptStreamOptions,
  type SealedContent,
} from './crypto/jwe-encrypt-stream.ts';
export { checkJweShape, type JweShapeRule } from './crypto/jwe-shape.ts';
export { certificateCheck, checkCertifiedKey } from './crypto/certificate-check.ts';
export { checkCertificateChain, type CertificateRules } from './crypto/certificate-chain.ts';
export { readDer } from './crypto/der.ts';
export { describeRevocationList } from './crypto/revocation.ts';
export {
  checkJwk,
  jwkThumbprint,
  parseJwk,
  withoutCertificate,
  type KeyUse,
  type PrivateJwk,
  type PublicJwk,
} from './crypto/jwk.ts';
export { createKeyPair, generateRsaKeyPair, type KeyPairOptions, type RsaKeyPair } from './crypto/key-pairs.ts';
export { localSigner, localUnwrapper } from './crypto/local-keys.ts';

export {
  type ByteStream,
  type Clock,
  type HttpRequest,
  type HttpResponse,
  type HttpTransport,
  type KeyUnwrapper,
  type Signer,
  type Sleep,
  type Spool,
  type SpoolFile,
} from './ports.ts';
export { DecryptionError, FitConnectError } from './errors.ts';
export { hasErrors, type Finding } from './findings.ts';

export {
  buildMetadata,
  metadataSchemaUri,
  metadataVersion,
  replyKeyOf,
  type AdditionalReferenceInfo,
  type AttachmentDescription,
  type AttachmentPurpose,
  type AuthenticationInformation,
  type Author,
  type DataSet,
  type Hash,
  type Metadata,
  type MetadataExtras,
  type MetadataInput,
  type PaymentInformation,
  type PublicServiceType,
  type ReplyChannel,
  type SchemaReference,
  type SignatureDescription,
} from './metadata/metadata.ts';
export {
  readMetadata,
  type MetadataMajor,
  type MetadataRefusal,
  type MetadataRules,
  type MetadataVerdict,
} from './metadata/read-metadata.ts';
export { metadataDeviations, type MetadataDeviation, type MetadataStrictness } from './metadata/tolerance.ts';

export {
  eventNames,
  eventParts,
  eventPrefix,
  eventUri,
  parseEventUri,
  setPayloadSchema,
  type EventAction,
  type EventName,
  type ItemKind,
} from './events/event-names.ts';
export { sameTags, type AuthenticationTags, type EventPayload } from './events/event-payload.ts';
export {
  isSettled,
  nextState,
  transitions,
  type EventWriter,
  type ItemState,
  type Transition,
  type TransitionResult,
} from './events/states.ts';
export {
  eventProblemPrefix,
  eventProblems,
  httpProblemPrefix,
  httpProblems,
  httpProblemType,
  problem,
  type HttpProblemSlug,
  type Problem,
  type ProblemInstance,
  type ProblemSlug,
} from './events/problems.ts';
export {
  createEvent,
  readEvent,
  verifyEvent,
  type EventExpectations,
  type EventFailure,
  type EventFailureCode,
  type EventInput,
  type EventVerdict,
  type ResolveKey,
  type SecurityEvent,
  type Subject,
} from './events/set.ts';
export {
  itemKey,
  statusOf,
  verifyEventLog,
  type EventLogContext,
  type EventLogFailure,
  type EventLogVerdict,
  type ItemStatus,
  type VerifiedEventLog,
} from './events/event-log.ts';

export {
  callbackTypes,
  newEventsBody,
  newRepliesBody,
  newSubmissionsBody,
  parseCallback,
  signCallback,
  verifyCallback,
  type CallbackNotice,
  type CallbackVerdict,
  type ReplyHint,
  type SubmissionHint,
} from './callbacks.ts';
export {
  createCallbackHandler,
  type CallbackAnswer,
  type CallbackHandler,
  type CallbackHandlerOptions,
} from './callback-handler.ts';
export {
  encodeMessage,
  followUpSchemaUri,
  parseFollowUpMessage,
  parseReplyMessage,
  replyKinds,
  replySchemaUri,
  type FollowUpMessage,
  type MessageVerdict,
  type ReplyKind,
  type ReplyMessage,
} from './messages.ts';

export { type ConnectionOptions, type JweUpload } from './client/api.ts';
export { httpTransport } from './client/http-transport.ts';
export { fileSpool } from './client/file-spool.ts';
export {
  createSender,
  type OutgoingSubmission,
  type ReceiveReplyOptions,
  type Sender,
  type SenderOptions,
} from './client/sender.ts';
export { createSubscriber, type OutgoingReply, type Subscriber, type SubscriberOptions } from './client/subscriber.ts';
export {
  createDestinationManagement,
  type DestinationManagement,
  type DestinationPatch,
  type DestinationStatus,
  type NewDestination,
} from './client/destination-management.ts';
export { type Delivered } from './client/delivery.ts';
export {
  type AttachmentProgress,
  type DeliveryJournal,
  type DeliveryProgress,
  type PartProgress,
} from './client/delivery-progress.ts';
export { type OutgoingAttachment, type OutgoingContent } from './client/outgoing-content.ts';
export { type SendLimits } from './client/send-limits.ts';
export {
  type DataToValidate,
  type ItemHead,
  type ReceivedReply,
  type ReceivedSubmission,
  type ReceiveOptions,
  type ReceiveResult,
} from './client/receive.ts';
export {
  type AttachmentOptions,
  type ReceivedAttachment,
  type VerifiedAttachment,
} from './client/receive-attachments.ts';
export { type SettleResult, type Writer } from './client/settle.ts';
export {
  type Announced,
  type AnnouncedReply,
  type Announcement,
  type Callback,
  type Destination,
  type EncryptedContent,
  type OfferedService,
  type Page,
  type PageRequest,
  type PublicService,
  type Reply,
  type ReplyAnnouncement,
  type ReplyHead,
  type Submission,
  type SubmissionHead,
  type SubmissionSchema,
} from './client/wire.ts';

export {
  createRouting,
  type Area,
  type AskedRoute,
  type FoundRoute,
  type Routing,
  type RoutingOptions,
} from './routing/routing.ts';
export { type AreaKey } from './routing/area-key.ts';
export {
  type RouteFailure,
  type RouteFailureCode,
  type RouteVerdict,
  type SignedDestination,
} from './routing/signed-destination.ts';

export {
  buildZbpMessage,
  buildZbpState,
  type ZbpContentVerdict,
  type ZbpMessage,
  type ZbpState,
} from './zbp/zbp-content.ts';
export { localZbpSigner, signZbpContent, type ZbpEnvelope, type ZbpSigner } from './zbp/zbp-envelope.ts';
export { zbpSchema, zbpServices, zbpStatuses, type ZbpStatus } from './zbp/zbp-schema.ts';
export { sendZbpMessage, sendZbpState, type ZbpFile, type ZbpResult, type ZbpTarget } from './zbp/send-zbp.ts';
