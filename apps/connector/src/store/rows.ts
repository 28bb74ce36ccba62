import { type SQLOutputValue } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;

/** Only this program writes the rows, into strict tables: another type means damage. */
export function text(row: Row, name: string): string {
  const value = row[name];
  if (typeof value !== 'string') throw new Error(`the state is damaged: ${name}`);
  return value;
}

export function integer(row: Row, name: string): number {
  const value = row[name];
  if (typeof value !== 'number') throw new Error(`the state is damaged: ${name}`);
  return value;
}

export function optionalText(row: Row, name: string): string | undefined {
  return row[name] === null ? undefined : text(row, name);
}

export function optionalInteger(row: Row, name: string): number | undefined {
  return row[name] === null ? undefined : integer(row, name);
}

/** What this program itself has written as JSON. */
export function json<T>(row: Row, name: string): T {
  return JSON.parse(text(row, name)) as T;
}

export function optionalJson<T>(row: Row, name: string): T | undefined {
  return row[name] === null ? undefined : json<T>(row, name);
}
