/**
 * Makes areas.csv and services.csv from the downloaded official lists (see README.md).
 * Run: node --import tsx apps/platform/seeds/catalogue/make-seeds.ts [DATA_DIR]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { agsOfArs, parseArs } from '../../src/modules/catalogue/domain/regional-keys.ts';
import { uniqueSlug } from '../../src/modules/catalogue/domain/slug.ts';
import { csvLine, readCsv } from '../../src/modules/catalogue/store/csv.ts';

type Row = Readonly<Record<string, string>>;

const here = dirname(fileURLToPath(import.meta.url));
const dataDir = resolve(process.argv[2] ?? process.env['VERBUND_SAMPLES'] ?? join(here, '../../../../../shared/data'));

const table = (path: string): readonly Row[] => readCsv(readFileSync(join(dataDir, path), 'utf8'), path);
const column = (row: Row, name: string): string => row[name] ?? '';

function write(name: string, rows: readonly (readonly string[])[]): void {
  writeFileSync(join(here, name), rows.map((row) => `${csvLine(row)}\n`).join(''));
  process.stdout.write(`${name}: ${String(rows.length - 1)} rows\n`);
}

const districtName = (row: Row): string => {
  const name = column(row, 'name');
  return /kreis|region/i.test(name) ? name : `Kreis ${name}`;
};

function makeAreas(): void {
  const taken = new Set<string>();
  const rows: string[][] = [
    ['ars', 'ags', 'kind', 'name', 'designation', 'parent', 'postcode', 'population', 'slug'],
  ];
  const add = (row: Row, kind: string, name: string, designation: string, parent: string, districtOf = ''): void => {
    const ars = parseArs(column(row, 'ars'));
    if (ars === undefined) throw new Error(`${name}: no regional key`);
    const short = name.replace(/ *\(.*\)/, '');
    const slug = uniqueSlug([short, name, `${short} ${districtOf}`, `${short} ${ars}`], taken);
    taken.add(slug);
    const isTown = kind === 'town' || kind === 'city';
    const figures = [isTown ? column(row, 'plz_verwaltungssitz') : '', column(row, 'einwohner')];
    rows.push([ars, isTown ? agsOfArs(ars) : '', kind, name, designation, parent, ...figures, slug]);
  };
  const state = table('regions/de-laender.csv').find((row) => row['schluessel'] === '05');
  if (state === undefined) throw new Error('de-laender.csv lacks 05');
  add(state, 'state', column(state, 'name'), 'Land Nordrhein-Westfalen', '000000000000');
  for (const row of table('regions/nrw-regierungsbezirke.csv')) {
    const name = column(row, 'name').replace('Reg.-Bez.', 'Regierungsbezirk');
    add(row, 'region', name, name.replace('Regierungsbezirk', 'Bezirksregierung'), column(state, 'ars'));
  }
  const districts = table('regions/nrw-kreise.csv').filter((row) => row['art'] !== 'kreisfreie Stadt');
  const names = new Map(districts.map((row) => [column(row, 'kreis_schluessel'), districtName(row)]));
  for (const row of table('regions/nrw-gemeinden.csv')) {
    const key = column(row, 'kreis_schluessel');
    const isCity = row['art'] === 'kreisfreie Stadt';
    const parent = (isCity ? column(row, 'regierungsbezirk_schluessel') : key).padEnd(12, '0');
    add(row, isCity ? 'city' : 'town', column(row, 'name'), column(row, 'bezeichnung'), parent, names.get(key) ?? '');
  }
  for (const row of districts) {
    const name = districtName(row);
    add(row, 'district', name, name, column(row, 'regierungsbezirk_schluessel').padEnd(12, '0'));
  }
  const [heading, ...body] = rows;
  const byKey = body.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
  write('areas.csv', [heading ?? [], ...byKey]);
}

function makeServices(): void {
  const rows = new Map<string, string[]>();
  for (const row of table('catalogue/leika-leistungen.csv')) {
    const key = column(row, 'leistungsschluessel');
    if (!/^99\d{12}$/.test(key) || rows.has(key)) continue;
    const name = column(row, 'bezeichnung').replace(/\s+/g, ' ').trim();
    rows.set(key, [key, name, column(row, 'typisierung'), column(row, 'ozg_id'), column(row, 'ozg_leistung'), '2019-10']);
  }
  const sorted = [...rows.values()].sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
  write('services.csv', [['leistungsschluessel', 'name', 'type', 'ozg_id', 'ozg_service', 'catalogue'], ...sorted]);
}

makeAreas();
makeServices();
