import { afterAll, beforeAll, expect, test } from 'vitest';
import { bulkRowsMax } from '../../src/operations/bulk-link.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
beforeAll(async () => {
  it = await startTestApp();
});
afterAll(() => it.close());

test('several of the largest bulk calls at once fit into the lock table of a server with default settings', async () => {
  const linked = async ({ actor }: Pick<TestApp, 'actor'>) => {
    const { operations } = it;
    const provider = await operations.identityProviders.create(actor, { strategy: 'github', name: 'github' });
    const users: string[] = [];
    for (let n = 0; n < 10; n += 1)
      users.push((await operations.users.create(actor, { profile: { name: `Many ${n}` } })).user.id);
    const rows = Array.from({ length: bulkRowsMax }, (_, index) => ({
      userId: users[index % 10]!,
      identityProviderId: provider.id,
      subject: `bulk-${index}`,
    }));
    const results = await operations.identities.bulkLink(actor, { rows, allOrNothing: true });
    return results.filter(({ outcome }) => outcome === 'linked').length;
  };
  expect(await Promise.all([linked(it), linked(it.other)])).toEqual([bulkRowsMax, bulkRowsMax]);
});
