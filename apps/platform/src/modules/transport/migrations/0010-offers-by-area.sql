-- What a destination offers, as `<service> <digits of the region>`: one key per service and region, so that routing finds
-- the destinations of an area by its at most thirteen leading parts. Regions of 12 digits may be padded with zeros, and a
-- service without regions is offered everywhere (domain/announcement.ts, checkOffer).
create function transport.offer_keys(services jsonb) returns text[]
language sql immutable parallel safe set search_path = '' as $$
  select coalesce(array_agg(distinct o.identifier || ' ' || o.area), '{}')
  from jsonb_array_elements(services) s
  cross join lateral (
    select s ->> 'identifier' as identifier, '' as area where jsonb_array_length(s -> 'regions') = 0
    union all
    select s ->> 'identifier', case
      when length(r.digits) < 12 then r.digits
      when r.digits ~ '^0+$' then ''
      when substr(r.digits, 3) ~ '^0+$' then left(r.digits, 2)
      when substr(r.digits, 4) ~ '^0+$' then left(r.digits, 3)
      when substr(r.digits, 6) ~ '^0+$' then left(r.digits, 5)
      when substr(r.digits, 10) ~ '^0+$' then left(r.digits, 9)
      else r.digits end
    from (select substr(t.region, 3) as digits from jsonb_array_elements_text(s -> 'regions') t (region)) r
  ) o
$$;
comment on function transport.offer_keys is 'search keys of routing; pure';
revoke execute on function transport.offer_keys from public;
grant execute on function transport.offer_keys to verbund_transport;

create index destination_offers on transport.destination using gin (transport.offer_keys(services))
  where status = 'active';
