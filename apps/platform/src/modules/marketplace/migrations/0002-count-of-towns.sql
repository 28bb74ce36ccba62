-- The list shows the most wanted first; counting every town of every wish for it would take longer and longer.
alter table marketplace.wish add column towns integer not null default 0;
update marketplace.wish w set towns = (select count(*) from marketplace.wish_town t where t.wish_id = w.wish_id);
create index wish_wanted on marketplace.wish (towns desc, made_at desc, wish_id) where withdrawn_at is null;

create function marketplace.count_town() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    update marketplace.wish set towns = towns + 1 where wish_id = new.wish_id;
  else
    update marketplace.wish set towns = towns - 1 where wish_id = old.wish_id;
  end if;
  return null;
end $$;
comment on function marketplace.count_town is
  'a town that joins may not write the wish of another one; definer so that it raises the number and nothing else';
revoke execute on function marketplace.count_town from public;
create trigger count_town after insert or delete on marketplace.wish_town
  for each row execute function marketplace.count_town();
revoke update on marketplace.wish from verbund_app;
grant update (withdrawn_at) on marketplace.wish to verbund_app;
