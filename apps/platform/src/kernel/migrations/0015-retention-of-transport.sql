-- A process that has only the duty transport deletes by its own rules and must leave the same proof.
create policy append_transport on kernel.retention_run for insert to verbund_transport with check (true);
grant usage on schema kernel to verbund_transport;
grant insert on kernel.retention_run to verbund_transport;
