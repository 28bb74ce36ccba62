import assert from 'node:assert/strict';
import { it } from 'node:test';
import { remember } from './index.ts';

it('loads once for all who wait and keeps the answer', async () => {
  let loads = 0;
  const cache = remember({ max: 10, milliseconds: 60_000, load: async (key) => `${key} ${String((loads += 1))}` });
  assert.deepEqual(await Promise.all([cache.get('a'), cache.get('a')]), ['a 1', 'a 1']);
  assert.equal(await cache.get('a'), 'a 1');
  assert.equal(await cache.get('b'), 'b 2');
});

it('who is waiting while it forgets gets the answer, the next one a new one', async () => {
  const answers: ((value: string) => void)[] = [];
  const cache = remember<string>({
    max: 10,
    milliseconds: 60_000,
    load: () => new Promise((resolve) => answers.push(resolve)),
  });
  const early = cache.get('a');
  cache.forget();
  const late = cache.get('a');
  answers[0]?.('old');
  answers[1]?.('new');
  assert.equal(await early, 'old');
  assert.equal(await late, 'new');
  assert.equal(await cache.get('a'), 'new');
});

it('does not keep a failure or nothing', async () => {
  let tries = 0;
  const cache = remember({
    max: 10,
    milliseconds: 60_000,
    load: async () => {
      tries += 1;
      if (tries === 1) throw new Error('away');
      return tries === 2 ? undefined : 'there';
    },
  });
  await assert.rejects(cache.get('a'), /away/);
  assert.equal(await cache.get('a'), undefined);
  assert.equal(await cache.get('a'), 'there');
});
