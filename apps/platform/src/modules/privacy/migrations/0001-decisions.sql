create schema privacy;

-- Decisions of towns on the central assessment of a package (Art. 35 GDPR). A decision is never changed; the next one
-- takes its place. The file of a decision (deviations, reasons) is the town's own.
create table privacy.decision (
  decision_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  -- '<provider slug>/<service slug>'
  package_id text not null check (package_id ~ '^[a-z0-9-]+/[a-z0-9-]+$'),
  version_digest text not null references catalogue.service_version,
  version text not null,
  major integer not null check (major >= 0),
  assessment_digest text not null check (assessment_digest ~ '^sha256:[0-9a-f]{64}$'),
  kind text not null check (kind in ('adopted', 'objected', 'withdrawn')),
  deviations text not null check (octet_length(deviations) <= 200000),
  reason text not null check (length(reason) <= 4000),
  number text not null check (length(number) <= 100),
  officer_id uuid not null,
  officer_name text not null,
  decided_at timestamptz not null,
  -- When another decision took its place.
  superseded_at timestamptz check (superseded_at >= decided_at),
  -- Digest of the version on which a reminder went out; one reminder for each.
  reminded_for text,
  check ((kind = 'adopted') = (reason = ''))
);
select kernel.owned_by('privacy.decision', 'tenant');
-- One in force per town and package: of two that are taken at the same moment the second is told so.
create unique index decision_in_force on privacy.decision (tenant_id, package_id) where superseded_at is null;
create index decision_of_package on privacy.decision (package_id, major, assessment_digest)
  where superseded_at is null and kind = 'adopted';
create index decision_superseded on privacy.decision (superseded_at) where superseded_at is not null;
create index decision_version on privacy.decision (version_digest);

create function privacy.count_adoptions(p_package text)
returns table (major integer, assessment_digest text, towns integer)
language sql stable security definer set search_path = '' as $$
  select d.major, d.assessment_digest, count(*)::int from privacy.decision d
  where d.package_id = p_package and d.superseded_at is null and d.kind = 'adopted'
  group by d.major, d.assessment_digest
$$;
comment on function privacy.count_adoptions is 'public fact sheet: how many towns one assessment covers, counts only';

create function privacy.all_adopted_packages(p_after text, p_limit integer) returns table (package_id text)
language sql stable security definer set search_path = '' as $$
  select distinct d.package_id from privacy.decision d
  where d.superseded_at is null and d.kind = 'adopted' and (p_after is null or d.package_id > p_after)
  order by d.package_id limit p_limit
$$;
comment on function privacy.all_adopted_packages is 'public report: packages that some town adopted, no town is named';

create function privacy.count_all() returns table (packages integer, towns integer)
language sql stable security definer set search_path = '' as $$
  select count(distinct d.package_id)::int, count(distinct d.tenant_id)::int from privacy.decision d
  where d.superseded_at is null and d.kind = 'adopted'
$$;
comment on function privacy.count_all is 'public report: how many packages and towns, counts only';

create function privacy.due_renewals(p_package text, p_major integer, p_assessment text, p_digest text, p_limit integer)
returns table (decision_id uuid, tenant_id uuid)
language sql stable security definer set search_path = '' as $$
  select d.decision_id, d.tenant_id from privacy.decision d
  where d.package_id = p_package and d.superseded_at is null and d.kind = 'adopted'
    and (d.major <> p_major or d.assessment_digest <> p_assessment) and d.reminded_for is distinct from p_digest
  order by d.decision_id limit p_limit
$$;
comment on function privacy.due_renewals is 'reminders: towns whose adoption does not cover a new version; ids only';

create function privacy.due_decisions(p_before timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare gone integer;
begin
  delete from privacy.decision where superseded_at < p_before; get diagnostics gone = row_count;
  return gone;
end $$;
comment on function privacy.due_decisions is 'retention: deletes decisions that were replaced long ago, returns a number';

revoke execute on all functions in schema privacy from public;
grant execute on all functions in schema privacy to verbund_app;
