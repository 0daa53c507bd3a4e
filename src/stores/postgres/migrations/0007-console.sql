-- What operators look through all users by (docs/scale.md). None of these columns changes when somebody signs in.

-- What a name begins with, and what the last name begins with. By bytes, so that a beginning is a range; of a name of any length, as
-- much as fits into an index.
create index users_by_name on users (tenant_id, (left(lower(coalesce(name, given_name)), 200) collate "C"), id)
  where merged_into is null;
create index users_by_last_name on users (tenant_id, (left(lower(coalesce(family_name, substring(name from '[^[:space:]]+$'))), 200) collate "C"), id)
  where merged_into is null;

-- Few of many, in the order of their ids.
create index users_suspended on users (tenant_id, id) where status = 'suspended' and merged_into is null;
create index users_merged on users (tenant_id, id) where merged_into is not null;

-- Who has an identity of a provider, and who has several, in the order of users. The provider tells the tenant.
create index identities_by_holder on identities (identity_provider_id, user_id) where user_id is not null;
create index identities_further on identities (tenant_id, user_id) where user_id is not null and position > 0;

-- What a key or an operator did. Sign-ins, which are most of what happens, are in no such index.
create index events_by_actor on events (tenant_id, (actor ->> 'id'), id) where actor ->> 'kind' in ('api_key', 'operator');

-- What an import has done to users that were there, besides how far it has come.
alter table imports add column updated bigint not null default 0;
alter table imports add column skipped bigint not null default 0;

-- The rows that an import could not take: which and why, and nothing else of them.
create table import_refusals (
  tenant_id uuid not null,
  import_id text collate "C" not null,
  line bigint not null,
  code text not null,
  message text not null,
  row_id text,
  primary key (tenant_id, import_id, line),
  foreign key (tenant_id, import_id) references imports (tenant_id, id) on delete cascade
);
