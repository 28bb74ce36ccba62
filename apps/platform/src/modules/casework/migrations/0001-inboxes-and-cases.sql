create schema casework;

-- One inbox per tenant: a FIT-Connect client and a destination.
create table casework.inbox (
  inbox_id uuid primary key,
  tenant_id uuid not null unique,
  name text not null,
  state text not null default 'planned' check (state in ('planned', 'ready')),
  client_id text,
  -- Secret of the client, sealed under the tenant's data key.
  credentials bytea,
  destination_id uuid,
  encryption_kid text,
  signing_kid text,
  -- What the destination should offer. The revision tells a push whether somebody added a service meanwhile.
  services jsonb not null default '[]',
  services_revision integer not null default 1,
  services_pushed integer not null default 0,
  -- Setting up spans network calls, so it is claimed for a while instead of locked.
  claimed_until timestamptz,
  created_at timestamptz not null,
  last_fetch_at timestamptz,
  last_failure_at timestamptz,
  last_failure text,
  check (state = 'planned' or (destination_id is not null and credentials is not null))
);
select kernel.owned_by('casework.inbox', 'tenant');

create table casework.case (
  case_id uuid primary key,
  tenant_id uuid not null,
  -- Id of the case at the delivery service.
  fit_case_id uuid not null,
  destination_id uuid not null,
  service_identifier text not null,
  service_name text not null,
  receipt_number text,
  state text not null default 'new' check (state in ('new', 'in-progress', 'answered', 'decided', 'closed')),
  unread boolean not null default true,
  assigned_staff uuid,
  -- Counts what staff did and what the person sent; whoever acts names the revision that was on the screen.
  revision integer not null default 1,
  received_at timestamptz not null,
  changed_at timestamptz not null,
  unique (tenant_id, fit_case_id)
);
select kernel.owned_by('casework.case', 'tenant');
create index case_list on casework.case (tenant_id, received_at desc, case_id);
create index case_by_receipt on casework.case (tenant_id, upper(receipt_number));

-- What came and what went, in one thread. Content is sealed under the tenant's data key.
create table casework.entry (
  entry_id uuid primary key,
  -- Times of the event log have whole seconds; within one the order of storing counts.
  stored_order bigint generated always as identity,
  tenant_id uuid not null,
  case_id uuid not null references casework.case on delete cascade,
  kind text not null check (kind in ('application', 'follow-up', 'reply')),
  submission_id uuid,
  version_digest text,
  content bytea not null,
  staff_id uuid,
  at timestamptz not null,
  stored_at timestamptz not null,
  -- The acceptance in the event log, written after this row.
  settlement jsonb,
  settled_state text check (settled_state in ('accepted', 'rejected')),
  settled_at timestamptz,
  unique (tenant_id, submission_id),
  check ((kind = 'reply') = (submission_id is null))
);
select kernel.owned_by('casework.entry', 'tenant');
create index entry_of_case on casework.entry (case_id, at);

create table casework.attachment (
  attachment_id uuid primary key,
  tenant_id uuid not null,
  entry_id uuid not null references casework.entry on delete cascade,
  position integer not null,
  blob_id uuid not null,
  -- Name, type, purpose and id at the sender, sealed: file names say a lot about a person.
  description bytea not null,
  bytes bigint not null
);
select kernel.owned_by('casework.attachment', 'tenant');
create index attachment_of_entry on casework.attachment (entry_id, position);

-- Sending of a reply; the journal holds ids and hashes only.
create table casework.outgoing_reply (
  entry_id uuid primary key references casework.entry on delete cascade,
  tenant_id uuid not null,
  state text not null default 'stored' check (state in ('stored', 'sent', 'fetched', 'refused')),
  journal jsonb,
  fit_reply_id uuid,
  sent_at timestamptz,
  settled_at timestamptz,
  next_look_at timestamptz
);
select kernel.owned_by('casework.outgoing_reply', 'tenant');
create index outgoing_reply_watched on casework.outgoing_reply (next_look_at) where state = 'sent';

create table casework.history (
  history_id bigint generated always as identity primary key,
  tenant_id uuid not null,
  case_id uuid not null references casework.case on delete cascade,
  at timestamptz not null,
  what text not null,
  staff_id uuid
);
select kernel.owned_by('casework.history', 'tenant');
create index history_of_case on casework.history (case_id, at);

-- Refused submissions without their content, for seven days.
create table casework.rejection (
  submission_id uuid primary key,
  tenant_id uuid not null,
  fit_case_id uuid not null,
  problems jsonb not null,
  at timestamptz not null,
  settled_at timestamptz
);
select kernel.owned_by('casework.rejection', 'tenant');
create index rejection_by_time on casework.rejection (tenant_id, at);

create function casework.all_inboxes() returns table (tenant_id uuid, inbox_id uuid)
language sql stable security definer set search_path = '' as $$
  select tenant_id, inbox_id from casework.inbox where state = 'ready' order by last_fetch_at nulls first
$$;
comment on function casework.all_inboxes is 'the poller must know whose inbox to open; ids only';

create function casework.due_replies(p_now timestamptz) returns table (tenant_id uuid, entry_id uuid)
language sql stable security definer set search_path = '' as $$
  select tenant_id, entry_id from casework.outgoing_reply
  where state = 'sent' and next_look_at <= p_now order by next_look_at limit 200
$$;
comment on function casework.due_replies is 'the watcher of sent replies looks across tenants; ids only';

create function casework.due_rejections(p_before timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare gone integer;
begin
  delete from casework.rejection where at < p_before;
  get diagnostics gone = row_count;
  return gone;
end $$;
comment on function casework.due_rejections is 'retention: records of refusals of all tenants; says only how many';

revoke execute on all functions in schema casework from public;
grant execute on all functions in schema casework to verbund_app;
