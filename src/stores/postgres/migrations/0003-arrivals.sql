-- How people arrive, and what applications do with it.

-- Linking rules: one more thing that a rule can say.
update identity_providers set linking_rule = '{"askUnproved": false}'::jsonb || linking_rule;

-- Sign-ins: what a provider posted to the callback, until the browser comes to fetch its answer.
alter table sign_ins add column sealed_posted text;

-- Connections: what claims are made of, and trying one before it is switched on.
alter table connections add column claim_mapping jsonb;
create table connection_tests (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  secret_hash bytea not null,
  actor jsonb not null,
  status text not null check (status in ('waiting', 'started', 'passed', 'failed')),
  report jsonb not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  finished_at timestamptz(3),
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade,
  check ((finished_at is null) = (status in ('waiting', 'started')))
);
create index connection_tests_of_connection on connection_tests (tenant_id, connection_id, id);
create index connection_tests_by_age on connection_tests (tenant_id, created_at);
alter table sign_ins add column connection_test_id uuid;

-- Statements that may be taken once only.
create table taken_statements (
  tenant_id uuid not null,
  identity_provider_id uuid not null,
  statement_id text collate "C" not null,
  -- From then on the statement is refused for its age, and need not be remembered.
  expires_at timestamptz(3) not null,
  primary key (tenant_id, identity_provider_id, statement_id),
  foreign key (tenant_id, identity_provider_id) references identity_providers (tenant_id, id) on delete cascade
);
create index taken_statements_by_age on taken_statements (tenant_id, expires_at);

-- A tenant's own keys towards SAML providers: for signing requests, and opening what is encrypted.
create table service_provider_keys (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  certificate text not null,
  sealed_private_key text not null,
  created_at timestamptz(3) not null,
  -- Null while it is shown to the providers, and signs nothing yet.
  signs_since timestamptz(3),
  primary key (tenant_id, id)
);

-- Tokens of providers.
create table identity_tokens (
  tenant_id uuid not null,
  identity_id uuid not null,
  connection_id uuid not null,
  token_type text not null,
  sealed_access_token text not null,
  sealed_refresh_token text,
  sealed_id_token text,
  sealed_token_secret text,
  -- Of the sealing key that all of them are under.
  key_id text collate "C" not null,
  scopes text[] not null,
  status text not null check (status in ('ok', 'needs_reauthorization')),
  -- Counts what was written: whoever renews tokens must not write over newer ones.
  version integer not null,
  expires_at timestamptz(3),
  obtained_at timestamptz(3) not null,
  id_token_at timestamptz(3),
  -- Who renews them, or nobody while the provider is left alone after a failure; and until when.
  renewal_id uuid,
  renewal_until timestamptz(3),
  takeable_until timestamptz(3),
  -- Set while the identity is nobody's, and its person is asked to prove an account.
  waits_until timestamptz(3),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, identity_id, connection_id),
  foreign key (tenant_id, identity_id) references identities (tenant_id, id) on delete cascade,
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade
);
create index identity_tokens_of_connection on identity_tokens (tenant_id, connection_id);
create index identity_tokens_waiting on identity_tokens (tenant_id, waits_until) where waits_until is not null;
create index identity_tokens_by_key on identity_tokens (key_id);

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
  -- A secret whose sealing key is lost is null: then the application waits for a new one.
  check (auth_method <> 'none' or sealed_secret is null)
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
-- Requests that anybody may make are bounded: the oldest go.
create index openid_requests_by_expiry on openid_records (tenant_id, expires_at)
  where kind in ('AppRequest', 'Interaction', 'PushedAuthorizationRequest');

-- The host names that a tenant is reached by.
create index tenants_by_host on tenants using gin ((settings -> 'hosts'));

-- Sessions: how each ended, and which goes on for one that was replaced. Those of before ended by signing out, as far as is known.
alter table sessions add column ending text;
alter table sessions add column replaced_by uuid;
update sessions set ending = 'closed' where ended_at is not null;
alter table sessions add check ((ended_at is null) = (ending is null) and ending in ('closed', 'replaced', 'revoked'));
alter table sessions add check ((replaced_by is not null) or (ending is distinct from 'replaced'));

-- Hosted pages.

-- A sign-in of somebody who is signed in already: to link what it brings, or to show that they are still there.
alter table sign_ins add column intent jsonb;

-- Addresses that wait for the code that was mailed to them.
create table email_sign_ins (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  address text not null,
  address_key text collate "C" not null,
  browser_hash bytea not null,
  return_to text,
  pending_link_id uuid,
  intent jsonb,
  code_hash bytea,
  code_expires_at timestamptz(3),
  codes_sent integer not null,
  attempts integer not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade
);
create index email_sign_ins_by_age on email_sign_ins (tenant_id, expires_at);

-- Codes by mail are counted by address, whatever they are for: nobody asks for the links that an address was asked about.
drop index pending_links_by_code;
