import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startOwnService, type OwnService } from './own-service.ts';
import { everything, expectGreen, run } from './test/whole-run.ts';

const debian = '/usr/lib/postgresql/15/bin';
const skip = existsSync(join(debian, 'postgres'))
  ? false
  : 'skipped: needs PostgreSQL 15 of Debian (package postgresql)';

describe("the delivery service alone on Debian's PostgreSQL 15", { skip }, () => {
  let service: OwnService;
  before(async () => {
    service = await startOwnService({ binaries: { folder: debian, major: 15 } });
  });
  after(() => service.stop());

  it('keeps every rule, our own choices included', async () => {
    assert.match(service.databaseVersion, /^15\./);
    expectGreen(await run(service, everything));
  });
});
