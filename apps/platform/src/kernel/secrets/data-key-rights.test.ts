import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testKernel } from '../../../test/support/test-kernel.ts';
import { newUuid, type PersonId, type TenantId } from '../ids/index.ts';

test('a data key that a town shares with a person cannot be moved to somebody else', async () => {
  const kit = await testKernel({ modules: [] });
  try {
    const [tenant, person, other] = [newUuid<TenantId>(), newUuid<PersonId>(), newUuid<PersonId>()];
    const { db, secrets } = kit.kernel;
    await db.tx({ tenant, person }, (tx) => secrets.dataKey(tx, { tenant, person }));
    const move = sql`update kernel.data_key set person_id = ${other} where person_id = ${person}`;
    await assert.rejects(
      db.tx({ tenant }, (tx) => move.execute(tx)),
      /permission denied/u,
    );
  } finally {
    await kit.close();
  }
});
