-- What a town looks like: the name of a checked picture and two checked colours, never CSS or HTML.
alter table identity.tenant
  add column coat_of_arms text check (coat_of_arms ~ '^[0-9a-f]{64}\.(png|jpg|webp)$'),
  add column main_colour text check (main_colour ~ '^[0-9a-f]{6}$'),
  add column accent_colour text check (accent_colour ~ '^[0-9a-f]{6}$');

alter table identity.staff
  -- When the person last chose to work here; sign-in leads to the last choice.
  add column chosen_at timestamptz,
  -- Tenant of a co-ordinator who was let in; the administrator sees it and can take it back.
  add column granted_from uuid references identity.tenant;
create index staff_subject on identity.staff (issuer, subject);

create or replace function identity.find_staff(p_issuer text, p_subject text) returns table (staff_id uuid, tenant_id uuid)
language sql stable security definer set search_path = '' as $$
  select f.staff_id, f.tenant_id from identity.staff f
  where f.issuer = p_issuer and f.subject = p_subject and f.active
  order by f.chosen_at desc nulls last, f.created_at
$$;

drop function identity.find_staff_session(bytea, timestamptz);
create function identity.find_staff_session(p_token_hash bytea, p_now timestamptz)
returns table (
  session_id uuid, staff_id uuid, tenant_id uuid, display_name text, roles text[], tenant_kind text, workplaces integer
)
language sql stable security definer set search_path = '' as $$
  select s.session_id, s.staff_id, s.tenant_id, f.display_name, f.roles, t.kind,
    (select count(*)::int from identity.staff o where o.issuer = f.issuer and o.subject = f.subject and o.active)
  from identity.staff_session s
  join identity.staff f on f.staff_id = s.staff_id and f.active
  join identity.tenant t on t.tenant_id = s.tenant_id
  where s.token_hash = p_token_hash and s.expires_at > p_now
$$;
comment on function identity.find_staff_session is 'the cookie is all that is known; its hash is the secret';

create function identity.find_workplaces(p_staff uuid)
returns table (staff_id uuid, tenant_id uuid, roles text[], granted boolean)
language sql stable security definer set search_path = '' as $$
  select o.staff_id, o.tenant_id, o.roles, o.granted_from is not null
  from identity.staff me
  join identity.staff o on o.issuer = me.issuer and o.subject = me.subject and o.active
  where me.staff_id = p_staff and me.tenant_id = kernel.app_tenant() and me.active
$$;
comment on function identity.find_workplaces is
  'the same person at other authorities, by the subject of the identity provider; asked from one of them only';

-- One statement for all: no moment with two sessions or with none, and no way into a tenant where the person is not.
create function identity.switch_workplace(p_old_hash bytea, p_tenant uuid, p_session uuid, p_new_hash bytea, p_now timestamptz)
returns table (staff_id uuid)
language plpgsql security definer set search_path = '' as $$
declare old identity.staff_session; target uuid;
begin
  select s.* into old from identity.staff_session s
  where s.token_hash = p_old_hash and s.expires_at > p_now and s.tenant_id = kernel.app_tenant() for update;
  if not found then return; end if;
  select o.staff_id into target from identity.staff me
  join identity.staff o on o.issuer = me.issuer and o.subject = me.subject and o.active and o.tenant_id = p_tenant
  where me.staff_id = old.staff_id and me.active;
  if target is null then return; end if;
  delete from identity.staff_session s where s.session_id = old.session_id;
  insert into identity.staff_session
    (session_id, tenant_id, staff_id, token_hash, created_at, last_seen_at, expires_at, id_token_hint)
  values (p_session, p_tenant, target, p_new_hash, p_now, p_now, old.expires_at, old.id_token_hint);
  update identity.staff f set chosen_at = p_now where f.staff_id = target;
  return query select target;
end $$;
comment on function identity.switch_workplace is
  'moves a session to another authority of the same person; the cookie of the old session is the secret';

revoke execute on all functions in schema identity from public;
grant execute on all functions in schema identity to verbund_app;
