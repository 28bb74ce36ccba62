import { randomUUID } from 'node:crypto';
import { localSigner, setPayloadSchema, type EventInput } from '@verbund/fit-connect';
import { group, type Level, type Rule } from '../rule.ts';
import { announced, sent, type Sent } from '../support/deliveries.ts';
import { newDestination } from '../support/destinations.ts';
import { eventFor, names, postEvent, rejection, submissionLog, write } from '../support/events.ts';
import { choice, expectRefused, expectStatus, must, type Refusal } from '../support/expect.ts';
import { type Party } from '../support/party.ts';
import { otherSubscriber, type Suite } from '../support/suite.ts';

const reject: Partial<EventInput> = { event: 'reject-submission', payload: { problems: [rejection] } };
const forward: Partial<EventInput> = { event: 'forward-submission', payload: {} };
const invalid: Refusal = { status: 422, slug: 'event-invalid' };
const conflict: Refusal = { status: 409, slug: 'state-invalid' };
const forbidden: Refusal = { status: 403, slug: 'forbidden' };

const settledStates: readonly { id: string; title: string; events: readonly Partial<EventInput>[]; level?: Level }[] = [
  { id: 'accept', title: 'accept', events: [{}] },
  { id: 'reject', title: 'reject', events: [reject] },
  { id: 'forward', title: 'forward, then accept', events: [forward, {}] },
  { id: 'forward-reject', title: 'forward, then reject', events: [forward, reject] },
];

export const writeRules: readonly Rule[] = group({ section: '7.3', version: 'v2' }, [
  ...settledStates.map(({ id, title, events }) => ({
    id: `write.${id}`,
    title: `A subscriber writes ${title} with 204`,
    async run(suite: Suite) {
      const one = await sent(suite, { attachments: 1 });
      for (const change of events) await write(suite, one, change);
      const last = names(await submissionLog(suite, one.submissionId)).at(-1);
      must(last === (events.at(-1)?.event ?? 'accept-submission'), `the last event is ${String(last)}`);
    },
  })),
  {
    id: 'write.remarks',
    title: 'accept may carry remarks',
    level: 'our-choice',
    async run(suite) {
      const one = await sent(suite);
      await write(suite, one, { payload: { authenticationTags: one.tags, problems: [rejection] } });
    },
  },
  {
    id: 'write.repeat',
    title: 'The same token again is 204 and stands in the log once',
    section: '12',
    level: 'our-choice',
    async run(suite) {
      const one = await sent(suite);
      const token = await write(suite, one);
      expectStatus(await postEvent(suite, one.caseId, token), 204);
      const accepts = names(await submissionLog(suite, one.submissionId)).filter(
        (name) => name === 'accept-submission',
      );
      must(accepts.length === 1, `accept-submission stands ${String(accepts.length)} times in the log`);
    },
  },
  {
    id: 'write.schema',
    title: 'The $schema of the submit event is taken, 1.0.0 is refused',
    section: '7.2',
    async run(suite) {
      const one = await sent(suite);
      const old = setPayloadSchema.replace('1.2.2', '1.0.0');
      const answer = await postEvent(suite, one.caseId, await eventFor(suite, one, { schema: old }));
      expectRefused(answer, invalid);
      must(/schema/i.test(answer.text), 'the answer does not name the schema');
      const submitted = (await submissionLog(suite, one.submissionId)).find(({ action }) => action === 'submit');
      await write(suite, one, submitted?.schema === undefined ? {} : { schema: submitted.schema });
    },
  },
  {
    id: 'write.by-hand',
    title: 'A token of another maker, with further members in header and claims, is taken',
    section: '7.2',
    level: 'our-choice',
    async run(suite) {
      const one = await sent(suite);
      const token = await rawToken(suite, one, (claims) => ({ aud: 'x', ...claims }), { cty: 'x' });
      expectStatus(await postEvent(suite, one.caseId, token), 204);
    },
  },
  {
    id: 'write.one-decision',
    title: 'Of accept and reject at the same moment one wins',
    section: '5.6',
    async run(suite) {
      const one = await sent(suite);
      const tokens = [await eventFor(suite, one), await eventFor(suite, one, reject)];
      const answers = await Promise.all(tokens.map((token) => postEvent(suite, one.caseId, token)));
      const statuses = answers.map(({ status }) => status).sort();
      must(statuses[0] === 204 && (statuses[1] ?? 0) >= 400, `they answered ${statuses.join(' and ')}`);
      choice(statuses[1] === 409, `the loser got ${String(statuses[1])}`);
    },
  },
]);

interface Refused {
  id: string;
  title: string;
  section?: string;
  level?: Level;
  expected: Refusal;
  needs?: Rule['needs'];
  /** The token to post after everything before it succeeded, and who posts it where. */
  wrong(suite: Suite, one: Sent): Promise<string | { token: string; by?: Party; caseId?: string }>;
}

const settle =
  (first: Partial<EventInput>, then: Partial<EventInput>): Refused['wrong'] =>
  async (suite, one) => {
    await write(suite, one, first);
    return eventFor(suite, one, then);
  };

/** A token with claims that our client would not write. */
async function rawToken(
  suite: Suite,
  one: Sent,
  change: (claims: Record<string, unknown>) => Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const [head = '', body = ''] = (await eventFor(suite, one)).split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ ...read(head), ...header })}.${encode(change(read(body)))}`;
  const signature = await localSigner(suite.keys.signing.privateJwk).sign(Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

const withoutClaim =
  (name: string): Refused['wrong'] =>
  (suite, one) =>
    rawToken(suite, one, ({ [name]: _dropped, ...claims }) => claims);

const serviceEvents = ['create', 'submit', 'notify', 'delete'] as const;

const refused: readonly Refused[] = [
  {
    id: 'tags',
    title: 'accept with another tag',
    section: '4.3, 7.2',
    expected: invalid,
    wrong: (suite, one) =>
      eventFor(suite, one, { payload: { authenticationTags: { ...one.tags, data: 'A'.repeat(22) } } }),
  },
  {
    id: 'tags-of-attachments',
    title: 'accept without the tags of the attachments',
    section: '4.3, 7.2',
    expected: invalid,
    wrong: (suite, one) => eventFor(suite, one, { payload: { authenticationTags: { ...one.tags, attachments: {} } } }),
  },
  {
    id: 'no-tags',
    title: 'accept without tags',
    section: '7.3',
    expected: invalid,
    wrong: (suite, one) => eventFor(suite, one, { payload: {} }),
  },
  {
    id: 'no-problems',
    title: 'reject without problems',
    section: '7.3',
    level: 'our-choice',
    expected: invalid,
    wrong: (suite, one) => eventFor(suite, one, { event: 'reject-submission', payload: {} }),
  },
  { id: 'accept-twice', title: 'A second accept', section: '5.6', expected: conflict, wrong: settle({}, {}) },
  {
    id: 'reject-accepted',
    title: 'reject after accept',
    section: '5.6',
    expected: conflict,
    wrong: settle({}, reject),
  },
  {
    id: 'accept-rejected',
    title: 'accept after reject',
    section: '5.6',
    expected: conflict,
    wrong: settle(reject, {}),
  },
  {
    id: 'forward-accepted',
    title: 'forward after accept',
    section: '5.6',
    expected: conflict,
    wrong: settle({}, forward),
  },
  {
    id: 'jti',
    title: 'Another event under a jti that was used',
    expected: conflict,
    async wrong(suite, one) {
      const jti = randomUUID();
      await write(suite, one, { ...forward, jti });
      return eventFor(suite, one, { jti });
    },
  },
  {
    id: 'incomplete',
    title: 'accept of what was not submitted',
    section: '5.6',
    expected: conflict,
    async wrong(suite, one) {
      const head = await announced(suite);
      return { token: await eventFor(suite, { ...one, ...head }), caseId: head.caseId };
    },
  },
  {
    id: 'other-case',
    title: 'txn that is not the case of the path',
    expected: invalid,
    async wrong(suite, one) {
      const { caseId } = await sent(suite);
      return { token: await eventFor(suite, one), caseId };
    },
  },
  {
    id: 'other-submission',
    title: 'sub of another case',
    expected: invalid,
    async wrong(suite, one) {
      const { submissionId } = await sent(suite);
      return eventFor(suite, one, { sub: `submission:${submissionId}` });
    },
  },
  {
    id: 'unknown-case',
    title: 'An unknown case',
    section: '12',
    expected: { status: 404, slug: 'case-not-found' },
    async wrong(suite, one) {
      const caseId = randomUUID();
      return { token: await eventFor(suite, one, { txn: `case:${caseId}` }), caseId };
    },
  },
  {
    id: 'by-sender',
    title: 'accept posted by the sender',
    expected: forbidden,
    wrong: async (suite, one) => ({ token: await eventFor(suite, one), by: suite.sender }),
  },
  {
    id: 'by-other-subscriber',
    title: 'accept posted by another subscriber',
    needs: ['other-subscriber'],
    expected: { status: 404, slug: 'case-not-found' },
    wrong: async (suite, one) => ({ token: await eventFor(suite, one), by: otherSubscriber(suite) }),
  },
  {
    id: 'other-destination',
    title: 'iss of another destination of the same client',
    expected: forbidden,
    wrong: async (suite, one) => eventFor(suite, one, { iss: await newDestination(suite) }),
  },
  {
    id: 'as-service',
    title: 'iss of the service',
    expected: invalid,
    wrong: (suite, one) => eventFor(suite, one, { iss: suite.urls.submission }),
  },
  ...serviceEvents.map((action): Refused => ({
    id: `service-event-${action}`,
    title: `${action}-submission by a subscriber`,
    section: '7.3',
    expected: invalid,
    wrong: (suite, one) =>
      eventFor(suite, one, {
        event: `${action}-submission`,
        payload: action === 'submit' ? { authenticationTags: one.tags } : {},
      }),
  })),
  {
    id: 'strange-key',
    title: 'A kid that the destination does not have',
    expected: invalid,
    wrong: (suite, one) => eventFor(suite, one, {}, suite.keys.strangeSigning),
  },
  {
    id: 'strange-signature',
    title: 'The signature of another key under the right kid',
    expected: invalid,
    wrong: (suite, one) => {
      const { kid } = suite.keys.signing.publicJwk;
      const { publicJwk, privateJwk } = suite.keys.strangeSigning;
      return eventFor(suite, one, {}, { publicJwk, privateJwk: { ...privateJwk, kid } });
    },
  },
  {
    id: 'changed',
    title: 'A token that was changed after it was signed',
    expected: invalid,
    async wrong(suite, one) {
      const [head = '', , signature = ''] = (await eventFor(suite, one)).split('.');
      const [, other = ''] = (await eventFor(suite, one)).split('.');
      return `${head}.${other}.${signature}`;
    },
  },
  {
    id: 'unsigned',
    title: 'alg none',
    expected: invalid,
    async wrong(suite, one) {
      const token = await rawToken(suite, one, (claims) => claims, { alg: 'none' });
      return `${token.slice(0, token.lastIndexOf('.'))}.AAAA`;
    },
  },
  {
    id: 'algorithm',
    title: 'alg RS512',
    expected: invalid,
    wrong: (suite, one) => rawToken(suite, one, (claims) => claims, { alg: 'RS512' }),
  },
  {
    id: 'type',
    title: 'typ JWT',
    expected: invalid,
    wrong: (suite, one) => rawToken(suite, one, (claims) => claims, { typ: 'JWT' }),
  },
  {
    id: 'two-events',
    title: 'Two events in one token',
    expected: invalid,
    wrong: (suite, one) =>
      rawToken(suite, one, (claims) => {
        const uri = 'https://schema.fitko.de/fit-connect/events/forward-submission';
        return { ...claims, events: { ...(claims['events'] as object), [uri]: {} } };
      }),
  },
  ...['$schema', 'jti', 'iss', 'iat', 'sub', 'txn', 'events'].map((name): Refused => ({
    id: `without-${name.replace('$', '')}`,
    title: `A token without ${name}`,
    expected: invalid,
    wrong: withoutClaim(name),
  })),
  {
    id: 'future',
    title: 'A token from tomorrow',
    level: 'our-choice',
    expected: invalid,
    wrong: (suite, one) =>
      rawToken(suite, one, (claims) => ({ ...claims, iat: Math.floor(Date.now() / 1000) + 86_400 })),
  },
  { id: 'no-token', title: 'What is no token', expected: invalid, wrong: async () => 'no.jws.here' },
];

export const refusedEventRules: readonly Rule[] = group({ section: '7.2', version: 'v2' }, [
  ...refused.map(({ id, title, section = '7.2', level = 'confirmed', expected, needs: needed = [], wrong }) => ({
    id: `refused.${id}`,
    section,
    level,
    needs: needed,
    title: `${title} is refused`,
    async run(suite: Suite) {
      const one = await sent(suite, { attachments: 1 });
      const made = await wrong(suite, one);
      const { token, by, caseId } = typeof made === 'string' ? { token: made } : made;
      const before = names(await submissionLog(suite, one.submissionId));
      expectRefused(await postEvent(suite, caseId ?? one.caseId, token, by), expected);
      const after = names(await submissionLog(suite, one.submissionId));
      must(before.join() === after.join(), 'the log changed all the same');
    },
  })),
  {
    id: 'refused.content-type',
    section: '7.1, 12',
    title: 'A token sent as JSON is refused',
    async run(suite: Suite) {
      const one = await sent(suite);
      const call = { body: await eventFor(suite, one), type: 'application/json' };
      const answer = await suite.subscriber.call('POST', `${suite.v2}/cases/${one.caseId}/events`, call);
      expectRefused(answer, { status: 415, slug: 'unsupported-media-type' });
    },
  },
]);
