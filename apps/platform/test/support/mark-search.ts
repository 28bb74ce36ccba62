import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestDatabase } from './test-database.ts';

/** How a text may lie in storage: plain, as hex, and as base64 at each of the three offsets. */
export function traces(mark: string): readonly string[] {
  const bytes = Buffer.from(mark);
  const encoded = [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Characters that mix the mark with its neighbours are left out.
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    const inner = padded.slice(start, end);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const plain = [...new Set([mark, ...encoded])];
  const asHex = plain.map((text) => Buffer.from(text).toString('hex'));
  return [...plain, ...asHex].map((text) => text.toLowerCase());
}

/** Rows of every table of every schema that hold a trace, as `schema.table: column list`. */
export async function findInDatabase(
  database: TestDatabase,
  mark: string,
): Promise<{ found: string[]; tables: number; rows: number }> {
  const tables = await database.admin(
    `select n.nspname || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' order by 1`,
  );
  const needles = traces(mark);
  const found: string[] = [];
  let rows = 0;
  for (const { name } of tables) {
    // A row as text shows bytea as hex and everything else as it is.
    for (const { row } of await database.admin(`select t::text as row from ${String(name)} t`)) {
      rows += 1;
      const hay = String(row).toLowerCase();
      const needle = needles.find((candidate) => hay.includes(candidate));
      if (needle !== undefined) found.push(`${String(name)}: ${needle} in ${hay.slice(0, 200)}`);
    }
  }
  return { found, tables: tables.length, rows };
}

export function findInText(text: string, mark: string): string[] {
  const hay = text.toLowerCase();
  return traces(mark).filter((needle) => hay.includes(needle));
}

/** Files below a folder whose bytes hold a trace. */
export function findInFiles(folder: string, mark: string): { found: string[]; files: number } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => findInText(readFileSync(path, 'latin1'), mark).length > 0);
  return { found, files: files.length };
}
