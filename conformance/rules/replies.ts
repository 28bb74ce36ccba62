import { randomUUID } from 'node:crypto';
import { sameTags, type SecurityEvent } from '@verbund/fit-connect';
import { group } from '../rule.ts';
import { seal, sent } from '../support/deliveries.ts';
import { names, postEvent, readEvents, readLog } from '../support/events.ts';
import { expectRefused, expectStatus, listOf, must, objectsOf, uuidOf } from '../support/expect.ts';
import { announceReply, ownDestination, replied, replies, replyEvent } from '../support/replies.ts';
import { otherSender, otherSubscriber, type Suite } from '../support/suite.ts';

async function replyLog(suite: Suite, replyId: string): Promise<readonly SecurityEvent[]> {
  return readEvents(await readLog(suite, `/replies/${replyId}/events`));
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
