import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEventPayload, sameTags } from '../src/events/event-payload.ts';

const tag = (sign: string): string => sign.repeat(22);
const good = { metadata: tag('m'), data: tag('d'), attachments: { one: tag('1') } };
const problem = { type: 'urn:x', title: 'T', detail: 'D', instance: 'data' };

test('authentication tags are 22 signs of base64url each, or the event is refused', () => {
  const read = (authenticationTags: unknown) => parseEventPayload('submit-submission', { authenticationTags });
  assert.deepEqual(read(good), { ok: true, payload: { authenticationTags: good } });
  // Senders without data and services that leave out an empty map exist; both are read.
  const least = { ok: true, payload: { authenticationTags: { metadata: tag('m'), attachments: {} } } };
  for (const empty of [{}, { data: null, attachments: null }]) {
    assert.deepEqual(read({ metadata: tag('m'), ...empty }), least);
  }
  const bad: unknown[] = [
    'text',
    [],
    {},
    { ...good, metadata: 1 },
    { ...good, metadata: 'm'.repeat(21) },
    { ...good, metadata: `${tag('m')}=` },
    { ...good, data: 1 },
    { ...good, data: 'd'.repeat(23) },
    { ...good, attachments: [] },
    { ...good, attachments: { one: 1 } },
    { ...good, attachments: { one: 'a+'.repeat(11) } },
  ];
  for (const tags of bad) {
    const refused = { ok: false, detail: 'authenticationTags are malformed' };
    assert.deepEqual(read(tags), refused, JSON.stringify(tags));
  }
});

test('submit and accept name tags, reject names problems; the others need nothing', () => {
  const details = (name: Parameters<typeof parseEventPayload>[0], payload: unknown = {}) => {
    const result = parseEventPayload(name, payload);
    return result.ok ? 'read' : result.detail;
  };
  const noTags = 'authenticationTags are missing';
  const noProblems = 'problems are missing';
  assert.equal(details('submit-submission'), noTags);
  assert.equal(details('submit-reply', { authenticationTags: null }), noTags);
  assert.equal(details('accept-submission'), noTags);
  assert.equal(details('accept-reply'), noTags);
  assert.equal(details('reject-submission'), noProblems);
  assert.equal(details('reject-reply', { problems: null }), noProblems);
  for (const name of ['create-submission', 'notify-submission', 'forward-submission', 'delete-reply'] as const) {
    assert.equal(details(name), 'read', name);
  }
  for (const payload of [null, 'text', []]) {
    assert.equal(details('create-submission', payload), 'the payload of the event is not an object');
  }
});

test('problems are read with empty texts where they are missing; what is none refuses the event', () => {
  const read = (problems: unknown) => parseEventPayload('reject-submission', { problems });
  assert.deepEqual(read([problem]), { ok: true, payload: { problems: [problem] } });
  assert.deepEqual(read([{ type: 'urn:x', title: 1 }]), {
    ok: true,
    payload: { problems: [{ type: 'urn:x', title: '', detail: '', instance: '' }] },
  });
  for (const problems of ['text', {}, [null], ['text'], [{ title: 'T' }], [problem, { type: 1 }]]) {
    assert.deepEqual(read(problems), { ok: false, detail: 'problems are malformed' }, JSON.stringify(problems));
  }
});

test('kinds of notification that are not known are dropped, like other members', () => {
  const read = (notifyType: unknown) => parseEventPayload('notify-submission', { notifyType, more: 1 });
  for (const notifyType of ['callback', 'polling']) {
    assert.deepEqual(read(notifyType), { ok: true, payload: { notifyType } });
  }
  for (const other of ['pigeon', 1, null]) assert.deepEqual(read(other), { ok: true, payload: {} });
});

test('tags are the same when they name the same parts with the same tags', () => {
  const { data: _data, ...withoutData } = good;
  const { attachments: _attachments, ...withoutMap } = good;
  assert.ok(sameTags(good, structuredClone(good)));
  assert.ok(sameTags(withoutMap, { ...good, attachments: {} }));
  const others = [
    undefined,
    { ...good, metadata: tag('x') },
    { ...good, data: tag('x') },
    withoutData,
    withoutMap,
    { ...good, attachments: { one: tag('x') } },
    { ...good, attachments: { two: tag('1') } },
    { ...good, attachments: { ...good.attachments, two: tag('2') } },
  ];
  for (const other of others) {
    assert.equal(sameTags(good, other), false, JSON.stringify(other));
    assert.equal(sameTags(other, good), false, JSON.stringify(other));
  }
  assert.equal(sameTags(undefined, undefined), false);
});
