// No cache of identities stands between an application and the database: what was acknowledged is seen.
import { expect, test } from 'vitest';
import { toWireId } from '../../src/dialects/workos/wire-ids.ts';
import { toHex } from '../../src/domain/ids.ts';
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

test('so do the reads of every dialect, and whoever asks for the user of a subject', async () => {
  const it = await startTestApp();
  try {
    const provider = await it.createProvider('github');
    const { user } = await it.operations.users.create(it.actor, { profile: { email: 'reader@example.com' } });
    const { link, unlink } = it.operations.identities;
    const { rawKey, publicId, secret } = it.key;
    const post = async (path: string, body: object) => {
      const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      return (await fetch(`${it.baseUrl}${path}`, sent)).json() as Promise<Record<string, never>>;
    };
    const machine = await post('/oauth/token', {
      grant_type: 'client_credentials',
      client_id: publicId,
      client_secret: secret,
    });
    const management = await post('/api/v3/get-management-token', { accessKeyId: publicId, accessKeySecret: secret });
    const native = { 'x-api-key': rawKey, 'x-tenant-id': it.tenant.id };
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const paths = (subject: string): [path: string, headers: Record<string, string>][] => [
      [`/v1/users/${user.id}/identities`, native],
      [`/v1/identities?identity_provider_id=${provider.id}&external_id=${subject}`, native],
      [`/user_management/users/${toWireId('user', user.id)}/identities`, bearer(rawKey)],
      [`/api/v2/users/auth0%7C${toHex(user.id)}`, bearer(String(machine.access_token))],
      [
        `/api/v3/get-user-identities?userId=${toHex(user.id)}`,
        bearer(String((management as unknown as { data: { access_token: string } }).data.access_token)),
      ],
    ];
    /** For each path whether the subject stands in its answer. */
    const seen = (subject: string): Promise<boolean[]> =>
      Promise.all(
        paths(subject).map(async ([path, headers]) => {
          const answer = await fetch(`${it.baseUrl}${path}`, { headers });
          expect([path, answer.status]).toEqual([path, 200]);
          return (await answer.text()).includes(`"${subject}"`);
        }),
      );

    let done = false;
    const crowd = Array.from({ length: 2 }, async () => {
      while (!done) await seen('nobody');
    });
    for (let round = 0; round < 10; round += 1) {
      const subject = `round-${round}`;
      const { identity } = await link(it.actor, { userId: user.id, identityProviderId: provider.id, subject });
      expect(await seen(subject)).toEqual([true, true, true, true, true]);
      await unlink(it.actor, {
        userId: user.id,
        which: { identityId: identity.id },
        outcome: 'delete',
        allowLast: true,
      });
      expect(await seen(subject)).toEqual([false, false, false, false, false]);
    }
    done = true;
    await Promise.all(crowd);
  } finally {
    await it.close();
  }
});

test('a revoked key is refused from then on, also where it was believed a moment ago', async () => {
  const it = await startTestApp();
  try {
    const key = await it.createKey(['identities:read', 'users:read']);
    const { user } = await it.operations.users.create(it.actor, { profile: { email: 'keyed@example.com' } });
    const status = async (path: string, headers: Record<string, string>) => {
      const answer = await fetch(`${it.baseUrl}${path}`, { headers });
      const body = (await answer.json()) as { statusCode?: number };
      return path.startsWith('/api/v3') ? body.statusCode : answer.status;
    };
    const issued = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${it.baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      const said = (await answer.json()) as { access_token?: string; data?: { access_token: string } };
      return { authorization: `Bearer ${said.access_token ?? said.data?.access_token}` };
    };
    const { publicId, secret, rawKey } = key;
    const machine = await issued('/oauth/token', {
      grant_type: 'client_credentials',
      client_id: publicId,
      client_secret: secret,
    });
    const management = await issued('/api/v3/get-management-token', { accessKeyId: publicId, accessKeySecret: secret });
    const native = { 'x-api-key': rawKey, 'x-tenant-id': it.tenant.id };
    const asked = () =>
      Promise.all([
        status(`/v1/users/${user.id}/identities`, native),
        status(`/user_management/users/${toWireId('user', user.id)}/identities`, { authorization: `Bearer ${rawKey}` }),
        status(`/api/v2/users/auth0%7C${toHex(user.id)}`, machine),
        status(`/api/v3/get-user-identities?userId=${toHex(user.id)}`, management),
      ]);
    for (let round = 0; round < 3; round += 1) expect(await asked()).toEqual([200, 200, 200, 200]);
    await it.operations.apiKeys.revoke(it.actor, key.apiKey.id);
    expect(await asked()).toEqual([401, 401, 401, 401]);
    // A secret that is nearly the right one was never believed.
    const other = await it.createKey(['identities:read']);
    const wrong = `${other.rawKey.slice(0, -1)}${other.rawKey.endsWith('x') ? 'y' : 'x'}`;
    const list = `/v1/users/${user.id}/identities`;
    expect(await status(list, { ...native, 'x-api-key': other.rawKey })).toBe(200);
    expect(await status(list, { ...native, 'x-api-key': wrong })).toBe(401);
  } finally {
    await it.close();
  }
});

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
