-- A case is opened by the first submission. client_id is the sender; the receiver is whoever is linked with the
-- destination. The same rule holds for everything below it, on columns of its own, so that no policy needs a join.
create table transport.case_file (
  case_id uuid primary key,
  client_id uuid not null references transport.client,
  destination_id uuid not null references transport.destination,
  last_seq integer not null default 0,
  created_at timestamptz not null,
  last_event_at timestamptz not null
);
create index case_file_last_event on transport.case_file (last_event_at);
create index case_file_destination on transport.case_file (destination_id);

-- Submissions and replies: ciphertext only, one state machine for both.
create table transport.item (
  item_id uuid primary key,
  kind text not null check (kind in ('submission', 'reply')),
  case_id uuid not null references transport.case_file on delete cascade,
  client_id uuid not null,
  destination_id uuid not null,
  -- The client that announced it: the sender for a submission, the subscriber for a reply. Owns the blobs.
  writer_id uuid not null references transport.client,
  state text not null check (state in ('incomplete', 'submitted', 'forwarded', 'accepted', 'rejected', 'deleted')),
  -- Counts uploads, so that a submit never signs tags of an attachment that is being replaced.
  version integer not null default 0,
  announced uuid[] not null,
  service_identifier text,
  service_name text,
  region text,
  encrypted_metadata text,
  encrypted_data text,
  tags jsonb,
  polled boolean not null default false,
  -- Rejected by the service after the time-out: the content can no longer be fetched.
  timed_out boolean not null default false,
  created_at timestamptz not null,
  state_since timestamptz not null,
  check ((state = 'incomplete' or state = 'deleted') or tags is not null),
  check (state not in ('submitted', 'forwarded') or (encrypted_metadata is not null and encrypted_data is not null)),
  check (state <> 'forwarded' or kind = 'submission'),
  check (kind = 'reply' or service_identifier is not null)
);
-- Base64 of ciphertext hardly shrinks; trying costs time at every submit.
alter table transport.item alter column encrypted_metadata set storage external;
alter table transport.item alter column encrypted_data set storage external;
create index item_case on transport.item (case_id);
create index item_due on transport.item (state, state_since) where state <> 'deleted';
create index item_inbox on transport.item (destination_id, state_since, item_id)
  where kind = 'submission' and state in ('submitted', 'forwarded');
create index item_replies on transport.item (client_id, state_since, item_id)
  where kind = 'reply' and state = 'submitted';

-- The transitions of packages/fit-connect once more; a test compares both. What code may forget, the table may not.
create function transport.check_item_state() returns trigger language plpgsql set search_path = '' as $$
begin
  if old.state <> new.state and (old.state, new.state) not in (
    ('incomplete', 'submitted'), ('incomplete', 'deleted'),
    ('submitted', 'forwarded'), ('submitted', 'accepted'), ('submitted', 'rejected'),
    ('forwarded', 'accepted'), ('forwarded', 'rejected'),
    ('accepted', 'deleted'), ('rejected', 'deleted')
  ) then
    raise exception 'item % cannot go from % to %', old.item_id, old.state, new.state using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_state before update of state on transport.item
  for each row execute function transport.check_item_state();

create table transport.attachment (
  item_id uuid not null references transport.item on delete cascade,
  attachment_id uuid not null,
  client_id uuid not null,
  destination_id uuid not null,
  blob_id uuid not null,
  tag text not null,
  bytes bigint not null,
  uploaded_at timestamptz not null,
  primary key (item_id, attachment_id)
);

create table transport.event (
  case_id uuid not null references transport.case_file on delete cascade,
  seq integer not null,
  client_id uuid not null,
  destination_id uuid not null,
  item_id uuid not null,
  jti uuid not null,
  name text not null,
  token text not null,
  written_at timestamptz not null,
  primary key (case_id, seq),
  unique (case_id, jti)
);
create index event_item on transport.event (item_id, seq);

do $$
declare tbl text;
begin
  foreach tbl in array array['case_file', 'item', 'attachment', 'event'] loop
    execute format('alter table transport.%I enable row level security', tbl);
    execute format('create policy both_sides on transport.%I to verbund_transport
      using (client_id = kernel.app_client() or destination_id in
        (select l.destination_id from transport.destination_client l where l.client_id = kernel.app_client()))', tbl);
    execute format('grant select, insert, update, delete on transport.%I to verbund_transport', tbl);
    execute format('comment on table transport.%I is %L', tbl,
      'owner: client (the sender, or a subscriber linked with the destination)');
  end loop;
end $$;

create function transport.due_items(p_state text, p_before timestamptz, p_limit integer)
returns table (item_id uuid, client_id uuid, writer_id uuid)
language sql stable security definer set search_path = '' as $$
  select item_id, client_id, writer_id from transport.item
  where state = p_state and state_since <= p_before order by state_since limit p_limit
$$;
comment on function transport.due_items is 'retention looks at the items of all clients; returns ids and owners only';

create function transport.due_cases(p_before timestamptz, p_limit integer) returns table (case_id uuid, client_id uuid)
language sql stable security definer set search_path = '' as $$
  select c.case_id, c.client_id from transport.case_file c
  where c.last_event_at <= p_before
    and not exists (select from transport.item i where i.case_id = c.case_id and i.state <> 'deleted')
  order by c.last_event_at limit p_limit
$$;
comment on function transport.due_cases is 'retention looks at the cases of all clients; returns ids and owners only';

create function transport.all_item_counts() returns table (kind text, state text, count bigint)
language sql stable security definer set search_path = '' as $$
  select kind, state, count(*) from transport.item group by kind, state
$$;
comment on function transport.all_item_counts is 'operations see counts over all clients and no row';

revoke execute on all functions in schema transport from public;
grant execute on function transport.find_client, transport.find_access_token, transport.due_access_tokens,
  transport.due_items, transport.due_cases, transport.all_item_counts to verbund_transport;
