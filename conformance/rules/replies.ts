import { randomUUID } from 'node:crypto';
import {
  authenticationTag,
  createEvent,
  localSigner,
  sameTags,
  type AuthenticationTags,
  type SecurityEvent,
} from '@verbund/fit-connect';
import { group } from '../rule.ts';
import { seal, sent, type Sent } from '../support/deliveries.ts';
import { newDestination } from '../support/destinations.ts';
import { names, postEvent, readEvents, readLog } from '../support/events.ts';
import { expectRefused, expectStatus, listOf, must, NotApplicable, objectsOf, uuidOf } from '../support/expect.ts';
import { otherSender, otherSubscriber, type Suite } from '../support/suite.ts';

interface Reply {
  replyId: string;
  caseId: string;
  attachmentId: string;
  jwe: string;
  content: { encryptedMetadata: string; encryptedData: string };
  tags: AuthenticationTags;
}

const replies = (suite: Suite, path = ''): string => `${suite.v2}/replies${path}`;

function announceReply(suite: Suite, caseId: string, by = suite.subscriber, attachments: readonly string[] = []) {
  return by.call('POST', replies(suite), { json: { caseId, announcedAttachments: attachments } });
}

/** A reply with one attachment that waits for the sender of the submission. */
async function replied(suite: Suite, to: Sent): Promise<Reply> {
  const attachmentId = randomUUID();
  const announced = await announceReply(suite, to.caseId, suite.subscriber, [attachmentId]);
  expectStatus(announced, 201);
  const replyId = uuidOf(announced.json, 'replyId');
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

async function replyLog(suite: Suite, replyId: string): Promise<readonly SecurityEvent[]> {
  return readEvents(await readLog(suite, `/replies/${replyId}/events`));
}

/** The destination under which the sender writes about replies: our choice, v3 gives every online service one. */
async function ownDestination(suite: Suite): Promise<string> {
  const scopes = await suite.sender.scopes();
  if (!scopes.some((scope) => scope.endsWith('manage-destinations'))) {
    throw new NotApplicable('the sender has no scope manage-destinations for a destination of its own');
  }
  return newDestination(suite, { by: suite.sender });
}

function replyEvent(suite: Suite, reply: Reply, iss: string, tags = reply.tags): Promise<string> {
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

export const replyRules = group({ section: '9.2', version: 'v2', level: 'our-choice' }, [
  {
    id: 'reply.travels',
    title: 'A reply is announced, uploaded and submitted like a submission, and fetched by the sender',
    async run(suite) {
      const reply = await replied(suite, await sent(suite));
      const list = await suite.sender.call('GET', replies(suite, '?limit=500'));
      expectStatus(list, 200);
      must(
        objectsOf(list.json, 'replies').some(({ replyId }) => replyId === reply.replyId),
        'it is not listed',
      );
      const { json } = await suite.sender.call('GET', replies(suite, `/${reply.replyId}`));
      must(json['encryptedData'] === reply.content.encryptedData, 'encryptedData is another');
      must(json['encryptedMetadata'] === reply.content.encryptedMetadata, 'encryptedMetadata is another');
      must(listOf(json, 'attachments').join() === reply.attachmentId, 'attachments is another');
      const file = await suite.sender.call(
        'GET',
        replies(suite, `/${reply.replyId}/attachments/${reply.attachmentId}`),
      );
      must(file.text === reply.jwe, 'the bytes of the attachment differ');
    },
  },
  {
    id: 'reply.log',
    title: 'Its log has sub reply, txn of the case, the tags, and notify-reply once after listing',
    section: '7.3, 9.2',
    async run(suite) {
      const reply = await replied(suite, await sent(suite));
      for (let index = 0; index < 2; index += 1) await suite.sender.call('GET', replies(suite, '?limit=500'));
      const log = await replyLog(suite, reply.replyId);
      must(names(log).join() === 'create-reply,submit-reply,notify-reply', `the log holds ${names(log).join(', ')}`);
      const [first, second] = log;
      must(first?.subject.id === reply.replyId && first.caseId === reply.caseId, 'sub or txn is another');
      must(sameTags(second?.payload.authenticationTags, reply.tags), 'the published tags differ');
    },
  },
  {
    id: 'reply.accepted',
    title: 'The sender accepts it in the name of a destination of its own; then it leaves the list',
    async run(suite) {
      const iss = await ownDestination(suite);
      const reply = await replied(suite, await sent(suite));
      const wrong = { ...reply.tags, data: 'A'.repeat(22) };
      const refused = await postEvent(suite, reply.caseId, await replyEvent(suite, reply, iss, wrong), suite.sender);
      expectRefused(refused, { status: 422, slug: 'event-invalid' });
      expectStatus(await postEvent(suite, reply.caseId, await replyEvent(suite, reply, iss), suite.sender), 204);
      must(
        !(await suite.sender.call('GET', replies(suite, '?limit=500'))).text.includes(reply.replyId),
        'it is listed',
      );
    },
  },
  {
    id: 'reply.by-writer',
    title: 'Its writer does not accept it',
    async run(suite) {
      const one = await sent(suite);
      const reply = await replied(suite, one);
      const answer = await postEvent(suite, reply.caseId, await replyEvent(suite, reply, one.destinationId));
      expectRefused(answer, { status: 403, slug: 'forbidden' });
    },
  },
  {
    id: 'reply.by-sender',
    title: 'A sender does not announce replies',
    async run(suite) {
      const { caseId } = await sent(suite);
      expectRefused(await announceReply(suite, caseId, suite.sender), { status: 403, slug: 'forbidden' });
    },
  },
  {
    id: 'reply.unknown-case',
    title: 'There is no reply in an unknown case',
    async run(suite) {
      expectRefused(await announceReply(suite, randomUUID()), { status: 404, slug: 'case-not-found' });
    },
  },
  {
    id: 'reply.incomplete',
    title: 'While an announced attachment is missing the submit is refused',
    async run(suite) {
      const { caseId } = await sent(suite);
      const { json } = await announceReply(suite, caseId, suite.subscriber, [randomUUID()]);
      const content = { encryptedMetadata: await seal(suite), encryptedData: await seal(suite) };
      const address = replies(suite, `/${uuidOf(json, 'replyId')}`);
      const answer = await suite.subscriber.call('PUT', address, { json: content });
      expectRefused(answer, { status: 422, slug: 'attachments-incomplete' });
    },
  },
  {
    id: 'reply.foreign',
    title: 'Others neither announce nor fetch a reply in the case',
    needs: ['other-sender', 'other-subscriber'],
    async run(suite) {
      const reply = await replied(suite, await sent(suite));
      const announced = await announceReply(suite, reply.caseId, otherSubscriber(suite));
      expectRefused(announced, { status: 404, slug: 'case-not-found' });
      const fetched = await otherSender(suite).call('GET', replies(suite, `/${reply.replyId}`));
      expectRefused(fetched, { status: 404, slug: 'reply-not-found' });
    },
  },
]);
