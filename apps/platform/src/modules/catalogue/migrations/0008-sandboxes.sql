-- An offering inside a sandbox is live there only: no list, no count and no search knows it.
alter table catalogue.offering add column sandbox boolean not null default false;
