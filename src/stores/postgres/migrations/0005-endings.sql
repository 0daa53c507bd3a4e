-- What comes to an end: tenants row by row, events when they are old.

-- Tenants: set when it is deleted. From then on nobody meets it; its rows go in batches, and the row itself last.
alter table tenants add column deleted_at timestamptz(3);
create index tenants_ending on tenants (deleted_at) where deleted_at is not null;

-- Those whose events are kept for some time only: few of many, looked for every few minutes.
create index tenants_forgetting on tenants (id) where deleted_at is null and settings -> 'events' ->> 'keep_days' is not null;

-- How far the events were looked through for those that are kept no longer: of those up to this id some are gone.
alter table tenants add column events_kept_after uuid;

-- Deleting a connection or a provider asks each table that points at it; without these, through all of the tenant's rows.
create index sign_ins_of_connection on sign_ins (tenant_id, connection_id);
create index email_sign_ins_of_connection on email_sign_ins (tenant_id, connection_id);
create index api_keys_of_provider on api_keys (tenant_id, identity_provider_id) where identity_provider_id is not null;
