/** The headers with which the holder of an API key calls each dialect. */
import type { Tenant } from '../../src/domain/tenant.ts';
import type { CreatedApiKey } from '../../src/operations/api-keys.ts';
import type { TestApp } from './test-app.ts';

interface Holder {
  tenant: Tenant;
  key: CreatedApiKey;
}

export async function credentialsFor(
  dialect: string,
  { baseUrl }: Pick<TestApp, 'baseUrl'>,
  { tenant, key }: Holder,
): Promise<Record<string, string>> {
  const { rawKey, publicId, secret } = key;
  switch (dialect) {
    case 'native':
      return { 'x-api-key': rawKey, 'x-tenant-id': tenant.id };
    case 'workos':
      return { authorization: `Bearer ${rawKey}` };
    case 'auth0': {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: publicId,
        client_secret: secret,
        audience: `${baseUrl}/api/v2/`,
      });
      const { access_token } = await post(`${baseUrl}/oauth/token`, { body });
      return { authorization: `Bearer ${access_token}` };
    }
    case 'genauth': {
      const { data } = await post(`${baseUrl}/api/v3/get-management-token`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ accessKeyId: publicId, accessKeySecret: secret }),
      });
      return { authorization: data.access_token };
    }
    default:
      throw new Error(`nobody told how the dialect \`${dialect}\` is called: say it here`);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: two answers of which one field is read
async function post(url: string, init: RequestInit): Promise<any> {
  const answer = await fetch(url, { method: 'POST', ...init });
  if (!answer.ok) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
