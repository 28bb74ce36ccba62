-- Reference tables. Nobody but the migration login writes them (store/seed-catalogue.ts).
create table catalogue.area (
  ars text primary key check (ars ~ '^[0-9]{12}$'),
  ags text check (ags ~ '^[0-9]{8}$'),
  kind text not null check (kind in ('state', 'region', 'district', 'city', 'town')),
  name text not null,
  designation text not null,
  parent text not null check (parent ~ '^[0-9]{12}$'),
  postcode text,
  population integer not null,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);
select kernel.owned_by('catalogue.area', 'public');

create table catalogue.service (
  service_id text primary key,
  leistungsschluessel text not null unique check (leistungsschluessel ~ '^99[0-9]{12}$'),
  name text not null,
  type text not null,
  ozg_id text not null,
  ozg_service text not null,
  -- Which edition of the service catalogue the designation is from; pages must not present an old one as current.
  catalogue text not null
);
select kernel.owned_by('catalogue.service', 'public');

create table catalogue.everyday_words (
  words text not null,
  leistungsschluessel text not null references catalogue.service (leistungsschluessel),
  primary key (words, leistungsschluessel)
);
select kernel.owned_by('catalogue.everyday_words', 'public');

create table catalogue.responsibility (
  key_prefix text primary key,
  level text not null check (level in ('town', 'district', 'region', 'state', 'federation', 'other')),
  own_from_population integer,
  office text not null
);
select kernel.owned_by('catalogue.responsibility', 'public');

-- Counts every change that the service finder shows, so that each process can see that its index is old.
create table catalogue.revision (
  revision_id integer primary key check (revision_id = 1),
  number bigint not null
);
insert into catalogue.revision values (1, 1);
select kernel.owned_by('catalogue.revision', 'public');

create function catalogue.count_change() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update catalogue.revision set number = number + 1;
  return null;
end $$;
comment on function catalogue.count_change is 'the counter is nobody''s row; definer so that a tenant''s change can raise it';
revoke execute on function catalogue.count_change from public;

create trigger count_change after insert or update or delete on catalogue.area
  for each statement execute function catalogue.count_change();
create trigger count_change after insert or update or delete on catalogue.service
  for each statement execute function catalogue.count_change();
create trigger count_change after insert or update or delete on catalogue.everyday_words
  for each statement execute function catalogue.count_change();
create trigger count_change after insert or update or delete on catalogue.responsibility
  for each statement execute function catalogue.count_change();
