import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { parseAgs, parseArs } from '../domain/regional-keys.ts';
import {
  type Area,
  type AreaKind,
  type EverydayWords,
  type ResponsibilityRule,
  type ResponsibleLevel,
} from '../domain/search-types.ts';
import { type CatalogueEntry } from '../types.ts';

interface AreaRow {
  ars: string;
  ags: string | null;
  kind: AreaKind;
  name: string;
  designation: string;
  parent: string;
  postcode: string | null;
  population: number;
  slug: string;
}

export async function selectRevision(tx: Tx): Promise<string> {
  const result = await sql<{ number: string }>`select number from catalogue.revision`.execute(tx);
  return result.rows[0]?.number ?? '';
}

export async function selectAreas(tx: Tx): Promise<readonly Area[]> {
  const result = await sql<AreaRow>`
    select ars, ags, kind, name, designation, parent, postcode, population, slug from catalogue.area order by ars
  `.execute(tx);
  return result.rows.flatMap((row) => {
    const ars = parseArs(row.ars);
    const ags = row.ags === null ? undefined : parseAgs(row.ags);
    const parent = parseArs(row.parent);
    if (ars === undefined) return [];
    return [
      {
        ars,
        kind: row.kind,
        name: row.name,
        designation: row.designation,
        population: row.population,
        slug: row.slug,
        ...(ags === undefined ? {} : { ags }),
        ...(parent === undefined ? {} : { parent }),
        ...(row.postcode === null ? {} : { postcode: row.postcode }),
      },
    ];
  });
}

export async function selectServices(tx: Tx): Promise<readonly CatalogueEntry[]> {
  const result = await sql<CatalogueEntry>`
    select service_id as id, leistungsschluessel, name, type, ozg_id as "ozgId", ozg_service as "ozgService", catalogue
    from catalogue.service order by service_id
  `.execute(tx);
  return result.rows;
}

export async function selectEverydayWords(tx: Tx): Promise<readonly EverydayWords[]> {
  const result = await sql<EverydayWords>`
    select words, leistungsschluessel from catalogue.everyday_words order by words, leistungsschluessel
  `.execute(tx);
  return result.rows;
}

export async function selectResponsibility(tx: Tx): Promise<readonly ResponsibilityRule[]> {
  const result = await sql<{
    key_prefix: string;
    level: ResponsibleLevel;
    own_from_population: number | null;
    office: string;
  }>`select key_prefix, level, own_from_population, office from catalogue.responsibility order by key_prefix`.execute(
    tx,
  );
  return result.rows.map((row) => ({
    keyPrefix: row.key_prefix,
    level: row.level,
    office: row.office,
    ...(row.own_from_population === null ? {} : { ownFromPopulation: row.own_from_population }),
  }));
}
