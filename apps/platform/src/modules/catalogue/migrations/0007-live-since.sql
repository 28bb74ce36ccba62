-- Reuse says since when a town runs a service. What is live already is dated by the day it was entered.
alter table catalogue.offering add column live_since timestamptz;
update catalogue.offering set live_since = valid_from where live;
-- Which towns run a service, and how many do, without reading the others' rows.
create index offering_live on catalogue.offering (version_digest, tenant_id) where live;
create index offering_live_area on catalogue.offering (area_ars) where live;
create index service_version_service on catalogue.service_version (tenant_id, service_slug);
