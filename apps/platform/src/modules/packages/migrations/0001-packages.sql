-- Signed packages of service versions. Index and signature are text: their bytes are hashed and signed.
create table packages.package (
  package_digest text primary key check (package_digest ~ '^sha256:[0-9a-f]{64}$'),
  -- The provider.
  tenant_id uuid not null references identity.tenant,
  package_id text not null check (package_id ~ '^[a-z0-9-]{1,80}/[a-z0-9-]{1,80}$'),
  version text not null,
  version_digest text not null references catalogue.service_version,
  package_index text not null,
  signature text not null,
  signer_kid text not null,
  minimum_platform text not null,
  -- Of the manifest, so that lists load none.
  provider_name text not null,
  name_de text not null,
  name_en text not null,
  summary_de text not null,
  summary_en text not null,
  leistungsschluessel text,
  change_kind text not null,
  bytes integer not null check (bytes > 0),
  built_at timestamptz not null,
  -- Null: built, and not on the marketplace.
  published_at timestamptz,
  withdrawn_at timestamptz check (withdrawn_at >= published_at),
  withdrawn_reason text check (length(withdrawn_reason) <= 2000),
  unique (package_id, version)
);
select kernel.owned_by('packages.package', 'public:tenant');
revoke update, delete on packages.package from verbund_app;
grant update (published_at, withdrawn_at, withdrawn_reason) on packages.package to verbund_app;
create index package_tenant on packages.package (tenant_id, built_at desc);
create index package_version_digest on packages.package (version_digest);
create index package_published on packages.package (package_id, published_at desc) where published_at is not null;

-- The file, byte for byte as it was built or received.
create table packages.archive (
  package_digest text primary key references packages.package,
  tenant_id uuid not null references identity.tenant,
  content bytea not null
);
select kernel.owned_by('packages.archive', 'public:tenant');
revoke update, delete on packages.archive from verbund_app;
create index archive_tenant on packages.archive (tenant_id);

-- Keys of providers. The newest signs, and new versions must be signed with it or with one that it has signed; older
-- ones stay because what they signed stays signed.
create table packages.signing_key (
  tenant_id uuid not null references identity.tenant,
  -- In the order in which they were trusted.
  number integer not null check (number > 0),
  thumbprint text not null check (thumbprint ~ '^[A-Za-z0-9_-]{43}$'),
  public_jwk text not null check (octet_length(public_jwk) <= 4000),
  -- Of the key service; null: the private key is elsewhere.
  kid text,
  origin text not null check (origin in ('own', 'pinned', 'succession')),
  -- JWS of the key before it over this one.
  succession text,
  trusted_at timestamptz not null,
  trusted_by text not null,
  primary key (tenant_id, thumbprint),
  unique (tenant_id, number)
);
select kernel.owned_by('packages.signing_key', 'public:tenant');
revoke update, delete on packages.signing_key from verbund_app;

-- What a provider says about a package beside its versions.
create table packages.listing (
  package_id text primary key,
  tenant_id uuid not null references identity.tenant,
  statement text not null check (octet_length(statement) <= 200000),
  changed_at timestamptz not null,
  changed_by text not null
);
select kernel.owned_by('packages.listing', 'public:tenant');
create index listing_tenant on packages.listing (tenant_id);

create table packages.promise (
  promise_id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  package_id text not null,
  what_de text not null,
  what_en text not null,
  kept_on date
);
select kernel.owned_by('packages.promise', 'public:tenant');
revoke update, delete on packages.promise from verbund_app;
grant update (kept_on) on packages.promise to verbund_app;
create index promise_package on packages.promise (package_id);
create index promise_tenant on packages.promise (tenant_id);

-- Every date that was named for it, for ever: the slip is the provider's record.
create table packages.promised_date (
  promise_id uuid not null references packages.promise,
  number integer not null check (number > 0),
  tenant_id uuid not null references identity.tenant,
  promised_on date not null,
  promised_date date not null,
  promised_by text not null,
  primary key (promise_id, number)
);
select kernel.owned_by('packages.promised_date', 'public:tenant');
revoke update, delete on packages.promised_date from verbund_app;
create index promised_date_tenant on packages.promised_date (tenant_id);
