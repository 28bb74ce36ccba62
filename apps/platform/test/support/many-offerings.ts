import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import {
  canonicalJson,
  manifestDigest,
  parseManifest,
  type ServiceManifest,
} from '../../src/modules/catalogue/index.ts';

export interface ManyOfferings {
  towns: number;
  packages: number;
  offerings: number;
  /** Of one of the packages. */
  packageIds: readonly string[];
}

/**
 * As many towns as the Land has, each of which runs each of the packages: rows as publishing and adopting would leave
 * them, written at once. The versions are copies of the one that the demonstration published; the signatures are none.
 */
export async function fillWithOfferings(
  adminUrl: string,
  wanted: { towns: number; packages: number; slug?: string },
): Promise<ManyOfferings> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { provider, model, schemaDigest } = await modelOf(client, wanted.slug ?? 'hundesteuer-anmelden');
    const versions = await insertVersions(client, provider, model, schemaDigest, wanted.packages);
    const towns = await insertTowns(client, wanted.towns);
    const { rowCount } = await client.query(offerings, [
      towns,
      versions.map(({ digest }) => digest),
      versions.map(({ slug }) => slug),
    ]);
    await client.query(
      `insert into catalogue.offered_version (tenant_id, offering_id, version_digest, since)
       select tenant_id, offering_id, version_digest, live_since from catalogue.offering on conflict do nothing`,
    );
    const packageIds = versions.map(({ slug }) => `${model.provider.slug}/${slug}`);
    await client.query(reviews, [towns, packageIds, provider, model.version]);
    await client.query(wishes, [towns]);
    await client.query('analyze');
    return { towns: towns.length, packages: versions.length, offerings: rowCount ?? 0, packageIds };
  } finally {
    await client.end();
  }
}

async function modelOf(client: pg.Client, slug: string) {
  const { rows } = await client.query<{ tenant_id: string; manifest: string; schema_digest: string }>(
    `select tenant_id, manifest, schema_digest from catalogue.service_version where service_slug = $1
     order by published_at desc limit 1`,
    [slug],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`no version of ${slug} to copy`);
  const parsed = parseManifest(JSON.parse(row.manifest));
  if (!parsed.ok) throw new Error(`the manifest of ${slug} is none`);
  return { provider: row.tenant_id, model: parsed.manifest, schemaDigest: row.schema_digest };
}

async function insertVersions(
  client: pg.Client,
  provider: string,
  model: ServiceManifest,
  schemaDigest: string,
  count: number,
): Promise<{ digest: string; slug: string }[]> {
  const { rows: services } = await client.query<{ leistungsschluessel: string; name: string }>(
    `select leistungsschluessel, name from catalogue.service where leistungsschluessel not like '%000000'
     order by leistungsschluessel limit $1`,
    [count],
  );
  const made = services.map(({ leistungsschluessel, name }, at) => {
    const slug = `dienst-${String(at + 1).padStart(4, '0')}`;
    const service = {
      ...model.service,
      leistungsschluessel,
      slug,
      name: { de: name.slice(0, 200), en: '' },
      keywords: [],
    };
    const manifest: ServiceManifest = { ...model, service, tests: [] };
    return { digest: manifestDigest(manifest), slug, manifest, leistungsschluessel, text: canonicalJson(manifest) };
  });
  await client.query(
    `insert into catalogue.service_version (version_digest, tenant_id, service_slug, version, leistungsschluessel,
                                            schema_digest, schema_uri, manifest, published_at)
     select d, $1, s, $2, k, $3, $4, m, now() from unnest($5::text[], $6::text[], $7::text[], $8::text[]) as t (d, s, k, m)`,
    [
      ...[provider, model.version, schemaDigest, model.delivery.schemaUri],
      ...[made.map(({ digest }) => digest), made.map(({ slug }) => slug)],
      ...[made.map((one) => one.leistungsschluessel), made.map(({ text }) => text)],
    ],
  );
  await client.query(
    `insert into packages.package (package_digest, tenant_id, package_id, version, version_digest, package_index, signature,
       signer_kid, minimum_platform, provider_name, name_de, name_en, summary_de, summary_en, leistungsschluessel, change_kind, bytes,
       built_at, published_at)
     select p, $1, i, $2, d, '{}', '', 'none', '0.1.0', $9, n, '', $3, '', k, 'feature', 1, now(), now()
     from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) as t (p, i, d, n, k)`,
    [
      ...[provider, model.version, model.service.summary.de],
      made.map(({ digest }) => `sha256:${createHash('sha256').update(digest).digest('hex')}`),
      made.map(({ slug }) => `${model.provider.slug}/${slug}`),
      ...[made.map(({ digest }) => digest), made.map(({ manifest }) => manifest.service.name.de)],
      made.map((one) => one.leistungsschluessel),
      model.provider.name,
    ],
  );
  return made;
}

async function insertTowns(client: pg.Client, count: number): Promise<string[]> {
  const { rows } = await client.query<{ ars: string; slug: string; name: string; tenant_id: string | null }>(
    `select a.ars, a.slug, a.name, t.tenant_id from catalogue.area a left join identity.tenant t using (ars)
     where a.kind in ('town', 'city') order by t.tenant_id nulls last, a.ars limit $1`,
    [count],
  );
  const contact = { street: 'Musterplatz 1', postcode: '40000', city: 'Musterort', email: 'rathaus@stadt.example' };
  const fresh = rows.filter(({ tenant_id }) => tenant_id === null).map((row) => ({ ...row, tenant_id: randomUUID() }));
  await client.query(
    `insert into identity.tenant (tenant_id, slug, kind, ars, name, official_name, contact, is_demo, created_at)
     select i::uuid, s, 'town', a, n, n, $1::jsonb, true, now()
     from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as t (i, s, a, n)`,
    [
      JSON.stringify({ ...contact, phone: '', openingHours: '' }),
      ...[fresh.map(({ tenant_id }) => tenant_id), fresh.map(({ slug }) => slug)],
      ...[fresh.map(({ ars }) => ars), fresh.map(({ name }) => name)],
    ],
  );
  return [...rows.flatMap(({ tenant_id }) => tenant_id ?? []), ...fresh.map(({ tenant_id }) => tenant_id)];
}

const offerings = `insert into catalogue.offering (offering_id, tenant_id, service_slug, version_digest, destination_id,
    area_ars, receipt_instant, town_texts, valid_from, live, changed_at, live_since)
  select gen_random_uuid(), t.tenant_id, v.slug, v.digest, gen_random_uuid()::text, t.ars, 'stored', '{}'::jsonb,
         now() - interval '1 day', true, now(), now() - interval '1 day'
  from identity.tenant t cross join unnest($2::text[], $3::text[]) as v (digest, slug)
  where t.tenant_id = any ($1::uuid[])`;

const reviews = `insert into marketplace.review (review_id, tenant_id, provider_id, package_id, version, rating, office,
    experience, written_at, changed_at)
  select gen_random_uuid(), t.id, $3::uuid, p.id, $4, 1 + (t.n + p.n)::integer % 5, 'Ordnungsamt',
         'Die Einführung hat zwei Wochen gedauert. ' || t.n, now(), now()
  from unnest($1::uuid[]) with ordinality as t (id, n) cross join unnest($2::text[]) with ordinality as p (id, n)
  where (t.n + p.n) % 20 = 0`;

const wishes = `with made as (
    insert into marketplace.wish (wish_id, tenant_id, need, details, made_at)
    select gen_random_uuid(), id, 'Gesuchter Dienst ' || n, '', now() from unnest($1::uuid[]) with ordinality as t (id, n)
    returning wish_id
  ), joining as (
    select id from unnest($1::uuid[]) with ordinality as t (id, n) where n % 10 = 0
  )
  insert into marketplace.wish_town (wish_id, tenant_id, joined_at)
  select wish_id, joining.id, now() from made cross join joining`;
