-- One conversation of a person with an authority; text sealed under the person's data key.
create table mailbox.thread (
  thread_id uuid primary key,
  person_id uuid not null,
  tenant_id uuid not null,
  application_id uuid not null unique,
  destination_id text not null,
  -- Null until the application is delivered.
  case_id uuid unique,
  sealed bytea not null,
  opened_at timestamptz not null,
  last_at timestamptz not null
);
create index thread_person on mailbox.thread (person_id, last_at desc);
create index thread_last on mailbox.thread (last_at);
select kernel.owned_by('mailbox.thread', 'person');

create table mailbox.message (
  message_id uuid primary key,
  person_id uuid not null,
  thread_id uuid not null references mailbox.thread on delete cascade,
  kind text not null check (kind in ('reply', 'own', 'accepted', 'rejected')),
  -- Of own messages only.
  state text check (state in ('draft', 'stored', 'submitted', 'accepted', 'rejected')),
  -- Makes receiving repeatable.
  reply_id uuid unique,
  sealed bytea not null,
  at timestamptz not null,
  unread boolean not null,
  check ((kind = 'own') = (state is not null)),
  check ((kind = 'reply') = (reply_id is not null))
);
create index message_thread on mailbox.message (thread_id, at);
create index message_unread on mailbox.message (person_id) where unread;
create index message_drafts on mailbox.message (at) where state = 'draft';
create unique index message_decision on mailbox.message (thread_id, kind) where kind in ('accepted', 'rejected');
select kernel.owned_by('mailbox.message', 'person');

create table mailbox.message_attachment (
  attachment_id uuid primary key,
  person_id uuid not null,
  message_id uuid not null references mailbox.message on delete cascade,
  position integer not null,
  blob_id uuid not null,
  -- Name and description.
  sealed bytea not null,
  mime_type text not null,
  bytes bigint not null,
  sha512 text not null,
  -- The same file twice in one message is a double click.
  unique (message_id, sha512)
);
create index message_attachment_person on mailbox.message_attachment (person_id);
select kernel.owned_by('mailbox.message_attachment', 'person');

create function mailbox.find_thread_by_case(p_case_id uuid)
returns table (thread_id uuid, person_id uuid, tenant_id uuid, destination_id text)
language sql stable security definer set search_path = '' as $$
  select t.thread_id, t.person_id, t.tenant_id, t.destination_id from mailbox.thread t where t.case_id = p_case_id
$$;
comment on function mailbox.find_thread_by_case is 'a reply names a case; whose it is, only this table knows; ids only';

create function mailbox.due_drafts(p_before timestamptz, p_limit integer)
returns table (message_id uuid, person_id uuid)
language sql stable security definer set search_path = '' as $$
  select m.message_id, m.person_id from mailbox.message m
  where m.state = 'draft' and m.at <= p_before order by m.at limit p_limit
$$;
comment on function mailbox.due_drafts is 'retention over all persons; ids only';

create function mailbox.due_threads(p_before timestamptz, p_limit integer)
returns table (thread_id uuid, person_id uuid)
language sql stable security definer set search_path = '' as $$
  select t.thread_id, t.person_id from mailbox.thread t where t.last_at <= p_before order by t.last_at limit p_limit
$$;
comment on function mailbox.due_threads is 'retention over all persons; ids only';

revoke execute on all functions in schema mailbox from public;
grant execute on all functions in schema mailbox to verbund_app;
