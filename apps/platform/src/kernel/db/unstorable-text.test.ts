import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '../../../test/support/test-database.ts';
import { AppError } from '../errors/index.ts';

test('the character NUL from outside is a wrong request, not a fault of ours', async () => {
  const database = await testDatabase({ modules: [] });
  try {
    const refused = (error: unknown) => error instanceof AppError && error.kind === 'invalid';
    const text = 'a\u0000b';
    await assert.rejects(
      database.db.tx({}, (tx) => sql`select ${text}::text`.execute(tx)),
      refused,
    );
    await assert.rejects(
      database.db.tx({}, (tx) => sql`select ${JSON.stringify({ text })}::jsonb`.execute(tx)),
      refused,
    );
  } finally {
    await database.drop();
  }
});
