-- What a person sends. Content is sealed under the person's data key and goes once the receiver has decided.
create table dispatch.outgoing (
  outgoing_id uuid primary key,
  person_id uuid not null,
  tenant_id uuid not null,
  kind text not null check (kind in ('application', 'follow-up')),
  state text not null check (state in ('stored', 'submitted', 'accepted', 'rejected')),
  destination_id text not null,
  -- Known from the announce on, long before the submit.
  case_id uuid,
  submission_id uuid,
  facts bytea,
  data bytea,
  -- Ids and tags of the delivery under way (fit-connect's DeliveryProgress); no content.
  journal jsonb,
  claim uuid,
  claimed_until timestamptz,
  last_error text,
  stored_at timestamptz not null,
  submitted_at timestamptz,
  settled_at timestamptz,
  next_look_at timestamptz,
  check (state <> 'stored' or (facts is not null and data is not null)),
  check (state = 'stored' or (case_id is not null and submission_id is not null and submitted_at is not null)),
  check ((settled_at is not null) = (state in ('accepted', 'rejected')))
);
create index outgoing_person on dispatch.outgoing (person_id);
create index outgoing_stored on dispatch.outgoing (stored_at) where state = 'stored';
create index outgoing_looks on dispatch.outgoing (next_look_at) where state = 'submitted';
create index outgoing_settled on dispatch.outgoing (settled_at) where settled_at is not null;
create index outgoing_case on dispatch.outgoing (case_id) where state = 'stored';
select kernel.owned_by('dispatch.outgoing', 'person');

create table dispatch.attachment (
  outgoing_id uuid not null references dispatch.outgoing on delete cascade,
  position integer not null,
  person_id uuid not null,
  blob_id uuid not null,
  keep_blob boolean not null,
  -- Name, type, purpose and description, sealed.
  facts bytea not null,
  bytes bigint not null,
  sha512 text not null,
  primary key (outgoing_id, position)
);
create index attachment_person on dispatch.attachment (person_id);
select kernel.owned_by('dispatch.attachment', 'person');

create function dispatch.due_outstanding(p_now timestamptz, p_limit integer)
returns table (outgoing_id uuid, person_id uuid)
language sql stable security definer set search_path = '' as $$
  select o.outgoing_id, o.person_id from dispatch.outgoing o
  where o.state = 'submitted' and o.next_look_at <= p_now order by o.next_look_at limit p_limit
$$;
comment on function dispatch.due_outstanding is 'the poller reads event logs for everybody; ids only';

create function dispatch.due_stored(p_before timestamptz, p_limit integer)
returns table (outgoing_id uuid, person_id uuid)
language sql stable security definer set search_path = '' as $$
  select o.outgoing_id, o.person_id from dispatch.outgoing o
  where o.state = 'stored' and o.stored_at <= p_before order by o.stored_at limit p_limit
$$;
comment on function dispatch.due_stored is 'undelivered rows whose job the queue may have lost, for all persons; ids only';

create function dispatch.due_settled(p_before timestamptz, p_limit integer)
returns table (outgoing_id uuid, person_id uuid)
language sql stable security definer set search_path = '' as $$
  select o.outgoing_id, o.person_id from dispatch.outgoing o
  where o.settled_at <= p_before order by o.settled_at limit p_limit
$$;
comment on function dispatch.due_settled is 'retention over all persons; ids only';

create function dispatch.find_case_underway(p_case_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select 1 from dispatch.outgoing o where o.case_id = p_case_id and o.state = 'stored')
$$;
comment on function dispatch.find_case_underway is
  'a reply may come before the delivery is recorded; whose case it is, is not known then; yes or no only';

revoke execute on all functions in schema dispatch from public;
grant execute on all functions in schema dispatch to verbund_app;
