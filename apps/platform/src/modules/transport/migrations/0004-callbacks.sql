-- Where callbacks go: to the receiver (set on a destination) or to the sender (set for one submission). The secret is
-- sealed with a key that lies outside of the database.
create table transport.callback_target (
  target_id uuid primary key,
  client_id uuid not null references transport.client,
  destination_id uuid,
  item_id uuid references transport.item on delete cascade,
  url text not null check (length(url) <= 2048),
  host text not null,
  key_id text not null,
  sealed_secret bytea not null,
  foreign key (destination_id, client_id) references transport.destination (destination_id, client_id) on delete cascade,
  check (target_id = coalesce(destination_id, item_id) and (destination_id is null) <> (item_id is null))
);
create index callback_target_item on transport.callback_target (item_id);
create index callback_target_destination on transport.callback_target (destination_id, client_id);
select kernel.owned_by('transport.callback_target', 'client', 'verbund_transport');

-- Calls to make. client_id is the owner of the target; without a target nothing waits.
create table transport.callback (
  callback_id bigint generated always as identity primary key,
  target_id uuid not null references transport.callback_target on delete cascade,
  client_id uuid not null,
  kind text not null check (kind in ('new-submissions', 'new-events', 'new-replies')),
  item_id uuid not null references transport.item on delete cascade,
  item_kind text not null,
  case_id uuid not null,
  destination_id uuid not null,
  sender_id uuid not null,
  -- Begin of the retry plan: the change, or the operator's wish to try again.
  since timestamptz not null,
  due_at timestamptz not null,
  -- A process is calling. When it dies, the row is free again at this time.
  leased_until timestamptz,
  attempts integer not null default 0,
  last_reason text,
  dead_at timestamptz
);
create index callback_due on transport.callback (due_at, callback_id) where dead_at is null;
create index callback_of_target on transport.callback (target_id, kind);
create index callback_item on transport.callback (item_id);
create index callback_dead on transport.callback (dead_at) where dead_at is not null;
select kernel.owned_by('transport.callback', 'client', 'verbund_transport');

alter table transport.item
  -- notify with type callback was written; like `polled` for type polling.
  add column called_back boolean not null default false,
  -- Last day on which the destination was told that nobody fetches: 0, 3 or 9.
  add column noticed_day smallint not null default 0;

create function transport.put_callbacks(p_item_id uuid, p_sides text[], p_kind text, p_now timestamptz) returns void
language sql volatile security definer set search_path = '' as $$
  insert into transport.callback
    (target_id, client_id, kind, item_id, item_kind, case_id, destination_id, sender_id, since, due_at)
  select t.target_id, t.client_id, p_kind, i.item_id, i.kind, i.case_id, i.destination_id, i.client_id, p_now, p_now
  from transport.item i
  cross join lateral (
    select i.destination_id as id where 'subscriber' = any (p_sides)
    union all
    select case i.kind
      when 'submission' then i.item_id
      -- A reply has no announce call of the sender; the newest submission of the case that named a callback counts.
      else (select s.item_id from transport.item s join transport.callback_target o on o.target_id = s.item_id
        where s.case_id = i.case_id order by s.created_at desc, s.item_id limit 1) end
    where 'sender' = any (p_sides)
  ) side
  join transport.callback_target t on t.target_id = side.id
    and (t.destination_id is not null or t.client_id = i.client_id)
  where i.item_id = p_item_id
$$;
comment on function transport.put_callbacks is
  'whoever changes an item does not see where the other side wants to be called; writes what is to be called, tells nothing';

create function transport.due_callbacks(p_now timestamptz, p_lease_end timestamptz, p_busy_hosts text[],
  p_busy_targets uuid[], p_limit integer)
returns table (callback_ids bigint[], target_id uuid, client_id uuid, host text)
language plpgsql security definer set search_path = '' as $$
declare head record;
begin
  loop
    select c.callback_id, c.target_id, c.client_id, c.kind, t.host into head
    from transport.callback c join transport.callback_target t on t.target_id = c.target_id
    where c.dead_at is null and c.due_at <= p_now
      and t.host <> all (p_busy_hosts) and c.target_id <> all (p_busy_targets)
    order by c.due_at, c.callback_id limit 1 for update of c skip locked;
    if not found then return; end if;
    -- A hint that events have overtaken helps nobody.
    delete from transport.callback c using transport.item i
    where c.target_id = head.target_id and c.kind = head.kind and c.dead_at is null and i.item_id = c.item_id
      and (c.leased_until is null or c.leased_until <= p_now)
      and (c.kind = 'new-submissions' and i.state not in ('submitted', 'forwarded')
        or c.kind = 'new-replies' and i.state <> 'submitted');
    -- All that waits for the same target goes in one call, also what is not due yet.
    return query
      with taken as (
        update transport.callback c set leased_until = p_lease_end, due_at = p_lease_end
        where c.callback_id in (select o.callback_id from transport.callback o
          where o.target_id = head.target_id and o.kind = head.kind and o.dead_at is null
            and (o.leased_until is null or o.leased_until <= p_now)
          order by o.due_at, o.callback_id limit p_limit for update skip locked)
        returning c.callback_id
      )
      select array_agg(taken.callback_id order by taken.callback_id), head.target_id, head.client_id, head.host
      from taken having count(*) > 0;
    if found then return; end if;
  end loop;
end $$;
comment on function transport.due_callbacks is
  'the sender loop works for all clients; gives the ids of one call and their owner, and keeps other processes off them';

create function transport.find_callback_owner(p_destination_id uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select client_id from transport.callback_target where target_id = p_destination_id and destination_id = p_destination_id
$$;
comment on function transport.find_callback_owner is 'the self-service tests the callback of a destination that it manages';

create function transport.all_dead_callbacks()
returns table (target_id uuid, kind text, host text, calls bigint, attempts integer, reason text, died_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select c.target_id, c.kind, t.host, count(*), max(c.attempts),
    (array_agg(c.last_reason order by c.dead_at desc))[1], max(c.dead_at)
  from transport.callback c join transport.callback_target t on t.target_id = c.target_id
  where c.dead_at is not null group by c.target_id, c.kind, t.host order by max(c.dead_at) desc limit 200
$$;
comment on function transport.all_dead_callbacks is 'operations see which hosts cannot be called, over all clients, and no address or secret';

create function transport.retry_dead_callbacks(p_target_id uuid, p_kind text, p_now timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare changed integer;
begin
  update transport.callback set dead_at = null, attempts = 0, since = p_now, due_at = p_now, leased_until = null
  where target_id = p_target_id and kind = p_kind and dead_at is not null;
  get diagnostics changed = row_count;
  return changed;
end $$;
comment on function transport.retry_dead_callbacks is 'an operator has calls of any client tried again; says only how many';

create function transport.dismiss_dead_callbacks(p_target_id uuid, p_kind text) returns integer
language plpgsql security definer set search_path = '' as $$
declare gone integer;
begin
  delete from transport.callback where target_id = p_target_id and kind = p_kind and dead_at is not null;
  get diagnostics gone = row_count;
  return gone;
end $$;
comment on function transport.dismiss_dead_callbacks is 'an operator gives up calls of any client; says only how many';

create function transport.due_dead_callbacks(p_before timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare gone integer;
begin
  delete from transport.callback where dead_at <= p_before;
  get diagnostics gone = row_count;
  return gone;
end $$;
comment on function transport.due_dead_callbacks is 'retention: calls of all clients that nobody tried again; says only how many';

-- Mails to a destination about what nobody fetches: made together with the mark on the items, deleted once sent.
create table transport.notice (
  notice_id uuid primary key default gen_random_uuid(),
  destination_id uuid not null,
  client_id uuid not null,
  first_notice uuid[] not null,
  last_notice uuid[] not null,
  created_at timestamptz not null,
  leased_until timestamptz,
  foreign key (destination_id, client_id) references transport.destination (destination_id, client_id) on delete cascade
);
create index notice_destination on transport.notice (destination_id, client_id);
select kernel.owned_by('transport.notice', 'client', 'verbund_transport');

create function transport.put_due_notices(p_now timestamptz, p_first timestamptz, p_last timestamptz, p_end timestamptz)
returns integer
language plpgsql security definer set search_path = '' as $$
declare made integer;
begin
  with due as (
    select i.item_id, case when i.state_since <= p_last then 9 else 3 end as notice_day
    from transport.item i
    where i.kind = 'submission' and i.state in ('submitted', 'forwarded')
      and i.state_since <= p_first and i.state_since > p_end
      and i.noticed_day < case when i.state_since <= p_last then 9 else 3 end
    for update of i skip locked
  ), marked as (
    update transport.item i set noticed_day = due.notice_day from due where i.item_id = due.item_id
    returning i.item_id, i.destination_id, i.state_since, due.notice_day
  )
  insert into transport.notice (destination_id, client_id, first_notice, last_notice, created_at)
  select m.destination_id, d.client_id,
    coalesce(array_agg(m.item_id order by m.state_since) filter (where m.notice_day = 3), '{}'),
    coalesce(array_agg(m.item_id order by m.state_since) filter (where m.notice_day = 9), '{}'), p_now
  from marked m join transport.destination d on d.destination_id = m.destination_id
  group by m.destination_id, d.client_id;
  get diagnostics made = row_count;
  return made;
end $$;
comment on function transport.put_due_notices is
  'retention looks at the submissions of all clients; notes one mail for each destination, says only how many';

create function transport.due_notices(p_now timestamptz, p_lease_end timestamptz, p_limit integer)
returns table (notice_id uuid, client_id uuid, destination_id uuid, first_notice uuid[], last_notice uuid[])
language sql volatile security definer set search_path = '' as $$
  with taken as (
    update transport.notice n set leased_until = p_lease_end
    where n.notice_id in (select o.notice_id from transport.notice o
      where o.leased_until is null or o.leased_until <= p_now
      order by o.created_at limit p_limit for update skip locked)
    returning n.*
  )
  -- What was fetched and decided since is no longer worth a mail.
  select t.notice_id, t.client_id, t.destination_id,
    array(select i.item_id from transport.item i
      where i.item_id = any (t.first_notice) and i.state in ('submitted', 'forwarded') order by i.state_since, i.item_id),
    array(select i.item_id from transport.item i
      where i.item_id = any (t.last_notice) and i.state in ('submitted', 'forwarded') order by i.state_since, i.item_id)
  from taken t
$$;
comment on function transport.due_notices is
  'mails to the destinations of all clients; gives ids and owners, and keeps other processes off them';

revoke execute on function transport.put_callbacks, transport.due_callbacks, transport.find_callback_owner,
  transport.all_dead_callbacks, transport.retry_dead_callbacks, transport.dismiss_dead_callbacks,
  transport.due_dead_callbacks, transport.put_due_notices, transport.due_notices from public;
grant execute on function transport.put_callbacks, transport.due_callbacks, transport.find_callback_owner,
  transport.all_dead_callbacks, transport.retry_dead_callbacks, transport.dismiss_dead_callbacks,
  transport.due_dead_callbacks, transport.put_due_notices, transport.due_notices to verbund_transport;
