import { randomUUID } from 'node:crypto';
import { eventUri, sameTags, setPayloadSchema } from '@verbund/fit-connect';
import { group } from '../rule.ts';
import { sent } from '../support/deliveries.ts';
import { newDestination } from '../support/destinations.ts';
import { caseLog, eventFor, names, postEvent, readLog, submissionLog, verifyLog, write } from '../support/events.ts';
import { expectRefused, expectStatus, listOf, must, numberOf } from '../support/expect.ts';
import { fetchKey, serviceKeys } from '../support/published-keys.ts';
import { otherSender, otherSubscriber, type Suite } from '../support/suite.ts';

function claimsOf(token: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header = '', claims = ''] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return { header: read(header), claims: read(claims) };
}

const path = (caseId: string) => `/cases/${caseId}/events`;

export const logRules = group({ section: '7.1', version: 'v2' }, [
  {
    id: 'log.case',
    title: 'The log of a case is a page of tokens, oldest first',
    async run(suite) {
      const one = await sent(suite);
      await write(suite, one);
      const answer = await suite.sender.call('GET', `${suite.v2}${path(one.caseId)}?offset=0&limit=50`);
      expectStatus(answer, 200);
      for (const member of ['offset', 'count', 'totalCount']) numberOf(answer.json, member);
      const log = names(await caseLog(suite, one.caseId)).filter((name) => name !== 'notify-submission');
      must(log.join() === 'create-submission,submit-submission,accept-submission', `the order is ${log.join(', ')}`);
    },
  },
  {
    id: 'log.pages',
    title: 'offset and limit cut the log into pages',
    async run(suite) {
      const { caseId } = await sent(suite);
      const whole = await readLog(suite, path(caseId));
      const answer = await suite.sender.call('GET', `${suite.v2}${path(caseId)}?offset=1&limit=1`);
      must(listOf(answer.json, 'eventLog')[0] === whole[1], 'the second event is another');
      must(numberOf(answer.json, 'count') === 1, `count is ${String(answer.json['count'])}`);
      must(numberOf(answer.json, 'totalCount') >= 2, `totalCount is ${String(answer.json['totalCount'])}`);
    },
  },
  {
    id: 'log.submission',
    title: 'The log of a submission holds its own events only',
    async run(suite) {
      const one = await sent(suite);
      await sent(suite, { change: { caseId: one.caseId } });
      const own = await submissionLog(suite, one.submissionId);
      must(own.length >= 2, 'events are missing');
      must(
        own.every(({ subject }) => subject.id === one.submissionId),
        'it holds events of another submission',
      );
      must((await caseLog(suite, one.caseId)).length > own.length, 'the log of the case is not longer');
    },
  },
  {
    id: 'log.both-sides',
    title: 'Sender and subscriber read the same log',
    async run(suite) {
      const { caseId } = await sent(suite);
      const bySubscriber = await readLog(suite, path(caseId), suite.subscriber);
      must((await readLog(suite, path(caseId))).join() === bySubscriber.join(), 'the logs differ');
    },
  },
  {
    id: 'log.unknown',
    title: 'The log of an unknown case is 404',
    section: '12',
    async run({ sender, v2 }) {
      const answer = await sender.call('GET', `${v2}${path(randomUUID())}`);
      expectRefused(answer, { status: 404, slug: 'case-not-found', statusConfirmed: true });
    },
  },
  {
    id: 'log.foreign',
    title: 'Another sender and another subscriber do not read it',
    needs: ['other-sender', 'other-subscriber'],
    async run(suite) {
      const { caseId, submissionId } = await sent(suite);
      for (const party of [otherSender(suite), otherSubscriber(suite)]) {
        for (const address of [path(caseId), `/submissions/${submissionId}/events`]) {
          const answer = await party.call('GET', `${suite.v2}${address}`);
          must([403, 404].includes(answer.status), `${answer.call} answered ${String(answer.status)}`);
          expectRefused(answer, { status: 404 });
        }
      }
    },
  },
]);

async function submitEvent(suite: Suite) {
  const one = await sent(suite, { attachments: 2 });
  const event = (await submissionLog(suite, one.submissionId)).find(({ action }) => action === 'submit');
  must(event !== undefined, 'submit-submission is missing');
  return { one, event };
}

export const tokenShapeRules = group({ section: '7.2', version: 'v2' }, [
  {
    id: 'set.header',
    title: 'Events of the service are secevent+jwt, PS512, with kid',
    async run(suite) {
      const { event } = await submitEvent(suite);
      const { header } = claimsOf(event.token);
      must(header['typ'] === 'secevent+jwt' && header['alg'] === 'PS512', `header is ${JSON.stringify(header)}`);
      must(typeof header['kid'] === 'string', 'kid is missing');
    },
  },
  {
    id: 'set.claims',
    title: 'They hold all claims and exactly one event',
    async run(suite) {
      const { event, one } = await submitEvent(suite);
      const { claims } = claimsOf(event.token);
      must(claims['$schema'] === setPayloadSchema, `$schema is ${String(claims['$schema'])}`);
      must(claims['sub'] === `submission:${one.submissionId}`, `sub is ${String(claims['sub'])}`);
      must(claims['txn'] === `case:${one.caseId}`, `txn is ${String(claims['txn'])}`);
      must(Object.keys(claims['events'] as object).join() === eventUri('submit-submission'), 'events is another');
      const iat = numberOf(claims, 'iat');
      must(Math.abs(iat - Date.now() / 1000) < 300, `iat is ${String(iat)}`);
    },
  },
  {
    id: 'set.issuer',
    title: 'iss of the service is its base address',
    async run(suite) {
      const { event } = await submitEvent(suite);
      must(event.iss === suite.urls.submission, `iss is ${event.iss} instead of ${suite.urls.submission}`);
    },
  },
  {
    id: 'set.service-key',
    title: 'Their kid stands in the key set of the service',
    async run(suite) {
      const { event } = await submitEvent(suite);
      must((await serviceKeys(suite)).has(event.kid), `no key ${event.kid}`);
    },
  },
  {
    id: 'set.destination-key',
    title: 'The kid of a subscriber stands at its destination',
    async run(suite) {
      const one = await sent(suite);
      await write(suite, one);
      const event = (await submissionLog(suite, one.submissionId)).find(({ action }) => action === 'accept');
      must(event?.iss === one.destinationId, 'iss is not the destination');
      must((await fetchKey(suite, event.iss, event.kid)) !== undefined, `no key ${event.kid}`);
    },
  },
  {
    id: 'set.verified',
    title: 'Signatures, issuers and order of a whole log hold',
    async run(suite) {
      const one = await sent(suite, { attachments: 1 });
      await suite.subscriber.call('GET', `${suite.v2}/submissions?destinationId=${one.destinationId}&limit=500`);
      await write(suite, one, { event: 'forward-submission', payload: {} });
      await write(suite, one);
      await verifyLog(suite, one.caseId, one.destinationId);
    },
  },
  {
    id: 'set.tags',
    title: 'submit-submission publishes the tags as they stand in the JWEs, attachments as a map',
    section: '4.3',
    async run(suite) {
      const { event, one } = await submitEvent(suite);
      const tags = event.payload.authenticationTags;
      must(sameTags(tags, one.tags), `published ${JSON.stringify(tags)}`);
      must(Object.keys(tags?.attachments ?? {}).length === 2, 'attachments is no map of both');
    },
  },
  {
    id: 'set.polling',
    title: 'Listing leaves notify-submission of type polling, once',
    section: '7.3',
    async run(suite) {
      const destinationId = await newDestination(suite);
      const { submissionId } = await sent(suite, { change: { destinationId } });
      for (let index = 0; index < 3; index += 1) {
        await suite.subscriber.call('GET', `${suite.v2}/submissions?destinationId=${destinationId}`);
      }
      const log = await submissionLog(suite, submissionId);
      const types = log.filter(({ action }) => action === 'notify').map(({ payload }) => payload.notifyType);
      must(types.join() === 'polling', `notify events: ${types.join(', ') || 'none'}`);
    },
  },
  {
    id: 'set.stored-as-written',
    title: 'A token of a subscriber stands in the log as it was written',
    section: '7.1',
    async run(suite) {
      const one = await sent(suite);
      const token = await eventFor(suite, one);
      expectStatus(await postEvent(suite, one.caseId, token), 204);
      must((await readLog(suite, path(one.caseId))).includes(token), 'the token is missing');
    },
  },
]);
