import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventNames } from '@verbund/fit-connect';
import { isForGood, nextCall } from './callback-plan.ts';
import { readCallback } from './callback-setting.ts';
import { callbackFor } from './callback-table.ts';
import { BodyReader } from './read-json.ts';

describe('who is told of a change (8)', () => {
  const normal = { from: 'submitted' } as const;
  const timedOut = { from: 'submitted', timedOut: true } as const;
  const never = { from: 'incomplete' } as const;
  const withdrawn = { from: 'incomplete', withdrawn: true } as const;
  const rows: [string, typeof normal | typeof timedOut | typeof never | typeof withdrawn, string][] = [
    ['create-submission', never, 'nobody'],
    ['create-reply', never, 'nobody'],
    ['submit-submission', never, 'subscriber: new-submissions'],
    ['notify-submission', normal, 'sender: new-events'],
    ['forward-submission', normal, 'sender: new-events'],
    ['accept-submission', normal, 'sender: new-events'],
    ['reject-submission', normal, 'sender: new-events'],
    ['reject-submission', timedOut, 'sender, subscriber: new-events'],
    ['delete-submission', normal, 'sender, subscriber: new-events'],
    ['delete-submission', never, 'sender: new-events'],
    ['delete-submission', withdrawn, 'nobody'],
    ['delete-reply', withdrawn, 'nobody'],
    ['submit-reply', never, 'sender: new-replies'],
    ['notify-reply', normal, 'subscriber: new-events'],
    ['accept-reply', normal, 'subscriber: new-events'],
    ['reject-reply', normal, 'subscriber: new-events'],
    ['reject-reply', timedOut, 'sender, subscriber: new-events'],
    ['delete-reply', normal, 'sender, subscriber: new-events'],
    ['delete-reply', never, 'subscriber: new-events'],
  ];
  for (const [name, change, expected] of rows) {
    it(`${name} ${JSON.stringify(change)}: ${expected}`, () => {
      const event = eventNames.find((one) => one === name);
      assert.ok(event);
      const found = callbackFor(event, change);
      assert.equal(found ? `${found.to.join(', ')}: ${found.kind}` : 'nobody', expected);
    });
  }

  it('names every event', () => {
    assert.deepEqual(
      eventNames.filter((event) => !rows.some(([name]) => name === event)),
      [],
    );
  });
});

describe('the plan of repetition', () => {
  it('waits longer and longer, then an hour each, and ends after three days', () => {
    const since = new Date('2026-11-02T09:00:00Z');
    let now = since;
    const waits: number[] = [];
    for (let attempt = 1; ; attempt += 1) {
      const next = nextCall(attempt, since, now);
      if (!next) break;
      waits.push((next.getTime() - now.getTime()) / 1000);
      now = next;
    }
    assert.deepEqual(waits.slice(0, 6), [10, 30, 120, 600, 3600, 3600]);
    assert.ok(waits.slice(4).every((wait) => wait === 3600));
    assert.equal(waits.length, 4 + 71);
    assert.ok(now.getTime() - since.getTime() <= 72 * 3_600_000);
  });

  it('tries once more when the hour ends exactly with the plan, and not a millisecond later', () => {
    const since = new Date('2026-11-02T09:00:00Z');
    const end = new Date('2026-11-05T09:00:00Z');
    assert.deepEqual(nextCall(75, since, new Date(end.getTime() - 3_600_000)), end);
    assert.equal(nextCall(75, since, new Date(end.getTime() - 3_600_000 + 1)), null);
  });

  it('ends at once only when the receiver says that it is gone', () => {
    const statuses = [null, 302, 400, 401, 404, 410, 500];
    const result = (status: number | null) => ({ ok: false, status, reason: '' });
    assert.deepEqual(
      statuses.filter((status) => isForGood(result(status))),
      [410],
    );
  });
});

describe('the member `callback`', () => {
  const secret = 'a-secret-of-32-characters-or-so.';
  const read = (callback: unknown) => {
    const reader = new BodyReader({ callback });
    return reader.done(readCallback(reader));
  };
  it('needs URL and secret, both or none', () => {
    const url = 'https://amt.example/callback?a=b';
    assert.deepEqual(read({ url, secret }), { ok: true, value: { url, secret } });
    assert.deepEqual(read(undefined), { ok: true, value: null });
    assert.deepEqual(read(null), { ok: true, value: null });
    const wrong: unknown[] = [
      { url },
      { secret },
      {},
      'https://amt.example',
      { url, secret: 'short' },
      { url, secret: 'x'.repeat(513) },
      { url, secret: 12 },
      { url: 'ftp://amt.example', secret },
      { url: 'https://a:b@amt.example', secret },
      { url: 'https://amt.example/#x', secret },
      { url: '/callback', secret },
      { url: `https://amt.example/${'x'.repeat(2048)}`, secret },
    ];
    for (const callback of wrong) assert.equal(read(callback).ok, false, JSON.stringify(callback).slice(0, 80));
  });
});
