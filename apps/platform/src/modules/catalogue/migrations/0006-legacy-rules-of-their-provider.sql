-- Only the provider of a version writes down what it obeyed.
alter table catalogue.service_version add unique (version_digest, tenant_id);
alter table catalogue.legacy_rules add foreign key (version_digest, tenant_id)
  references catalogue.service_version (version_digest, tenant_id);
