import { sql } from 'kysely';
import { createDatabase, type Tx } from '#kernel/db';
import { loadSeedTables, type SeedTables } from './seed-tables.ts';

export interface SeedCounts {
  areas: number;
  services: number;
  everydayWords: number;
  responsibility: number;
}

/**
 * Brings the public reference tables to the state of the seed files. Repeatable: rows that are the same are not written.
 * Runs as the owner login, because no other login may write public rows. Nothing is deleted: offerings point at areas.
 */
export async function seedCatalogue(ownerUrl: string, folder?: string): Promise<SeedCounts> {
  const tables = await loadSeedTables(folder);
  const db = createDatabase(ownerUrl, { max: 1, applicationName: 'verbund seeds' });
  try {
    return await db.tx({}, (tx) => writeSeedTables(tx, tables));
  } finally {
    await db.close();
  }
}

async function writeSeedTables(tx: Tx, tables: SeedTables): Promise<SeedCounts> {
  await sql`
    insert into catalogue.area as a (ars, ags, kind, name, designation, parent, postcode, population, slug)
    select ars, ags, kind, name, designation, parent, postcode, population, slug
    from jsonb_to_recordset(${JSON.stringify(tables.areas)}::jsonb) as r(ars text, ags text, kind text, name text,
      designation text, parent text, postcode text, population integer, slug text)
    on conflict (ars) do update set ags = excluded.ags, kind = excluded.kind, name = excluded.name,
      designation = excluded.designation, parent = excluded.parent, postcode = excluded.postcode,
      population = excluded.population, slug = excluded.slug
    where (a.ags, a.kind, a.name, a.designation, a.parent, a.postcode, a.population, a.slug) is distinct from
      (excluded.ags, excluded.kind, excluded.name, excluded.designation, excluded.parent, excluded.postcode,
       excluded.population, excluded.slug)
  `.execute(tx);
  await sql`
    insert into catalogue.service as s (service_id, leistungsschluessel, name, type, ozg_id, ozg_service, catalogue)
    select id, leistungsschluessel, name, type, "ozgId", "ozgService", catalogue
    from jsonb_to_recordset(${JSON.stringify(tables.services)}::jsonb) as r(id text, leistungsschluessel text,
      name text, type text, "ozgId" text, "ozgService" text, catalogue text)
    on conflict (service_id) do update set name = excluded.name, type = excluded.type, ozg_id = excluded.ozg_id,
      ozg_service = excluded.ozg_service, catalogue = excluded.catalogue
    where (s.name, s.type, s.ozg_id, s.ozg_service, s.catalogue) is distinct from
      (excluded.name, excluded.type, excluded.ozg_id, excluded.ozg_service, excluded.catalogue)
  `.execute(tx);
  await sql`
    insert into catalogue.everyday_words (words, leistungsschluessel)
    select words, leistungsschluessel
    from jsonb_to_recordset(${JSON.stringify(tables.synonyms)}::jsonb) as r(words text, leistungsschluessel text)
    on conflict do nothing
  `.execute(tx);
  await sql`
    insert into catalogue.responsibility as p (key_prefix, level, own_from_population, office)
    select "keyPrefix", level, "ownFromPopulation", office
    from jsonb_to_recordset(${JSON.stringify(tables.responsibility)}::jsonb) as r("keyPrefix" text, level text,
      "ownFromPopulation" integer, office text)
    on conflict (key_prefix) do update set level = excluded.level, own_from_population = excluded.own_from_population,
      office = excluded.office
    where (p.level, p.own_from_population, p.office) is distinct from
      (excluded.level, excluded.own_from_population, excluded.office)
  `.execute(tx);
  return {
    areas: tables.areas.length,
    services: tables.services.length,
    everydayWords: tables.synonyms.length,
    responsibility: tables.responsibility.length,
  };
}
