import { randomUUID } from 'node:crypto';
import { group } from '../rule.ts';
import { announced, sent, submit } from '../support/deliveries.ts';
import { names, submissionLog } from '../support/events.ts';
import { expectRefused, expectStatus, must, numberOf, objectsOf } from '../support/expect.ts';
import { otherSender, otherSubscriber } from '../support/suite.ts';

export const caseRules = group({ section: '5.5', version: 'v2', level: 'our-choice' }, [
  {
    id: 'case.list',
    title: 'Both sides list their cases in pages',
    async run(suite) {
      const { caseId } = await sent(suite);
      for (const party of [suite.sender, suite.subscriber]) {
        const answer = await party.call('GET', `${suite.v2}/cases?limit=500`);
        expectStatus(answer, 200);
        const ids = objectsOf(answer.json, 'cases').map((one) => one['caseId']);
        must(ids.includes(caseId) || numberOf(answer.json, 'totalCount') > 500, `the ${party.name} misses the case`);
      }
    },
  },
  {
    id: 'case.read',
    title: 'A case names its submissions',
    async run(suite) {
      const { caseId, submissionId } = await sent(suite);
      const answer = await suite.sender.call('GET', `${suite.v2}/cases/${caseId}`);
      expectStatus(answer, 200);
      must(objectsOf(answer.json, 'submissions')[0]?.['submissionId'] === submissionId, 'the submission is missing');
    },
  },
  {
    id: 'case.foreign',
    title: 'A foreign case is not found',
    needs: ['other-sender', 'other-subscriber'],
    async run(suite) {
      const { caseId } = await sent(suite);
      for (const party of [otherSender(suite), otherSubscriber(suite)]) {
        const answer = await party.call('GET', `${suite.v2}/cases/${caseId}`);
        expectRefused(answer, { status: 404, slug: 'case-not-found' });
      }
    },
  },
  {
    id: 'case.unknown',
    title: 'An unknown case is not found',
    async run({ sender, v2 }) {
      const answer = await sender.call('GET', `${v2}/cases/${randomUUID()}`);
      expectRefused(answer, { status: 404, slug: 'case-not-found' });
    },
  },
  {
    id: 'withdraw.unsent',
    title: 'The sender takes back what was not submitted, which leaves delete-submission',
    async run(suite) {
      const { submissionId } = await announced(suite, { attachments: 1 });
      const address = `${suite.v2}/submissions/${submissionId}`;
      expectStatus(await suite.sender.call('DELETE', address), 204);
      must(names(await submissionLog(suite, submissionId)).at(-1) === 'delete-submission', 'the event is missing');
      expectRefused(await submit(suite, submissionId, {}), { status: 400 });
    },
  },
  {
    id: 'withdraw.submitted',
    title: 'What was submitted is not taken back',
    async run(suite) {
      const { submissionId } = await sent(suite);
      const answer = await suite.sender.call('DELETE', `${suite.v2}/submissions/${submissionId}`);
      expectRefused(answer, { status: 409, slug: 'state-invalid' });
    },
  },
  {
    id: 'info.version',
    title: 'The submission API tells its version',
    async run({ http, v2 }) {
      const answer = await http.send('GET', `${v2}/info`);
      expectStatus(answer, 200);
      must((answer.json['version'] as { major?: unknown } | undefined)?.major === 2, 'version.major is not 2');
    },
  },
]);
