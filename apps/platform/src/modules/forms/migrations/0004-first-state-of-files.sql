-- What is no state at all is the business of the CHECK; this trigger is about the order of states.
create or replace function forms.check_upload_state() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    if new.state in ('scanner-down', 'clean', 'infected', 'refused') then
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
