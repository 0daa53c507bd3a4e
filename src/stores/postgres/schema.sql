-- Made by test/schema.test.ts from the migrations. Do not edit.

create table api_keys (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  secret_hash bytea not null,
  sealed_secret text,
  scopes text[] not null,
  identity_provider_id uuid,
  created_by text,
  created_at timestamp(3) with time zone not null,
  last_used_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone,
  revoked_by text,
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, identity_provider_id) REFERENCES identity_providers(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

create table application_consents (
  tenant_id uuid not null,
  application_id uuid not null,
  user_id uuid not null,
  scopes text[] not null,
  updated_at timestamp(3) with time zone not null,
  FOREIGN KEY (tenant_id, application_id) REFERENCES applications(tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, application_id, user_id)
);

create table application_subjects (
  tenant_id uuid not null,
  application_id uuid not null,
  user_id uuid not null,
  subject text collate "C" not null,
  created_at timestamp(3) with time zone not null,
  FOREIGN KEY (tenant_id, application_id) REFERENCES applications(tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, application_id, user_id),
  UNIQUE (tenant_id, application_id, subject)
);

create table applications (
  tenant_id uuid not null,
  id uuid not null,
  client_id text collate "C" not null,
  name text not null,
  auth_method text not null,
  sealed_secret text,
  redirect_uris text[] not null,
  post_logout_redirect_uris text[] not null,
  web_origins text[] not null,
  grant_types text[] not null,
  apis jsonb not null,
  first_party boolean not null,
  pkce_required boolean not null,
  subject_format text not null,
  merged_subject text not null,
  access_token_seconds integer not null,
  refresh_token_seconds integer not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  CHECK (((auth_method <> 'none'::text) OR (sealed_secret IS NULL))),
  CHECK ((auth_method = ANY (ARRAY['client_secret_basic'::text, 'client_secret_post'::text, 'none'::text]))),
  CHECK ((merged_subject = ANY (ARRAY['keep'::text, 'survivor'::text]))),
  CHECK ((subject_format = ANY (ARRAY['native'::text, 'auth0'::text, 'pairwise'::text]))),
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, client_id)
);

create table connection_tests (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  secret_hash bytea not null,
  actor jsonb not null,
  status text not null,
  report jsonb not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  finished_at timestamp(3) with time zone,
  CHECK (((finished_at IS NULL) = (status = ANY (ARRAY['waiting'::text, 'started'::text])))),
  CHECK ((status = ANY (ARRAY['waiting'::text, 'started'::text, 'passed'::text, 'failed'::text]))),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

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
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  claim_mapping jsonb,
  FOREIGN KEY (tenant_id, identity_provider_id) REFERENCES identity_providers(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, identifier)
);

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
  code_expires_at timestamp(3) with time zone,
  codes_sent integer not null,
  attempts integer not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  used_at timestamp(3) with time zone,
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

create table events (
  tenant_id uuid not null,
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
  created_at timestamp(3) with time zone not null,
  undoes uuid,
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

create table idempotency_keys (
  tenant_id uuid not null,
  api_key_id uuid not null,
  key text collate "C" not null,
  fingerprint bytea not null,
  answer jsonb not null,
  created_at timestamp(3) with time zone not null,
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, api_key_id, key)
);

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
  linked_by text not null,
  linked_at timestamp(3) with time zone,
  position integer not null,
  connection_ids uuid[] not null,
  first_login_at timestamp(3) with time zone,
  last_login_at timestamp(3) with time zone,
  logins_count integer not null,
  last_synced_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  CHECK ((linked_by = ANY (ARRAY['auto'::text, 'manual'::text, 'scim'::text]))),
  CHECK ((subject <> ''::text)),
  FOREIGN KEY (tenant_id, identity_provider_id) REFERENCES identity_providers(tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, id),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, identity_provider_id, subject_type, subject)
);

create table identity_providers (
  tenant_id uuid not null,
  id uuid not null,
  strategy text not null,
  name text collate "C" not null,
  display_name text not null,
  logo text,
  enabled boolean not null,
  config jsonb not null,
  linking_rule jsonb not null,
  metadata jsonb not null,
  sync_status text not null,
  last_synced_at timestamp(3) with time zone,
  sync_error text,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  CHECK ((sync_status = ANY (ARRAY['pending'::text, 'syncing'::text, 'synced'::text, 'failed'::text]))),
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);

create table identity_tokens (
  tenant_id uuid not null,
  identity_id uuid not null,
  connection_id uuid not null,
  token_type text not null,
  sealed_access_token text not null,
  sealed_refresh_token text,
  sealed_id_token text,
  sealed_token_secret text,
  key_id text collate "C" not null,
  scopes text[] not null,
  status text not null,
  version integer not null,
  expires_at timestamp(3) with time zone,
  obtained_at timestamp(3) with time zone not null,
  id_token_at timestamp(3) with time zone,
  renewal_id uuid,
  renewal_until timestamp(3) with time zone,
  takeable_until timestamp(3) with time zone,
  waits_until timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  CHECK ((status = ANY (ARRAY['ok'::text, 'needs_reauthorization'::text]))),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, identity_id) REFERENCES identities(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, identity_id, connection_id)
);

create table import_refusals (
  tenant_id uuid not null,
  import_id text collate "C" not null,
  line bigint not null,
  code text not null,
  message text not null,
  row_id text,
  FOREIGN KEY (tenant_id, import_id) REFERENCES imports(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, import_id, line)
);

create table imports (
  tenant_id uuid not null,
  id text collate "C" not null,
  lines_done bigint not null,
  accepted bigint not null,
  refused bigint not null,
  updated_at timestamp(3) with time zone not null,
  updated bigint not null default 0,
  skipped bigint not null default 0,
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

create table openid_records (
  tenant_id uuid not null,
  kind text collate "C" not null,
  key bytea not null,
  grant_key bytea,
  client_id text collate "C",
  user_id uuid,
  payload jsonb not null,
  consumed_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone not null,
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, kind, key)
);

create table operators (
  tenant_id uuid not null,
  user_id uuid not null,
  role text not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  CHECK ((role = ANY (ARRAY['read_only'::text, 'operator'::text, 'owner'::text]))),
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, user_id)
);

create table pending_links (
  tenant_id uuid not null,
  id uuid not null,
  identity_id uuid not null,
  connection_id uuid,
  candidates jsonb not null,
  blind boolean not null,
  decision jsonb not null,
  browser_hash bytea not null,
  return_to text,
  code_hash bytea,
  code_user_id uuid,
  code_expires_at timestamp(3) with time zone,
  codes_sent integer not null,
  attempts integer not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  settled_at timestamp(3) with time zone,
  settled_as text,
  CHECK (((settled_at IS NULL) = (settled_as IS NULL))),
  CHECK ((settled_as = ANY (ARRAY['linked'::text, 'new_user'::text, 'declined'::text, 'superseded'::text]))),
  FOREIGN KEY (tenant_id, identity_id) REFERENCES identities(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

create table policies (
  tenant_id uuid not null,
  id uuid not null,
  name text collate "C" not null,
  description text,
  cedar text not null,
  enabled boolean not null,
  priority integer not null,
  version integer not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);

create table schema_migrations (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp(3) with time zone not null default now(),
  PRIMARY KEY (number)
);

create table separations (
  tenant_id uuid not null,
  identity_provider_id uuid not null,
  subject_type text collate "C" not null,
  subject text collate "C" not null,
  user_id uuid not null,
  cause text not null,
  created_at timestamp(3) with time zone not null,
  CHECK ((cause = ANY (ARRAY['declined'::text, 'unlinked'::text]))),
  FOREIGN KEY (tenant_id, identity_provider_id) REFERENCES identity_providers(tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, identity_provider_id, subject_type, subject, user_id)
);

create table service_provider_keys (
  tenant_id uuid not null,
  id uuid not null,
  certificate text not null,
  sealed_private_key text not null,
  created_at timestamp(3) with time zone not null,
  signs_since timestamp(3) with time zone,
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

create table sessions (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  identity_id uuid,
  secret_hash bytea not null,
  ip text,
  user_agent text,
  created_at timestamp(3) with time zone not null,
  last_seen_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  ending text,
  replaced_by uuid,
  CHECK ((((ended_at IS NULL) = (ending IS NULL)) AND (ending = ANY (ARRAY['closed'::text, 'replaced'::text, 'revoked'::text])))),
  CHECK (((replaced_by IS NOT NULL) OR (ending IS DISTINCT FROM 'replaced'::text))),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

create table sign_ins (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  identity_provider_id uuid not null,
  state_hash bytea not null,
  browser_hash bytea not null,
  sealed_checks text not null,
  return_to text,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  used_at timestamp(3) with time zone,
  pending_link_id uuid,
  sealed_posted text,
  connection_test_id uuid,
  intent jsonb,
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

create table signing_keys (
  tenant_id uuid not null,
  id uuid not null,
  algorithm text not null,
  public_jwk jsonb not null,
  sealed_private_jwk text not null,
  created_at timestamp(3) with time zone not null,
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

create table suggestions (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null,
  user_id uuid not null,
  other_user_id uuid,
  identity_id uuid,
  evidence jsonb not null,
  status text not null,
  created_at timestamp(3) with time zone not null,
  decided_at timestamp(3) with time zone,
  decided_by jsonb,
  CHECK (((kind <> 'arrival'::text) OR (identity_id IS NOT NULL))),
  CHECK (((kind <> 'users'::text) OR ((other_user_id IS NOT NULL) AND (user_id < other_user_id)))),
  CHECK ((kind = ANY (ARRAY['users'::text, 'arrival'::text]))),
  CHECK ((status = ANY (ARRAY['open'::text, 'approved'::text, 'dismissed'::text]))),
  FOREIGN KEY (tenant_id, identity_id) REFERENCES identities(tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, other_user_id) REFERENCES users(tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

create table sweeps (
  tenant_id uuid not null,
  id uuid not null,
  reached uuid,
  users_seen bigint not null,
  users_total bigint not null,
  suggestions_made bigint not null,
  started_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  finished_at timestamp(3) with time zone,
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, id)
);

create table taken_statements (
  tenant_id uuid not null,
  identity_provider_id uuid not null,
  statement_id text collate "C" not null,
  expires_at timestamp(3) with time zone not null,
  FOREIGN KEY (tenant_id, identity_provider_id) REFERENCES identity_providers(tenant_id, id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, identity_provider_id, statement_id)
);

create table tenants (
  id uuid not null,
  name text not null,
  slug text not null,
  is_master boolean not null default false,
  settings jsonb not null default '{}'::jsonb,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  deleted_at timestamp(3) with time zone,
  events_kept_after uuid,
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table users (
  tenant_id uuid not null,
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
  status text not null,
  origin_key text collate "C",
  last_login_at timestamp(3) with time zone,
  logins_count integer not null,
  merged_into uuid,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  CHECK (((merged_into IS NULL) OR (merged_into <> id))),
  CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text]))),
  FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, merged_into) REFERENCES users(tenant_id, id),
  PRIMARY KEY (tenant_id, id)
);

CREATE INDEX api_keys_of_provider ON public.api_keys USING btree (tenant_id, identity_provider_id) WHERE (identity_provider_id IS NOT NULL);
CREATE UNIQUE INDEX api_keys_pkey ON public.api_keys USING btree (tenant_id, id);
CREATE INDEX application_consents_of_user ON public.application_consents USING btree (tenant_id, user_id);
CREATE UNIQUE INDEX application_consents_pkey ON public.application_consents USING btree (tenant_id, application_id, user_id);
CREATE INDEX application_subjects_of_user ON public.application_subjects USING btree (tenant_id, user_id);
CREATE UNIQUE INDEX application_subjects_pkey ON public.application_subjects USING btree (tenant_id, application_id, user_id);
CREATE UNIQUE INDEX application_subjects_tenant_id_application_id_subject_key ON public.application_subjects USING btree (tenant_id, application_id, subject);
CREATE UNIQUE INDEX applications_pkey ON public.applications USING btree (tenant_id, id);
CREATE UNIQUE INDEX applications_tenant_id_client_id_key ON public.applications USING btree (tenant_id, client_id);
CREATE INDEX connection_tests_by_age ON public.connection_tests USING btree (tenant_id, created_at);
CREATE INDEX connection_tests_of_connection ON public.connection_tests USING btree (tenant_id, connection_id, id);
CREATE UNIQUE INDEX connection_tests_pkey ON public.connection_tests USING btree (tenant_id, id);
CREATE INDEX connections_by_provider ON public.connections USING btree (tenant_id, identity_provider_id, id);
CREATE UNIQUE INDEX connections_pkey ON public.connections USING btree (tenant_id, id);
CREATE UNIQUE INDEX connections_tenant_id_identifier_key ON public.connections USING btree (tenant_id, identifier);
CREATE INDEX email_sign_ins_by_age ON public.email_sign_ins USING btree (tenant_id, expires_at);
CREATE INDEX email_sign_ins_of_connection ON public.email_sign_ins USING btree (tenant_id, connection_id);
CREATE UNIQUE INDEX email_sign_ins_pkey ON public.email_sign_ins USING btree (tenant_id, id);
CREATE INDEX events_by_actor ON public.events USING btree (tenant_id, ((actor ->> 'id'::text)), id) WHERE ((actor ->> 'kind'::text) = ANY (ARRAY['api_key'::text, 'operator'::text]));
CREATE INDEX events_by_type ON public.events USING btree (tenant_id, type, id);
CREATE INDEX events_of_counterpart ON public.events USING btree (tenant_id, counterpart_user_id, id) WHERE (counterpart_user_id IS NOT NULL);
CREATE INDEX events_of_identity ON public.events USING btree (tenant_id, identity_id, id) WHERE (identity_id IS NOT NULL);
CREATE INDEX events_of_user ON public.events USING btree (tenant_id, user_id, id) WHERE (user_id IS NOT NULL);
CREATE UNIQUE INDEX events_pkey ON public.events USING btree (tenant_id, id);
CREATE INDEX events_undoing ON public.events USING btree (tenant_id, undoes, id) WHERE (undoes IS NOT NULL);
CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (tenant_id, created_at);
CREATE UNIQUE INDEX idempotency_keys_pkey ON public.idempotency_keys USING btree (tenant_id, api_key_id, key);
CREATE INDEX identities_by_email ON public.identities USING btree (tenant_id, email_key) WHERE (email_key IS NOT NULL);
CREATE INDEX identities_by_holder ON public.identities USING btree (identity_provider_id, user_id) WHERE (user_id IS NOT NULL);
CREATE INDEX identities_by_subject ON public.identities USING btree (tenant_id, subject, id);
CREATE INDEX identities_by_way ON public.identities USING btree (tenant_id, linked_by, id) WHERE (linked_by <> 'auto'::text);
CREATE INDEX identities_further ON public.identities USING btree (tenant_id, user_id) WHERE ((user_id IS NOT NULL) AND ("position" > 0));
CREATE INDEX identities_of_nobody ON public.identities USING btree (tenant_id, id) WHERE (user_id IS NULL);
CREATE INDEX identities_of_provider ON public.identities USING btree (identity_provider_id, id);
CREATE INDEX identities_of_user ON public.identities USING btree (tenant_id, user_id, "position", id) WHERE (user_id IS NOT NULL);
CREATE UNIQUE INDEX identities_pkey ON public.identities USING btree (tenant_id, id);
CREATE UNIQUE INDEX identities_tenant_id_identity_provider_id_subject_type_subj_key ON public.identities USING btree (tenant_id, identity_provider_id, subject_type, subject);
CREATE UNIQUE INDEX identity_providers_pkey ON public.identity_providers USING btree (tenant_id, id);
CREATE UNIQUE INDEX identity_providers_tenant_id_name_key ON public.identity_providers USING btree (tenant_id, name);
CREATE INDEX identity_tokens_by_key ON public.identity_tokens USING btree (key_id);
CREATE INDEX identity_tokens_of_connection ON public.identity_tokens USING btree (connection_id);
CREATE UNIQUE INDEX identity_tokens_pkey ON public.identity_tokens USING btree (tenant_id, identity_id, connection_id);
CREATE INDEX identity_tokens_waiting ON public.identity_tokens USING btree (tenant_id, waits_until) WHERE (waits_until IS NOT NULL);
CREATE UNIQUE INDEX import_refusals_pkey ON public.import_refusals USING btree (tenant_id, import_id, line);
CREATE UNIQUE INDEX imports_pkey ON public.imports USING btree (tenant_id, id);
CREATE INDEX openid_records_by_expiry ON public.openid_records USING btree (tenant_id, expires_at);
CREATE INDEX openid_records_of_grant ON public.openid_records USING btree (tenant_id, grant_key) WHERE (grant_key IS NOT NULL);
CREATE INDEX openid_records_of_user ON public.openid_records USING btree (tenant_id, user_id) WHERE (user_id IS NOT NULL);
CREATE UNIQUE INDEX openid_records_pkey ON public.openid_records USING btree (tenant_id, kind, key);
CREATE INDEX openid_requests_by_expiry ON public.openid_records USING btree (tenant_id, expires_at) WHERE (kind = ANY (ARRAY['AppRequest'::text, 'Interaction'::text, 'PushedAuthorizationRequest'::text]));
CREATE UNIQUE INDEX operators_pkey ON public.operators USING btree (tenant_id, user_id);
CREATE INDEX pending_links_by_age ON public.pending_links USING btree (tenant_id, expires_at);
CREATE INDEX pending_links_of_identity ON public.pending_links USING btree (tenant_id, identity_id, id);
CREATE UNIQUE INDEX pending_links_pkey ON public.pending_links USING btree (tenant_id, id);
CREATE UNIQUE INDEX policies_pkey ON public.policies USING btree (tenant_id, id);
CREATE UNIQUE INDEX policies_tenant_id_name_key ON public.policies USING btree (tenant_id, name);
CREATE UNIQUE INDEX schema_migrations_pkey ON public.schema_migrations USING btree (number);
CREATE INDEX separations_of_user ON public.separations USING btree (tenant_id, user_id);
CREATE UNIQUE INDEX separations_pkey ON public.separations USING btree (tenant_id, identity_provider_id, subject_type, subject, user_id);
CREATE UNIQUE INDEX service_provider_keys_pkey ON public.service_provider_keys USING btree (tenant_id, id);
CREATE INDEX sessions_of_identity ON public.sessions USING btree (tenant_id, identity_id) WHERE (identity_id IS NOT NULL);
CREATE INDEX sessions_of_user ON public.sessions USING btree (tenant_id, user_id, id);
CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (tenant_id, id);
CREATE INDEX sign_ins_by_age ON public.sign_ins USING btree (tenant_id, expires_at);
CREATE INDEX sign_ins_of_connection ON public.sign_ins USING btree (tenant_id, connection_id);
CREATE UNIQUE INDEX sign_ins_pkey ON public.sign_ins USING btree (tenant_id, id);
CREATE UNIQUE INDEX signing_keys_pkey ON public.signing_keys USING btree (tenant_id, id);
CREATE INDEX suggestions_by_other ON public.suggestions USING btree (tenant_id, other_user_id) WHERE (other_user_id IS NOT NULL);
CREATE INDEX suggestions_by_status ON public.suggestions USING btree (tenant_id, status, id);
CREATE UNIQUE INDEX suggestions_of_arrival ON public.suggestions USING btree (tenant_id, identity_id, user_id) WHERE (kind = 'arrival'::text);
CREATE INDEX suggestions_of_identity ON public.suggestions USING btree (tenant_id, identity_id) WHERE (identity_id IS NOT NULL);
CREATE INDEX suggestions_of_user ON public.suggestions USING btree (tenant_id, user_id);
CREATE UNIQUE INDEX suggestions_of_users ON public.suggestions USING btree (tenant_id, user_id, other_user_id) WHERE (kind = 'users'::text);
CREATE UNIQUE INDEX suggestions_pkey ON public.suggestions USING btree (tenant_id, id);
CREATE UNIQUE INDEX sweeps_pkey ON public.sweeps USING btree (tenant_id, id);
CREATE INDEX taken_statements_by_age ON public.taken_statements USING btree (tenant_id, expires_at);
CREATE UNIQUE INDEX taken_statements_pkey ON public.taken_statements USING btree (tenant_id, identity_provider_id, statement_id);
CREATE INDEX tenants_by_host ON public.tenants USING gin (((settings -> 'hosts'::text)));
CREATE INDEX tenants_ending ON public.tenants USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX tenants_forgetting ON public.tenants USING btree (id) WHERE ((deleted_at IS NULL) AND (((settings -> 'events'::text) ->> 'keep_days'::text) IS NOT NULL));
CREATE UNIQUE INDEX tenants_pkey ON public.tenants USING btree (id);
CREATE UNIQUE INDEX tenants_slug_key ON public.tenants USING btree (slug);
CREATE INDEX users_by_email ON public.users USING btree (tenant_id, email_key) WHERE (merged_into IS NULL);
CREATE UNIQUE INDEX users_by_external_id ON public.users USING btree (tenant_id, external_id) WHERE (merged_into IS NULL);
CREATE INDEX users_by_last_name ON public.users USING btree (tenant_id, "left"(lower(COALESCE(family_name, "substring"(name, '[^[:space:]]+$'::text))), 200) COLLATE "C", id) WHERE (merged_into IS NULL);
CREATE INDEX users_by_metadata ON public.users USING gin (user_metadata jsonb_path_ops) WHERE (user_metadata <> '{}'::jsonb);
CREATE INDEX users_by_name ON public.users USING btree (tenant_id, "left"(lower(COALESCE(name, given_name)), 200) COLLATE "C", id) WHERE (merged_into IS NULL);
CREATE UNIQUE INDEX users_by_origin_key ON public.users USING btree (tenant_id, origin_key) WHERE (merged_into IS NULL);
CREATE INDEX users_by_phone ON public.users USING btree (tenant_id, phone_key) WHERE (merged_into IS NULL);
CREATE UNIQUE INDEX users_by_username ON public.users USING btree (tenant_id, username_key) WHERE (merged_into IS NULL);
CREATE INDEX users_merged ON public.users USING btree (tenant_id, id) WHERE (merged_into IS NOT NULL);
CREATE INDEX users_merged_into ON public.users USING btree (tenant_id, merged_into) WHERE (merged_into IS NOT NULL);
CREATE UNIQUE INDEX users_pkey ON public.users USING btree (tenant_id, id);
CREATE INDEX users_suspended ON public.users USING btree (tenant_id, id) WHERE ((status = 'suspended'::text) AND (merged_into IS NULL));
