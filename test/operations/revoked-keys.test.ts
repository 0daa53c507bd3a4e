/** A revoked key is refused from the moment at which its revocation was answered, however it was being read meanwhile. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEntropy } from '../../src/app.ts';
import { createAuthentication } from '../../src/operations/authentication.ts';
import type { Dependencies } from '../../src/operations/dependencies.ts';
import { createSharedMemory } from '../../src/operations/shared-memory.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
beforeAll(async () => {
  it = await startTestApp();
});
afterAll(() => it.close());

const refused = { code: 'unauthenticated' };

test('what was read before it changed is good for that request alone', async () => {
  const { rawKey, apiKey } = await it.createKey(['users:read']);
  const { store } = it.app;
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let sayRead = () => {};
  const wasRead = new Promise<void>((resolve) => {
    sayRead = resolve;
  });
  const apiKeys = {
    ...store.reads.apiKeys,
    async byId(tenantId: string, id: string) {
      const key = await store.reads.apiKeys.byId(tenantId, id);
      sayRead();
      await gate;
      return key;
    },
  };
  const shared = createSharedMemory(Date.now);
  const authentication = createAuthentication(
    { store: { ...store, reads: { ...store.reads, apiKeys } }, shared, entropy: createEntropy() } as Dependencies,
    it.operations.tokens,
  );
  const early = authentication.byKey(rawKey);
  await wasRead;
  await it.operations.apiKeys.revoke(it.actor, apiKey.id);
  await shared.forget({ what: 'api_key', tenantId: it.tenant.id, id: apiKey.id });
  goOn();
  await expect(early).resolves.toMatchObject({ id: apiKey.id });
  await expect(authentication.byKey(rawKey)).rejects.toMatchObject(refused);
});

test('one that is used within the transaction that revokes it is refused once that is over', async () => {
  const { rawKey, apiKey } = await it.createKey(['users:read']);
  const { byKey } = it.operations.authentication;
  await it.operations.together(async ({ apiKeys }) => {
    await apiKeys.revoke(it.actor, apiKey.id);
    await byKey(rawKey);
  });
  await expect(byKey(rawKey)).rejects.toMatchObject(refused);
});
