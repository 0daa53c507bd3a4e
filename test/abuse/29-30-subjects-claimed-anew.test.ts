/** Nobody becomes somebody by a new subject with an old address, or by writing a subject down as theirs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allScopes, type Scope } from '../../src/domain/scopes.ts';
import { openNative } from '../support/native-client.ts';
import { believed, openStage, type Row, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('29: a provider that gives a known person another subject does not relink them by their address', async () => {
  const place = await stage.addProvider('migrating', believed);
  const known = await place.signIn({ sub: 'old-name', email: 'moved@example.com', email_verified: true });
  const anew = await place.signIn({ sub: 'new-name', email: 'moved@example.com', email_verified: true });
  expect(anew.userId).not.toBe(known.userId);
  expect((await stage.identitiesOf(known.userId!)).map(({ subject }: Row) => subject)).toEqual(['old-name']);
  // By hand it can be settled, and the event says who did.
  const [identity] = await stage.bySubject('new-name');
  const moved = await stage.post(`/v1/identities/${identity!.id}/move`, { user_id: known.userId, allow_last: true });
  expect(moved.status).toBe(200);
  expect((await place.signIn({ sub: 'new-name' })).userId).toBe(known.userId);
  expect((await stage.events('identity.moved')).at(-1)).toMatchObject({
    actor: { kind: 'api_key' },
    user_id: known.userId,
    counterpart_user_id: anew.userId,
  });
});

describe('30: a subject is not occupied before its owner arrives', () => {
  test('by a signed-in person: no page of theirs takes one', async () => {
    const place = await stage.addProvider('pages');
    const { browser, userId } = await place.signIn({ sub: 'thirty-attacker' });
    const { csrfToken } = await browser.readAccount();
    const claim = { csrf_token: csrfToken, identity_provider_id: place.provider.id, external_id: 'thirty-victim' };
    const before = await stage.snapshot();
    for (const path of ['/account', '/account/identities', `/v1/users/${userId}/identities`, '/v1/users', '/sign-in'])
      expect((await browser.post(path, claim)).status, path).toBeGreaterThanOrEqual(400);
    expect(await stage.snapshot()).toEqual(before);
    expect(await stage.bySubject('thirty-victim')).toEqual([]);
  });

  test('by a key that may not write identities, through any API', async () => {
    const place = await stage.addProvider('keys');
    const user = await stage.createUser({});
    const another = await stage.createUser({
      identities: [{ identity_provider_id: place.provider.id, external_id: 'thirty-known' }],
    });
    const scopes = allScopes.filter((scope: Scope) => scope !== 'identities:write');
    const key = await stage.it.createKey(scopes);
    const { headers } = openNative(stage.it, key.rawKey);
    const row = { identity_provider_id: place.provider.id, external_id: 'thirty-taken' };
    const [known] = await stage.bySubject('thirty-known');
    const before = await stage.snapshot();
    for (const [path, body] of [
      [`/v1/users/${user.id}/identities`, row],
      ['/v1/identities/bulk-link', { links: [{ ...row, user_id: user.id }] }],
      ['/v1/users', { identities: [row] }],
      [`/v1/users/${user.id}/merge`, { secondary_user_id: another.id }],
      [`/v1/identities/${known!.id}/move`, { user_id: user.id, allow_last: true }],
      [`/v1/identities/${known!.id}/primary`, {}],
    ] as const) {
      const refused = await stage.post(path, path.endsWith('primary') ? undefined : body, headers);
      expect([refused.status, refused.body.code], path).toEqual([403, 'insufficient_scope']);
    }
    const { body } = await stage.post(
      '/api/v3/get-management-token',
      { accessKeyId: key.publicId, accessKeySecret: key.secret },
      {},
    );
    const hex = (id: string) => id.replaceAll('-', '');
    const linked = await stage.post(
      '/api/v3/link-identity',
      { extIdpId: hex(place.provider.id), userIdInIdp: 'thirty-taken', userId: hex(user.id) },
      { authorization: `Bearer ${body.data.access_token}` },
    );
    expect(linked.body.statusCode).toBe(403);
    const token = await fetch(`${stage.it.baseUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: key.publicId,
        client_secret: key.secret,
        audience: `${stage.it.baseUrl}/api/v2/`,
      }),
    });
    const { access_token } = (await token.json()) as { access_token: string };
    const merged = await stage.post(
      `/api/v2/users/${encodeURIComponent(`auth0|${user.id}`)}/identities`,
      { provider: 'oidc', user_id: 'thirty-known' },
      { authorization: `Bearer ${access_token}` },
    );
    expect(merged.status).toBe(403);
    expect(await stage.snapshot()).toEqual(before);
  });

  test('by an administrator it is, and says so, and can be taken back', async () => {
    const place = await stage.addProvider('by-hand', believed);
    const wrong = await stage.createUser({ email: 'wrong@example.com' });
    const body = { identity_provider_id: place.provider.id, external_id: 'thirty-imported' };
    const linked = await stage.post(`/v1/users/${wrong.id}/identities`, body);
    expect(linked.body).toMatchObject({ linked_by: 'manual', user_id: wrong.id });
    expect((await stage.events('identity.linked')).at(-1)).toMatchObject({
      actor: { kind: 'api_key', label: 'everything', dialect: 'native' },
      identity_id: linked.body.id,
      before: null,
      decision: null,
    });
    expect((await place.signIn({ sub: 'thirty-imported' })).userId).toBe(wrong.id);

    const path = `/v1/users/${wrong.id}/identities/${linked.body.id}?outcome=split&allow_last=true`;
    const split = await stage.native.send('DELETE', path);
    expect(split.status).toBe(200);
    const owner = await place.signIn({ sub: 'thirty-imported' });
    expect(owner.userId).toBe(split.body.user_id);
    expect(await stage.identitiesOf(wrong.id)).toEqual([]);
    expect(await stage.openSessionsOf(wrong.id)).toEqual([]);
  });
});
