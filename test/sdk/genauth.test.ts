/** GenAuth's official Node SDK, unmodified but for its host, against a running server: every method that is served. */
import { ManagementClient, type Models } from 'authing-node-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrive } from '../../src/operations/arrival.ts';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('debug', () => {
  let it: TestApp;
  beforeAll(async () => { it = await startTestApp(); });
  afterAll(() => it.close());
  test('smoke', async () => {
    const client = new ManagementClient({ accessKeyId: it.key.publicId, accessKeySecret: it.key.secret, host: it.baseUrl });
    console.log(await client.createUser({ username: 'a', email: 'A@x.com', phone: '13800138000', customData: { a: 1 }, gender: 'M' as never, externalId: 'é&+ 1' }));
    console.log(await client.getUser({ userId: 'é&+ 1', userIdType: 'external_id', withIdentities: true }));
    console.log(await client.getUserBatch({ userIds: ['a', 'b'], userIdType: 'username' } as never));
    console.log(await client.listExtIdp({} as never));
    console.log(await client.listUsers({ keywords: 'a' }));
  });
});
