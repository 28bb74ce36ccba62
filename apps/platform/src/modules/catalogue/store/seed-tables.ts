import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ars } from '../domain/regional-keys.ts';
import { parseAgs, parseArs } from '../domain/regional-keys.ts';
import type { Area, AreaKind, ServiceEntry, EverydayWords } from '../domain/search-types.ts';
import type { ResponsibilityRule, ResponsibleLevel } from '../domain/search-types.ts';
import { readCsv } from './csv.ts';

/** A service of the catalogue of October 2019: keys are stable, designations and types may be outdated. */
export type SeedService = ServiceEntry & {
  readonly leistungsschluessel: string;
  readonly type: string;
  readonly ozgId: string;
  readonly ozgService: string;
  readonly catalogue: string;
};

export type SeedTables = {
  readonly areas: readonly Area[];
  readonly services: readonly SeedService[];
  readonly synonyms: readonly EverydayWords[];
  readonly responsibility: readonly ResponsibilityRule[];
};

type Row = Readonly<Record<string, string>>;

const seedFolder = join(dirname(fileURLToPath(import.meta.url)), '../../../../seeds/catalogue');
const kinds: readonly AreaKind[] = ['state', 'region', 'district', 'city', 'town'];
const levels: readonly ResponsibleLevel[] = ['town', 'district', 'region', 'state', 'federation', 'other'];

/** Reads the seed tables; a broken row stops the start, because the files are part of the program. */
export async function loadSeedTables(folder: string = seedFolder): Promise<SeedTables> {
  const read = async (name: string): Promise<readonly Row[]> =>
    readCsv(await readFile(join(folder, name), 'utf8'), name);
  const [areas, services, words, responsibility] = await Promise.all(
    ['areas.csv', 'services.csv', 'everyday-words.csv', 'responsibility.csv'].map(read),
  );
  return {
    areas: (areas ?? []).map(toArea),
    services: (services ?? []).map(toService),
    synonyms: (words ?? []).map((row) => ({ words: text(row, 'words'), leistungsschluessel: key(row) })),
    responsibility: (responsibility ?? []).map(toRule),
  };
}

function toArea(row: Row): Area {
  const ags = parseAgs(row['ags'] ?? '');
  return {
    ars: ars(row, 'ars'),
    kind: oneOf(kinds, row, 'kind'),
    name: text(row, 'name'),
    designation: text(row, 'designation'),
    parent: ars(row, 'parent'),
    population: Number(text(row, 'population')),
    slug: text(row, 'slug'),
    ...(ags === undefined ? {} : { ags }),
    ...(row['postcode'] === '' ? {} : { postcode: text(row, 'postcode') }),
  };
}

function toService(row: Row): SeedService {
  return {
    id: key(row),
    leistungsschluessel: key(row),
    name: text(row, 'name'),
    type: row['type'] ?? '',
    ozgId: row['ozg_id'] ?? '',
    ozgService: row['ozg_service'] ?? '',
    catalogue: text(row, 'catalogue'),
  };
}

function toRule(row: Row): ResponsibilityRule {
  const own = row['own_from_population'] ?? '';
  return {
    keyPrefix: text(row, 'key_prefix'),
    level: oneOf(levels, row, 'level'),
    office: text(row, 'office'),
    ...(own === '' ? {} : { ownFromPopulation: Number(own) }),
  };
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (value === undefined || value === '') throw new Error(`seed row without ${column}: ${JSON.stringify(row)}`);
  return value;
}

function key(row: Row): string {
  const value = text(row, 'leistungsschluessel');
  if (!/^99\d{12}$/.test(value)) throw new Error(`not a LeiKa key: ${value}`);
  return value;
}

function ars(row: Row, column: string): Ars {
  const value = parseArs(text(row, column));
  if (value === undefined) throw new Error(`not a regional key: ${text(row, column)}`);
  return value;
}

function oneOf<T extends string>(values: readonly T[], row: Row, column: string): T {
  const value = values.find((known) => known === row[column]);
  if (value === undefined) throw new Error(`unknown ${column}: ${row[column] ?? ''}`);
  return value;
}
