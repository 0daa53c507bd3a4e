-- How people arrive, and what applications do with it.

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
  primary key (tenant_id, id)
);

-- Tokens of providers.

-- Applications, and what they were given.

-- Sessions.

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
create index email_sign_ins_by_address on email_sign_ins (tenant_id, address_key, created_at);
create index email_sign_ins_by_age on email_sign_ins (tenant_id, expires_at);
