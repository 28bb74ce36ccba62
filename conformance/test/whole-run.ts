import assert from 'node:assert/strict';
import { testKeys } from '../../tools/test-keys.ts';
import { urlsBelow } from '../options.ts';
import { type OwnService } from '../own-service.ts';
import { type Result } from '../rule.ts';
import { allRules } from '../rules/all.ts';
import { runRules, selectRules, type Selection } from '../runner.ts';
import { startSuite } from '../start-suite.ts';
import { type Suite } from '../support/suite.ts';
import { tidy } from '../support/tidy.ts';

export const everything: Selection = { only: [], version: 'all' };

export async function run(service: OwnService, selection: Selection, base = service.base): Promise<Result[]> {
  const { clients, callbackListen } = service;
  const suite = await startSuite({ urls: urlsBelow(base), clients, keyPairs: await testKeys(4), callbackListen });
  try {
    return await runRules(suite, selectRules(allRules, selection), true);
  } finally {
    await tidy(suite);
    await suite.callbacks?.close();
    await expectTidy(suite);
  }
}

/** Nothing that anybody would be reminded of, and no destination that takes anything. */
async function expectTidy({ subscriber, sender, v2, managed }: Suite): Promise<void> {
  assert.equal((await subscriber.call('GET', `${v2}/submissions`)).json['totalCount'], 0);
  assert.equal((await sender.call('GET', `${v2}/replies`)).json['totalCount'], 0);
  const { json } = await subscriber.call('GET', `${managed}?limit=500`);
  const left = json['destinations'] as { status: string }[];
  assert.deepEqual(
    left.filter(({ status }) => status !== 'decommissioned'),
    [],
  );
}

export function expectGreen(results: readonly Result[]): void {
  const wrong = results.filter(({ outcome }) => outcome !== 'ok');
  assert.deepEqual(
    wrong.map(({ rule, outcome, why }) => `${outcome} ${rule.id}: ${why}`),
    [],
  );
  assert.ok(results.length > 240, `${String(results.length)} rules`);
}
