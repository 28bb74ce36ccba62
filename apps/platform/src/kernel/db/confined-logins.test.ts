import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/test-database.ts';
import { refuseUnconfinedLogins } from './index.ts';

test('a login that row-level security does not bind is refused by the name of its setting', async () => {
  const database = await testDatabase({ modules: [] });
  try {
    const { urls } = database;
    await refuseUnconfinedLogins(urls);
    await assert.rejects(
      refuseUnconfinedLogins({ ...urls, app: urls.owner, keys: urls.owner }),
      /^Error: DATABASE_URL, VERBUND_KEYS_DATABASE_URL: /u,
    );
  } finally {
    await database.drop();
  }
});
