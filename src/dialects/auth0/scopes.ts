/** Auth0's scopes and what of ours each stands for. A token carries those whose every part its API key has. */
import type { Scope } from '../../domain/scopes.ts';

/**
 * The vendor's answers show a user together with its identities, and a path names a user by a name that has to be looked
 * up: so each scope needs the reading that its answers contain.
 */
export const partsOfScopes = {
  'read:users': ['users:read', 'identities:read'],
  'read:user_idp_tokens': ['users:read', 'identities:read', 'read:user_idp_tokens'],
  'create:users': ['users:read', 'users:write', 'identities:read', 'identities:write'],
  'update:users': ['users:read', 'users:write', 'identities:read', 'identities:write'],
  'update:users_app_metadata': ['users:read', 'users:write', 'identities:read'],
  'delete:users': ['users:read', 'users:write'],
  'read:connections': ['identity_providers:read'],
  'create:connections': ['identity_providers:read', 'identity_providers:write'],
  'update:connections': ['identity_providers:read', 'identity_providers:write'],
  'delete:connections': ['identity_providers:read', 'identity_providers:write'],
  'read:logs': ['events:read', 'users:read'],
  'read:logs_users': ['events:read', 'users:read'],
  'delete:sessions': ['users:read', 'sessions:write'],
} as const satisfies Record<string, readonly Scope[]>;

export type Auth0Scope = keyof typeof partsOfScopes;

/** What an API key with these scopes may be given, in the order of the table. */
export function grantable(scopes: ReadonlySet<Scope>): Auth0Scope[] {
  return (Object.keys(partsOfScopes) as Auth0Scope[]).filter((name) =>
    partsOfScopes[name].every((part) => scopes.has(part)),
  );
}
