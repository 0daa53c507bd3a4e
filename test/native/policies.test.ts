/** Policies over HTTP: written, in force over every verb, tried out, run dry. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEntropy } from '../../src/app.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import { createId } from '../../src/domain/ids.ts';
import { createPolicies, governedActions, type PolicyRequest } from '../../src/policies/policies.ts';
import { arriveAt } from '../support/arrivals.ts';
import { type NativeClient, openNative, type RawAnswer } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('policies', () => {
  let it: TestApp;
  let native: NativeClient;
  let github: IdentityProvider;
  let google: IdentityProvider;
  let connection: Connection;
  beforeAll(async () => {
    it = await startTestApp();
    native = openNative(it);
    github = await it.createProvider('github');
    google = await it.createProvider('google-oauth2', 'google', {
      mode: 'verified_match',
      emailProof: 'provider_verified_bit',
    });
    connection = await it.operations.connections.create(it.actor, {
      identityProviderId: google.id,
      identifier: 'google',
      clientId: 'a-client',
      loginOnly: false,
    });
  });
  afterAll(() => it.close());
  beforeEach(async () => {
    for (const { id } of (await it.operations.policies.list(it.actor, { limit: 250 })).items)
      await it.operations.policies.delete(it.actor, id);
  });

  const json = (method: string, path: string, body?: unknown, by = native): Promise<RawAnswer> =>
    by.send(method, path, {
      headers: { ...by.headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const create = async (cedar: string, name = 'a policy', more = {}) => {
    const { status, body } = await json('POST', '/v1/policies', { name, cedar_policy_set: cedar, ...more });
    expect(status, JSON.stringify(body)).toBe(201);
    return body;
  };
  const link = (userId: string, by = native, providerId = github.id) =>
    json(
      'POST',
      `/v1/users/${userId}/identities`,
      { identity_provider_id: providerId, external_id: `subject-${createId(createEntropy())}` },
      by,
    );
  const newestEvent = async (type: string) => {
    const { items } = await it.operations.events.list(it.actor, { limit: 200, descending: true }, {});
    return items.find((event) => event.type === type)!;
  };
  const noLink = '@notice("Not here.") forbid(principal, action == Action::"identity:link", resource);';
  const overflows = '9223372036854775807 + context.user.identities + 1 > 0';

  describe('written', () => {
    test('what does not parse or fit is refused with every mistake and its place, and nothing is stored', async () => {
      const cedar_policy_set =
        'forbid(principal, action == Action::"identity:link", resource)\nwhen { context.usr.email_proved };\n' +
        'forbid(principal, action == Action::"identity:lnk", resource);';
      const { status, body } = await json('POST', '/v1/policies', { name: 'wrong', cedar_policy_set });
      expect(status).toBe(400);
      expect(body).toMatchObject({ code: 'policy_invalid', message: expect.stringMatching(/^line \d, column \d+: /) });
      expect(body.details.mistakes).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ line: 2, column: 8, message: expect.stringContaining('usr') }),
          expect.objectContaining({ line: 3, column: 29, message: expect.stringContaining('identity:lnk') }),
        ]),
      );
      expect((await json('GET', '/v1/policies')).body.data).toEqual([]);
    });

    test('read, changed, switched and deleted; each change an event with both sides', async () => {
      const made = await create(noLink, 'one', { priority: 5, description: 'why' });
      expect(made).toEqual({
        id: expect.any(String),
        name: 'one',
        description: 'why',
        enabled: true,
        priority: 5,
        rule_count: 1,
        created_at: expect.any(String),
        updated_at: expect.any(String),
        cedar_policy_set: noLink,
        version: 1,
        warnings: [],
      });
      const path = `/v1/policies/${made.id}`;
      const { warnings: _, ...stored } = made;
      expect((await json('GET', path)).body).toEqual(stored);
      expect((await json('GET', '/v1/policies?enabled=true')).body.data).toEqual([stored]);

      const renamed = await json('PATCH', path, { name: 'two', description: null });
      expect(renamed.body).toMatchObject({ name: 'two', description: null, version: 1, enabled: true, priority: 5 });
      const rewritten = await json('PATCH', path, { cedar_policy_set: 'permit(principal, action, resource);' });
      expect(rewritten.body).toMatchObject({ version: 2, rule_count: 1 });
      expect((await newestEvent('policy.updated')).after).toMatchObject({ id: made.id, version: 2 });
      expect((await newestEvent('policy.updated')).before).toMatchObject({ version: 1, cedar: noLink });
      expect((await json('PATCH', path, { cedar_policy_set: 'forbid(' })).body.code).toBe('policy_invalid');

      expect((await json('POST', `${path}/disable`)).body).toMatchObject({ enabled: false });
      expect((await newestEvent('policy.disabled')).before).toMatchObject({ id: made.id, enabled: true });
      expect((await json('POST', `${path}/enable`)).body).toMatchObject({ enabled: true });
      expect((await json('DELETE', path)).status).toBe(204);
      expect((await newestEvent('policy.deleted')).before).toMatchObject({ id: made.id, name: 'two' });
      expect((await json('GET', path)).status).toBe(404);
    });

    test('bound to what was read, it is not written over what others changed since', async () => {
      const made = await create(noLink, 'bound');
      const path = `/v1/policies/${made.id}`;
      const first = await json('PATCH', path, { priority: 1, if_updated_at: made.updated_at });
      expect(first).toMatchObject({ status: 200, body: { priority: 1 } });
      const late = await json('PATCH', path, { priority: 2, if_updated_at: '2020-01-01T00:00:00.000Z' });
      expect(late).toMatchObject({
        status: 409,
        body: { code: 'changed_meanwhile', details: { updated_at: first.body.updated_at } },
      });
      expect((await json('GET', path)).body.priority).toBe(1);
      expect((await json('DELETE', path)).status).toBe(204);
    });

    test('what is allowed and never applies is warned of', async () => {
      const { warnings } = await create('forbid(principal == User::"x", action, resource);');
      expect(warnings[0]).toMatchObject({ line: 1, column: 1, message: expect.stringContaining('applicable') });
    });

    test('refusals: a taken name, words of grants, too many statements, a key without the scope or of one provider', async () => {
      await create(noLink, 'taken');
      const body = { name: 'taken', cedar_policy_set: noLink };
      expect((await json('POST', '/v1/policies', body)).body).toMatchObject({ code: 'policy_name_taken' });
      const grant = { ...body, name: 'grant', max_duration_seconds: 3600 };
      expect(await json('POST', '/v1/policies', grant)).toMatchObject({ status: 501, body: { code: 'not_supported' } });
      for (const name of ['a', 'b', 'c', 'd'])
        await create('forbid(principal, action == Action::"user:merge", resource);'.repeat(100), name);
      const last = { name: 'e', cedar_policy_set: noLink.repeat(100) };
      expect((await json('POST', '/v1/policies', last)).body).toMatchObject({ code: 'invalid_input' });
      expect((await json('POST', '/v1/policies', { ...last, enabled: false })).status).toBe(201);

      const reader = openNative(it, (await it.createKey(['policies:read'])).rawKey);
      expect((await json('GET', '/v1/policies', undefined, reader)).status).toBe(200);
      expect((await json('POST', '/v1/policies', body, reader)).body).toMatchObject({ code: 'insufficient_scope' });
      const scopes = ['policies:read', 'policies:write', 'events:read'] as const;
      const bound = openNative(it, (await it.createKey([...scopes], { identityProviderId: github.id })).rawKey);
      for (const path of ['/v1/policies', '/v1/policies/dry-run'])
        expect(
          (await json('POST', path, path.endsWith('run') ? { cedar_policy_set: noLink } : body, bound)).body,
        ).toMatchObject({ code: 'identity_provider_mismatch' });
    });

    test("another tenant's policy is not found, and not in force", async () => {
      const stranger = openNative(it, it.other.key.rawKey, it.other.tenant.id);
      const { id } = await create('forbid(principal, action, resource);');
      expect((await json('GET', `/v1/policies/${id}`, undefined, stranger)).status).toBe(404);
      expect((await json('PATCH', `/v1/policies/${id}`, { enabled: false }, stranger)).status).toBe(404);
      expect((await json('POST', `/v1/policies/${id}/disable`, undefined, stranger)).status).toBe(404);
      expect((await json('DELETE', `/v1/policies/${id}`, undefined, stranger)).status).toBe(404);
      expect((await json('POST', '/v1/policies/dry-run', { policy_id: id, enabled: false }, stranger)).status).toBe(
        404,
      );
      expect((await json('GET', '/v1/policies', undefined, stranger)).body.data).toEqual([]);
      expect((await json('POST', '/v1/users', {}, stranger)).status).toBe(201);
      expect((await json('POST', '/v1/users', {})).status).toBe(403);
    });

    test('the schema is for everybody with a key to read', async () => {
      const { body } = await json('GET', '/v1/policies/schema');
      expect(body.schema).toContain('action "identity:link" appliesTo');
      expect(body.actions).toContain('linking:undo');
    });
  });

  describe('in force', () => {
    test('a forbidden link is a 403 with the notices, changes nothing, and goes through once it is disabled', async () => {
      const user = await native.createUser();
      const policy = await create(noLink, 'no links');
      const refused = await link(user.id);
      expect(refused.status).toBe(403);
      expect(refused.body).toEqual({
        code: 'policy_forbids',
        message: 'a policy forbids it: Not here.',
        details: { policies: [{ id: policy.id, name: 'no links', version: 1 }] },
        notices: ['Not here.'],
      });
      expect(await it.operations.identities.ofUser(it.actor, user.id)).toEqual([]);
      await json('POST', `/v1/policies/${policy.id}/disable`);
      expect((await link(user.id)).status).toBe(201);
      expect((await newestEvent('identity.linked')).decision).toBeNull();
    });

    test('what was permitted is recorded with what determined it, its version, and what was asked', async () => {
      const user = await native.createUser();
      const policy = await create(
        '@notice("Welcome.") permit(principal, action == Action::"identity:link", resource);',
      );
      await json('PATCH', `/v1/policies/${policy.id}`, { cedar_policy_set: `// changed\n${policy.cedar_policy_set}` });
      expect((await link(user.id)).status).toBe(201);
      expect((await newestEvent('identity.linked')).decision).toMatchObject({
        policies: [{ id: policy.id, name: 'a policy', version: 2 }],
        notices: ['Welcome.'],
        policyRequests: [
          {
            action: 'identity:link',
            principal: { type: 'Actor', id: it.key.apiKey.id },
            context: {
              request: { actor_kind: 'api_key', actor_name: 'everything', dialect: 'native', ip: '127.0.0.1' },
              identity: { provider: { name: 'github' } },
              user: { id: user.id, identities: 0, providers: [] },
              linked_by: 'manual',
              matched_on: [],
            },
          },
        ],
      });
    });

    test.each([
      ['identity:unlink', 'outcome == "detach"'],
      ['identity:move', 'user.identities == 0 && context.from.identities == 2'],
      ['user:merge', 'other.providers.contains("github")'],
    ])('%s is governed', async (action, condition) => {
      const [user, other] = [await native.createUser(), await native.createUser()];
      const { id } = (await link(user.id)).body;
      await link(user.id);
      const policy = await create(
        `forbid(principal, action == Action::"${action}", resource) when { context.${condition} };`,
      );
      const ask: Record<string, () => Promise<RawAnswer>> = {
        'identity:unlink': () => json('DELETE', `/v1/users/${user.id}/identities/${id}`),
        'identity:move': () => json('POST', `/v1/identities/${id}/move`, { user_id: other.id }),
        'user:merge': () => json('POST', `/v1/users/${other.id}/merge`, { secondary_user_id: user.id }),
      };
      expect((await ask[action]!()).body).toMatchObject({ code: 'policy_forbids', notices: [] });
      expect(await it.operations.identities.ofUser(it.actor, user.id)).toHaveLength(2);
      await json('DELETE', `/v1/policies/${policy.id}`);
      expect((await ask[action]!()).status).toBeLessThan(300);
    });

    test('linking:undo is governed', async () => {
      const user = await native.createUser();
      await link(user.id);
      const event = await newestEvent('identity.linked');
      await create(
        '@notice("Too late.") forbid(principal, action == Action::"linking:undo", resource) when { context.undoes == "identity.linked" && context.user.identities == 1 };',
      );
      await expect(it.operations.undo(it.actor, event.id)).rejects.toMatchObject({
        code: 'policy_forbids',
        notices: ['Too late.'],
      });
      expect(await it.operations.identities.ofUser(it.actor, user.id)).toHaveLength(1);
    });

    test('what is asked fits the published schema, whatever the verb', async () => {
      await create('permit(principal, action, resource);');
      const [user, other, third] = [await native.createUser(), await native.createUser(), await native.createUser()];
      const { id } = (await link(user.id)).body;
      await link(user.id);
      await json('POST', `/v1/identities/${id}/move`, { user_id: other.id });
      await it.operations.undo(it.actor, (await newestEvent('identity.moved')).id);
      await json('DELETE', `/v1/users/${user.id}/identities/${id}`);
      await json('POST', `/v1/users/${user.id}/merge`, { secondary_user_id: third.id });
      const claims = { subject: 'fitting', email: 'Fitting@Example.com', emailVerified: true };
      await it.operations.users.create(it.actor, {
        profile: {
          email: 'fitting@example.com',
          emailVerified: true,
          appMetadata: { roles: ['a', 'b'], plan: { tier: 1 } },
        },
      });
      await arriveAt(it, google, connection, claims);
      await arriveAt(it, google, connection, claims);

      const { items } = await it.operations.events.list(it.actor, { limit: 30, descending: true }, {});
      const asked = items.flatMap(({ decision }) => (decision?.policyRequests ?? []) as unknown as PolicyRequest[]);
      expect(new Set(asked.map(({ action }) => action))).toEqual(new Set(governedActions));
      const policies = createPolicies({ countError() {} });
      for (const request of asked)
        expect(policies.answer('a', [], request), JSON.stringify(request)).toMatchObject({ permitted: true });
      const arrival = asked.find(({ action, principal }) => action === 'identity:link' && principal.type === 'Arrival');
      expect(arrival?.context).toMatchObject({
        matched_on: ['email'],
        linked_by: 'auto',
        identity: { email: 'fitting@example.com', email_domain: 'example.com', email_proved: true },
        user: { app_metadata: ['plan.tier=1', 'roles=a', 'roles=b'], email_proved: true },
      });
    });

    test('user:create is asked for each identity that the user starts with, in every dialect', async () => {
      await create(
        '@notice("Nobody from GitHub.") forbid(principal, action == Action::"user:create", resource) when { context has identity && context.identity.provider.strategy == "github" };',
      );
      const identities = [google, github].map(({ id }, index) => ({
        identity_provider_id: id,
        external_id: `born-${index}`,
      }));
      expect((await json('POST', '/v1/users', { identities })).body).toMatchObject({ code: 'policy_forbids' });
      expect((await json('POST', '/v1/users', { identities: identities.slice(0, 1) })).status).toBe(201);

      await create('@notice("Nobody at all.") forbid(principal, action == Action::"user:create", resource);', 'all');
      const workos = await fetch(`${it.baseUrl}/user_management/users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${it.key.rawKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'nobody@example.com' }),
      });
      expect(workos.status).toBe(403);
      expect(await workos.json()).toMatchObject({ message: expect.stringContaining('Nobody at all.') });
    });

    test('bulk links are asked row by row, with what the rows before have linked', async () => {
      const user = await native.createUser();
      await create(
        '@notice("Two are enough.") forbid(principal, action == Action::"identity:link", resource) when { context.user.identities >= 2 };',
      );
      const links = [1, 2, 3].map((number) => ({
        user_id: user.id,
        identity_provider_id: github.id,
        external_id: `bulk-${number}`,
      }));
      const { body } = await json('POST', '/v1/identities/bulk-link', { mode: 'row_by_row', links });
      expect(body).toMatchObject({
        linked: 2,
        refused: 1,
        data: [{}, {}, { row: 2, outcome: 'refused', code: 'policy_forbids', notices: ['Two are enough.'] }],
      });
    });

    test('a forbidden arrival is an event, and says why; nobody is made or linked', async () => {
      const claims = (name: string) => ({ subject: name, email: `${name}@example.com`, emailVerified: true });
      await create(
        '@notice("Only with a badge.") forbid(principal is Arrival, action == Action::"user:create", resource);\n' +
          '@notice("Not for you.") forbid(principal is Arrival, action == Action::"identity:link", resource) when { context.matched_on.contains("email") };',
      );
      const stranger = await arriveAt(it, google, connection, claims('stranger'));
      expect(stranger).toMatchObject({
        user: null,
        decision: { action: 'refuse', because: 'policy_forbids' },
        notices: ['Only with a badge.'],
      });
      expect(await it.operations.users.find(it.actor, { by: 'email', email: 'stranger@example.com' })).toEqual([]);
      const event = await newestEvent('user.sign_in_refused');
      expect(event.decision).toMatchObject({
        because: 'policy_forbids',
        notices: ['Only with a badge.'],
        policies: [{ name: 'a policy' }],
        policyRequests: [{ action: 'user:create' }, { action: 'user:signIn' }],
        reasons: expect.arrayContaining([expect.objectContaining({ rule: 'policies', settled: true })]),
      });

      const profile = { email: 'known@example.com', emailVerified: true };
      const { id } = (await it.operations.users.create(it.actor, { profile })).user;
      expect(await arriveAt(it, google, connection, claims('known'))).toMatchObject({ notices: ['Not for you.'] });
      expect(await it.operations.identities.ofUser(it.actor, id)).toEqual([]);
    });

    test('every way in is a sign-in: known, linked or new', async () => {
      await arriveAt(it, google, connection, { subject: 'regular', email: 'regular@example.com', emailVerified: true });
      await create(
        '@notice("Closed.") forbid(principal, action == Action::"user:signIn", resource) when { context.request has ip && context.request.ip.isInRange(ip("192.0.2.0/24")) };',
      );
      const from = (subject: string, ip: string) =>
        arriveAt(it, google, connection, { subject, email: `${subject}@example.com`, emailVerified: true }, ip);
      expect(await from('regular', '192.0.2.7')).toMatchObject({ notices: ['Closed.'] });
      expect(await from('newcomer', '::ffff:192.0.2.7')).toMatchObject({ notices: ['Closed.'] });
      expect(await from('regular', '198.51.100.7')).toMatchObject({ decision: { action: 'sign_in' } });
    });

    test('one that cannot be evaluated refuses, and is counted in the metrics', async () => {
      const count = async () =>
        Number(/^selfsame_policy_errors_total (\d+)$/m.exec(await (await fetch(`${it.baseUrl}/metrics`)).text())?.[1]);
      const user = await native.createUser();
      const before = await count();
      const policy = await create(
        `@notice("never said") forbid(principal, action == Action::"identity:link", resource) when { ${overflows} };`,
      );
      const { status, body } = await link(user.id);
      expect(status).toBe(403);
      expect(body).toMatchObject({
        code: 'policy_forbids',
        notices: [],
        details: {
          policies: [{ id: policy.id }],
          errors: [{ policy: { id: policy.id }, message: expect.stringContaining('overflow') }],
        },
      });
      expect(await count()).toBe(before + 1);
    });

    test('a text that was stored before it broke refuses everything until it is disabled', async () => {
      const user = await native.createUser();
      const policy = await create(noLink.replace('identity:link', 'user:merge'));
      await it.database.pool.query("update policies set cedar = 'forbid(' where id = $1", [policy.id]);
      expect((await link(user.id)).body).toMatchObject({ code: 'policy_forbids', details: { errors: [{}] } });
      expect((await json('POST', `/v1/policies/${policy.id}/disable`)).status).toBe(200);
      expect((await link(user.id)).status).toBe(201);
      expect((await json('POST', `/v1/policies/${policy.id}/enable`)).body).toMatchObject({ code: 'policy_invalid' });
    });
  });

  describe('tried out', () => {
    test('evaluate: with the facts of users and identities that are there, and what is laid over them', async () => {
      const user = await native.createUser();
      const identity = (await link(user.id)).body;
      const policy = await create(
        '@notice("By night.") forbid(principal, action == Action::"identity:unlink", resource) when { context.request.hour < 6 };',
        'by night',
      );
      const ask = (hour: number) =>
        json('POST', '/v1/policies/evaluate', {
          action: 'identity:unlink',
          user_id: user.id,
          identity_id: identity.id,
          context: { request: { hour } },
        });
      expect((await ask(3)).body).toMatchObject({
        permitted: false,
        matching_policy_ids: [policy.id],
        reason: 'forbidden by `by night`',
        policies: [{ id: policy.id, name: 'by night', version: 1 }],
        notices: ['By night.'],
        errors: [],
        context: { request: { hour: 3, actor_name: 'everything' }, user: { id: user.id, identities: 1 } },
      });
      expect((await ask(12)).body).toMatchObject({ permitted: true, matching_policy_ids: [], notices: [] });
      expect(await it.operations.identities.ofUser(it.actor, user.id)).toHaveLength(1);
    });

    test('evaluate: what does not fit is refused', async () => {
      const ask = (body: object) => json('POST', '/v1/policies/evaluate', body);
      const user = await native.createUser();
      const about = { action: 'user:signIn', user_id: user.id };
      expect((await ask(about)).body).toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining('identity'),
      });
      expect((await ask({ action: 'user:fly', user_id: user.id })).status).toBe(400);
      expect((await ask({ ...about, principal: 'Nobody:x' })).body).toMatchObject({ code: 'invalid_input' });
      expect((await ask({ action: 'user:signIn' })).body).toMatchObject({ code: 'invalid_input' });
      const stranger = openNative(it, it.other.key.rawKey, it.other.tenant.id);
      expect((await json('POST', '/v1/policies/evaluate', about, stranger)).status).toBe(404);
    });

    test('dry run: which past decisions a change would have made otherwise', async () => {
      const started = await it.operations.events.list(it.actor, { limit: 1, descending: true }, {});
      const [user, other] = [await native.createUser(), await native.createUser()];
      // Before there was any policy: asked again from what the events tell.
      const first = (await link(user.id)).body;
      // With one in force: asked again as it was asked then.
      const harmless = await create(
        'permit(principal, action, resource) when { context.request.hour > 99 };',
        'harmless',
      );
      const second = (await link(other.id)).body;
      const count = async () =>
        (await it.operations.events.list(it.actor, { limit: 250, after: started.items[0]!.id }, {})).items.length;
      const before = await count();

      const dryRun = async (body: object) => (await json('POST', '/v1/policies/dry-run', { limit: 4, ...body })).body;
      const told = await dryRun({ cedar_policy_set: noLink });
      expect(told.data).toHaveLength(2);
      expect(told.data).toMatchObject([
        {
          event: { type: 'identity.linked', user_id: other.id, identity_id: second.id },
          was: 'permitted',
          under_current: 'permitted',
          would_be: 'refused',
          facts: 'recorded',
          policies: [{ name: 'proposed' }],
          notices: ['Not here.'],
        },
        { event: { identity_id: first.id }, would_be: 'refused', facts: 'reconstructed' },
      ]);
      const narrow = `forbid(principal, action == Action::"identity:link", resource == Identity::"${first.id}");`;
      const [only, ...none] = (await dryRun({ policy_id: harmless.id, cedar_policy_set: narrow })).data;
      expect([only.event.identity_id, none]).toEqual([first.id, []]);
      expect((await dryRun({ policy_id: harmless.id, delete: true })).data).toEqual([]);
      expect((await dryRun({ cedar_policy_set: noLink, enabled: false })).data).toEqual([]);

      expect(await count()).toBe(before);
      expect((await json('GET', '/v1/policies')).body.data).toHaveLength(1);
      expect((await dryRun({ cedar_policy_set: 'forbid(' })).code).toBe('policy_invalid');
      expect((await dryRun({})).code).toBe('invalid_input');
      expect((await dryRun({ policy_id: harmless.id })).code).toBe('invalid_input');
    });

    test('dry run: what a policy refused would go through without it', async () => {
      const policy = await create('forbid(principal is Arrival, action == Action::"user:create", resource);');
      await arriveAt(it, google, connection, { subject: 'later', email: 'later@example.com', emailVerified: true });
      for (const change of [{ enabled: false }, { delete: true }]) {
        const { body } = await json('POST', '/v1/policies/dry-run', { policy_id: policy.id, limit: 1, ...change });
        expect(body).toMatchObject({
          examined: 1,
          data: [
            {
              event: { type: 'user.sign_in_refused' },
              was: 'refused',
              under_current: 'refused',
              would_be: 'permitted',
              facts: 'recorded',
            },
          ],
        });
      }
    });

    test('dry run: every governed event can be asked about again', async () => {
      const [user, other, third] = [await native.createUser(), await native.createUser(), await native.createUser()];
      const { id } = (await link(user.id)).body;
      await link(user.id);
      await json('POST', `/v1/identities/${id}/move`, { user_id: other.id });
      await link(other.id);
      await json('DELETE', `/v1/users/${other.id}/identities/${id}`);
      await json('POST', `/v1/users/${user.id}/merge`, { secondary_user_id: third.id });
      const claims = { subject: 'replayed', email: 'replayed@example.com', emailVerified: true };
      await arriveAt(it, google, connection, claims);
      await arriveAt(it, google, connection, claims);
      const ask = async (limit: number) => {
        const cedar_policy_set = 'forbid(principal, action, resource);';
        return (await json('POST', '/v1/policies/dry-run', { cedar_policy_set, limit })).body;
      };
      const all = await ask(11);
      expect(all).toMatchObject({ examined: 11, skipped: 0 });
      expect(all.data.map(({ event }: { event: { type: string } }) => event.type)).toEqual([
        'user.signed_in',
        'user.created',
        'user.merged',
        'identity.unlinked',
        'identity.linked',
        'identity.moved',
        'identity.linked',
        'identity.linked',
        'user.created',
        'user.created',
        'user.created',
      ]);
      for (const { facts, errors } of all.data) expect([facts, errors]).toEqual(['reconstructed', []]);
      // A user that is merged away is not there to be told of: what it gained and lost cannot be asked about.
      await json('POST', `/v1/users/${user.id}/merge`, { secondary_user_id: other.id });
      expect(await ask(12)).toMatchObject({ examined: 9, skipped: 3 });
    });
  });
});
