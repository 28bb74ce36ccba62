-- An application being filled in. What was typed is sealed under the person's data key; the town sees nothing of it.
create table forms.draft (
  draft_id uuid primary key,
  person_id uuid not null,
  tenant_id uuid not null,
  offering_id text not null,
  -- The service version that the person began with: a new version never changes a running draft.
  version_digest text not null,
  -- Public facts of that version and offering (names, declaration, schema address).
  pinned jsonb not null,
  content bytea not null,
  revision integer not null,
  created_at timestamptz not null,
  edited_at timestamptz not null,
  -- A day and not an instant, so that saving a page leaves the index alone (heap-only updates).
  expires_on date not null
) with (fillfactor = 60);
-- Ciphertext does not compress.
alter table forms.draft alter column content set storage external;
select kernel.owned_by('forms.draft', 'person');
create index draft_person on forms.draft (person_id);
create index draft_expiry on forms.draft (expires_on);

-- What was sent, as it was sent. Immutable but for the state of its delivery.
create table forms.application (
  application_id uuid primary key,
  -- A second send of the same draft finds the first receipt here.
  draft_id uuid not null unique,
  person_id uuid not null,
  tenant_id uuid not null,
  offering_id text not null,
  version_digest text not null,
  pinned jsonb not null,
  destination_id text not null,
  receipt_number text not null unique,
  snapshot bytea not null,
  state text not null check (state in ('stored', 'submitted', 'accepted', 'rejected')),
  stored_at timestamptz not null,
  handed_over_at timestamptz,
  submitted_at timestamptz,
  settled_at timestamptz,
  case_id text,
  -- Why it was refused, sealed under the person's data key.
  problems bytea
);
select kernel.owned_by('forms.application', 'person');
create index application_person on forms.application (person_id);

create function forms.keep_snapshot() returns trigger language plpgsql set search_path = '' as $$
begin
  if (new.application_id, new.draft_id, new.person_id, new.tenant_id, new.version_digest, new.receipt_number,
      new.snapshot, new.stored_at, new.destination_id) is distinct from
     (old.application_id, old.draft_id, old.person_id, old.tenant_id, old.version_digest, old.receipt_number,
      old.snapshot, old.stored_at, old.destination_id) then
    raise exception 'an application is immutable once it is sent';
  end if;
  return new;
end $$;
create trigger keep_snapshot before update on forms.application for each row execute function forms.keep_snapshot();

-- A file of a draft, later of the application made from it. Its name and hash are in the sealed answers.
create table forms.upload (
  upload_id uuid primary key,
  person_id uuid not null,
  draft_id uuid references forms.draft,
  application_id uuid references forms.application,
  blob_id uuid not null,
  bytes bigint not null check (bytes > 0),
  created_at timestamptz not null,
  check ((draft_id is null) <> (application_id is null))
);
select kernel.owned_by('forms.upload', 'person');
create index upload_person on forms.upload (person_id);
create index upload_draft on forms.upload (draft_id) where draft_id is not null;
create index upload_application on forms.upload (application_id) where application_id is not null;

-- The person's copy as PDF, sealed under her data key.
create table forms.summary (
  application_id uuid primary key references forms.application on delete cascade,
  person_id uuid not null,
  pdf bytea not null
);
alter table forms.summary alter column pdf set storage external;
select kernel.owned_by('forms.summary', 'person');

create function forms.due_drafts(p_today date, p_limit integer) returns table (draft_id uuid, person_id uuid)
language sql stable security definer set search_path = '' as $$
  select draft_id, person_id from forms.draft where expires_on < p_today order by expires_on limit p_limit
$$;
comment on function forms.due_drafts is 'retention looks at drafts of everybody, gets ids only and deletes as each owner';

create function forms.due_uploads(p_rejected_before timestamptz, p_limit integer)
returns table (application_id uuid, person_id uuid)
language sql stable security definer set search_path = '' as $$
  select distinct u.application_id, u.person_id
  from forms.upload u join forms.application a on a.application_id = u.application_id
  where a.state = 'accepted' or (a.state = 'rejected' and a.settled_at < p_rejected_before)
  limit p_limit
$$;
comment on function forms.due_uploads is 'retention looks at uploads of everybody, gets ids only and deletes as each owner';

revoke execute on all functions in schema forms from public;
grant execute on function forms.due_drafts, forms.due_uploads to verbund_app;
