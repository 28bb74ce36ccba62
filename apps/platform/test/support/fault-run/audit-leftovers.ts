import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { visible } from './back-office.ts';
import { type World } from './world.ts';

/** Nothing half-done lies about, and what the service and the connector remember is what has happened. */
export async function auditLeftovers(world: World): Promise<{ faults: string[]; filesWithoutRow: number }> {
  const { folders } = world;
  const faults: string[] = [];
  const empty: readonly [string, (name: string) => boolean][] = [
    [folders.target, (name) => name.startsWith('.')],
    [folders.office, (name) => name.startsWith('.')],
    [folders.replies, (name) => name !== 'sent' && name !== '.sending'],
    [join(folders.replies, '.sending'), () => true],
    [join(folders.replies, 'failed'), () => true],
    [join(folders.state, 'staging/http'), () => true],
    [join(folders.state, 'replies'), () => true],
    [folders.state, (name) => name.startsWith('fit-connect-') || name.endsWith('.next')],
  ];
  for (const [folder, isLeft] of empty) {
    const left = (existsSync(folder) ? readdirSync(folder) : []).filter(isLeft);
    if (left.length > 0) faults.push(`${String(left.length)} left in ${folder}: ${left.slice(0, 3).join(', ')}`);
  }
  for (const name of visible(join(folders.replies, 'sent'))) {
    const left = readdirSync(join(folders.replies, 'sent', name)).filter((file) => file.endsWith('.next'));
    if (left.length > 0) faults.push(`${left.join(', ')} left in the sent reply ${name}`);
  }
  faults.push(...auditConnector(folders.state));
  const blobs = await auditBlobs(world);
  return { faults: [...faults, ...blobs.faults], filesWithoutRow: blobs.filesWithoutRow };
}

function auditConnector(state: string): string[] {
  const database = new DatabaseSync(join(state, 'connector.sqlite'), { readOnly: true });
  try {
    const states = (text: string): string[] =>
      database
        .prepare(text)
        .all()
        .map((row) => JSON.stringify(row));
    return [
      ...states(`select submission_id, state, ending from handover where state <> 'closed' or ending <> 'accepted'`),
      ...states(`select id, case_id, state, words from reply where state <> 'accepted' or is_put_away = 0`),
      ...states('pragma integrity_check').filter((row) => !row.includes('ok')),
    ].map((row) => `the connector remembers ${row}`);
  } finally {
    database.close();
  }
}

/** Every row has its file. A file without a row is what a kill in the middle of an upload leaves; a day later it goes. */
async function auditBlobs({ folders, database }: World): Promise<{ faults: string[]; filesWithoutRow: number }> {
  const rows = await database.query<{ id: string }>('select id from kernel.blob');
  const used = await database.query<{ blob_id: string }>(
    'select blob_id from transport.attachment where blob_id is not null',
  );
  const files = readdirSync(folders.blobs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, isUnfinished: basename(entry.parentPath) === 'unfinished' }));
  const named = new Set(files.filter(({ isUnfinished }) => !isUnfinished).map(({ name }) => name));
  const recorded = new Set(rows.map(({ id }) => id));
  const faults = [
    ...rows.filter(({ id }) => !named.has(id)).map(({ id }) => `the file of blob ${id} is missing`),
    ...used.filter(({ blob_id: id }) => !recorded.has(id)).map(({ blob_id: id }) => `blob ${id} has no row`),
  ];
  return { faults, filesWithoutRow: files.filter(({ name }) => !recorded.has(name)).length };
}
