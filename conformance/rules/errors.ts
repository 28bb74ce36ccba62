import { randomUUID } from 'node:crypto';
import { group } from '../rule.ts';
import { announce } from '../support/deliveries.ts';
import { choice, expectRefused, must } from '../support/expect.ts';
import { type Suite } from '../support/suite.ts';

/** Refusals of submission API v2 and destination API so far. Other addresses may lead to no FIT-Connect at all. */
function refusals({ http, urls, v2 }: Suite) {
  const paths = [v2, urls.destination].map((url) => `${new URL(url).pathname}/`);
  return http.answers.filter(
    ({ call, status }) =>
      status >= 400 && status < 500 && status !== 429 && paths.some((path) => call.split(' ')[1]?.startsWith(path)),
  );
}

/** Run last: they are about every answer before them. */
export const errorRules = group({ section: '12' }, [
  {
    id: 'problem.shape',
    title: 'Every refusal is application/problem+json with type, title and status',
    async run(suite) {
      await announce(suite, { destinationId: randomUUID() });
      for (const { call, status, headers, json } of refusals(suite)) {
        const type = headers.get('content-type') ?? '';
        must(/^application\/problem\+json/.test(type), `${call} (${String(status)}) is ${type || 'without type'}`);
        must(json['status'] === status, `${call} says status ${String(json['status'])} in ${String(status)}`);
        for (const member of ['type', 'title']) {
          must(typeof json[member] === 'string' && json[member] !== '', `${call} (${String(status)}) lacks ${member}`);
        }
      }
    },
  },
  {
    id: 'problem.detail',
    title: 'Every refusal has a detail, without which one client crashes',
    level: 'our-choice',
    async run(suite) {
      await announce(suite, { destinationId: randomUUID() });
      for (const { call, json } of refusals(suite)) {
        must(typeof json['detail'] === 'string' && json['detail'] !== '', `${call} lacks detail`);
      }
    },
  },
  {
    id: 'problem.no-failure',
    title: 'Nothing in this run made the service fail',
    async run({ http }) {
      const failed = http.answers
        .filter(({ status }) => status >= 500)
        .map(({ call, status }) => `${call}: ${String(status)}`);
      must(failed.length === 0, failed.join('; '));
    },
  },
  {
    id: 'problem.unknown-path',
    title: 'An unknown path is 404',
    async run({ sender, v2 }) {
      expectRefused(await sender.call('GET', `${v2}/nothing-here`), { status: 404, statusConfirmed: true });
    },
  },
  {
    id: 'problem.no-echo',
    title: 'No answer shows a client secret',
    level: 'our-choice',
    async run({ http, sender, subscriber }) {
      for (const { credentials } of [sender, subscriber]) {
        const shown = http.answers.find(({ text }) => text.includes(credentials.clientSecret));
        must(shown === undefined, `${shown?.call ?? ''} shows it`);
      }
    },
  },
  {
    id: 'rate.headers',
    title: 'Answers tell what is left: RateLimit-Limit, -Remaining, -Reset',
    section: '11',
    async run({ subscriber, v2 }) {
      const { headers } = await subscriber.call('GET', `${v2}/submissions?limit=1`);
      for (const name of ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']) {
        must(/^\d+$/.test(headers.get(name) ?? ''), `${name} is ${headers.get(name) ?? 'missing'}`);
      }
      choice(Number(headers.get('ratelimit-reset')) <= 3600, 'the window is longer than an hour');
    },
  },
]);
