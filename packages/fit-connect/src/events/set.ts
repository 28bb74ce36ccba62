import { createHash, randomUUID } from 'node:crypto';
import { decodeBase64Url, encodeBase64Url, isBase64Url } from '../crypto/base64.ts';
import { type PublicJwk } from '../crypto/jwk.ts';
import { verifyPs512 } from '../crypto/local-keys.ts';
import { isObject, parseJson } from '../json.ts';
import { type Clock, type Signer } from '../ports.ts';
import {
  eventParts,
  eventUri,
  parseEventUri,
  setPayloadSchema,
  type EventAction,
  type EventName,
  type ItemKind,
} from './event-names.ts';
import { parseEventPayload, type EventPayload } from './event-payload.ts';

const uuid = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const uuidPattern = new RegExp(`^${uuid}$`);
const subjectPattern = new RegExp(`^(submission|reply):(${uuid})$`);
const transactionPattern = new RegExp(`^case:(${uuid})$`);
const schemaPattern =
  /^https:\/\/schema\.fitko\.de\/fit-connect\/set-payload\/\d+\.\d+\.\d+\/set-payload\.schema\.json$/;

/** Lower bound of `iat` in the payload schema: 2020-01-01. */
const earliest = 1_577_833_200;
/** Clocks of different authorities differ; a token from further in the future is refused. */
const allowedSkewSeconds = 300;

export type Subject = { kind: ItemKind; id: string };

/** A token whose signature and claims were checked. Made by `verifyEvent` only. */
export type SecurityEvent = {
  token: string;
  kid: string;
  /** `$schema`; absent in events of v1. */
  schema: string | undefined;
  jti: string;
  iss: string;
  /** Seconds since 1970. */
  iat: number;
  subject: Subject;
  caseId: string;
  name: EventName;
  action: EventAction;
  payload: EventPayload;
};

export type EventInput = {
  /** Base URL of the service, or the destinationId of the receiver. */
  iss: string;
  sub: `${ItemKind}:${string}`;
  txn: `case:${string}`;
  event: EventName;
  payload?: EventPayload;
  /** Default: set payload 1.2.2. Mirror what the service used in its submit event. */
  schema?: string;
  jti?: string;
};

/** Signs a security event token (RFC 8417 in the FIT-Connect profile, PS512). */
export async function createEvent(input: EventInput, signer: Signer, clock: Clock = Date.now): Promise<string> {
  const header = { typ: 'secevent+jwt', alg: 'PS512', kid: signer.kid };
  const claims = {
    $schema: input.schema ?? setPayloadSchema,
    jti: input.jti ?? randomUUID(),
    iss: input.iss,
    iat: Math.floor(clock() / 1000),
    sub: input.sub,
    txn: input.txn,
    events: { [eventUri(input.event)]: input.payload ?? {} },
  };
  const signingInput = [header, claims].map((part) => encodeBase64Url(Buffer.from(JSON.stringify(part)))).join('.');
  return `${signingInput}.${encodeBase64Url(await signer.sign(Buffer.from(signingInput, 'ascii')))}`;
}

/** Finds the public signature key of an issuer. Undefined: no such key. A rejection means "not now" and passes through. */
export type ResolveKey = (iss: string, kid: string) => Promise<PublicJwk | undefined>;

export type EventExpectations = {
  caseId?: string;
  subject?: Subject;
  /** Milliseconds; default: now. */
  now?: number;
  /** Payload schemas to accept; default: every version. */
  schemas?: readonly string[];
};

export type EventFailure = { code: EventFailureCode; detail: string };
export type EventFailureCode =
  | 'malformed'
  | 'wrong-type'
  | 'wrong-algorithm'
  | 'missing-claim'
  | 'unsupported-schema'
  | 'unknown-event'
  | 'payload-invalid'
  | 'wrong-case'
  | 'wrong-subject'
  | 'from-the-future'
  | 'unknown-key'
  | 'wrong-signature';

export type EventVerdict = { ok: true; event: SecurityEvent } | ({ ok: false } & EventFailure);

/**
 * Checks a token: type, algorithm, all claims, exactly one known event, payload, expectations and last the signature.
 * Whether the issuer was entitled to this event is the matter of `verifyEventLog` (or of the server).
 */
export async function verifyEvent(
  token: string,
  resolveKey: ResolveKey,
  expected: EventExpectations = {},
): Promise<EventVerdict> {
  const read = readEvent(token);
  if (!read.ok) return read;
  const { event } = read;
  const unmet = checkExpectations(event, expected);
  if (unmet) return { ok: false, ...unmet };
  const key = await resolveKey(event.iss, event.kid);
  if (!key) return { ok: false, code: 'unknown-key', detail: `no key ${event.kid} of ${event.iss}` };
  const valid = hasSignatureOf(token, key);
  return valid ? read : { ok: false, code: 'wrong-signature', detail: `the signature does not fit key ${event.kid}` };
}

/** Tokens whose signature was found good, by digest of token and key: a log is read again whenever it may have grown. */
const goodSignatures = new Set<string>();
const keptSignatures = 20_000;

function hasSignatureOf(token: string, key: PublicJwk): boolean {
  const name = createHash('sha256').update(`${key.n}.${key.e}.${token}`).digest('base64url');
  if (goodSignatures.has(name)) return true;
  const end = token.lastIndexOf('.');
  const signature = decodeBase64Url(token.slice(end + 1));
  const valid = verifyPs512(Buffer.from(token.slice(0, end), 'ascii'), signature, key);
  if (valid) {
    if (goodSignatures.size >= keptSignatures) goodSignatures.clear();
    goodSignatures.add(name);
  }
  return valid;
}

function checkExpectations(event: SecurityEvent, expected: EventExpectations): EventFailure | undefined {
  const now = (expected.now ?? Date.now()) / 1000;
  if (expected.schemas && (event.schema === undefined || !expected.schemas.includes(event.schema)))
    return { code: 'unsupported-schema', detail: 'Payload Schema not supported' };
  if (expected.caseId !== undefined && event.caseId !== expected.caseId)
    return { code: 'wrong-case', detail: `txn names case ${event.caseId}` };
  const subject = expected.subject;
  if (subject && (subject.kind !== event.subject.kind || subject.id !== event.subject.id)) {
    return { code: 'wrong-subject', detail: `sub names ${event.subject.kind}:${event.subject.id}` };
  }
  if (event.iat > now + allowedSkewSeconds)
    return { code: 'from-the-future', detail: `iat ${event.iat} lies in the future` };
  return undefined;
}

/** Reads a token WITHOUT checking its signature; for a server that must know the issuer first, and for display. */
export function readEvent(token: string): EventVerdict {
  const fail = (code: EventFailureCode, detail: string): EventVerdict => ({ ok: false, code, detail });
  const segments = token.split('.');
  const [head, body, signature] = segments;
  if (segments.length !== 3 || !head || !body || !signature || !segments.every(isBase64Url))
    return fail('malformed', 'not a compact JWS');
  const header = parseJson(decodeBase64Url(head))?.value;
  const claims = parseJson(decodeBase64Url(body))?.value;
  if (!isObject(header) || !isObject(claims)) return fail('malformed', 'header or payload is not a JSON object');
  const { typ, alg, kid } = header;
  if (typ !== 'secevent+jwt') return fail('wrong-type', 'typ must be secevent+jwt');
  if (alg !== 'PS512') return fail('wrong-algorithm', 'alg must be PS512');
  if (typeof kid !== 'string' || kid === '') return fail('malformed', 'kid is missing');
  if ('crit' in header || 'b64' in header) return fail('malformed', 'critical header extensions are not supported');
  const { $schema: schema, jti, iss, iat, sub, txn, events } = claims;
  if (schema !== undefined && (typeof schema !== 'string' || !schemaPattern.test(schema)))
    return fail('unsupported-schema', '$schema is unknown');
  if (typeof jti !== 'string' || !uuidPattern.test(jti)) return fail('missing-claim', 'jti must be a UUID');
  if (typeof iss !== 'string' || !(uuidPattern.test(iss) || /^https?:\/\//.test(iss)))
    return fail('missing-claim', 'iss must be a URL or a UUID');
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat) || iat < earliest)
    return fail('missing-claim', 'iat must be in seconds since 1970');
  const subject = typeof sub === 'string' ? subjectPattern.exec(sub) : null;
  if (!subject?.[2]) return fail('missing-claim', 'sub must be submission:<uuid> or reply:<uuid>');
  const caseId = typeof txn === 'string' ? transactionPattern.exec(txn)?.[1] : undefined;
  if (!caseId) return fail('missing-claim', 'txn must be case:<uuid>');
  const entries = isObject(events) ? Object.entries(events) : [];
  const [entry] = entries;
  if (!entry || entries.length !== 1) return fail('missing-claim', 'events must hold exactly one event');
  const name = parseEventUri(entry[0]);
  if (!name) return fail('unknown-event', `unknown event ${entry[0]}`);
  const kind: ItemKind = subject[1] === 'reply' ? 'reply' : 'submission';
  if (eventParts(name).kind !== kind) return fail('wrong-subject', `${name} does not fit ${sub as string}`);
  const payload = parseEventPayload(name, entry[1]);
  if (!payload.ok) return fail('payload-invalid', payload.detail);
  const { action } = eventParts(name);
  const event = {
    token,
    kid,
    schema,
    jti,
    iss,
    iat,
    subject: { kind, id: subject[2] },
    caseId,
    name,
    action,
    payload: payload.payload,
  };
  return { ok: true, event };
}
