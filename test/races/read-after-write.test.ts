// No cache of identities stands between an application and the database: what was acknowledged is seen.
import { expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';

test.each(['server', 'embedded'] as const)(
  'on %s, a read that begins after a write was acknowledged sees it, however many others read the same',
  async (on) => {
    const it = await startTestApp({ on });
    try {
      const provider = await it.createProvider('github');
      const { user } = await it.operations.users.create(it.actor, { profile: { email: 'reader@example.com' } });
      const { link, unlink, summariesOfStandIn } = it.operations.identities;
      const subjectsNow = async () =>
        (await summariesOfStandIn(it.actor, user.id)).identities.map(({ subject }) => subject);

      let done = false;
      // Readers that never stop: some statement is always under way, of which a later reader must not get the answer.
      const crowd = Array.from({ length: 20 }, async () => {
        while (!done) await subjectsNow();
      });
      for (let round = 0; round < 100; round += 1) {
        const subject = `round-${round}`;
        const { identity } = await link(it.actor, { userId: user.id, identityProviderId: provider.id, subject });
        expect(await Promise.all([subjectsNow(), subjectsNow(), subjectsNow()])).toEqual(Array(3).fill([subject]));
        await unlink(it.actor, {
          userId: user.id,
          which: { identityId: identity.id },
          outcome: 'delete',
          allowLast: true,
        });
        expect(await subjectsNow()).toEqual([]);
      }
      done = true;
      await Promise.all(crowd);
    } finally {
      await it.close();
    }
  },
);

test('a bad key fails its own caller alone, not those of the same turn', async () => {
  const it = await startTestApp();
  try {
    const { user } = await it.operations.users.create(it.actor, { profile: { email: 'alone@example.com' } });
    const headers = { 'x-api-key': it.key.rawKey, 'x-tenant-id': it.tenant.id };
    const ids = [user.id, 'not-a-uuid', user.id, '00000000-0000-0000-0000-000000000000', user.id];
    const answers = await Promise.all(
      ids.map(async (id) => (await fetch(`${it.baseUrl}/v1/users/${id}/identities`, { headers })).status),
    );
    expect(answers).toEqual([200, 400, 200, 404, 200]);
    const { summariesOfStandIn } = it.operations.identities;
    const reads = await Promise.allSettled(ids.map((id) => summariesOfStandIn(it.actor, id)));
    expect(reads.map((read) => (read.status === 'rejected' ? read.reason.code : read.value.identities))).toEqual([
      [],
      'invalid_input',
      [],
      'user_not_found',
      [],
    ]);
  } finally {
    await it.close();
  }
});
