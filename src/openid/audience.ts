/**
 * The APIs that access tokens are for. Auth0 calls one by its `audience`, any text; the library by a `resource`, a URI
 * (RFC 8707). One is carried in the other.
 */
import type { Application } from '../domain/application.ts';

const prefix = 'urn:selfsame:audience:';

export function toResource(audience: string): string {
  return URL.canParse(audience) && !audience.startsWith(prefix) ? audience : `${prefix}${encodeURIComponent(audience)}`;
}

export function fromResource(resource: string): string {
  return resource.startsWith(prefix) ? decodeURIComponent(resource.slice(prefix.length)) : resource;
}

/** What a signed-in person's own token may do at Auth0's management API: to oneself alone. */
export const currentUserScopes = ['read:current_user', 'update:current_user_identities'];

/** The scopes of an API, when the application may ask for it. The management API of this place is open to the tenant's own. */
export function scopesOfAudience(application: Application, issuer: string, audience: string): string[] | null {
  const api = application.apis.find((each) => each.audience === audience);
  if (api) return api.scopes;
  return application.firstParty && isManagementApi(issuer, audience) ? currentUserScopes : null;
}

/** Auth0's SDKs make `https` of every domain, also where a server without TLS answers; the port may be another one. */
export function isManagementApi(issuer: string, audience: string): boolean {
  if (!URL.canParse(audience)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(audience);
  if (!/^https?:$/.test(protocol) || search !== '' || hash !== '') return false;
  return hostname === new URL(issuer).hostname && pathname.replace(/\/$/, '') === '/api/v2';
}
