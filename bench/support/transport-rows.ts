/** The rows of one submission as the delivery service writes them, without policies, program or checks. */
export const submissionTables = `
create table bench.case_file (case_id uuid primary key, client_id uuid, destination_id uuid, last_seq integer, created_at timestamptz, last_event_at timestamptz);
create index on bench.case_file (last_event_at); create index on bench.case_file (destination_id, created_at, case_id); create index on bench.case_file (client_id, created_at, case_id);
create table bench.item (item_id uuid primary key, kind text, case_id uuid, client_id uuid, destination_id uuid, writer_id uuid, state text, version integer default 0,
  announced uuid[], service_identifier text, region text, encrypted_metadata text, encrypted_data text, tags jsonb, created_at timestamptz, state_since timestamptz);
alter table bench.item alter column encrypted_metadata set storage external; alter table bench.item alter column encrypted_data set storage external;
create index on bench.item (case_id); create index on bench.item (state, state_since) where state <> 'deleted';
create index on bench.item (destination_id, state_since, item_id) where state in ('submitted', 'forwarded');
create table bench.attachment (item_id uuid, attachment_id uuid, client_id uuid, destination_id uuid, content text, tag text, bytes bigint, uploaded_at timestamptz, primary key (item_id, attachment_id));
alter table bench.attachment alter column content set storage external;
create table bench.event (case_id uuid, seq integer, client_id uuid, destination_id uuid, item_id uuid, jti uuid unique, name text, token text, written_at timestamptz, primary key (case_id, seq));
create index on bench.event (item_id, seq);`;

/** Announce, upload, submit, accept: four transactions. Sizes in characters, as found in the tables. */
export function submissionScript(sizes: {
  metadata: number;
  data: number;
  token: number;
  attachment: number;
}): string[][] {
  const id = 'md5(:n::text)::uuid';
  const letters = (count: number): string => `repeat('a', ${String(Math.round(count))})`;
  const event = (seq: number): string =>
    `insert into bench.event values (${id}, ${String(seq)}, ${id}, ${id}, ${id}, gen_random_uuid(), 'event', ${letters(sizes.token)}, now())`;
  const next = `update bench.case_file set last_seq = last_seq + 1, last_event_at = now() where case_id = ${id}`;
  return [
    [
      `insert into bench.case_file values (${id}, ${id}, ${id}, 1, now(), now())`,
      `insert into bench.item values (${id}, 'submission', ${id}, ${id}, ${id}, ${id}, 'incomplete', 0, array[${id}], 'service', null, null, null, null, now(), now())`,
      event(1),
    ],
    [
      `update bench.item set version = version + 1 where item_id = ${id}`,
      `insert into bench.attachment values (${id}, ${id}, ${id}, ${id}, ${letters(sizes.attachment)}, 'tag', 67000, now())`,
    ],
    [
      `update bench.item set state = 'submitted', encrypted_metadata = ${letters(sizes.metadata)}, encrypted_data = ${letters(sizes.data)}, tags = '{"metadata": "tag"}', state_since = now() where item_id = ${id}`,
      next,
      event(2),
    ],
    [`update bench.item set state = 'accepted', state_since = now() where item_id = ${id}`, next, event(3)],
  ];
}

/** Fills the delivery service up to `total` stored submissions of `clientId`: half of them wait, half are accepted. */
export const fillSubmissions = `
with pattern as (
  select encrypted_metadata, encrypted_data, tags, service_identifier, announced,
    (select token from transport.event e where e.item_id = i.item_id limit 1) as token
  from transport.item i where encrypted_metadata is not null limit 1
), fresh as materialized (
  select gen_random_uuid() as id, n from generate_series(1, $3::int - (select count(*)::int from transport.item)) as n
), cases as (
  insert into transport.case_file (case_id, client_id, destination_id, last_seq, created_at, last_event_at)
  select id, $1, $2, 2, now() - n * interval '1 second', now() from fresh
), items as (
  insert into transport.item (item_id, kind, case_id, client_id, destination_id, writer_id, state, announced,
    service_identifier, service_name, encrypted_metadata, encrypted_data, tags, polled, created_at, state_since)
  select id, 'submission', id, $1, $2, $1, case when n % 2 = 0 then 'submitted' else 'accepted' end, '{}',
    service_identifier, '', encrypted_metadata, encrypted_data, tags, true, now(), now() - n * interval '1 second'
  from fresh, pattern
)
insert into transport.event (case_id, seq, client_id, destination_id, item_id, jti, name, token, written_at)
select id, seq, $1, $2, id, gen_random_uuid(), 'create-submission', token, now() from fresh, pattern, generate_series(1, 2) as seq`;
