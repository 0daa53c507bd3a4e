/** Operators over the native API: who they are, what each role may do, and what is written down of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OperatorsStage, startWithOperators, type Tokens } from '../support/operators.ts';
import type { TestApp } from '../support/test-app.ts';

describe('operators', () => {
  let it: TestApp;
  let stage: OperatorsStage;
  let olive: Tokens;
  let bjorn: Tokens;
  let rowan: Tokens;
  beforeAll(async () => {
    ({ it, stage } = await startWithOperators());
    [olive, bjorn, rowan] = [await stage.signIn('olive'), await stage.signIn('bjorn'), await stage.signIn('rowan')];
  });
  afterAll(async () => {
    await stage?.close();
    await it?.close();
  });

  test('each is told who they are, and works in the oldest tenant beside their own unless they say another', async () => {
    const { status, body } = await stage.call(olive.access, 'GET', '/v1/operator');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      user_id: stage.ids.olive,
      name: 'Olive Turner',
      email: 'olive@example.com',
      role: 'owner',
      tenant_id: it.tenant.id,
      operators_tenant_id: stage.tenant.id,
    });
    expect(body.scopes).toContain('operators:write');
    const other = await stage.call(olive.access, 'GET', '/v1/operator', { tenantId: it.other.tenant.id.toUpperCase() });
    expect(other.body.tenant_id).toBe(it.other.tenant.id);
    const own = await stage.call(bjorn.access, 'GET', '/v1/operator', { tenantId: stage.tenant.id });
    expect(own.body.role).toBe('operator');
    expect(own.body.scopes.filter((scope: string) => scope.endsWith(':write'))).toEqual([]);
  });

  test('a role is known by what it may do: everything, the daily work, or reading', async () => {
    const scopesOf = async ({ access }: Tokens): Promise<string[]> =>
      (await stage.call(access, 'GET', '/v1/operator')).body.scopes;
    const [all, working, reading] = [await scopesOf(olive), await scopesOf(bjorn), await scopesOf(rowan)];
    expect(reading.every((scope) => scope.endsWith(':read'))).toBe(true);
    expect(working.filter((scope) => !reading.includes(scope))).toEqual([
      'users:write',
      'identities:write',
      'sessions:write',
      'identity_providers:write',
      'policies:write',
      'applications:write',
    ]);
    expect(all.filter((scope) => !working.includes(scope)).sort()).toEqual([
      'api_keys:write',
      'operators:write',
      'read:user_idp_tokens',
      'tenants:write',
    ]);
  });

  test('all tenants are theirs to choose from, and what is read there is of that one', async () => {
    const { body } = await stage.call(rowan.access, 'GET', '/v1/tenants?limit=100');
    expect(body.data.map(({ slug }: { slug: string }) => slug)).toEqual(['acme', 'globex', 'operators']);
    const made = await it.operations.users.create(it.other.actor, { profile: { email: 'far@example.com' } });
    const there = { tenantId: it.other.tenant.id };
    expect((await stage.call(rowan.access, 'GET', `/v1/users/${made.user.id}`, there)).status).toBe(200);
    expect((await stage.call(rowan.access, 'GET', `/v1/users/${made.user.id}`)).status).toBe(404);
    expect((await stage.call(rowan.access, 'GET', `/v1/users/${made.user.id}/sessions`, there)).status).toBe(200);
  });

  test('what one changes is recorded in the tenant with who it was', async () => {
    const there = { tenantId: it.other.tenant.id };
    const made = await stage.call(bjorn.access, 'POST', '/v1/users', { ...there, body: { email: 'new@example.com' } });
    expect(made.status).toBe(201);
    const { items } = await it.operations.events.list(
      it.other.actor,
      { limit: 10 },
      { userId: made.body.id, types: ['user.created'] },
    );
    expect(items[0]!.actor).toEqual({
      kind: 'operator',
      id: stage.ids.bjorn,
      label: 'Björn Ångström',
      dialect: 'native',
      ip: expect.any(String),
    });
    const told = await stage.call(bjorn.access, 'GET', `/v1/events/${items[0]!.id}/explanation`, there);
    expect(JSON.stringify(told.body)).toContain('the operator `Björn Ångström`');
  });

  test('a repeated POST of one is answered once', async () => {
    const post = () =>
      stage.call(bjorn.access, 'POST', '/v1/users', {
        body: { email: 'once@example.com' },
        headers: { 'idempotency-key': 'console-1' },
      });
    const [first, second] = [await post(), await post()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).toBe(first.body.id);
  });

  test('an owner makes an operator, changes the role and takes it away; each with an event', async () => {
    const path = `/v1/operators/${stage.ids.erin.toUpperCase()}`;
    const erin = await stage.signIn('erin');
    expect((await stage.call(erin.access, 'GET', '/v1/operator')).body.code).toBe('not_an_operator');
    const made = await stage.call(olive.access, 'PUT', path, { body: { role: 'read_only' } });
    expect([made.status, made.body.role, made.body.email]).toEqual([200, 'read_only', 'erin@example.com']);
    expect((await stage.call(erin.access, 'GET', '/v1/operator')).body.role).toBe('read_only');
    await stage.call(olive.access, 'PUT', path, { body: { role: 'operator' } });
    expect((await stage.call(erin.access, 'GET', '/v1/operator')).body.role).toBe('operator');
    const listed = await stage.call(rowan.access, 'GET', '/v1/operators?limit=100');
    expect(listed.body.data.map(({ role }: { role: string }) => role).sort()).toEqual([
      'operator',
      'operator',
      'owner',
      'read_only',
    ]);
    expect((await stage.call(olive.access, 'DELETE', path)).status).toBe(204);
    expect((await stage.call(olive.access, 'DELETE', path)).status).toBe(404);
    expect((await stage.call(erin.access, 'GET', '/v1/operator')).status).toBe(403);
    const { items } = await it.operations.events.list(stage.actor, { limit: 10 }, { userId: stage.ids.erin });
    const ours = items.filter(({ type }) => type.startsWith('operator.'));
    expect(ours.map(({ type, before, after, actor }) => [type, before, after, actor.id])).toEqual([
      ['operator.added', null, { role: 'read_only' }, stage.ids.olive],
      ['operator.role_changed', { role: 'read_only' }, { role: 'operator' }, stage.ids.olive],
      ['operator.removed', { role: 'operator' }, null, stage.ids.olive],
    ]);
  });

  test('operators are listed in pages', async () => {
    const seen: string[] = [];
    let query = '';
    for (let page = 0; page < 10; page += 1) {
      const { body } = await stage.call(olive.access, 'GET', `/v1/operators?limit=1${query}`);
      seen.push(...body.data.map(({ user_id }: { user_id: string }) => user_id));
      if (!body.has_more) break;
      query = `&cursor=${body.next_cursor}`;
    }
    expect(seen).toEqual([stage.ids.olive, stage.ids.bjorn, stage.ids.rowan].sort());
  });

  test('an owner makes a tenant, a key for it, and deletes it', async () => {
    const made = await stage.call(olive.access, 'POST', '/v1/tenants', { body: { name: 'Initech', slug: 'initech' } });
    expect(made.status).toBe(201);
    const key = await stage.call(olive.access, 'POST', `/v1/tenants/${made.body.id}/api-keys`, {
      body: { name: 'first', scopes: ['users:read'] },
    });
    expect(key.status).toBe(201);
    expect((await stage.call(olive.access, 'DELETE', `/v1/tenants/${made.body.id}`)).status).toBe(204);
    const gone = await stage.call(olive.access, 'GET', '/v1/operator', { tenantId: made.body.id });
    expect([gone.status, gone.body.code]).toEqual([404, 'not_found']);
  });

  test('a key of the operators’ tenant sees its operators', async () => {
    const key = await it.operations.apiKeys.create(stage.actor, { name: 'audit', scopes: ['operators:read'] });
    const response = await fetch(`${it.baseUrl}/v1/operators`, {
      headers: { 'x-api-key': key.rawKey, 'x-tenant-id': stage.tenant.id },
    });
    expect(response.status).toBe(200);
  });
});
