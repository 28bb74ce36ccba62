import assert from 'node:assert/strict';
import { it } from 'node:test';
import pg from 'pg';
import { createLogger, type LogFields } from './index.ts';

function capture(readable = false): { lines: string[]; log: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  return { lines, log: createLogger({ level: 'info', readable, write: (line) => lines.push(line) }) };
}

it('writes one JSON line with scalar fields and keeps objects out', () => {
  const { lines, log } = capture();
  const fields = { id: 'a', count: 2, person: { name: 'Erika' } } as unknown as LogFields;
  log.child({ module: 'forms' }).info(fields, 'saved');
  log.debug({}, 'too quiet');
  assert.equal(lines.length, 1);
  const entry = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  assert.deepEqual(
    [entry['level'], entry['module'], entry['count'], entry['person'], entry['msg']],
    ['info', 'forms', 2, '[object]', 'saved'],
  );
});

it('keeps row values of database errors out', () => {
  const { lines, log } = capture();
  const error = new pg.DatabaseError('duplicate key (mail)=(erika@example.org)', 10, 'error');
  error.code = '23505';
  error.severity = 'ERROR';
  error.detail = 'Key (mail)=(erika@example.org) already exists.';
  log.error({ error: new Error('outer', { cause: error }) }, 'failed');
  assert.match(lines[0] ?? '', /23505/);
  assert.doesNotMatch(lines[0] ?? '', /erika/);
});

it('is readable in demo mode', () => {
  const { lines, log } = capture(true);
  log.warn({ port: 8080 }, 'slow');
  assert.match(lines[0] ?? '', /^\d\d:\d\d:\d\d WARN {2}slow {2}port=8080\n$/);
});
