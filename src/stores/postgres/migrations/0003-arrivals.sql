-- How people arrive, and what applications do with it.

-- Sign-ins: what a provider posted to the callback, until the browser comes to fetch its answer.
alter table sign_ins add column sealed_posted text;

-- Statements that may be taken once only.

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
