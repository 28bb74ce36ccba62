import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PostgresQueryCompiler, sql, type RawBuilder } from 'kysely';
import { compileRaw } from './compile-raw.ts';

const compiler = new PostgresQueryCompiler();

function byKysely(part: RawBuilder<unknown>) {
  const { sql: text, parameters } = compiler.compileQuery(part.toOperationNode(), { queryId: 'test' });
  return { text, values: [...parameters] };
}

const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.date(), fc.array(fc.string()));
const { part } = fc.letrec<{ part: RawBuilder<unknown> }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(value, value).map(([a, b]) => sql`a = ${a} and b = any(${b})`),
    fc.constantFrom('true', 'now()', 'd.name, d.at').map((text) => sql.raw(text)),
    fc.array(value, { maxLength: 3 }).map((values) => sql.join(values)),
    fc.tuple(tie('part'), value, tie('part')).map(([a, b, c]) => sql`(${a}) or x > ${b} or ${c}`),
    fc.array(tie('part'), { maxLength: 3 }).map((parts) => sql.join(parts, sql` and `)),
  ),
}));

describe('statements made of sql parts', () => {
  it('come out as kysely would write them', () => {
    fc.assert(fc.property(part, (made) => assert.deepEqual(compileRaw(made.toOperationNode()), byKysely(made))));
  });

  it('are left to kysely where there is more in them', () => {
    for (const made of [sql`select * from ${sql.table('a.b')}`, sql`select ${sql.lit(7)}`, sql`${sql.id('a')}`]) {
      assert.equal(compileRaw(made.toOperationNode()), null);
    }
  });
});
