import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import fc from 'fast-check';
import {
  createEvent,
  eventNames,
  eventUri,
  localSigner,
  nextState,
  parseEventUri,
  setPayloadSchema,
  statusOf,
  transitions,
  verifyEvent,
  verifyEventLog,
  type EventInput,
  type EventLogContext,
  type ItemState,
  type PublicJwk,
  type Signer,
} from '../src/index.ts';
import { keys } from './world.ts';

const issuer = 'https://delivery.example/submission-api';
const [destinationId, caseId, submissionId, replyId, portalId] = Array.from({ length: 5 }, () => randomUUID());
const now = Date.parse('2026-11-02T10:00:00Z');
const tags = { metadata: 'm'.repeat(22), data: 'd'.repeat(22), attachments: { one: 'a'.repeat(22) } };

let service: Signer;
let town: Signer;
let portal: Signer;
let context: EventLogContext;

before(async () => {
  const held = await keys();
  service = localSigner(held.service.privateJwk);
  town = localSigner(held.signing.privateJwk);
  portal = localSigner(held.portalSigning.privateJwk);
  const known: Record<string, PublicJwk> = {
    [`${issuer}/${service.kid}`]: held.service.publicJwk,
    [`${destinationId}/${town.kid}`]: held.signing.publicJwk,
    [`${portalId}/${portal.kid}`]: held.portalSigning.publicJwk,
  };
  context = {
    serviceIssuers: [issuer],
    destinationId: String(destinationId),
    resolveKey: async (iss, kid) => known[`${iss}/${kid}`],
    now,
  };
});

const ofSubmission = { sub: `submission:${submissionId}`, txn: `case:${caseId}` } as const;
const ofReply = { sub: `reply:${replyId}`, txn: `case:${caseId}` } as const;
const write = (event: EventInput['event'], signer: Signer, iss: string, more: Partial<EventInput> = {}) =>
  createEvent({ iss, event, ...(event.endsWith('reply') ? ofReply : ofSubmission), ...more }, signer, () => now);
const byService = (event: EventInput['event'], more: Partial<EventInput> = {}) => write(event, service, issuer, more);
const byTown = (event: EventInput['event'], more: Partial<EventInput> = {}) =>
  write(event, town, String(destinationId), more);
const begun = async () => [
  await byService('create-submission'),
  await byService('submit-submission', { payload: { authenticationTags: tags } }),
];

async function failures(log: string[], more: Partial<EventLogContext> = {}) {
  const verdict = await verifyEventLog(log, { ...context, ...more });
  return verdict.ok ? [] : verdict.failures.map(({ index, code }) => `${index} ${code}`);
}

test('a good log yields state, tags and times', async () => {
  const log = [
    ...(await begun()),
    await byService('notify-submission', { payload: { notifyType: 'polling' } }),
    await byTown('accept-submission', { payload: { authenticationTags: tags } }),
  ];
  const verdict = await verifyEventLog(log, { ...context, caseId: String(caseId) });
  assert.ok(verdict.ok);
  const status = statusOf(verdict.log, 'submission', String(submissionId));
  assert.equal(status.state, 'accepted');
  assert.deepEqual(status.authenticationTags, tags);
  assert.equal(status.submittedAt, now);
  assert.equal(status.settledAt, now);
  assert.deepEqual(status.history, ['incomplete', 'submitted', 'accepted']);
  assert.equal(statusOf(verdict.log, 'reply', 'x').state, 'none');
});

test('order, issuer, case, repetition and tags are checked', async () => {
  const start = await begun();
  const [create = '', submit = ''] = start;
  assert.deepEqual(await failures([submit]), ['0 wrong-order']);
  assert.deepEqual(await failures([submit, create]), ['0 wrong-order']);
  assert.deepEqual(await failures([...start, submit]), ['2 repeated-token', '2 wrong-order']);
  assert.deepEqual(
    await failures([...start, await byService('accept-submission', { payload: { authenticationTags: tags } })]),
    ['2 wrong-issuer'],
  );
  assert.deepEqual(
    await failures([
      ...start,
      await write('accept-submission', portal, String(portalId), { payload: { authenticationTags: tags } }),
    ]),
    ['2 wrong-issuer'],
  );
  assert.deepEqual(await failures([await byTown('create-submission')]), ['0 wrong-issuer']);
  assert.deepEqual(
    await failures([
      create,
      await byService('submit-submission', { txn: `case:${randomUUID()}`, payload: { authenticationTags: tags } }),
    ]),
    ['1 changed-case'],
  );
  assert.deepEqual(await failures([create], { caseId: randomUUID() }), ['0 changed-case']);
  const other = { ...tags, data: 'x'.repeat(22) };
  assert.deepEqual(
    await failures([...start, await byTown('accept-submission', { payload: { authenticationTags: other } })]),
    ['2 changed-tags'],
  );
  assert.deepEqual(
    await failures(start, { serviceIssuers: ['https://evil.example/submission-api'] }),
    ['0 unknown-key', '1 unknown-key'].map((line) => line.replace('unknown-key', 'wrong-issuer')),
  );
});

test('a reply is decided by the receiver of replies only', async () => {
  const start = [
    await byService('create-reply'),
    await byService('submit-reply', { payload: { authenticationTags: tags } }),
  ];
  const accept = await write('accept-reply', portal, String(portalId), { payload: { authenticationTags: tags } });
  assert.deepEqual(await failures([...start, accept]), []);
  assert.deepEqual(await failures([...start, accept], { replyReceiverId: String(portalId) }), []);
  assert.deepEqual(await failures([...start, accept], { replyReceiverId: randomUUID() }), ['2 wrong-issuer']);
  // A service that we were not told to trust is no destination of a sender, although nobody in particular is expected.
  const elsewhere = 'https://other.example/submission-api';
  const decided = await write('accept-reply', portal, elsewhere, { payload: { authenticationTags: tags } });
  const { resolveKey } = context;
  const knowsAll: EventLogContext['resolveKey'] = (iss, kid) =>
    resolveKey(iss === elsewhere ? String(portalId) : iss, kid);
  assert.deepEqual(await failures([...start, decided], { resolveKey: knowsAll }), ['2 wrong-issuer']);
});

test('a rejection has a time and problems, and an undecided log neither', async () => {
  const problems = [{ type: 'urn:x', title: 'T', detail: 'D', instance: 'data' }];
  const status = async (...log: string[]) => {
    const verdict = await verifyEventLog(log, context);
    assert.ok(verdict.ok);
    return statusOf(verdict.log, 'submission', String(submissionId));
  };
  const open = await status(...(await begun()));
  assert.equal(open.settledAt, undefined);
  assert.deepEqual(open.problems, []);
  const later = { payload: { problems } };
  const rejected = await status(...(await begun()), await byTown('reject-submission', later));
  assert.equal(rejected.state, 'rejected');
  assert.equal(rejected.settledAt, now);
  assert.deepEqual(rejected.problems, problems);
});

test('a token is refused for each broken claim', async () => {
  const good = (await begun())[0] ?? '';
  const verify = async (token: string, more = {}) => {
    const verdict = await verifyEvent(token, context.resolveKey, { now, ...more });
    return verdict.ok ? 'ok' : verdict.code;
  };
  assert.equal(await verify(good), 'ok');
  const [head = '', body = '', signature = ''] = good.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
  const resign = async (changes: Record<string, unknown>, header: Record<string, unknown> = {}) => {
    const parts = [
      { typ: 'secevent+jwt', alg: 'PS512', kid: service.kid, ...header },
      { ...claims, ...changes },
    ];
    const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${input}.${Buffer.from(await service.sign(Buffer.from(input))).toString('base64url')}`;
  };
  const cases: [string, string][] = [
    ['malformed', `${head}.${body}`],
    ['malformed', `${head}.${body}=.${signature}`],
    [
      'wrong-signature',
      `${head}.${Buffer.from(JSON.stringify({ ...claims, jti: randomUUID() })).toString('base64url')}.${signature}`,
    ],
    ['wrong-type', await resign({}, { typ: 'jwt' })],
    ['wrong-algorithm', await resign({}, { alg: 'none' })],
    ['wrong-algorithm', await resign({}, { alg: 'RS512' })],
    ['malformed', await resign({}, { crit: ['exp'] })],
    ['unknown-key', await resign({}, { kid: 'another-key' })],
    ['unsupported-schema', await resign({ $schema: 'https://example.org/payload.json' })],
    ['missing-claim', await resign({ jti: undefined })],
    ['missing-claim', await resign({ iss: undefined })],
    ['missing-claim', await resign({ iat: 1_500_000_000 })],
    ['missing-claim', await resign({ iat: String(claims['iat']) })],
    ['from-the-future', await resign({ iat: now / 1000 + 301 })],
    ['missing-claim', await resign({ sub: `case:${caseId}` })],
    ['missing-claim', await resign({ txn: undefined })],
    ['missing-claim', await resign({ events: {} })],
    [
      'missing-claim',
      await resign({ events: { [eventUri('create-submission')]: {}, [eventUri('submit-submission')]: {} } }),
    ],
    ['unknown-event', await resign({ events: { 'https://example.org/x': {} } })],
    ['wrong-subject', await resign({ events: { [eventUri('create-reply')]: {} } })],
    ['payload-invalid', await resign({ events: { [eventUri('submit-submission')]: {} } })],
    ['payload-invalid', await resign({ events: { [eventUri('reject-submission')]: {} } })],
  ];
  for (const [code, token] of cases) assert.equal(await verify(token), code);
  // Events of v1 may lack it; a caller that demands a version gets none.
  const without = await resign({ $schema: undefined });
  assert.equal(await verify(without), 'ok');
  assert.equal(await verify(without, { schemas: [setPayloadSchema] }), 'unsupported-schema');
  assert.equal(await verify(good, { caseId: randomUUID() }), 'wrong-case');
  assert.equal(await verify(good, { subject: { kind: 'submission', id: randomUUID() } }), 'wrong-subject');
  assert.equal(
    await verify(good, { schemas: ['https://schema.fitko.de/fit-connect/set-payload/1.0.0/set-payload.schema.json'] }),
    'unsupported-schema',
  );
});

test('a key that cannot be fetched now is no verdict', async () => {
  const resolveKey = async () => Promise.reject(new Error('offline'));
  await assert.rejects(verifyEventLog(await begun(), { ...context, resolveKey }), /offline/);
});

test('event URIs are unique and found again', () => {
  assert.deepEqual(
    eventNames.map((name) => parseEventUri(eventUri(name))),
    eventNames,
  );
  assert.equal(parseEventUri('https://schema.fitko.de/fit-connect/events/accept'), undefined);
});

test('no way leads out of deleted, and a decision is final', () => {
  const actions = Object.keys(transitions) as (keyof typeof transitions)[];
  const step = fc.record({
    action: fc.constantFrom(...actions),
    writer: fc.constantFrom('service' as const, 'receiver' as const),
  });
  fc.assert(
    fc.property(
      fc.constantFrom('submission' as const, 'reply' as const),
      fc.array(step, { maxLength: 30 }),
      (kind, steps) => {
        let state: ItemState = 'none';
        const seen: ItemState[] = [];
        for (const { action, writer } of steps) {
          const next = nextState(kind, state, action, writer);
          if (!next.ok) continue;
          if (next.state !== state) seen.push(next.state);
          state = next.state;
        }
        assert.equal(new Set(seen).size, seen.length, 'a state came twice');
        assert.ok(!(seen.includes('accepted') && seen.includes('rejected')));
        assert.ok(!seen.includes('deleted') || seen.at(-1) === 'deleted');
        assert.ok(kind === 'submission' || !seen.includes('forwarded'));
      },
    ),
  );
});
