import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  callbackTypes,
  createCallbackHandler,
  newEventsBody,
  newRepliesBody,
  newSubmissionsBody,
  parseCallback,
  signCallback,
  verifyCallback,
  type CallbackNotice,
} from '../src/index.ts';

/** The two published vectors, kept as facts; the sample file is compared when it is there. */
const published = 'insecure_unsafe_qHScgrg_kP-R31jHUwp3GkVkGJolvBchz65b74Lzue0';
const head = {
  destinationId: 'd12caea8-f372-4eb1-b102-b0a228253a11',
  submissionId: 'f39ab143-d91a-474a-b69f-b00f1a1873c2',
  caseId: '9eec7d3e-dc66-4f82-9f52-1520bf96a32e',
};
const vectors = [
  {
    body: JSON.stringify({ type: callbackTypes.newSubmissions, submissionIds: [head.submissionId] }),
    digest:
      '798cd0edb70c08e5b32aa8a18cbbc8ff6b3078c51af6d011ff4e32e470c746234fc4314821fe5185264b029e962bd37de33f3b9fc5f1a93c40ce6672845e90df',
    submissions: [{ submissionId: head.submissionId }],
  },
  {
    // Byte for byte what our builder writes.
    body: newSubmissionsBody([{ ...head, status: 'not to be sent' } as typeof head]),
    digest:
      '2056b372b5bcec06d8f11ab79b84b42d6cbe1c8e1178cdfa36e4385dcf717758aaa7599f417d9ec3e079087884f4fd59680bf713621383e2d4414ef74fb10df3',
    submissions: [head],
  },
];
const stamp = 1_672_527_599;

const sample = join(
  process.env['VERBUND_SAMPLES'] ?? join(import.meta.dirname, '../../../../shared/data'),
  'fit-connect/callback-hmac-vectors.json',
);

test('published vectors: signature, age, wrong secret, changed body', () => {
  for (const { body, digest } of vectors) {
    const headers = signCallback(published, stamp, body);
    assert.equal(headers['callback-authentication'], digest);
    const verdict = (seconds: number, key = published, text = body) =>
      verifyCallback(key, headers, text, (stamp + seconds) * 1000);
    assert.deepEqual(verdict(299), { ok: true });
    assert.deepEqual(verdict(-299), { ok: true });
    assert.deepEqual(verdict(301), { ok: false, reason: 'too-old' });
    assert.deepEqual(verdict(-301), { ok: false, reason: 'too-old' });
    assert.deepEqual(verdict(0, published, `${body} `), { ok: false, reason: 'wrong-authentication' });
    assert.deepEqual(verdict(0, 'other'), { ok: false, reason: 'wrong-authentication' });
    assert.deepEqual(verifyCallback(published, {}, body, stamp * 1000), { ok: false, reason: 'missing-header' });
  }
});

test('the vectors are those of the sample file', { skip: existsSync(sample) ? false : 'skipped: no samples' }, () => {
  const file = JSON.parse(readFileSync(sample, 'utf8')) as { vectors: Record<string, string>[] };
  assert.deepEqual(
    file.vectors.map((vector) => [vector['secret'], vector['body'], vector['callback-authentication']]),
    vectors.map(({ body, digest }) => [published, body, digest]),
  );
});

test('bodies are read as they are written, in the older form too', () => {
  const reply = { replyId: 'r-1', caseId: head.caseId };
  const unknownType = 'https://schema.fitko.de/fit-connect/submission-api/callbacks/new-weather';
  const cases: [string, CallbackNotice | undefined][] = [
    ...vectors.map(({ body, submissions }): [string, CallbackNotice] => [body, { kind: 'submissions', submissions }]),
    [
      newEventsBody({ submissions: [head], replies: [reply] }),
      { kind: 'events', submissions: [head], replies: [reply] },
    ],
    [newEventsBody({}), { kind: 'events', submissions: [], replies: [] }],
    [newRepliesBody([reply]), { kind: 'replies', replies: [reply] }],
    [
      JSON.stringify({ type: callbackTypes.newReplies, replyIds: ['r-2', 'r-1'], replies: [reply] }),
      { kind: 'replies', replies: [reply, { replyId: 'r-2' }] },
    ],
    [JSON.stringify({ type: unknownType }), { kind: 'unknown', type: unknownType }],
    ['{', undefined],
    ['[]', undefined],
    ['{}', undefined],
    [JSON.stringify({ type: callbackTypes.newSubmissions, submissionIds: 'x' }), undefined],
    [JSON.stringify({ type: callbackTypes.newSubmissions, submissionIds: [1] }), undefined],
    [JSON.stringify({ type: callbackTypes.newSubmissions, submissions: [{ caseId: 'x' }] }), undefined],
  ];
  for (const [body, notice] of cases) assert.deepEqual(parseCallback(body), notice, body);
});

test('the handler answers each callback with its status and hands over the good ones', async () => {
  const heard: unknown[] = [];
  const handle = createCallbackHandler({
    secret: ['new secret', published],
    onSubmissions: (submissions) => void heard.push(submissions),
    onReplies: () => Promise.reject(new Error('database is down')),
    clock: () => stamp * 1000,
  });
  const status = async (
    body: string,
    headers: Record<string, string | string[]> = signCallback(published, stamp, body),
  ) => (await handle(headers, Buffer.from(body))).status;
  const good = newSubmissionsBody([head]);
  assert.equal(await status(good), 204);
  const signed = signCallback('new secret', stamp, good);
  assert.equal(
    await status(good, {
      'Callback-Authentication': [signed['callback-authentication']],
      'Callback-Timestamp': signed['callback-timestamp'],
    }),
    204,
  );
  assert.deepEqual(heard, [[head], [head]]);
  assert.equal(await status(good, {}), 401);
  assert.equal(await status(good, signCallback('guessed', stamp, good)), 401);
  assert.equal(await status(good, signCallback(published, stamp - 301, good)), 401);
  assert.equal(await status('nonsense'), 400);
  assert.equal(await status(newRepliesBody([{ replyId: 'r', caseId: 'c' }])), 500);
  assert.equal(await status(newEventsBody({})), 204);
  assert.equal(await status(JSON.stringify({ type: 'later' })), 204);
  assert.equal(heard.length, 2);
  for (const none of ['', [], [published, '']]) assert.throws(() => createCallbackHandler({ secret: none }), TypeError);
});
