-- v1 submissions may come without data (reference 14), so only the metadata is demanded.
alter table transport.item drop constraint item_check1;
alter table transport.item add constraint item_has_metadata
  check (state not in ('submitted', 'forwarded') or encrypted_metadata is not null);

-- v1 tokens may name single destinations. Such a token sees these links only, and with them only what hangs on them:
-- every policy and every question for "linked" goes through this table.
create function transport.named_destinations() returns uuid[] language sql stable
  as $$ select string_to_array(nullif(current_setting('transport.destinations', true), ''), ',')::uuid[] $$;
revoke execute on function transport.named_destinations from public;
grant execute on function transport.named_destinations to verbund_transport;
drop policy own_links on transport.destination_client;
create policy own_links on transport.destination_client for select to verbund_transport
  using (client_id = kernel.app_client()
    and (transport.named_destinations() is null or destination_id = any (transport.named_destinations())));

-- GET …/cases, by either side.
create index case_file_sender on transport.case_file (client_id, created_at, case_id);
drop index transport.case_file_destination;
create index case_file_destination on transport.case_file (destination_id, created_at, case_id);
