/** Auth0's link by name, when the user that has the identity goes between the two look-ups that it takes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findSecondary } from '../../src/dialects/auth0/secondary.ts';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import type { Operations } from '../../src/operations/index.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let google: IdentityProvider;
beforeAll(async () => {
  it = await startTestApp();
  google = await it.createProvider('google-oauth2');
});
afterAll(() => it.close());

const addUser = async (subject: string) =>
  (
    await it.operations.users.create(it.actor, {
      profile: {},
      identities: [{ identityProviderId: google.id, subject }],
    })
  ).user;

/** The operations, where something happens once before the identities of a user are read. */
function interrupted(happens: () => Promise<unknown>): Operations {
  let done = false;
  const { identities } = it.operations;
  return {
    ...it.operations,
    identities: {
      ...identities,
      async ofUser(...asked) {
        if (!done) {
          done = true;
          await happens();
        }
        return identities.ofUser(...asked);
      },
    },
  };
}

const look = (operations: Operations, primary: Awaited<ReturnType<typeof addUser>>, userId: string) =>
  findSecondary(operations, it.actor, primary, { provider: 'google-oauth2', userId, providerId: null });

test('merged into another user: the identity is that one’s', async () => {
  const [primary, rival, wanted] = [await addUser('a-1'), await addUser('a-2'), await addUser('a-3')];
  const operations = interrupted(() => it.operations.merge(it.actor, { primaryId: rival.id, secondaryId: wanted.id }));
  await expect(look(operations, primary, 'a-3')).rejects.toMatchObject({
    details: { wire: { status: 409, code: 'identity_linked_elsewhere' } },
  });
});

test('deleted: nobody has the identity', async () => {
  const [primary, wanted] = [await addUser('b-1'), await addUser('b-2')];
  const operations = interrupted(() => it.operations.users.delete(it.actor, wanted.id));
  await expect(look(operations, primary, 'b-2')).rejects.toMatchObject({
    details: { wire: { status: 400, code: 'inexistent_identity' } },
  });
});
