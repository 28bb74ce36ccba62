-- The routing API answers beside the delivery service, whose login knows no other table of this schema.
grant usage on schema catalogue to verbund_transport;
grant select on catalogue.area, catalogue.revision to verbund_transport;
create policy public_read_for_routing on catalogue.area for select to verbund_transport using (true);
create policy public_read_for_routing on catalogue.revision for select to verbund_transport using (true);
