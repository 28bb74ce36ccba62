-- Mails that wait. Recipient and text are sealed; no login reads the table itself, so that any transaction (a
-- person's, a tenant's, none) may send and only the sending job fetches by id.
create table kernel.mail (
  id uuid primary key,
  kind text not null,
  tenant_id uuid,
  sealed bytea not null,
  created_at timestamptz not null
);
create index mail_oldest on kernel.mail (created_at);
alter table kernel.mail enable row level security;
comment on table kernel.mail is 'owner: none';

-- Permanent refusals, without address.
create table kernel.mail_bounce (
  id uuid primary key,
  kind text not null,
  tenant_id uuid,
  smtp_code integer not null,
  at timestamptz not null
);
create index mail_bounce_tenant on kernel.mail_bounce (tenant_id, at);
select kernel.owned_by('kernel.mail_bounce', 'tenant');
revoke insert, update, delete on kernel.mail_bounce from verbund_app;

create function kernel.put_mail(id uuid, kind text, tenant_id uuid, sealed bytea, created_at timestamptz) returns void
  language sql security definer set search_path = '' as $$
  insert into kernel.mail (id, kind, tenant_id, sealed, created_at) values ($1, $2, $3, $4, $5)
$$;
comment on function kernel.put_mail(uuid, text, uuid, bytea, timestamptz) is
  'Security definer: mails are sent from transactions of any owner; writing gives no reading.';

create function kernel.find_mail(wanted uuid) returns table (kind text, sealed bytea)
  language sql stable security definer set search_path = '' as $$
  select m.kind, m.sealed from kernel.mail m where m.id = wanted
$$;
comment on function kernel.find_mail(uuid) is
  'Security definer: the sending job knows an id only; the content is sealed.';

create function kernel.delete_mail(wanted uuid) returns void
  language sql security definer set search_path = '' as $$ delete from kernel.mail where id = wanted $$;
comment on function kernel.delete_mail(uuid) is 'Security definer: the sending job removes what it has sent.';

create function kernel.bounce_mail(wanted uuid, smtp_code integer, at timestamptz) returns void
  language sql security definer set search_path = '' as $$
  with gone as (delete from kernel.mail m where m.id = wanted returning m.id, m.kind, m.tenant_id)
  insert into kernel.mail_bounce (id, kind, tenant_id, smtp_code, at) select g.id, g.kind, g.tenant_id, $2, $3 from gone g
$$;
comment on function kernel.bounce_mail(uuid, integer, timestamptz) is
  'Security definer: the sending job turns a refused mail into a bounce without address.';

create function kernel.due_mails(before timestamptz, max_rows integer) returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select m.id from kernel.mail m where m.created_at < before order by m.created_at limit max_rows
$$;
comment on function kernel.due_mails(timestamptz, integer) is
  'Security definer: mails that wait since before, for the task that enqueues them again; returns ids.';

create function kernel.count_waiting_mails() returns table (waiting integer, oldest timestamptz)
  language sql stable security definer set search_path = '' as $$
  select pg_catalog.count(*)::integer, pg_catalog.min(m.created_at) from kernel.mail m
$$;
comment on function kernel.count_waiting_mails() is 'Security definer: for the doctor; a number and an age.';

create function kernel.delete_mails_before(before timestamptz) returns integer
  language sql security definer set search_path = '' as $$
  with gone as (delete from kernel.mail m where m.created_at < before returning 1)
  select pg_catalog.count(*)::integer from gone
$$;
comment on function kernel.delete_mails_before(timestamptz) is
  'Security definer: retention of mails that could not be sent, whoever they concern.';

create function kernel.delete_mail_bounces_before(before timestamptz) returns integer
  language sql security definer set search_path = '' as $$
  with gone as (delete from kernel.mail_bounce b where b.at < before returning 1)
  select pg_catalog.count(*)::integer from gone
$$;
comment on function kernel.delete_mail_bounces_before(timestamptz) is
  'Security definer: retention of bounces over all tenants.';

revoke execute on function kernel.put_mail(uuid, text, uuid, bytea, timestamptz), kernel.find_mail(uuid),
  kernel.delete_mail(uuid), kernel.bounce_mail(uuid, integer, timestamptz), kernel.due_mails(timestamptz, integer),
  kernel.count_waiting_mails(), kernel.delete_mails_before(timestamptz),
  kernel.delete_mail_bounces_before(timestamptz) from public;
grant execute on function kernel.put_mail(uuid, text, uuid, bytea, timestamptz), kernel.find_mail(uuid),
  kernel.delete_mail(uuid), kernel.bounce_mail(uuid, integer, timestamptz), kernel.due_mails(timestamptz, integer),
  kernel.count_waiting_mails(), kernel.delete_mails_before(timestamptz),
  kernel.delete_mail_bounces_before(timestamptz) to verbund_app;
