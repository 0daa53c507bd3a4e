/** 56: what is no operator's token, what an operator may not do, and how access ends: at once, for a token that is still in force. */
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor } from '../../src/domain/actor.ts';
import { apiAudience, consoleClientId } from '../../src/domain/operator.ts';
import { Browser } from '../support/browser.ts';
import { type OperatorsStage, startWithOperators, type Tokens } from '../support/operators.ts';
import type { TestApp } from '../support/test-app.ts';

describe('the console', () => {
  let it: TestApp;
  let stage: OperatorsStage;
  let olive: Tokens;
  let bjorn: Tokens;
  let rowan: Tokens;
  let clock = 0;
  beforeAll(async () => {
    ({ it, stage } = await startWithOperators({ now: () => Date.now() + clock }));
    [olive, bjorn, rowan] = [await stage.signIn('olive'), await stage.signIn('bjorn'), await stage.signIn('rowan')];
  });
  afterAll(async () => {
    await stage?.close();
    await it?.close();
  });

  const asked = async (token: string, tenantId?: string) => {
    const { status, body } = await stage.call(token, 'GET', '/v1/operator', { ...(tenantId && { tenantId }) });
    return [status, body.code ?? body.role];
  };
  const refused = [401, 'unauthenticated'];

  describe('takes its own access tokens alone', () => {
    test('not an ID token, which any application may show', async () => {
      expect(await asked(olive.id)).toEqual(refused);
    });

    test('not the token of another application, though it may ask for the same API', async () => {
      const redirectUri = 'https://app.example.com/callback';
      await it.operations.applications.create(stage.actor, {
        name: 'Console?',
        clientId: 'console-too',
        authMethod: 'none',
        redirectUris: [redirectUri],
        apis: [{ audience: apiAudience, scopes: [] }],
      });
      const tokens = await stage.signIn('olive', { clientId: 'console-too', redirectUri });
      expect(await asked(tokens.access)).toEqual(refused);
    });

    test('not one of an application that calls itself the console in another tenant', async () => {
      await it.operations.applications.create(it.actor, {
        name: 'Console',
        clientId: consoleClientId,
        authMethod: 'none',
        redirectUris: ['https://app.example.com/callback'],
        apis: [{ audience: apiAudience, scopes: [] }],
      });
      const claims = { azp: consoleClientId, aud: apiAudience, sub: stage.ids.olive, sid: sidOf(olive.access) };
      expect(await asked(await forge(it.tenant.id, claims))).toEqual(refused);
    });

    test('not one for another audience, nor one that was asked for without any', async () => {
      const claims = { azp: consoleClientId, sub: stage.ids.olive, sid: sidOf(olive.access) };
      expect(await asked(await forge(stage.tenant.id, { ...claims, aud: apiAudience }))).toEqual([200, 'owner']);
      expect(await asked(await forge(stage.tenant.id, { ...claims, aud: 'urn:example:shop' }))).toEqual(refused);
      const { access } = await stage.signIn('olive', { resource: null });
      expect(await asked(access)).toEqual(refused);
    });

    test('not one that says of no session that it came of it', async () => {
      const claims = { azp: consoleClientId, aud: apiAudience, sub: stage.ids.olive };
      expect(await asked(await forge(stage.tenant.id, claims))).toEqual(refused);
      expect(await asked(await forge(stage.tenant.id, { ...claims, sid: stage.ids.olive }))).toEqual(refused);
    });

    test('not one whose signature is another’s, or that is of nobody', async () => {
      const [head, body] = olive.access.split('.');
      expect(await asked(`${head}.${body}.${rowan.access.split('.')[2]}`)).toEqual(refused);
      expect(await asked('a.b.c')).toEqual(refused);
    });

    test('as a bearer token alone: neither as an API key nor as a cookie', async () => {
      const there = `${it.baseUrl}/v1/operator`;
      for (const headers of [{ 'x-api-key': olive.access }, { cookie: `access_token=${olive.access}` }])
        expect((await fetch(there, { headers })).status).toBe(401);
      const browser = new Browser(it.baseUrl);
      await stage.signIn('olive', { browser });
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(`${it.baseUrl}/v1/users`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', 'selfsame-tenant': it.tenant.id },
        body: '{}',
      });
      expect(answer.status).toBe(401);
    });

    test('and no other API takes them', async () => {
      const headers = { authorization: `Bearer ${olive.access}` };
      for (const path of ['/api/v2/users', '/user_management/users', '/api/v3/get-user?userId=1']) {
        const answer = await fetch(`${it.baseUrl}${path}`, { headers });
        const { statusCode = answer.status } = await answer.json();
        expect([path, statusCode]).toEqual([path, 401]);
      }
    });
  });

  describe('the tenant of a request', () => {
    test('must be one that there is', async () => {
      for (const tenantId of ['0199b6a4-0000-7000-8000-aabbccddeeff', 'acme', `${it.tenant.id},${it.other.tenant.id}`])
        expect([tenantId, ...(await asked(olive.access, tenantId))]).toEqual([tenantId, 404, 'not_found']);
    });

    test('is not one that was deleted', async () => {
      const { tenantId: _none, ...system } = systemActor('', 'test');
      const gone = await it.operations.tenants.create(system, { name: 'Gone', slug: 'gone' });
      expect(await asked(olive.access, gone.id)).toEqual([200, 'owner']);
      await it.operations.tenants.delete(systemActor(gone.id, 'test'), gone.id);
      expect(await asked(olive.access, gone.id)).toEqual([404, 'not_found']);
    });

    test('is the key’s own for an API key, whatever Selfsame-Tenant says', async () => {
      const key = { 'x-api-key': it.key.rawKey, 'x-tenant-id': it.tenant.id };
      const send = (headers: Record<string, string>) => fetch(`${it.baseUrl}/v1/users`, { headers });
      expect((await send({ ...key, 'selfsame-tenant': it.tenant.id })).status).toBe(200);
      for (const headers of [
        { ...key, 'selfsame-tenant': it.other.tenant.id },
        { ...key, 'selfsame-tenant': stage.tenant.id },
        { 'x-api-key': it.key.rawKey, 'selfsame-tenant': it.other.tenant.id },
      ]) {
        const answer = await send(headers);
        expect([answer.status, (await answer.json()).code]).toEqual([403, 'tenant_mismatch']);
      }
      expect((await send({ 'x-api-key': it.key.rawKey, 'selfsame-tenant': it.tenant.id })).status).toBe(400);
    });

    test('is one: two headers that differ are refused', async () => {
      const { status, body } = await stage.call(olive.access, 'GET', '/v1/users', {
        tenantId: it.tenant.id,
        headers: { 'x-tenant-id': it.other.tenant.id },
      });
      expect([status, body.code]).toEqual([403, 'tenant_mismatch']);
    });
  });

  describe('a role', () => {
    test('that reads writes nothing, and sees no tokens of providers', async () => {
      const { user } = await it.operations.users.create(it.actor, { profile: { email: 'kept@example.com' } });
      const tries: [string, string, object?][] = [
        ['POST', '/v1/users', {}],
        ['PATCH', `/v1/users/${user.id}`, { name: 'Else' }],
        ['DELETE', `/v1/users/${user.id}`],
        ['POST', '/v1/api-keys', { name: 'mine', scopes: ['users:read'] }],
        ['POST', '/v1/tenants', { name: 'Mine', slug: 'mine' }],
        ['PUT', `/v1/operators/${stage.ids.rowan}`, { role: 'owner' }],
        ['DELETE', `/v1/operators/${stage.ids.bjorn}`],
      ];
      for (const [method, path, body] of tries) {
        const answer = await stage.call(rowan.access, method, path, { ...(body && { body }) });
        expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 403, 'insufficient_scope']);
      }
      expect((await it.operations.users.read(it.actor, user.id)).name).toBeNull();
    });

    test('is given by owners: an operator makes neither themselves nor another one', async () => {
      for (const id of [stage.ids.bjorn, stage.ids.erin])
        for (const tenantId of [it.tenant.id, stage.tenant.id]) {
          const body = { role: 'owner' };
          const answer = await stage.call(bjorn.access, 'PUT', `/v1/operators/${id}`, { tenantId, body });
          expect([answer.status, answer.body.code]).toEqual([403, 'insufficient_scope']);
        }
      expect(await asked(bjorn.access)).toEqual([200, 'operator']);
    });

    test('is not got by the back door: an operator changes nothing of the tenant that owners are users of', async () => {
      const identity = { identity_provider_id: (await anyProvider()).id, external_id: 'bjorns-other-self' };
      const tries: [string, string, object?][] = [
        ['POST', `/v1/users/${stage.ids.olive}/identities`, identity],
        ['PATCH', `/v1/users/${stage.ids.olive}`, { email: 'bjorn@example.com' }],
        ['POST', `/v1/users/${stage.ids.bjorn}/merge`, { secondary_user_id: stage.ids.olive }],
        ['POST', '/v1/identity-providers', { name: 'mine', type: 'oidc', provider_type: 'oidc', strategy: 'oidc' }],
        ['POST', '/v1/applications', { name: 'mine', redirect_uris: ['https://app.example.com/'] }],
        ['POST', '/v1/api-keys', { name: 'mine', scopes: ['users:write'] }],
      ];
      for (const [method, path, body] of tries) {
        const answer = await stage.call(bjorn.access, method, path, { tenantId: stage.tenant.id, body: body ?? {} });
        const wanted = answer.status === 400 ? 400 : 403;
        expect([method, path, answer.status]).toEqual([method, path, wanted]);
      }
      const { identities } = it.operations;
      const found = await identities.ofUser(stage.actor, stage.ids.olive);
      expect(found.map(({ subject }) => subject)).not.toContain('bjorns-other-self');
    });

    test('of the last owner stays', async () => {
      const path = `/v1/operators/${stage.ids.olive}`;
      for (const answer of [
        await stage.call(olive.access, 'DELETE', path),
        await stage.call(olive.access, 'PUT', path, { body: { role: 'operator' } }),
      ])
        expect([answer.status, answer.body.code]).toEqual([409, 'last_owner']);
      expect(await asked(olive.access)).toEqual([200, 'owner']);
    });

    test('of the last owner stays also where it is the user that would go', async () => {
      const { olive: last, bjorn: other } = stage.ids;
      const within = { tenantId: stage.tenant.id };
      for (const answer of [
        await stage.call(olive.access, 'DELETE', `/v1/users/${last}`, within),
        await stage.call(olive.access, 'POST', `/v1/users/${last}/suspend`, { ...within, body: { active: false } }),
        await stage.call(olive.access, 'POST', `/v1/users/${other}/merge`, {
          ...within,
          body: { secondary_user_id: last },
        }),
      ])
        expect([answer.status, answer.body.code]).toEqual([409, 'last_owner']);
      expect(await asked(olive.access)).toEqual([200, 'owner']);
    });

    test('of the last owner stays when a merge that was taken back is to be again', async () => {
      const { operators, users, merge, undo, events } = it.operations;
      const { user } = await users.create(stage.actor, { profile: {} });
      await merge(stage.actor, { primaryId: stage.ids.bjorn, secondaryId: user.id });
      const [merged] = (
        await events.list(stage.actor, { limit: 1, descending: true }, { userId: user.id, types: ['user.merged'] })
      ).items;
      const undone = await undo(stage.actor, merged!.id);
      await operators.set(stage.actor, user.id, 'owner');
      await operators.set(stage.actor, stage.ids.olive, 'operator');
      await expect(undo(stage.actor, undone.id)).rejects.toMatchObject({ code: 'last_owner' });
      await operators.set(stage.actor, stage.ids.olive, 'owner');
      await operators.remove(stage.actor, user.id);
    });

    test('of the last owner stays when two owners suspend each other at once', async () => {
      await it.operations.operators.set(stage.actor, stage.ids.bjorn, 'owner');
      const { olive: one, bjorn: other } = stage.ids;
      const done = await Promise.allSettled(
        [one, other].map((id) => it.operations.users.setStatus(stage.actor, id, 'suspended')),
      );
      expect(done.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { code: 'last_owner' } }]);
      for (const id of [one, other]) await it.operations.users.setStatus(stage.actor, id, 'active');
      await it.operations.operators.set(stage.actor, other, 'operator');
      [olive, bjorn] = [await stage.signIn('olive'), await stage.signIn('bjorn')];
    });

    test('of the last owner stays when two owners take it from each other at once', async () => {
      await stage.call(olive.access, 'PUT', `/v1/operators/${stage.ids.bjorn}`, { body: { role: 'owner' } });
      const answers = await Promise.all([
        stage.call(olive.access, 'DELETE', `/v1/operators/${stage.ids.bjorn}`),
        stage.call(bjorn.access, 'DELETE', `/v1/operators/${stage.ids.olive}`),
      ]);
      const { items } = await it.operations.operators.list(stage.actor, { limit: 10 });
      expect(items.filter(({ role }) => role === 'owner').length).toBe(1);
      expect(answers.filter(({ status }) => status === 204).length).toBe(1);
      await it.operations.operators.set(stage.actor, stage.ids.olive, 'owner');
      await it.operations.operators.set(stage.actor, stage.ids.bjorn, 'operator');
    });

    test('does not make somebody else’s user an operator', async () => {
      const { user } = await it.operations.users.create(it.actor, { profile: {} });
      const answer = await stage.call(olive.access, 'PUT', `/v1/operators/${user.id}`, { body: { role: 'owner' } });
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    });

    test('is no business of other tenants’ API keys', async () => {
      for (const [method, path] of [
        ['GET', '/v1/operators'],
        ['PUT', `/v1/operators/${stage.ids.erin}`],
        ['DELETE', `/v1/operators/${stage.ids.olive}`],
        ['GET', '/v1/operator'],
      ] as const) {
        const answer = await fetch(`${it.baseUrl}${path}`, {
          method,
          headers: {
            'x-api-key': it.key.rawKey,
            'x-tenant-id': it.tenant.id,
            ...(method === 'PUT' && { 'content-type': 'application/json' }),
          },
          ...(method === 'PUT' && { body: JSON.stringify({ role: 'owner' }) }),
        });
        expect([method, path, answer.status]).toEqual([method, path, 403]);
      }
    });

    test('of an owner deletes every tenant but the one that owners sign in to', async () => {
      const answer = await stage.call(olive.access, 'DELETE', `/v1/tenants/${stage.tenant.id}`);
      expect([answer.status, answer.body.code]).toEqual([409, 'tenant_is_operators']);
    });
  });

  describe('access ends at once, though the token is in force,', () => {
    test('with the role', async () => {
      await it.operations.operators.set(stage.actor, stage.ids.erin, 'operator');
      const erin = await stage.signIn('erin');
      expect(await asked(erin.access)).toEqual([200, 'operator']);
      await it.operations.operators.remove(stage.actor, stage.ids.erin);
      expect(await asked(erin.access)).toEqual([403, 'not_an_operator']);
    });

    test('with the user: suspended, and again with a way in when they are back', async () => {
      await it.operations.operators.set(stage.actor, stage.ids.erin, 'operator');
      const erin = await stage.signIn('erin');
      await it.operations.users.setStatus(stage.actor, stage.ids.erin, 'suspended');
      expect(await asked(erin.access)).toEqual(refused);
      await it.operations.users.setStatus(stage.actor, stage.ids.erin, 'active');
    });

    test('with the session, whoever ended it, and the refresh token makes none that is taken', async () => {
      const erin = await stage.signIn('erin');
      expect(await asked(erin.access)).toEqual([200, 'operator']);
      await it.operations.sessions.end(stage.actor, sidOf(erin.access), 'closed');
      expect(await asked(erin.access)).toEqual(refused);
      const renewed = await client.refreshTokenGrant(erin.config, erin.refresh).catch(() => null);
      if (renewed) expect(await asked(renewed.access_token)).toEqual(refused);

      const again = await stage.signIn('erin');
      await it.operations.sessions.endAll(stage.actor, stage.ids.erin, 'revoked');
      expect(await asked(again.access)).toEqual(refused);
    });

    test('with the identity that was signed in with', async () => {
      const bjorn = await stage.signIn('bjorn');
      const [identity] = await it.operations.identities.ofUser(stage.actor, stage.ids.bjorn);
      await it.operations.identities.unlink(stage.actor, {
        userId: stage.ids.bjorn,
        which: { identityId: identity!.id },
        allowLast: true,
      });
      expect(await asked(bjorn.access)).toEqual(refused);
    });

    test('with the user: merged into another, who has the role no more for it', async () => {
      const erin = await stage.signIn('erin');
      const { user } = await it.operations.users.create(stage.actor, { profile: {} });
      await it.operations.merge(stage.actor, { primaryId: user.id, secondaryId: stage.ids.erin });
      expect(await asked(erin.access)).toEqual(refused);
      expect(await asked((await stage.signIn('erin')).access)).toEqual([403, 'not_an_operator']);
    });

    test('with its time', async () => {
      const tokens = await stage.signIn('rowan');
      expect(await asked(tokens.access)).toEqual([200, 'read_only']);
      clock = 11 * 60_000;
      expect(await asked(tokens.access)).toEqual(refused);
      clock = 0;
    });

    test('with the operators’ tenant', async () => {
      await it.operations.tenants.delete(stage.actor, stage.tenant.id);
      expect(await asked(olive.access)).toEqual(refused);
    });
  });

  const anyProvider = async () => (await it.operations.identityProviders.list(stage.actor, { limit: 1 })).items[0]!;

  /** Signed with the tenant's own key, as an access token is. */
  const forge = async (tenantId: string, claims: Record<string, string>): Promise<string> => {
    const { importJWK, SignJWT } = await import('jose');
    const [key] = await it.operations.tokens.signingKeys(tenantId);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key!.keyId })
      .setExpirationTime('5m')
      .sign(await importJWK(key!.privateJwk as never, 'RS256'));
  };
});

function sidOf(token: string): string {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString('utf8')).sid;
}
