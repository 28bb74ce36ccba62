create table identity.account (
  person_id uuid primary key,
  issuer text not null,
  -- Keyed hash of the provider's subject: the table alone links nobody to an account elsewhere.
  subject_hash bytea not null,
  -- Name, birth date, mail and address from the last sign-in, sealed under the person's data key.
  profile bytea not null,
  trust_level text not null check (trust_level in ('basic', 'substantial', 'high')),
  lang text not null default 'de' check (lang in ('de', 'en')),
  created_at timestamptz not null,
  last_sign_in_at timestamptz not null,
  unique (issuer, subject_hash)
);
select kernel.owned_by('identity.account', 'person');

create table identity.person_session (
  session_id uuid primary key,
  person_id uuid not null references identity.account on delete cascade,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  trust_level text not null,
  id_token_hint text
);
select kernel.owned_by('identity.person_session', 'person');
create index person_session_expiry on identity.person_session (expires_at);

-- State of a running sign-in (OpenID Connect code flow with PKCE), bound to the browser by a cookie hash.
create table identity.sign_in (
  state_hash bytea primary key,
  realm text not null check (realm in ('citizen', 'staff')),
  code_verifier text not null,
  nonce text not null,
  return_to text not null,
  invitation_hash bytea,
  expires_at timestamptz not null
);
alter table identity.sign_in enable row level security;
comment on table identity.sign_in is 'owner: public';
-- No policy and no grant: nobody reads it but the two functions below, which take and give one row by its secret.

create function identity.put_sign_in(
  p_state_hash bytea, p_realm text, p_code_verifier text, p_nonce text, p_return_to text, p_invitation_hash bytea,
  p_expires_at timestamptz
) returns void language sql security definer set search_path = '' as $$
  insert into identity.sign_in values (p_state_hash, p_realm, p_code_verifier, p_nonce, p_return_to, p_invitation_hash, p_expires_at)
$$;
comment on function identity.put_sign_in is 'before the sign-in there is no owner yet';

create function identity.take_sign_in(p_state_hash bytea, p_now timestamptz)
returns table (realm text, code_verifier text, nonce text, return_to text, invitation_hash bytea)
language sql security definer set search_path = '' as $$
  delete from identity.sign_in s where s.state_hash = p_state_hash and s.expires_at > p_now
  returning s.realm, s.code_verifier, s.nonce, s.return_to, s.invitation_hash
$$;
comment on function identity.take_sign_in is 'one use only; before the sign-in there is no owner yet';

create function identity.find_person_session(p_token_hash bytea, p_now timestamptz)
returns table (session_id uuid, person_id uuid, trust_level text)
language sql stable security definer set search_path = '' as $$
  select session_id, person_id, trust_level from identity.person_session
  where token_hash = p_token_hash and expires_at > p_now
$$;
comment on function identity.find_person_session is 'the cookie is all that is known; its hash is the secret';

create function identity.find_staff_session(p_token_hash bytea, p_now timestamptz)
returns table (session_id uuid, staff_id uuid, tenant_id uuid, display_name text, roles text[], tenant_kind text)
language sql stable security definer set search_path = '' as $$
  select s.session_id, s.staff_id, s.tenant_id, f.display_name, f.roles, t.kind
  from identity.staff_session s
  join identity.staff f on f.staff_id = s.staff_id and f.active
  join identity.tenant t on t.tenant_id = s.tenant_id
  where s.token_hash = p_token_hash and s.expires_at > p_now
$$;
comment on function identity.find_staff_session is 'the cookie is all that is known; its hash is the secret';

create function identity.find_account(p_issuer text, p_subject_hash bytea) returns table (person_id uuid)
language sql stable security definer set search_path = '' as $$
  select person_id from identity.account where issuer = p_issuer and subject_hash = p_subject_hash
$$;
comment on function identity.find_account is 'sign-in maps a subject to its account before the person is known';

create function identity.find_staff(p_issuer text, p_subject text) returns table (staff_id uuid, tenant_id uuid)
language sql stable security definer set search_path = '' as $$
  select f.staff_id, f.tenant_id from identity.staff f
  where f.issuer = p_issuer and f.subject = p_subject and f.active order by f.created_at
$$;
comment on function identity.find_staff is 'sign-in maps a subject to its staff record before the tenant is known';

create function identity.find_invitation(p_token_hash bytea, p_now timestamptz)
returns table (invitation_id uuid, tenant_id uuid, staff_id uuid)
language sql stable security definer set search_path = '' as $$
  select invitation_id, tenant_id, staff_id from identity.invitation
  where token_hash = p_token_hash and used_at is null and expires_at > p_now
$$;
comment on function identity.find_invitation is 'the token of the mail is all that is known';

create function identity.due_sessions(p_now timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare gone integer; more integer;
begin
  delete from identity.person_session where expires_at <= p_now; get diagnostics gone = row_count;
  delete from identity.staff_session where expires_at <= p_now; get diagnostics more = row_count;
  delete from identity.sign_in where expires_at <= p_now;
  return gone + more;
end $$;
comment on function identity.due_sessions is 'retention: expired sessions of everybody, ids of nobody';

revoke execute on all functions in schema identity from public;
grant execute on all functions in schema identity to verbund_app;
