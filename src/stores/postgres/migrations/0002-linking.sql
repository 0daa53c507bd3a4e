-- Linking that asks, is governed by policies, suggests, and can be taken back.

-- A linking rule says everything that there is to say. What an earlier version stored keeps its meaning.
update identity_providers set linking_rule =
  '{"version": 1, "mode": "never", "matchOn": ["email"], "emailProof": "never", "verifiedForms": [true],
    "authoritativeDomains": [], "phoneProof": "never", "nameProof": "never", "externalIdClaim": null,
    "loginOnly": false, "jit": true, "updateProfile": "never", "emailDomains": {"allowed": null, "denied": []},
    "neverLink": {"userIds": [], "metadata": {}}, "identitiesPerUserMax": null, "onConflict": "create_separate",
    "relinkAfterUnlink": true, "linkingDomain": null}'::jsonb
  || linking_rule
  || case linking_rule ->> 'emailProof' when 'verified_bit' then '{"emailProof": "provider_verified_bit"}'::jsonb else '{}' end;

-- The event that this one takes back.
alter table events add column undoes uuid;
create index events_undoing on events (tenant_id, undoes, id) where undoes is not null;

-- An arrival whose person must prove the account that it may belong to. Single use, of one browser.
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
  code_expires_at timestamptz(3),
  codes_sent integer not null,
  attempts integer not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  settled_at timestamptz(3),
  settled_as text check (settled_as in ('linked', 'new_user', 'declined', 'superseded')),
  primary key (tenant_id, id),
  foreign key (tenant_id, identity_id) references identities (tenant_id, id) on delete cascade,
  check ((settled_at is null) = (settled_as is null))
);
create index pending_links_of_identity on pending_links (tenant_id, identity_id, id);
create index pending_links_by_code on pending_links (tenant_id, code_user_id, created_at) where code_user_id is not null;
create index pending_links_by_age on pending_links (tenant_id, expires_at);

-- A sign-in that was started to prove the account of a pending link.
alter table sign_ins add column pending_link_id uuid;

-- Subjects that shall not join a user by rule again: the person declined, or somebody took them apart.
create table separations (
  tenant_id uuid not null,
  identity_provider_id uuid not null,
  subject_type text collate "C" not null,
  subject text collate "C" not null,
  user_id uuid not null,
  cause text not null check (cause in ('declined', 'unlinked')),
  created_at timestamptz(3) not null,
  primary key (tenant_id, identity_provider_id, subject_type, subject, user_id),
  foreign key (tenant_id, identity_provider_id) references identity_providers (tenant_id, id) on delete cascade,
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create index separations_of_user on separations (tenant_id, user_id);

create table policies (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  name text collate "C" not null,
  description text,
  cedar text not null,
  enabled boolean not null,
  priority integer not null,
  version integer not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

-- Users that look the same, or an arrival and the user that it may belong to: for somebody to decide.
create table suggestions (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('users', 'arrival')),
  user_id uuid not null,
  other_user_id uuid,
  identity_id uuid,
  evidence jsonb not null,
  status text not null check (status in ('open', 'approved', 'dismissed')),
  created_at timestamptz(3) not null,
  decided_at timestamptz(3),
  decided_by jsonb,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
  foreign key (tenant_id, other_user_id) references users (tenant_id, id) on delete cascade,
  foreign key (tenant_id, identity_id) references identities (tenant_id, id) on delete cascade,
  check (kind <> 'users' or (other_user_id is not null and user_id < other_user_id)),
  check (kind <> 'arrival' or identity_id is not null)
);
create unique index suggestions_of_users on suggestions (tenant_id, user_id, other_user_id) where kind = 'users';
create unique index suggestions_of_arrival on suggestions (tenant_id, identity_id, user_id) where kind = 'arrival';
create index suggestions_by_other on suggestions (tenant_id, other_user_id) where other_user_id is not null;
create index suggestions_by_status on suggestions (tenant_id, status, id);

-- How far a search for users that look the same has come; moves in the transaction of what it found.
create table sweeps (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  -- The last user looked at; null before the first.
  reached uuid,
  users_seen bigint not null,
  -- How many there were when it began.
  users_total bigint not null,
  suggestions_made bigint not null,
  started_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  finished_at timestamptz(3),
  primary key (tenant_id, id)
);
