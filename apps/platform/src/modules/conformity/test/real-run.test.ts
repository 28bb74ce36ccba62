import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { testPlatform, type TestPlatform } from '../../../../test/support/test-platform.ts';
import { type Actor, type ConformityService, type Report } from '../types.ts';

describe('a run on the real platform', { timeout: 120_000 }, () => {
  let world: TestPlatform;
  let service: ConformityService;
  let by: Actor;

  before(async () => {
    world = await testPlatform();
    const { services } = world.platform.modules;
    assert.ok(services);
    service = services.conformity;
    const operator = await services.identity.operatorTenant();
    by = { tenant: operator.id, id: 'command', name: 'Test', kind: 'operator' };
  });
  after(() => world.close());

  test('delivers the samples, reads the pages, and says what it saw', async () => {
    const subject = await service.findSubject('xanten/gewerbe-anmelden');
    assert.ok(subject);
    assert.ok(subject.offeringId);
    const report = await service.assessNow({ subject, by });
    for (const s of report.states)
      console.log(
        s.criterion.id,
        s.criterion.obligation,
        s.result,
        s.finding?.reason.de ?? '-',
        JSON.stringify(s.finding?.evidence.map((e) => e.value)),
      );
  });
});
