-- Indexes as the statements need them: test/plans/statements.md tells which statement goes by which.

-- Whoever is removed takes with him what refers to him; without these each removal read the tenant's whole table.
create index application_subjects_of_user on application_subjects (tenant_id, user_id);
create index application_consents_of_user on application_consents (tenant_id, user_id);
create index suggestions_of_user on suggestions (tenant_id, user_id);
create index suggestions_of_identity on suggestions (tenant_id, identity_id) where identity_id is not null;

-- An identity that is taken from its user ends the sessions that it opened.
create index sessions_of_identity on sessions (tenant_id, identity_id) where identity_id is not null;

-- A provider of few among many: its identities page by page, and their removal in batches. Without the tenant, whom the
-- provider tells: a planner takes two columns for independent, and would go by an index of both where the unique key has all.
create index identities_of_provider on identities (identity_provider_id, id);

-- For the same reason: tokens were looked up by an index of everything that a connection has brought.
drop index identity_tokens_of_connection;
create index identity_tokens_of_connection on identity_tokens (connection_id);

-- Few identities of a large tenant come otherwise than by themselves, and are asked for by that.
create index identities_by_way on identities (tenant_id, linked_by, id) where linked_by <> 'auto';

-- Users by a value of their custom data. Who has none is not in it.
create index users_by_metadata on users using gin (user_metadata jsonb_path_ops) where user_metadata <> '{}';

-- What has expired, as with its sisters.
create index sign_ins_by_age on sign_ins (tenant_id, expires_at);
