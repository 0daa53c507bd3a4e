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

-- Tokens of providers.

-- Applications, and what they were given.

-- Sessions.

-- Hosted pages.
