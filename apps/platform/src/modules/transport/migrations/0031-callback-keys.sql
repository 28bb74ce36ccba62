-- Which keys of the file beside the database the sealed secrets need: after a restore one of them may be missing.
create function transport.all_callback_keys() returns table (key_id text)
language sql stable security definer set search_path = '' as $$
  select distinct t.key_id from transport.callback_target t
$$;
comment on function transport.all_callback_keys is
  'the check of the installation compares the file of callback keys with the secrets of all clients; says only ids of keys';
revoke execute on function transport.all_callback_keys from public;
grant execute on function transport.all_callback_keys to verbund_transport;
