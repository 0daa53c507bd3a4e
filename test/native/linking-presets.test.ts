// The preset for tenants that come from WorkOS: what it writes, and what comes of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('the preset `workos`', () => {
  let it: TestApp;
  beforeAll(async () => {
    it = await startTestApp();
  });
  afterAll(() => it.close());

  const apply = async (key: string, name = 'workos') => {
    const answer = await fetch(`${it.baseUrl}/v1/linking/presets/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'x-tenant-id': it.tenant.id },
    });
    return { status: answer.status, body: (await answer.json()) as { data: Record<string, unknown>[]; code?: string } };
  };

  test('is refused to whoever may not change providers, and by another name', async () => {
    const weak = await it.createKey(['identity_providers:read']);
    expect((await apply(weak.rawKey)).status).toBe(403);
    expect((await apply(it.key.rawKey, 'nothing')).status).toBe(400);
  });

  test('sets every provider’s rule, and an arrival is decided by it', async () => {
    const google = await it.createProvider('google-oauth2', 'google', { mode: 'never' });
    const github = await it.createProvider('github', 'github', { mode: 'never', identitiesPerUserMax: 3 });
    await it.createProvider('oidc', 'company', { mode: 'never' });
    const theirs = await it.operations.identityProviders.create(it.other.actor, { strategy: 'github', name: 'theirs' });
    const { status, body } = await apply(it.key.rawKey);
    expect({ status, code: body.code }).toEqual({ status: 200, code: undefined });
    const rules = Object.fromEntries(body.data.map(({ name, linking_rule }) => [name, linking_rule]));
    expect(rules).toMatchObject({
      google: { mode: 'verified_match', email_proof: 'authoritative_domains', update_profile: 'always' },
      github: { mode: 'ask', email_proof: 'never', update_profile: 'always', identities_per_user_max: 3 },
      company: { mode: 'verified_match', email_proof: 'tenant_verified_domains' },
    });
    const untouched = await it.operations.identityProviders.read(it.other.actor, theirs.id);
    expect(untouched.linkingRule).toEqual(theirs.linkingRule);

    const { user } = await it.operations.users.create(it.actor, {
      profile: { email: 'ada@gmail.com', emailVerified: true },
    });
    const native = openNative(it);
    const decide = async (id: string) => {
      const { data } = await native.client.POST('/v1/linking/explain', {
        body: { identity_provider_id: id, external_id: '1', claims: { email: 'ada@gmail.com', email_verified: true } },
      });
      return data!.decision;
    };
    expect(await decide(google.id)).toMatchObject({ action: 'link', user_id: user.id });
    expect(await decide(github.id)).toMatchObject({ action: 'challenge', blind: true });
  });
});
