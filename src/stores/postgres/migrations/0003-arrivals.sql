-- How people arrive, and what applications do with it.

-- Sign-ins: what a provider posted to the callback, until the browser comes to fetch its answer.
alter table sign_ins add column sealed_posted text;

-- Statements that may be taken once only.

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

-- Sessions.

-- Hosted pages.
