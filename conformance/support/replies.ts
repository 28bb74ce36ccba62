import { randomUUID } from 'node:crypto';
import { authenticationTag, createEvent, localSigner, type AuthenticationTags } from '@verbund/fit-connect';
import { seal, type Sent } from './deliveries.ts';
import { newDestination } from './destinations.ts';
import { expectStatus, NotApplicable, uuidOf } from './expect.ts';
import { type Suite } from './suite.ts';

export interface Reply {
  replyId: string;
  caseId: string;
  attachmentId: string;
  jwe: string;
  content: { encryptedMetadata: string; encryptedData: string };
  tags: AuthenticationTags;
}

export const replies = (suite: Suite, path = ''): string => `${suite.v2}/replies${path}`;

export function announceReply(
  suite: Suite,
  caseId: string,
  by = suite.subscriber,
  attachments: readonly string[] = [],
) {
  return by.call('POST', replies(suite), { json: { caseId, announcedAttachments: attachments } });
}

/** A reply with one attachment that waits for the sender of the submission. */
export async function replied(suite: Suite, to: Sent): Promise<Reply> {
  const attachmentId = randomUUID();
  const announced = await announceReply(suite, to.caseId, suite.subscriber, [attachmentId]);
  expectStatus(announced, 201);
  const replyId = uuidOf(announced.json, 'replyId');
  suite.open.replies.set(replyId, to.caseId);
  const jwe = await seal(suite, 'Bescheid', 'application/pdf');
  const address = replies(suite, `/${replyId}`);
  const upload = { body: jwe, type: 'application/jose' };
  expectStatus(await suite.subscriber.call('PUT', `${address}/attachments/${attachmentId}`, upload), 204);
  const content = { encryptedMetadata: await seal(suite), encryptedData: await seal(suite) };
  expectStatus(await suite.subscriber.call('PUT', address, { json: content }), 200);
  const tags = {
    metadata: authenticationTag(content.encryptedMetadata),
    data: authenticationTag(content.encryptedData),
    attachments: { [attachmentId]: authenticationTag(jwe) },
  };
  return { replyId, caseId: to.caseId, attachmentId, jwe, content, tags };
}

/** The destination under which the sender writes about replies: our choice, v3 gives every online service one. */
export async function ownDestination(suite: Suite): Promise<string> {
  const scopes = await suite.sender.scopes();
  if (!scopes.some((scope) => scope.endsWith('manage-destinations'))) {
    throw new NotApplicable('the sender has no scope manage-destinations for a destination of its own');
  }
  return newDestination(suite, { by: suite.sender });
}

export function replyEvent(suite: Suite, reply: Reply, iss: string, tags = reply.tags): Promise<string> {
  const { replyId, caseId } = reply;
  return createEvent(
    {
      iss,
      sub: `reply:${replyId}`,
      txn: `case:${caseId}`,
      event: 'accept-reply',
      payload: { authenticationTags: tags },
    },
    localSigner(suite.keys.signing.privateJwk),
  );
}
