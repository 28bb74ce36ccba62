-- A file stays in quarantine (sealed, shown to its owner by name only) until the virus scanner has said that it is
-- clean. Files from before this check, and those of an installation without a scanner, are 'unscanned'.
alter table forms.upload
  add state text not null default 'unscanned'
    check (state in ('waiting', 'scanner-down', 'clean', 'infected', 'refused', 'unscanned')),
  -- Name of the signature, or why the file was refused; nothing about the person.
  add finding text,
  add checked_at timestamptz,
  alter blob_id drop not null,
  -- What was found to be bad is deleted at once; the row stays to tell the person.
  add constraint upload_bad_is_gone check ((blob_id is null) = (state in ('infected', 'refused'))),
  -- The way to the authority leads through the application: nothing gets on it that was not found clean.
  add constraint upload_sent_is_clean check (application_id is null or state in ('clean', 'unscanned'));
alter table forms.upload alter state drop default;
create index upload_unchecked on forms.upload (created_at) where state in ('waiting', 'scanner-down', 'unscanned');

-- The same table as domain/file-states.ts; a test tries every pair of states against both.
create function forms.check_upload_state() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    if new.state not in ('waiting', 'unscanned') then
      raise exception 'a file begins unchecked, not %', new.state using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if new.blob_id is distinct from old.blob_id and new.blob_id is not null then
    raise exception 'the content of a file cannot be exchanged' using errcode = 'check_violation';
  end if;
  if new.state <> old.state and (old.state, new.state) not in (
    values ('unscanned', 'waiting'),
      ('waiting', 'clean'), ('waiting', 'infected'), ('waiting', 'refused'), ('waiting', 'scanner-down'),
      ('scanner-down', 'clean'), ('scanner-down', 'infected'), ('scanner-down', 'refused')
  ) then
    raise exception 'a file cannot go from % to %', old.state, new.state using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_upload_state before insert or update on forms.upload
  for each row execute function forms.check_upload_state();

create function forms.due_scans(p_before timestamptz, p_limit integer)
returns table (upload_id uuid, person_id uuid)
language sql stable security definer set search_path = '' as $$
  select upload_id, person_id from forms.upload
  where state in ('waiting', 'scanner-down', 'unscanned') and draft_id is not null and created_at < p_before
  order by created_at limit p_limit
$$;
comment on function forms.due_scans is
  'the worker looks for files of everybody that still wait for their check, gets ids only and works as each owner';

create function forms.all_upload_states() returns table (state text, files bigint, oldest timestamptz)
language sql stable security definer set search_path = '' as $$
  select state, count(*), min(created_at) from forms.upload group by state
$$;
comment on function forms.all_upload_states is 'the operator sees how many files wait or were refused, nothing else';

revoke execute on function forms.check_upload_state, forms.due_scans, forms.all_upload_states from public;
grant execute on function forms.check_upload_state, forms.due_scans, forms.all_upload_states to verbund_app;
