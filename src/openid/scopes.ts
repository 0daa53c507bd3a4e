/** The scopes of OpenID Connect Core §5.4, and what each tells. */

export const openidScopes = ['openid', 'profile', 'email', 'phone', 'offline_access'] as const;

export const claimsOfScopes = {
  openid: ['sub', 'auth_time', 'sid'],
  profile: ['name', 'given_name', 'family_name', 'nickname', 'preferred_username', 'picture', 'locale', 'updated_at'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
};

/**
 * `offline_access` under a name that the library does not know. It would drop that scope unless the request says
 * `prompt=consent` (OpenID Connect Core §11), which the SDKs of the vendors that we stand in for do not: there, an
 * application that may have refresh tokens asks by the scope alone. Our own checks decide instead.
 */
const offlineInside = 'offline';

/** Scopes of a request as the library shall see them. */
export function scopesToInside(scope: string): string {
  return mapScopes(scope, (name) => (name === 'offline_access' ? offlineInside : name));
}

/** And as everybody else does. */
export function scopesToOutside(scope: string): string {
  return mapScopes(scope, (name) => (name === offlineInside ? 'offline_access' : name));
}

export const scopesInside = openidScopes.map(scopesToInside);

export function asksForRefreshToken(scopes: ReadonlySet<string>): boolean {
  return scopes.has(offlineInside);
}

function mapScopes(scope: string, map: (name: string) => string): string {
  return scope
    .split(' ')
    .filter((name) => name !== '')
    .map(map)
    .join(' ');
}
