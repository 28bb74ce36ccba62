-- As in 0004, but a client whose receivers hang, under however many names, takes a quarter of the calls at most: the
-- limit per host alone does not stop a data centre that is down with hundreds of towns.
create or replace function transport.due_callbacks(p_now timestamptz, p_lease_end timestamptz, p_busy_hosts text[],
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
      and c.client_id not in (select b.client_id from transport.callback b where b.leased_until > p_now
        group by b.client_id having count(distinct b.target_id) >= 16)
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

create index callback_leased on transport.callback (client_id, target_id) where leased_until is not null;
