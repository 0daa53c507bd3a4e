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
export type Application = Schemas['Application'];
export type Connection = Schemas['Connection'];
export type CreatedApiKey = Schemas['CreatedApiKey'];
export type CreatedApplication = Schemas['CreatedApplication'];
export type Event = Schemas['Event'];
export type IdentityProvider = Schemas['IdentityProvider'];
export type Import = Schemas['Import'];
export type Operator = Schemas['Operator'];
export type RefusedLine = Schemas['RefusedLine'];
export type SelfsameError = Schemas['Error'];
export type Session = Schemas['Session'];
export type Suggestion = Schemas['Suggestion'];
export type Sweep = Schemas['Sweep'];
export type Tenant = Schemas['Tenant'];
export type User = Schemas['User'];
export type UserIdentity = Schemas['UserIdentity'];

export type SelfsameClient = Client<paths>;

export type SelfsameClientOptions = Credential & {
  /** Where the server is: `http://localhost:3000`. */
  baseUrl: string;
  /** In place of the platform's own. */
  fetch?: typeof fetch;
};

type Credential =
  | {
      /** The whole API key, `sk_…`. */
      apiKey: string;
      /** The id of the tenant that the key belongs to. */
      tenantId: string;
    }
  | {
      /** Asked at every call: the access token of a signed-in operator. */
      accessToken: () => Promise<string>;
      /** The id of the tenant to work in. */
      tenantId?: string;
    };

/** A client for one tenant. Calls answer `{data}` or `{error}` and never throw for a refusal. */
export function createSelfsameClient({ baseUrl, fetch, ...credential }: SelfsameClientOptions): SelfsameClient {
  const client = createClient<paths>({
    baseUrl,
    headers: nameTenant(credential),
    ...(fetch && { fetch: (request: Request) => fetch(request) }),
  });
  if ('accessToken' in credential) {
    const { accessToken } = credential;
    client.use({
      async onRequest({ request }) {
        request.headers.set('authorization', `Bearer ${await accessToken()}`);
        return request;
      },
    });
  }
  return client;
}

function nameTenant(credential: Credential): Record<string, string> {
  if ('apiKey' in credential) return { 'X-API-Key': credential.apiKey, 'X-Tenant-ID': credential.tenantId };
  return credential.tenantId === undefined ? {} : { 'Selfsame-Tenant': credential.tenantId };
}
