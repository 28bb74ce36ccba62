import { randomUUID } from 'node:crypto';
import { authenticationTag, encrypt, type AuthenticationTags } from '@verbund/fit-connect';
import { service, sharedDestination } from './destinations.ts';
import { expectStatus, uuidOf } from './expect.ts';
import { type Answer } from './http.ts';
import { type Party } from './party.ts';
import { type Suite } from './suite.ts';

export interface Announced {
  submissionId: string;
  caseId: string;
  destinationId: string;
  attachmentIds: readonly string[];
}

export interface Sent extends Announced {
  encryptedMetadata: string;
  encryptedData: string;
  /** Compact JWE by attachment id. */
  attachments: Readonly<Record<string, string>>;
  tags: AuthenticationTags;
}

/** One separately encrypted part (reference 4.1). */
export function seal(
  suite: Suite,
  text = '{}',
  cty = 'application/json',
  key = suite.keys.encryption,
): Promise<string> {
  return encrypt(Buffer.from(text), key.publicJwk, { cty });
}

/** The announce call as it is told; members set to undefined are left out. */
export async function announce(suite: Suite, change: object = {}, by: Party = suite.sender): Promise<Answer> {
  const body = {
    destinationId: await sharedDestination(suite),
    publicService: service,
    announcedAttachments: [],
    ...change,
  };
  const answer = await by.call('POST', `${suite.v2}/submissions`, { json: body });
  const { caseId, submissionId } = answer.json;
  if (answer.status === 201 && typeof caseId === 'string' && typeof submissionId === 'string') {
    suite.open.submissions.set(submissionId, { caseId, destinationId: body.destinationId });
  }
  return answer;
}

export async function announced(
  suite: Suite,
  { attachments = 0, change = {}, by = suite.sender }: { attachments?: number; change?: object; by?: Party } = {},
): Promise<Announced> {
  const attachmentIds = Array.from({ length: attachments }, () => randomUUID());
  const answer = await announce(suite, { announcedAttachments: attachmentIds, ...change }, by);
  expectStatus(answer, 201);
  const { json } = answer;
  return {
    submissionId: uuidOf(json, 'submissionId'),
    caseId: uuidOf(json, 'caseId'),
    destinationId: uuidOf(json, 'destinationId'),
    attachmentIds,
  };
}

export function upload(
  suite: Suite,
  submissionId: string,
  attachmentId: string,
  body: string,
  { by = suite.sender, type = 'application/jose' }: { by?: Party; type?: string } = {},
): Promise<Answer> {
  return by.call('PUT', `${suite.v2}/submissions/${submissionId}/attachments/${attachmentId}`, { body, type });
}

export function submit(suite: Suite, submissionId: string, body: object, by = suite.sender): Promise<Answer> {
  return by.call('PUT', `${suite.v2}/submissions/${submissionId}`, { json: body });
}

/** A submission that waits for its receiver. */
export async function sent(
  suite: Suite,
  options: { attachments?: number; change?: object; by?: Party } = {},
): Promise<Sent> {
  const head = await announced(suite, options);
  const [encryptedMetadata, encryptedData] = await Promise.all([
    seal(suite, '{"metadata":1}'),
    seal(suite, '{"data":1}'),
  ]);
  const attachments: Record<string, string> = {};
  for (const id of head.attachmentIds) {
    const jwe = await seal(suite, `Anlage ${id}`, 'text/plain');
    attachments[id] = jwe;
    expectStatus(await upload(suite, head.submissionId, id, jwe, { by: options.by ?? suite.sender }), 204);
  }
  const content = { encryptedMetadata, encryptedData };
  expectStatus(await submit(suite, head.submissionId, content, options.by), 200);
  const tags = Object.fromEntries(Object.entries(attachments).map(([id, jwe]) => [id, authenticationTag(jwe)]));
  return {
    ...head,
    ...content,
    attachments,
    tags: {
      metadata: authenticationTag(encryptedMetadata),
      data: authenticationTag(encryptedData),
      attachments: tags,
    },
  };
}
