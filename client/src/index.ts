/**
 * A typed client of Selfsame's native `/v1` API. Paths, parameters, bodies and answers are checked by the compiler
 * against the server's own OpenAPI document:
 *
 *     const selfsame = createSelfsameClient({ baseUrl, apiKey, tenantId });
 *     const { data, error } = await selfsame.GET('/v1/users/{id}/identities', { params: { path: { id } } });
 */
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './openapi.ts';

export type { components, operations, paths } from './openapi.ts';

type Schemas = components['schemas'];
export type ApiKey = Schemas['ApiKey'];
export type Connection = Schemas['Connection'];
export type Event = Schemas['Event'];
export type IdentityProvider = Schemas['IdentityProvider'];
export type SelfsameError = Schemas['Error'];
export type Session = Schemas['Session'];
export type Suggestion = Schemas['Suggestion'];
export type Sweep = Schemas['Sweep'];
export type Tenant = Schemas['Tenant'];
export type User = Schemas['User'];
export type UserIdentity = Schemas['UserIdentity'];

export type SelfsameClient = Client<paths>;

export interface SelfsameClientOptions {
  /** Where the server is: `http://localhost:3000`. */
  baseUrl: string;
  /** The whole API key, `sk_…`. */
  apiKey: string;
  /** The id of the tenant that the key belongs to. */
  tenantId: string;
  /** In place of the platform's own. */
  fetch?: typeof fetch;
}

/** A client for one tenant. Calls answer `{data}` or `{error}` and never throw for a refusal. */
export function createSelfsameClient({ baseUrl, apiKey, tenantId, fetch }: SelfsameClientOptions): SelfsameClient {
  return createClient<paths>({
    baseUrl,
    headers: { 'X-API-Key': apiKey, 'X-Tenant-ID': tenantId },
    ...(fetch && { fetch: (request: Request) => fetch(request) }),
  });
}
