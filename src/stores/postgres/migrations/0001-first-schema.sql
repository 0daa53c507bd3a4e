-- The first schema. `tenant_id` leads every primary key, unique constraint and foreign key, so that a link across
-- tenants cannot be represented and the whole schema distributes by tenant. Ids are UUIDs made by the application.
-- Text is compared by code unit (collate "C"): order must not change with the operating system's locale.

create table tenants (
  id uuid primary key,
  name text not null,
  slug text not null unique,
  is_master boolean not null default false,
  settings jsonb not null default '{}',
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);

create table api_keys (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  name text not null,
  secret_hash bytea not null,
  sealed_secret text,
  scopes text[] not null,
  identity_provider_id uuid,
  created_by text,
  created_at timestamptz(3) not null,
  last_used_at timestamptz(3),
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  revoked_by text,
  primary key (tenant_id, id)
);

create table identity_providers (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  strategy text not null,
  name text collate "C" not null,
  display_name text not null,
  logo text,
  enabled boolean not null,
  config jsonb not null,
  linking_rule jsonb not null,
  metadata jsonb not null,
  sync_status text not null check (sync_status in ('pending', 'syncing', 'synced', 'failed')),
  last_synced_at timestamptz(3),
  sync_error text,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

alter table api_keys
  add foreign key (tenant_id, identity_provider_id) references identity_providers (tenant_id, id) on delete cascade;

create table connections (
  tenant_id uuid not null,
  id uuid not null,
  identity_provider_id uuid not null,
  identifier text collate "C" not null,
  display_name text not null,
  type text not null,
  logo text,
  client_id text,
  sealed_client_secret text,
  config jsonb not null,
  enabled boolean not null,
  login_only boolean not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, id),
  unique (tenant_id, identifier),
  foreign key (tenant_id, identity_provider_id) references identity_providers (tenant_id, id) on delete cascade
);
create index connections_by_provider on connections (tenant_id, identity_provider_id, id);

create table users (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  email text,
  email_key text collate "C",
  email_verified boolean not null,
  phone text,
  phone_key text collate "C",
  phone_verified boolean not null,
  username text,
  username_key text collate "C",
  external_id text collate "C",
  name text,
  given_name text,
  family_name text,
  nickname text,
  picture text,
  locale text,
  profile jsonb not null,
  user_metadata jsonb not null,
  app_metadata jsonb not null,
  status text not null check (status in ('active', 'suspended')),
  origin_key text collate "C",
  last_login_at timestamptz(3),
  logins_count integer not null,
  merged_into uuid,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, merged_into) references users (tenant_id, id),
  check (merged_into is null or merged_into <> id)
);
create index users_by_email on users (tenant_id, email_key) where merged_into is null;
create index users_by_phone on users (tenant_id, phone_key) where merged_into is null;
create unique index users_by_username on users (tenant_id, username_key) where merged_into is null;
create unique index users_by_external_id on users (tenant_id, external_id) where merged_into is null;
create unique index users_by_origin_key on users (tenant_id, origin_key) where merged_into is null;
create index users_merged_into on users (tenant_id, merged_into) where merged_into is not null;

create table identities (
  tenant_id uuid not null,
  id uuid not null,
  identity_provider_id uuid not null,
  subject_type text collate "C" not null,
  subject text collate "C" not null,
  user_id uuid,
  email text,
  email_key text collate "C",
  email_verified boolean not null,
  phone text,
  phone_verified boolean not null,
  username text,
  display_name text,
  claims jsonb not null,
  linked_by text not null check (linked_by in ('auto', 'manual', 'scim')),
  linked_at timestamptz(3),
  position integer not null,
  connection_ids uuid[] not null,
  first_login_at timestamptz(3),
  last_login_at timestamptz(3),
  logins_count integer not null,
  last_synced_at timestamptz(3),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, id),
  -- One row per key, one user per row: an identity cannot belong to two users, whatever races.
  unique (tenant_id, identity_provider_id, subject_type, subject),
  foreign key (tenant_id, identity_provider_id) references identity_providers (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id),
  check (subject <> '')
);
create index identities_of_user on identities (tenant_id, user_id, position, id) where user_id is not null;
create index identities_by_email on identities (tenant_id, email_key) where email_key is not null;
create index identities_by_subject on identities (tenant_id, subject, id);
create index identities_of_nobody on identities (tenant_id, id) where user_id is null;

create table events (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  type text collate "C" not null,
  actor jsonb not null,
  user_id uuid,
  counterpart_user_id uuid,
  identity_id uuid,
  identity_provider_id uuid,
  before jsonb,
  after jsonb,
  decision jsonb,
  request_id text,
  created_at timestamptz(3) not null,
  primary key (tenant_id, id)
);
create index events_of_user on events (tenant_id, user_id, id) where user_id is not null;
create index events_of_counterpart on events (tenant_id, counterpart_user_id, id) where counterpart_user_id is not null;
create index events_of_identity on events (tenant_id, identity_id, id) where identity_id is not null;
create index events_by_type on events (tenant_id, type, id);

create table sessions (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  identity_id uuid,
  secret_hash bytea not null,
  ip text,
  user_agent text,
  created_at timestamptz(3) not null,
  last_seen_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  ended_at timestamptz(3),
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create index sessions_of_user on sessions (tenant_id, user_id, id);

-- One started sign-in: everything the callback is checked against. Single use.
create table sign_ins (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  identity_provider_id uuid not null,
  state_hash bytea not null,
  browser_hash bytea not null,
  sealed_checks text not null,
  return_to text,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade
);

create table idempotency_keys (
  tenant_id uuid not null references tenants (id) on delete cascade,
  api_key_id uuid not null,
  key text collate "C" not null,
  fingerprint bytea not null,
  answer jsonb not null,
  created_at timestamptz(3) not null,
  primary key (tenant_id, api_key_id, key)
);
create index idempotency_keys_by_age on idempotency_keys (tenant_id, created_at);

create table signing_keys (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  algorithm text not null,
  public_jwk jsonb not null,
  sealed_private_jwk text not null,
  created_at timestamptz(3) not null,
  primary key (tenant_id, id)
);

-- How far an import has come; moves in the same transaction as the rows it brought in.
create table imports (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id text collate "C" not null,
  lines_done bigint not null,
  accepted bigint not null,
  refused bigint not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, id)
);
