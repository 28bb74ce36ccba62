import { randomUUID } from 'node:crypto';
import { group } from '../rule.ts';
import { announced, sent } from '../support/deliveries.ts';
import { newDestination, service } from '../support/destinations.ts';
import { write } from '../support/events.ts';
import { choice, expectRefused, expectStatus, listOf, must, numberOf, objectsOf } from '../support/expect.ts';
import { otherSubscriber, type Suite } from '../support/suite.ts';

const list = (suite: Suite, query: string, by = suite.subscriber) => by.call('GET', `${suite.v2}/submissions?${query}`);

async function waitingAt(suite: Suite, destinationId: string): Promise<readonly unknown[]> {
  const answer = await list(suite, `destinationId=${destinationId}&limit=500`);
  expectStatus(answer, 200);
  return objectsOf(answer.json, 'submissions').map(({ submissionId }) => submissionId);
}

export const listRules = group({ section: '5.4', version: 'v2' }, [
  {
    id: 'list.shape',
    title: 'The list has offset, count, totalCount and the ids of each submission',
    async run(suite) {
      const destinationId = await newDestination(suite);
      const { submissionId, caseId } = await sent(suite, { change: { destinationId } });
      const answer = await list(suite, `destinationId=${destinationId}&offset=0&limit=10`);
      expectStatus(answer, 200);
      const { json } = answer;
      const counts = ['offset', 'count', 'totalCount'].map((member) => numberOf(json, member));
      must(counts.join() === '0,1,1', `offset, count and totalCount are ${counts.join(', ')}`);
      const [head] = objectsOf(json, 'submissions');
      must(head?.['submissionId'] === submissionId, 'submissionId is another');
      must(head['caseId'] === caseId && head['destinationId'] === destinationId, 'caseId or destinationId is another');
    },
  },
  {
    id: 'list.all-destinations',
    title: 'Without destinationId all destinations of the client are listed',
    async run(suite) {
      const destinationId = await newDestination(suite);
      const { submissionId } = await sent(suite, { change: { destinationId } });
      const answer = await list(suite, 'limit=500');
      expectStatus(answer, 200);
      const ids = objectsOf(answer.json, 'submissions').map((head) => head['submissionId']);
      must(ids.includes(submissionId) || numberOf(answer.json, 'totalCount') > 500, 'the submission is missing');
    },
  },
  {
    id: 'list.pages',
    title: 'offset and limit cut the list into pages without gaps',
    async run(suite) {
      const destinationId = await newDestination(suite);
      const ids = new Set<unknown>();
      for (let index = 0; index < 3; index += 1) await sent(suite, { change: { destinationId } });
      for (const offset of [0, 2]) {
        const { json } = await list(suite, `destinationId=${destinationId}&offset=${String(offset)}&limit=2`);
        must(numberOf(json, 'totalCount') === 3, `totalCount is ${String(json['totalCount'])}`);
        must(numberOf(json, 'count') === (offset === 0 ? 2 : 1), `count is ${String(json['count'])}`);
        for (const { submissionId } of objectsOf(json, 'submissions')) ids.add(submissionId);
      }
      must(ids.size === 3, `the pages hold ${String(ids.size)} of 3 submissions`);
    },
  },
  {
    id: 'list.largest-page',
    title: 'No page is longer than 500',
    section: '11',
    async run(suite) {
      const answer = await list(suite, 'limit=100000');
      must(answer.status === 200 || answer.status === 400, `it answered ${String(answer.status)}`);
      if (answer.status === 200) must(numberOf(answer.json, 'count') <= 500, 'more than 500 came');
    },
  },
  {
    id: 'list.no-number',
    title: 'A limit that is no number is refused',
    level: 'our-choice',
    async run(suite) {
      expectRefused(await list(suite, 'limit=x'), { status: 400, slug: 'request-invalid' });
    },
  },
  {
    id: 'list.only-submitted',
    title: 'What is not submitted is neither listed nor fetched',
    async run(suite) {
      const destinationId = await newDestination(suite);
      const { submissionId } = await announced(suite, { change: { destinationId } });
      must((await waitingAt(suite, destinationId)).length === 0, 'an incomplete submission is listed');
      const answer = await suite.subscriber.call('GET', `${suite.v2}/submissions/${submissionId}`);
      expectRefused(answer, { status: 404, slug: 'submission-not-found' });
    },
  },
  {
    id: 'list.accepted-leaves',
    title: 'What was accepted leaves the list, what was forwarded stays',
    async run(suite) {
      const destinationId = await newDestination(suite);
      const one = await sent(suite, { change: { destinationId } });
      await write(suite, one, { event: 'forward-submission', payload: {} });
      choice((await waitingAt(suite, destinationId)).length === 1, 'a forwarded submission left the list');
      await write(suite, one);
      must((await waitingAt(suite, destinationId)).length === 0, 'an accepted submission is listed');
    },
  },
  {
    id: 'list.not-linked',
    title: 'A client that is not linked with the destination gets 403',
    needs: ['other-subscriber'],
    async run(suite) {
      const destinationId = await newDestination(suite);
      const { submissionId } = await sent(suite, { change: { destinationId } });
      const other = otherSubscriber(suite);
      const answer = await list(suite, `destinationId=${destinationId}`, other);
      expectRefused(answer, { status: 403, slug: 'forbidden', statusConfirmed: true });
      must(!(await list(suite, 'limit=500', other)).text.includes(submissionId), 'it sees a foreign submission');
    },
  },
]);

export const fetchRules = group({ section: '5.4', version: 'v2' }, [
  {
    id: 'fetch.whole',
    title: 'A submission is fetched as it was sent, attachments as a flat list of ids',
    async run(suite) {
      const one = await sent(suite, { attachments: 2 });
      const answer = await suite.subscriber.call('GET', `${suite.v2}/submissions/${one.submissionId}`);
      expectStatus(answer, 200);
      const { json } = answer;
      for (const member of ['submissionId', 'caseId', 'destinationId', 'encryptedMetadata', 'encryptedData'] as const) {
        must(json[member] === one[member], `${member} is another`);
      }
      must(
        [...listOf(json, 'attachments')].sort().join() === [...one.attachmentIds].sort().join(),
        'attachments differ',
      );
    },
  },
  {
    id: 'fetch.service',
    title: 'It names the service that was announced',
    level: 'our-choice',
    async run(suite) {
      const { submissionId } = await sent(suite);
      const { json } = await suite.subscriber.call('GET', `${suite.v2}/submissions/${submissionId}`);
      must(JSON.stringify(json['publicService'] ?? {}).includes(service.identifier), 'publicService is missing');
    },
  },
  {
    id: 'fetch.attachment',
    title: 'An attachment is fetched byte by byte as application/jose',
    async run(suite) {
      const { submissionId, attachments } = await sent(suite, { attachments: 2 });
      for (const [id, jwe] of Object.entries(attachments)) {
        const address = `${suite.v2}/submissions/${submissionId}/attachments/${id}`;
        const answer = await suite.subscriber.call('GET', address);
        expectStatus(answer, 200);
        must(answer.text === jwe, 'the bytes differ');
        must(/^application\/jose/.test(answer.headers.get('content-type') ?? ''), 'the type is not application/jose');
      }
    },
  },
  {
    id: 'fetch.unknown-attachment',
    title: 'An unknown attachment is 404',
    section: '12',
    async run(suite) {
      const { submissionId } = await sent(suite, { attachments: 1 });
      const address = `${suite.v2}/submissions/${submissionId}/attachments/${randomUUID()}`;
      const expected = { status: 404, slug: 'attachment-not-found', statusConfirmed: true } as const;
      expectRefused(await suite.subscriber.call('GET', address), expected);
    },
  },
  {
    id: 'fetch.unknown',
    title: 'An unknown submission is 404 submission-not-found',
    async run(suite) {
      const answer = await suite.subscriber.call('GET', `${suite.v2}/submissions/${randomUUID()}`);
      expectRefused(answer, { status: 404, slug: 'submission-not-found', statusConfirmed: true });
    },
  },
  {
    id: 'fetch.again',
    title: 'It can be fetched again until it is settled',
    async run(suite) {
      const { submissionId } = await sent(suite);
      const read = () => suite.subscriber.call('GET', `${suite.v2}/submissions/${submissionId}`);
      const [first, second] = [await read(), await read()];
      expectStatus(second, 200);
      must(first.text === second.text, 'the second answer differs');
    },
  },
  {
    id: 'fetch.by-sender',
    title: 'The sender does not fetch it: 403',
    section: '2, 5.4',
    async run(suite) {
      const { submissionId } = await sent(suite);
      const answer = await suite.sender.call('GET', `${suite.v2}/submissions/${submissionId}`);
      expectRefused(answer, { status: 403, slug: 'forbidden' });
    },
  },
  {
    id: 'fetch.foreign',
    title: 'Another subscriber fetches neither the submission nor its attachments',
    needs: ['other-subscriber'],
    async run(suite) {
      const { submissionId, attachmentIds } = await sent(suite, { attachments: 1 });
      const other = otherSubscriber(suite);
      for (const path of ['', `/attachments/${attachmentIds[0] ?? ''}`]) {
        const answer = await other.call('GET', `${suite.v2}/submissions/${submissionId}${path}`);
        must([403, 404].includes(answer.status), `${answer.call} answered ${String(answer.status)}`);
        expectRefused(answer, { status: 404, slug: 'submission-not-found' });
      }
    },
  },
]);
