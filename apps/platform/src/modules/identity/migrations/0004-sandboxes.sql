-- A sandbox is a tenant to try a service in: nobody finds it, and it may be deleted as a whole.
alter table identity.tenant add column is_sandbox boolean not null default false;
create index tenant_sandbox on identity.tenant (tenant_id) where is_sandbox;

create function identity.keep_sandbox() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'a tenant never turns into a sandbox or out of one' using errcode = 'restrict_violation';
end $$;
create trigger keep_sandbox before update of is_sandbox on identity.tenant
  for each row when (old.is_sandbox is distinct from new.is_sandbox) execute function identity.keep_sandbox();

-- A person made up for one sandbox: reaches nothing else, and goes with it.
alter table identity.account add column sandbox_tenant_id uuid references identity.tenant;
create index account_sandbox on identity.account (sandbox_tenant_id) where sandbox_tenant_id is not null;
create trigger keep_sandbox before update of sandbox_tenant_id on identity.account
  for each row when (old.sandbox_tenant_id is distinct from new.sandbox_tenant_id)
  execute function identity.keep_sandbox();

-- The own authority comes before a test system of it.
create or replace function identity.find_staff(p_issuer text, p_subject text) returns table (staff_id uuid, tenant_id uuid)
language sql stable security definer set search_path = '' as $$
  select f.staff_id, f.tenant_id from identity.staff f join identity.tenant t on t.tenant_id = f.tenant_id
  where f.issuer = p_issuer and f.subject = p_subject and f.active
  order by t.is_sandbox, f.chosen_at desc nulls last, f.created_at
$$;

drop function identity.find_person_session(bytea, timestamptz);
create function identity.find_person_session(p_token_hash bytea, p_now timestamptz)
returns table (session_id uuid, person_id uuid, trust_level text, sandbox_tenant_id uuid)
language sql stable security definer set search_path = '' as $$
  select s.session_id, s.person_id, s.trust_level, a.sandbox_tenant_id
  from identity.person_session s join identity.account a on a.person_id = s.person_id
  where s.token_hash = p_token_hash and s.expires_at > p_now
$$;
comment on function identity.find_person_session is 'the cookie is all that is known; its hash is the secret';

drop function identity.find_staff_session(bytea, timestamptz);
create function identity.find_staff_session(p_token_hash bytea, p_now timestamptz)
returns table (
  session_id uuid, staff_id uuid, tenant_id uuid, display_name text, roles text[], tenant_kind text, is_sandbox boolean,
  workplaces integer
)
language sql stable security definer set search_path = '' as $$
  select s.session_id, s.staff_id, s.tenant_id, f.display_name, f.roles, t.kind, t.is_sandbox,
    (select count(*)::int from identity.staff o where o.issuer = f.issuer and o.subject = f.subject and o.active)
  from identity.staff_session s
  join identity.staff f on f.staff_id = s.staff_id and f.active
  join identity.tenant t on t.tenant_id = s.tenant_id
  where s.token_hash = p_token_hash and s.expires_at > p_now
$$;
comment on function identity.find_staff_session is 'the cookie is all that is known; its hash is the secret';

create function identity.all_sandbox_persons() returns table (person_id uuid)
language sql stable security definer set search_path = '' as $$
  select a.person_id from identity.account a where a.sandbox_tenant_id = kernel.app_tenant()
$$;
comment on function identity.all_sandbox_persons is 'a sandbox asks for the persons made up for it; ids only';

revoke execute on all functions in schema identity from public;
grant execute on all functions in schema identity to verbund_app;
