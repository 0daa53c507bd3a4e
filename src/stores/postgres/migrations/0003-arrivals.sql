-- How people arrive, and what applications do with it.

-- Sign-ins: what a provider posted to the callback, until the browser comes to fetch its answer.
alter table sign_ins add column sealed_posted text;

-- Statements that may be taken once only.

-- Tokens of providers.

-- Applications, and what they were given.
create table applications (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  client_id text collate "C" not null,
  name text not null,
  auth_method text not null check (auth_method in ('client_secret_basic', 'client_secret_post', 'none')),
  sealed_secret text,
  redirect_uris text[] not null,
  post_logout_redirect_uris text[] not null,
  web_origins text[] not null,
  grant_types text[] not null,
  apis jsonb not null,
  first_party boolean not null,
  pkce_required boolean not null,
  subject_format text not null check (subject_format in ('native', 'auth0', 'pairwise')),
  merged_subject text not null check (merged_subject in ('keep', 'survivor')),
  access_token_seconds integer not null,
  refresh_token_seconds integer not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, id),
  unique (tenant_id, client_id),
  check ((auth_method = 'none') = (sealed_secret is null))
);

-- What each application calls each user: told once, it stays, whatever is linked, merged or set differently later.
create table application_subjects (
  tenant_id uuid not null,
  application_id uuid not null,
  user_id uuid not null,
  subject text collate "C" not null,
  created_at timestamptz(3) not null,
  primary key (tenant_id, application_id, user_id),
  unique (tenant_id, application_id, subject),
  foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade,
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);

-- What a user has agreed that an application of somebody else may be told and do.
create table application_consents (
  tenant_id uuid not null,
  application_id uuid not null,
  user_id uuid not null,
  scopes text[] not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, application_id, user_id),
  foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade,
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);

-- Codes, tokens and requests under way of the OpenID provider. A key is the hash of what the client holds.
create table openid_records (
  tenant_id uuid not null references tenants (id) on delete cascade,
  kind text collate "C" not null,
  key bytea not null,
  -- All that came of one authorization, to be revoked together.
  grant_key bytea,
  client_id text collate "C",
  user_id uuid,
  payload jsonb not null,
  consumed_at timestamptz(3),
  expires_at timestamptz(3) not null,
  primary key (tenant_id, kind, key),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create index openid_records_of_grant on openid_records (tenant_id, grant_key) where grant_key is not null;
create index openid_records_of_user on openid_records (tenant_id, user_id) where user_id is not null;
create index openid_records_by_expiry on openid_records (tenant_id, expires_at);

-- The host names that a tenant is reached by.
create index tenants_by_host on tenants using gin ((settings -> 'hosts'));

-- Sessions.

-- Hosted pages.
