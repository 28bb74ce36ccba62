import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { type TestDatabase } from './test-database.ts';

/** A tenant, a person and a client that no row knows yet. */
export type Owners = Readonly<Record<OwnerKey, string>>;
export const ownerKeys = ['tenant', 'person', 'client'] as const;
export type OwnerKey = (typeof ownerKeys)[number];

export interface TableFacts {
  name: string;
  /** Whose settings open its rows, read from the comment `owner: …`. */
  opensTo: readonly OwnerKey[];
  /** Everybody may read. */
  isPublic: boolean;
  columns: readonly { name: string; type: string }[];
  primaryKey: readonly string[];
  foreignKeys: readonly { columns: readonly string[]; parent: string; parentColumns: readonly string[] }[];
}

export type Row = Readonly<Record<string, unknown>>;

export function newOwners(): Owners {
  return { tenant: randomUUID(), person: randomUUID(), client: randomUUID() };
}

/** Every table of our schemas; those of pgboss belong to the queue's login alone. */
export async function readTables(database: TestDatabase): Promise<readonly TableFacts[]> {
  const rows = await database.admin(`
    select n.nspname || '.' || quote_ident(c.relname) as name, obj_description(c.oid, 'pg_class') as comment,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum)
         from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
           and a.attidentity = '' and a.attgenerated = '') as columns,
      (select json_agg(a.attname) from pg_constraint p join pg_attribute a on a.attrelid = c.oid and a.attnum = any (p.conkey)
         where p.conrelid = c.oid and p.contype = 'p') as primary_key,
      coalesce((select json_agg(json_build_object(
          'columns', (select json_agg(a.attname order by k.n) from unnest(f.conkey) with ordinality k (num, n)
             join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.num),
          'parent', (select pn.nspname || '.' || quote_ident(pc.relname) from pg_class pc join pg_namespace pn on pn.oid = pc.relnamespace
             where pc.oid = f.confrelid),
          'parentColumns', (select json_agg(a.attname order by k.n) from unnest(f.confkey) with ordinality k (num, n)
             join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.num)))
         from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'), '[]') as foreign_keys
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'pgboss')
    order by 1`);
  return rows.map((row) => {
    const kind = /^owner: ([\w:+]+)/.exec(String(row['comment']))?.[1] ?? '?';
    const named = kind.replace(/^public:?/, '').split('+');
    return {
      name: String(row['name']),
      opensTo: ownerKeys.filter((key) => named.includes(key)),
      isPublic: kind.startsWith('public'),
      columns: row['columns'] as TableFacts['columns'],
      primaryKey: (row['primary_key'] ?? []) as string[],
      foreignKeys: row['foreign_keys'] as TableFacts['foreignKeys'],
    };
  });
}

/**
 * What a column may hold is no matter here, whose row it is alone; without the check constraints any value of the right
 * type will do. Foreign keys stay.
 */
export async function dropCheckConstraints(database: TestDatabase): Promise<void> {
  await database.admin(`
    do $$ declare c record; begin
      for c in select conrelid::regclass as tbl, conname from pg_constraint k join pg_namespace n on n.oid = k.connamespace
        where contype = 'c' and conrelid <> 0 and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'pgboss')
      loop execute format('alter table %s drop constraint %I', c.tbl, c.conname); end loop;
      -- Triggers that check values, for the same reason: what refuses here must be the policy alone.
      for c in select t.tgrelid::regclass as tbl, t.tgname as conname from pg_trigger t
        join pg_class r on r.oid = t.tgrelid join pg_namespace n on n.oid = r.relnamespace
        where not t.tgisinternal and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'pgboss')
      loop execute format('alter table %s disable trigger %I', c.tbl, c.conname); end loop;
    end $$`);
}

/** Makes one row per table for an owner, parents first, and remembers it. */
export class OwnerRows {
  readonly owners: Owners = newOwners();
  readonly #rows = new Map<string, Row>();
  readonly #database: TestDatabase;
  readonly #tables: ReadonlyMap<string, TableFacts>;

  constructor(database: TestDatabase, tables: readonly TableFacts[]) {
    this.#database = database;
    this.#tables = new Map(tables.map((table) => [table.name, table]));
  }

  row(table: TableFacts): Row {
    const row = this.#rows.get(table.name);
    if (row === undefined) throw new Error(`${table.name} has no row yet`);
    return row;
  }

  async fill(): Promise<void> {
    for (const table of this.#tables.values()) await this.#insert(table);
  }

  /** A further row of the same owner that is not in the table yet; its parents are. */
  fresh(table: TableFacts): Row {
    const values: Record<string, unknown> = {};
    for (const { name, type } of table.columns) values[name] = sampleValue(type);
    for (const { columns, parent, parentColumns } of table.foreignKeys) {
      const parentRow = this.#rows.get(parent);
      columns.forEach((column, index) => {
        values[column] = parentRow?.[parentColumns[index] ?? ''] ?? null;
      });
    }
    for (const key of ownerKeys) if (`${key}_id` in values) values[`${key}_id`] = this.owners[key];
    return values;
  }

  async #insert(table: TableFacts): Promise<void> {
    if (this.#rows.has(table.name)) return;
    for (const { parent } of table.foreignKeys) {
      const facts = this.#tables.get(parent);
      if (facts !== undefined && parent !== table.name) await this.#insert(facts);
    }
    const row = this.fresh(table);
    const { text, values } = insertStatement(table.name, row);
    // With the columns that the database fills in itself: one of them may be the key.
    const [stored] = await this.#database.admin(`${text} returning *`, values);
    this.#rows.set(table.name, stored ?? row);
  }
}

export function insertStatement(table: string, row: Row): { text: string; values: unknown[] } {
  const names = Object.keys(row);
  const columns = names.map((name) => `"${name}"`).join(', ');
  const places = names.map((_, index) => `$${String(index + 1)}`).join(', ');
  return { text: `insert into ${table} (${columns}) values (${places})`, values: Object.values(row) };
}

export function whereKey(table: TableFacts, row: Row, from = 1): { text: string; values: unknown[] } {
  const text = table.primaryKey.map((name, index) => `"${name}" = $${String(index + from)}`).join(' and ');
  return { text, values: table.primaryKey.map((name) => row[name]) };
}

function sampleValue(type: string): unknown {
  if (type.endsWith('[]')) return [];
  switch (type) {
    case 'uuid':
      return randomUUID();
    case 'text':
      return `sample-${randomBytes(9).toString('hex')}`;
    case 'bytea':
      return randomBytes(32);
    case 'integer':
    case 'bigint':
    case 'smallint':
      return randomInt(2, 30_000);
    case 'boolean':
      return false;
    case 'jsonb':
    case 'json':
      return {};
    case 'date':
    case 'timestamp with time zone':
      return new Date('2026-11-02T09:00:00Z');
    default:
      throw new Error(`no sample value for type ${type}: teach sampleValue`);
  }
}
