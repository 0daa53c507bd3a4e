/** The native dialect as a program sees it: through the generated client, and by hand for what no client would send. */
import { createSelfsameClient, type SelfsameClient, type User } from '../../client/src/index.ts';
import type { TestApp } from './test-app.ts';

export interface NativeClient {
  client: SelfsameClient;
  /** The credentials, as headers. */
  headers: Record<string, string>;
  /** A request as it is written, for what the types of the client do not allow. */
  send(method: string, path: string, init?: { headers?: Record<string, string>; body?: string }): Promise<RawAnswer>;
  createUser(fields?: { email?: string; name?: string }): Promise<User>;
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever came back, for the test to look at
  body: any;
}

export function openNative(it: TestApp, apiKey = it.key.rawKey, tenantId = it.tenant.id): NativeClient {
  const client = createSelfsameClient({ baseUrl: it.baseUrl, apiKey, tenantId });
  const headers = { 'x-api-key': apiKey, 'x-tenant-id': tenantId };
  return {
    client,
    headers,
    async send(method, path, init = {}) {
      const response = await fetch(`${it.baseUrl}${path}`, { method, ...init, headers: init.headers ?? headers });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.startsWith('application/json');
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    },
    async createUser(fields = {}) {
      const { data, error } = await client.POST('/v1/users', { body: fields });
      if (!data) throw new Error(`no user was made: ${JSON.stringify(error)}`);
      return data;
    },
  };
}
