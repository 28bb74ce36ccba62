-- Versions carry their whole rule set since now. Those from before name decisions only and left the rest to the
-- recogniser; what they obey is written down at the next start, once, and never changes again.
alter table catalogue.service_version add column rules_pinned boolean not null default false;
alter table catalogue.service_version alter column rules_pinned set default true;

create table catalogue.legacy_rules (
  version_digest text primary key references catalogue.service_version,
  tenant_id uuid not null references identity.tenant,
  rules text not null,
  resolved_at timestamptz not null
);
select kernel.owned_by('catalogue.legacy_rules', 'public:tenant');
revoke update, delete on catalogue.legacy_rules from verbund_app;
create trigger immutable before update or delete on catalogue.legacy_rules
  for each row execute function catalogue.refuse_change();
