/** The official WorkOS SDK, unmodified, with only its address changed. */

import {
  BadRequestException,
  GenericServerException,
  NotFoundException,
  UnauthorizedException,
  UnprocessableEntityException,
  WorkOS,
} from '@workos-inc/node';
import { createRemoteJWKSet } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { toUlid } from '../../src/domain/ids.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('@workos-inc/node', () => {
  let it: TestApp;
  let workos: WorkOS;
  let google: IdentityProvider;
  let github: IdentityProvider;
  let company: IdentityProvider;
  beforeAll(async () => {
    it = await startTestApp();
    workos = connect(it.key.rawKey);
    google = await it.createProvider('google-oauth2');
    github = await it.createProvider('github');
    company = await it.createProvider('oidc', 'company');
  });
  afterAll(() => it.close());

  const connect = (apiKey: string): WorkOS => {
    const { hostname, port } = new URL(it.baseUrl);
    return new WorkOS({ apiKey, clientId: it.key.publicId, apiHostname: hostname, port: Number(port), https: false });
  };
  const unknownId = () => `user_${toUlid('01890000-0000-7000-8000-000000000000')}`;
  const idOf = async (email: string) => (await it.operations.users.findOne(it.actor, { by: 'email', email })).id;

  describe('users', () => {
    test('a user is created, and found by its id and external id', async () => {
      const created = await workos.userManagement.createUser({
        email: 'Marcelina@Example.com',
        firstName: 'Marcelina',
        lastName: 'Davis',
        emailVerified: true,
        externalId: 'ext|1/a b',
        metadata: { plan: 'team' },
        password: 'of no use here',
      });
      expect(created).toMatchObject({
        object: 'user',
        id: expect.stringMatching(/^user_[0-9A-HJKMNP-TV-Z]{26}$/),
        email: 'Marcelina@Example.com',
        emailVerified: true,
        name: 'Marcelina Davis',
        firstName: 'Marcelina',
        lastName: 'Davis',
        profilePictureUrl: null,
        lastSignInAt: null,
        locale: null,
        externalId: 'ext|1/a b',
        metadata: { plan: 'team' },
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
      expect(await workos.userManagement.getUser(created.id)).toEqual(created);
      expect(await workos.userManagement.getUserByExternalId('ext|1/a b')).toEqual(created);
    });

    test('what is not known is not found, and said to be', async () => {
      const id = unknownId();
      await expect(workos.userManagement.getUser(id)).rejects.toBeInstanceOf(NotFoundException);
      await expect(workos.userManagement.getUser(id)).rejects.toMatchObject({
        status: 404,
        code: 'entity_not_found',
        requestID: expect.stringMatching(/./),
      });
      await expect(workos.userManagement.getUser('not-an-id')).rejects.toBeInstanceOf(NotFoundException);
      await expect(workos.userManagement.getUserByExternalId('nobody')).rejects.toBeInstanceOf(NotFoundException);
      await expect(workos.userManagement.updateUser({ userId: id, name: 'x' })).rejects.toBeInstanceOf(
        NotFoundException,
      );
      await expect(workos.userManagement.deleteUser(id)).rejects.toBeInstanceOf(NotFoundException);
      await expect(workos.userManagement.getUserIdentities(id)).rejects.toBeInstanceOf(NotFoundException);
      await expect(workos.userManagement.listSessions(id)).rejects.toBeInstanceOf(NotFoundException);
    });

    test('an e-mail address is one user’s, whatever its case', async () => {
      await workos.userManagement.createUser({ email: 'Only@example.com' });
      const again = workos.userManagement.createUser({ email: 'oNLY@EXAMPLE.com' });
      await expect(again).rejects.toBeInstanceOf(BadRequestException);
      await expect(again).rejects.toMatchObject({
        status: 400,
        code: 'user_creation_error',
        errors: [{ code: 'email_not_available' }],
      });
      const { data } = await workos.userManagement.listUsers({ email: 'ONLY@example.com' });
      expect(data.map(({ email }) => email)).toEqual(['Only@example.com']);
    });

    test('a body that cannot be is refused, and nobody is made', async () => {
      const refused = workos.userManagement.createUser({ email: 'not an address' });
      await expect(refused).rejects.toBeInstanceOf(UnprocessableEntityException);
      await expect(refused).rejects.toMatchObject({ code: 'invalid_request_parameters' });
      const without = workos.userManagement.createUser({} as { email: string });
      await expect(without).rejects.toThrow(/email_required/);
      await expect(
        workos.userManagement.createUser({ email: 'meta@example.com', metadata: { key: 'x'.repeat(601) } }),
      ).rejects.toMatchObject({ code: 'user_creation_error', errors: [{ code: 'invalid_metadata' }] });
      expect((await workos.userManagement.listUsers({ email: 'meta@example.com' })).data).toEqual([]);
    });

    test('an update changes what it names', async () => {
      const { id } = await workos.userManagement.createUser({
        email: 'update@example.com',
        emailVerified: true,
        firstName: 'Una',
        metadata: { plan: 'free', team: 'red' },
      });
      const renamed = await workos.userManagement.updateUser({
        userId: id,
        lastName: 'Updated',
        locale: 'en-GB',
        externalId: 'update-1',
        metadata: { plan: 'pro', team: null } as unknown as Record<string, string>,
      });
      expect(renamed).toMatchObject({
        email: 'update@example.com',
        emailVerified: true,
        firstName: 'Una',
        lastName: 'Updated',
        name: 'Una Updated',
        locale: 'en-GB',
        externalId: 'update-1',
        metadata: { plan: 'pro' },
      });
      // The SDK's types know no null here; the API does.
      const cleared = { externalId: null as unknown as string };
      const moved = await workos.userManagement.updateUser({
        userId: id,
        email: 'moved@example.com',
        ...cleared,
      });
      expect(moved).toMatchObject({ email: 'moved@example.com', emailVerified: false, externalId: null });
      expect((await workos.userManagement.updateUser({ userId: id, metadata: {} })).metadata).toEqual({});
    });

    test('an update cannot take what another user has', async () => {
      const one = await workos.userManagement.createUser({ email: 'one@example.com', externalId: 'one' });
      const two = await workos.userManagement.createUser({ email: 'two@example.com' });
      await expect(
        workos.userManagement.updateUser({ userId: two.id, email: 'ONE@example.com' }),
      ).rejects.toMatchObject({
        status: 400,
        code: 'email_not_available',
      });
      await expect(workos.userManagement.updateUser({ userId: two.id, externalId: 'one' })).rejects.toMatchObject({
        status: 400,
        code: 'external_id_already_used',
      });
      await expect(workos.userManagement.updateUser({ userId: two.id, email: 'nothing' })).rejects.toMatchObject({
        status: 400,
        code: 'invalid_email',
      });
      expect(await workos.userManagement.getUser(two.id)).toEqual(two);
      expect(await workos.userManagement.getUser(one.id)).toEqual(one);
    });

    test('a password alone is nothing to change', async () => {
      const { id } = await workos.userManagement.createUser({ email: 'password@example.com' });
      const refused = workos.userManagement.updateUser({ userId: id, password: 'a new one' });
      await expect(refused).rejects.toBeInstanceOf(GenericServerException);
      await expect(refused).rejects.toMatchObject({ status: 501, code: 'not_supported' });
    });

    test('a deleted user is gone', async () => {
      const { id } = await workos.userManagement.createUser({ email: 'deleted@example.com' });
      await workos.userManagement.deleteUser(id);
      await expect(workos.userManagement.getUser(id)).rejects.toBeInstanceOf(NotFoundException);
    });
  });

  describe('lists', () => {
    let theirs: WorkOS;
    const emails = Array.from({ length: 105 }, (_, index) => `list-${String(index).padStart(3, '0')}@example.com`);
    beforeAll(async () => {
      theirs = connect(it.other.key.rawKey);
      for (const email of emails) await it.operations.users.create(it.other.actor, { profile: { email } });
    });

    test('are newest first, ten at a time, with a cursor at each end that has more', async () => {
      const first = await theirs.userManagement.listUsers();
      expect(first.data.map(({ email }) => email)).toEqual(emails.slice(-10).reverse());
      expect(first.listMetadata).toEqual({ before: null, after: first.data.at(-1)!.id });
      const second = await theirs.userManagement.listUsers({ limit: 3, after: first.listMetadata.after! });
      expect(second.data.map(({ email }) => email)).toEqual(emails.slice(-13, -10).reverse());
      expect(second.listMetadata).toEqual({ before: second.data[0]!.id, after: second.data[2]!.id });
      const back = await theirs.userManagement.listUsers({ limit: 5, before: second.listMetadata.before! });
      expect(back.data.map(({ email }) => email)).toEqual(emails.slice(-10, -5).reverse());
    });

    test('come oldest first when asked', async () => {
      const { data } = await theirs.userManagement.listUsers({ order: 'asc', limit: 2 });
      expect(data.map(({ email }) => email)).toEqual(emails.slice(0, 2));
    });

    test('are walked to their end by autoPagination', async () => {
      const all = await (await theirs.userManagement.listUsers()).autoPagination();
      expect(all.map(({ email }) => email)).toEqual([...emails].reverse());
    });

    test('refuse a limit, an order and a cursor that are none', async () => {
      for (const query of [{ limit: 0 }, { limit: 101 }, { order: 'up' as 'asc' }, { after: 'user_nonsense' }]) {
        await expect(theirs.userManagement.listUsers(query)).rejects.toBeInstanceOf(UnprocessableEntityException);
      }
    });

    test('nobody is in an organization', async () => {
      expect(
        (await theirs.userManagement.listUsers({ organizationId: 'org_01E4ZCR3C56J083X43JQXF3JK5' })).data,
      ).toEqual([]);
    });
  });

  test('identities are those that WorkOS has a word for, in order', async () => {
    const user = await workos.userManagement.createUser({ email: 'identities@example.com' });
    expect(await workos.userManagement.getUserIdentities(user.id)).toEqual([]);
    const userId = await idOf('identities@example.com');
    for (const [provider, subject] of [
      [google, '1001'],
      [company, 'unspoken'],
      [github, '2002'],
    ] as const) {
      await it.operations.identities.link(it.actor, { userId, identityProviderId: provider.id, subject });
    }
    expect(await workos.userManagement.getUserIdentities(user.id)).toEqual([
      { idpId: '1001', type: 'OAuth', provider: 'GoogleOAuth' },
      { idpId: '2002', type: 'OAuth', provider: 'GitHubOAuth' },
    ]);
  });

  test('events tell of users in WorkOS’s names', async () => {
    const began = new Date().toISOString();
    const user = await workos.userManagement.createUser({ email: 'events@example.com', firstName: 'Eve' });
    await workos.userManagement.updateUser({ userId: user.id, firstName: 'Evelyn' });
    await workos.userManagement.deleteUser(user.id);

    const { data } = await workos.events.listEvents({
      events: ['user.created', 'user.updated', 'user.deleted'],
      rangeStart: began,
    });
    expect(data.map(({ event }) => event)).toEqual(['user.created', 'user.updated', 'user.deleted']);
    expect(data[0]).toMatchObject({
      id: expect.stringMatching(/^event_/),
      data: { object: 'user', id: user.id, email: 'events@example.com', firstName: 'Eve' },
    });
    expect(data[1]).toMatchObject({
      data: { id: user.id, firstName: 'Evelyn' },
      context: { previous_attributes: { first_name: 'Eve', name: 'Eve' } },
    });
    expect(data[2]).toMatchObject({ data: { id: user.id, firstName: null } });

    const deleted = await workos.events.listEvents({ events: ['user.deleted'], rangeStart: began });
    expect(deleted.data).toHaveLength(1);
    const newest = await workos.events.listEvents({
      events: ['user.created', 'user.deleted'],
      order: 'desc',
      limit: 1,
    });
    expect(newest.data[0]).toMatchObject({ event: 'user.deleted', data: { id: user.id } });
    const ended = await workos.events.listEvents({ events: ['user.created'], rangeStart: began, rangeEnd: began });
    expect(ended.data).toEqual([]);
    await expect(workos.events.listEvents({ events: [], rangeStart: 'yesterday' })).rejects.toBeInstanceOf(
      UnprocessableEntityException,
    );
  });

  test('a wrong key is refused', async () => {
    await expect(connect(`${it.key.rawKey.slice(0, -1)}~`).userManagement.listUsers()).rejects.toBeInstanceOf(
      UnauthorizedException,
    );
    await expect(connect('sk_test_x').userManagement.listUsers()).rejects.toBeInstanceOf(UnauthorizedException);
  });

  test('a key without the scope is told which it lacks', async () => {
    const reader = connect((await it.createKey(['users:read'])).rawKey);
    await expect(reader.userManagement.createUser({ email: 'scope@example.com' })).rejects.toMatchObject({
      status: 403,
      code: 'insufficient_scope',
      message: expect.stringContaining('users:write'),
    });
    expect((await reader.userManagement.listUsers({ email: 'scope@example.com' })).data).toEqual([]);
  });

  test('the signing keys are where the SDK looks', async () => {
    expect(workos.userManagement.getJwksUrl(it.key.publicId)).toBe(`${it.baseUrl}/sso/jwks/${it.key.publicId}`);
    const token = await it.operations.tokens.issue(it.tenant.id, { sub: 'someone', exp: 4_000_000_000 });
    const { jwtVerify } = await import('jose');
    for (const clientId of [it.key.publicId, `client_${toUlid(it.tenant.id)}`]) {
      const keys = createRemoteJWKSet(new URL(workos.userManagement.getJwksUrl(clientId)));
      const { payload } = await jwtVerify(token, keys);
      expect(payload.sub).toBe('someone');
    }
    const theirs = createRemoteJWKSet(new URL(workos.userManagement.getJwksUrl(it.other.key.publicId)));
    await expect(jwtVerify(token, theirs)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  test('what is not answered says so, once, in words', async () => {
    const refused = workos.userManagement.createPasswordReset({ email: 'ada@example.com' });
    await expect(refused).rejects.toBeInstanceOf(GenericServerException);
    await expect(refused).rejects.toMatchObject({ status: 501, code: 'not_supported' });
  });
});
