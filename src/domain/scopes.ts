/** What an API key may be allowed to do. Each operation names the one that it needs. */
export const scopes = {
  'users:read': 'read users',
  'users:write': 'create, change, suspend, merge and delete users',
  'identities:read': 'read identities and look them up',
  'identities:write': 'link, move and unlink identities',
  'read:user_idp_tokens': "read the tokens that identity providers gave for users' identities",
  'identity_providers:read': 'read identity providers and connections',
  'identity_providers:write': 'register, change and remove identity providers and connections',
  'events:read': 'read events',
  'policies:read': 'read policies and try them out',
  'policies:write': 'create, change, switch and delete policies',
  'api_keys:read': 'read API keys, never their secrets',
  'api_keys:write': 'create and revoke API keys',
  'applications:read': 'read applications and signing keys, never their secrets',
  'applications:write': 'register, change and remove applications, and rotate signing keys',
  'sessions:read': 'read sessions',
  'sessions:write': 'read and end sessions',
  'tenants:read': 'read tenants',
  'tenants:write': 'create and change tenants',
  'operators:read': 'read who works in the console',
  'operators:write': 'say who works in the console',
} as const;

export type Scope = keyof typeof scopes;

export const allScopes = Object.keys(scopes) as Scope[];

export function isScope(text: string): text is Scope {
  return Object.hasOwn(scopes, text);
}
