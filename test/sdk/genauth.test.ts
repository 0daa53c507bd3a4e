/** GenAuth's official Node SDK, unmodified but for its host, against a running server: every method that is served. */
import { ManagementClient } from 'authing-node-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { fromHex, fromObjectId, toHex } from '../../src/domain/ids.ts';
import { arriveAt } from '../support/arrivals.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** The SDK's types ask for enumerations where the wire has words. */
// biome-ignore lint/suspicious/noExplicitAny: as callers in plain JavaScript write it
type Loose = { [method: string]: (input?: any) => Promise<any> };

const unknownId = 'f'.repeat(32);

describe('authing-node-sdk', () => {
  let it: TestApp;
  let client: Loose;
  let otherTenant: Loose;
  let google: IdentityProvider;
  let github: IdentityProvider;
  let next = 0;

  const connect = (key: { publicId: string; secret: string }, lang = 'en-US') =>
    new ManagementClient({
      accessKeyId: key.publicId,
      accessKeySecret: key.secret,
      host: it.baseUrl,
      lang: lang as never,
    }) as unknown as Loose;

  beforeAll(async () => {
    it = await startTestApp();
    client = connect(it.key);
    otherTenant = connect(it.other.key);
    google = await it.createProvider('google-oauth2', 'google');
    github = await it.createProvider('github', 'github');
  });
  afterAll(() => it.close());

  const unique = (word: string) => `${word}-${++next}`;
  const createUser = async (fields: Record<string, unknown> = {}) => {
    const { statusCode, message, data } = await client.createUser!({ username: unique('user'), ...fields });
    expect({ statusCode, message }).toEqual({ statusCode: 200, message: 'success' });
    return data;
  };
  const extIdpId = (provider: IdentityProvider) => toHex(provider.id);
  const link = (userId: string, provider: IdentityProvider, userIdInIdp: string, more = {}) =>
    client.linkIdentity!({ extIdpId: extIdpId(provider), userIdInIdp, userId, ...more });
  const identitiesOf = async (userId: string) => (await client.getUserIdentities!({ userId })).data;

  describe('users', () => {
    test('createUser keeps what it is given, and getUser shows it', async () => {
      const given = {
        username: 'ada',
        email: 'ada@example.com',
        phone: '13800138000',
        phoneCountryCode: '+86',
        externalId: 'é&+ 1/2|3',
        name: 'Ada Lovelace',
        nickname: 'Ada',
        photo: 'https://example.com/ada.png',
        gender: 'F',
        emailVerified: true,
        phoneVerified: true,
        birthdate: '1815-12-10',
        country: 'GB',
        province: 'Greater London',
        city: 'London',
        address: 'St James’s Square 12',
        streetAddress: '12 St James’s Square',
        postalCode: 'SW1Y',
        company: 'Analytical Engines',
        browser: 'none',
        device: 'paper',
        givenName: 'Ada',
        familyName: 'King',
        middleName: 'Augusta',
        profile: 'https://example.com/ada',
        preferredUsername: 'lovelace',
        website: 'https://example.com',
        zoneinfo: 'Europe/London',
        locale: 'en-GB',
        formatted: 'London',
        region: 'London',
        identityNumber: 'A-1',
      };
      const created = await createUser({ ...given, customData: { school: 'pku', age: 36, graduated: true } });
      expect(created).toMatchObject({
        ...given,
        status: 'Activated',
        workStatus: 'Active',
        userSourceType: 'adminCreated',
        loginsCount: 0,
        lastLogin: null,
        lastIp: null,
        customData: { school: 'pku', age: 36, graduated: true },
      });
      expect(created.userId).toMatch(/^[0-9a-f]{32}$/);
      expect(created.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

      const { statusCode, data } = await client.getUser!({ userId: created.userId });
      const { customData: _, ...withoutCustomData } = created;
      expect(statusCode).toBe(200);
      expect(data).toEqual(withoutCustomData);
    });

    test('getUser shows custom data and identities when they are asked for', async () => {
      const { userId } = await createUser({ customData: { plan: 'gold' } });
      await link(userId, google, 'shown');
      const { data } = await client.getUser!({
        userId,
        withCustomData: true,
        withIdentities: true,
        flatCustomData: true,
      });
      expect(data).toMatchObject({
        customData: { plan: 'gold' },
        plan: 'gold',
        identities: [{ userIdInIdp: 'shown', provider: 'google', type: 'generic' }],
      });
      const bare = (await client.getUser!({ userId })).data;
      expect(bare).not.toHaveProperty('identities');
      expect(bare).not.toHaveProperty('departmentIds');
      expect((await client.getUser!({ userId, withPost: true, withDepartmentIds: true })).data).toMatchObject({
        postIdList: [],
        departmentIds: [],
      });
    });

    test('a user is found by every userIdType', async () => {
      const { userId } = await createUser({
        username: 'Finn',
        email: 'Finn@Example.com',
        phone: '07911 123456',
        phoneCountryCode: '44',
        externalId: 'ext:finn 1',
        customData: { badge: 'b:77', employeeNumber: 4711 },
      });
      await link(userId, google, 'sub:with:colons');
      await it.operations.identities.link(it.actor, {
        userId: (await it.operations.users.findOne(it.actor, { by: 'username', username: 'finn' })).id,
        identityProviderId: github.id,
        subject: 'scim-finn',
        linkedBy: 'scim',
      });
      const names: [string, string][] = [
        ['user_id', userId],
        ['external_id', 'ext:finn 1'],
        ['phone', '7911123456'],
        ['phone', '07911123456'],
        ['phone', '+447911123456'],
        ['email', 'FINN@example.com'],
        ['username', 'finn'],
        ['identity', `${extIdpId(google)}:sub:with:colons`],
        ['sync_relation', 'scim:scim-finn'],
        ['custom_field', 'badge:b:77'],
        ['custom_field', 'employeeNumber:4711'],
      ];
      for (const [userIdType, name] of names) {
        const { statusCode, data } = await client.getUser!({ userId: name, userIdType });
        expect([userIdType, name, statusCode, data?.userId]).toEqual([userIdType, name, 200, userId]);
        expect((await client.getUserIdentities!({ userId: name, userIdType })).data).toHaveLength(2);
      }
    });

    test('a user that is not there is 404 with apiCode 2004, by any name and from another tenant', async () => {
      const { userId } = await createUser({ email: 'private@example.com' });
      const asked: [Loose, Record<string, string>][] = [
        [client, { userId: unknownId }],
        [client, { userId: 'not an id at all' }],
        [client, { userId: 'nobody', userIdType: 'username' }],
        [client, { userId: 'nobody@example.com', userIdType: 'email' }],
        [client, { userId: '13999999999', userIdType: 'phone' }],
        [client, { userId: 'nobody', userIdType: 'external_id' }],
        [client, { userId: `${extIdpId(google)}:nobody`, userIdType: 'identity' }],
        [client, { userId: 'lark:nobody', userIdType: 'sync_relation' }],
        [client, { userId: 'badge:nobody', userIdType: 'custom_field' }],
        [otherTenant, { userId }],
        [otherTenant, { userId: 'private@example.com', userIdType: 'email' }],
      ];
      for (const [who, input] of asked) {
        const { statusCode, apiCode, message } = await who.getUser!(input);
        expect([input, statusCode, apiCode]).toEqual([input, 404, 2004]);
        expect(message).toBe('there is no such user');
      }
      const inChinese = await connect(it.key, 'zh-CN').getUser!({ userId: unknownId });
      expect(inChinese).toMatchObject({ statusCode: 404, message: '用户不存在' });
    });

    test('a malformed name is 400, told by the name of the parameter', async () => {
      const chinese = connect(it.key, 'zh-CN');
      for (const input of [
        { userId: '' },
        { userId: 'no-mail', userIdType: 'email' },
        { userId: 'abc', userIdType: 'phone' },
        { userId: 'no-colon', userIdType: 'identity' },
        { userId: 'no-colon', userIdType: 'custom_field' },
        { userId: 'x'.repeat(1001) },
      ]) {
        const { statusCode, message } = await chinese.getUser!(input);
        expect({ input, statusCode, message }).toEqual({ input, statusCode: 400, message: '参数 userId 格式错误' });
      }
      const { statusCode, message } = await client.getUser!({ userId: 'x', userIdType: 'shoe_size' });
      expect(statusCode).toBe(400);
      expect(message).toContain('`userIdType`');
    });

    test('getUserBatch answers in order and leaves out who is not there', async () => {
      const [a, b] = [await createUser({ email: 'batch-a@example.com' }), await createUser()];
      await link(b.userId, google, 'batch-b');
      const { data } = await client.getUserBatch!({ userIds: [b.userId, unknownId, a.userId], withIdentities: true });
      expect(data.map(({ userId }: { userId: string }) => userId)).toEqual([b.userId, a.userId]);
      expect(data[0].identities).toHaveLength(1);
      const one = await client.getUserBatch!({ userIds: ['batch-a@example.com'], userIdType: 'email' });
      expect(one.data).toMatchObject([{ userId: a.userId }]);
    });

    test('createUser refuses what it cannot keep, and nothing is made', async () => {
      const before = (await client.listUsers!({})).data.totalCount;
      await createUser({ username: 'taken', email: 'taken@example.com', phone: '13700000000', externalId: 'taken' });
      const refused: [Record<string, unknown>, number, string][] = [
        [{}, 400, 'username'],
        [{ name: 'nobody' }, 400, 'username'],
        [{ email: 'not-an-address' }, 400, 'not-an-address'],
        [{ username: 'x', phone: 'abc' }, 400, 'phone'],
        [{ username: 'x', phoneCountryCode: '+86' }, 400, 'phone'],
        [{ username: 'x', gender: 'Q' }, 400, 'gender'],
        [{ username: 'x', customData: { long: 'y'.repeat(1025) } }, 400, 'customData'],
        [{ username: 'x', otp: { secret: 's' } }, 501, 'otp'],
        [{ username: 'x', departmentIds: ['d'] }, 501, 'departmentIds'],
        [{ username: 'x', identities: [{ extIdpId: unknownId, userIdInIdp: 'x', type: 'generic' }] }, 404, 'identity'],
        [{ username: 'TAKEN' }, 409, 'username'],
        [{ email: 'Taken@Example.com' }, 409, 'e-mail'],
        [{ phone: '13700000000' }, 409, 'phone'],
        [{ username: 'x', externalId: 'taken' }, 409, 'external id'],
      ];
      for (const [input, status, word] of refused) {
        const { statusCode, message } = await client.createUser!(input);
        expect([input, statusCode, message]).toEqual([input, status, expect.stringContaining(word)]);
      }
      expect((await client.listUsers!({})).data.totalCount).toBe(before + 1);
    });

    test('createUser takes identities along', async () => {
      const { userId } = await createUser({
        identities: [
          {
            extIdpId: extIdpId(google),
            provider: 'google',
            type: 'generic',
            userIdInIdp: 'born',
            userInfoInIdp: { hd: 'x' },
          },
          { extIdpId: extIdpId(github), provider: 'github', type: 'unionid', userIdInIdp: 'born-2', userInfoInIdp: {} },
        ],
      });
      expect(await identitiesOf(userId)).toMatchObject([
        { provider: 'google', type: 'generic', userIdInIdp: 'born', userInfoInIdp: { hd: 'x' }, originConnIds: [] },
        { provider: 'github', type: 'unionid', userIdInIdp: 'born-2', userInfoInIdp: {} },
      ]);
    });

    test('createUsersBatch makes all or none', async () => {
      const made = await client.createUsersBatch!({ list: [{ username: 'many-1' }, { email: 'many-2@example.com' }] });
      expect(made.data).toMatchObject([{ username: 'many-1' }, { email: 'many-2@example.com' }]);
      const refused = await client.createUsersBatch!({ list: [{ username: 'many-3' }, { username: 'many-1' }] });
      expect(refused.statusCode).toBe(409);
      expect((await client.isUserExists!({ username: 'many-3' })).data.exists).toBe(false);
      expect((await client.createUsersBatch!({ list: [] })).statusCode).toBe(400);
      const tooMany = Array.from({ length: 51 }, (_, index) => ({ username: `too-many-${index}` }));
      expect((await client.createUsersBatch!({ list: tooMany })).statusCode).toBe(400);
    });

    test('updateUser changes what it names, clears with an empty text and merges custom data', async () => {
      const { userId } = await createUser({ nickname: 'Old', company: 'Old Ltd', customData: { a: 1, b: 2 } });
      const { data } = await client.updateUser!({
        userId,
        name: 'New',
        nickname: '',
        company: '',
        city: 'Köln',
        gender: 'M',
        phone: '4155550100',
        phoneCountryCode: '+1',
        photo: null,
        customData: { b: 3, c: [1] },
      });
      expect(data).toMatchObject({
        name: 'New',
        city: 'Köln',
        gender: 'M',
        phone: '4155550100',
        phoneCountryCode: '+1',
      });
      expect(data).not.toHaveProperty('nickname');
      expect(data).not.toHaveProperty('company');
      expect(data.customData).toEqual({ a: 1, b: 3, c: [1] });
      const removed = await client.updateUser!({ userId, customData: { a: null } });
      expect(removed.data.customData).toEqual({ b: 3, c: [1] });
    });

    test('updateUser finds by userIdType, tells apart the words for suspended, and refuses a password alone', async () => {
      const { userId } = await createUser({ username: 'status' });
      const options = { userIdType: 'username' };
      for (const status of ['Suspended', 'Deactivated', 'Archived', 'Resigned', 'Activated']) {
        expect((await client.updateUser!({ userId: 'status', status, options })).data).toMatchObject({
          userId,
          status,
        });
        expect((await client.getUser!({ userId })).data.status).toBe(status);
      }
      expect((await client.updateUser!({ userId, password: 'secret' })).statusCode).toBe(501);
      expect(await client.updateUser!({ userId: unknownId, name: 'x' })).toMatchObject({
        statusCode: 404,
        apiCode: 2004,
      });
      expect((await client.updateUser!({ name: 'x' })).statusCode).toBe(400);
      await createUser({ email: 'holder@example.com' });
      expect((await client.updateUser!({ userId, email: 'holder@example.com', status: 'Suspended' })).statusCode).toBe(
        409,
      );
      expect((await client.getUser!({ userId })).data.status).toBe('Activated');
    });

    test('updateUserBatch changes all or none', async () => {
      const [a, b] = [await createUser(), await createUser()];
      const done = await client.updateUserBatch!({
        list: [
          { userId: a.userId, name: 'A' },
          { userId: b.userId, name: 'B' },
        ],
      });
      expect(done.data).toMatchObject([{ name: 'A' }, { name: 'B' }]);
      const refused = await client.updateUserBatch!({
        list: [
          { userId: a.userId, name: 'Z' },
          { userId: unknownId, name: 'Z' },
        ],
      });
      expect(refused.statusCode).toBe(404);
      expect((await client.getUser!({ userId: a.userId })).data.name).toBe('A');
    });

    test('deleteUsersBatch deletes all or none', async () => {
      const [a, b] = [await createUser(), await createUser({ username: 'delete-me' })];
      await link(a.userId, google, 'deleted');
      expect((await client.deleteUsersBatch!({ userIds: [a.userId, unknownId] })).statusCode).toBe(404);
      expect((await client.getUser!({ userId: a.userId })).statusCode).toBe(200);
      expect((await client.deleteUsersBatch!({ userIds: [a.userId, a.userId] })).data).toEqual({ success: true });
      expect((await client.getUser!({ userId: a.userId })).statusCode).toBe(404);
      const byName = await client.deleteUsersBatch!({ userIds: ['delete-me'], options: { userIdType: 'username' } });
      expect(byName.data).toEqual({ success: true });
      expect((await client.getUser!({ userId: b.userId })).statusCode).toBe(404);
      expect((await connect(it.key, 'zh-CN').deleteUsersBatch!({ userIds: [] })).message).toBe('参数 userIds 格式错误');
    });

    test('isUserExists', async () => {
      await createUser({ username: 'here', email: 'here@example.com', phone: '13811112222', externalId: 'here' });
      for (const input of [
        { username: 'Here' },
        { email: 'HERE@example.com' },
        { phone: '13811112222' },
        { externalId: 'here' },
      ])
        expect((await client.isUserExists!(input)).data).toEqual({ exists: true });
      expect((await client.isUserExists!({ username: 'nobody-here' })).data).toEqual({ exists: false });
      expect((await client.isUserExists!({})).statusCode).toBe(400);
      expect((await otherTenant.isUserExists!({ username: 'here' })).data).toEqual({ exists: false });
    });

    test('an id born at the vendor keeps its 24 digits', async () => {
      const objectId = '62f20932716fbcc10d966ee5';
      await it.operations.users.create(it.actor, { id: fromObjectId(objectId)!, profile: { username: 'moved-in' } });
      expect((await client.getUser!({ userId: objectId })).data).toMatchObject({
        userId: objectId,
        username: 'moved-in',
      });
    });

    test('Chinese, emoji, slashes and spaces survive the signature', async () => {
      const externalId = '用户/é+&=?# 😀 "\\';
      const { userId } = await createUser({
        externalId,
        name: '张 三\n😀',
        customData: { 'k&=': ['ü', { '😀': 1.5e-9 }] },
      });
      const { data } = await client.getUser!({ userId: externalId, userIdType: 'external_id', withCustomData: true });
      expect(data).toMatchObject({ userId, name: '张 三\n😀', customData: { 'k&=': ['ü', { '😀': 1.5e-9 }] } });
    });
  });

  describe('lists', () => {
    beforeAll(async () => {
      for (let nth = 1; nth <= 12; nth += 1)
        await createUser({
          username: `list-${String(nth).padStart(2, '0')}`,
          nickname: nth % 2 ? 'odd' : 'even',
          gender: nth % 2 ? 'M' : 'F',
          phone: `1860000${String(1000 + nth)}`,
          customData: { nth, team: nth > 6 ? 'red' : 'blue' },
          company: 'Listing',
        });
    });

    const names = ({ data }: { data: { list: { username: string }[] } }) => data.list.map(({ username }) => username);
    const filtered = (advancedFilter: object[], options = {}) =>
      client.listUsers!({
        advancedFilter: [{ field: 'company', operator: 'EQUAL', value: 'Listing' }, ...advancedFilter],
        options: { sort: [{ field: 'username', order: 'asc' }], pagination: { page: 1, limit: 50 }, ...options },
      });

    test('pages and sorts', async () => {
      const page = await filtered([], {
        pagination: { page: 2, limit: 5 },
        sort: [{ field: 'username', order: 'desc' }],
      });
      expect(page.data.totalCount).toBe(12);
      expect(names(page)).toEqual(['list-07', 'list-06', 'list-05', 'list-04', 'list-03']);
      const first = (await client.listUsers!({})).data;
      expect(first.list).toHaveLength(10);
      expect(first.totalCount).toBeGreaterThan(11);
    });

    test.each([
      [{ field: 'username', operator: 'EQUAL', value: 'LIST-03' }, ['list-03']],
      [{ field: 'username', operator: 'CONTAINS', value: '-1' }, ['list-10', 'list-11', 'list-12']],
      [{ field: 'username', operator: 'IN', value: ['list-01', 'list-02'] }, ['list-01', 'list-02']],
      [
        { field: 'nickname', operator: 'NOT_EQUAL', value: 'odd' },
        ['list-02', 'list-04', 'list-06', 'list-08', 'list-10', 'list-12'],
      ],
      [{ field: 'username', operator: 'NOT_CONTAINS', value: 'list-0' }, ['list-10', 'list-11', 'list-12']],
      [{ field: 'phone', operator: 'EQUAL', value: '18600001004' }, ['list-04']],
      [
        { field: 'gender', operator: 'EQUAL', value: 'F' },
        ['list-02', 'list-04', 'list-06', 'list-08', 'list-10', 'list-12'],
      ],
      [{ field: 'nth', operator: 'GREATER', value: 11 }, ['list-11', 'list-12']],
      [{ field: 'nth', operator: 'LESSER', value: 2 }, ['list-01', 'list-02']],
      [{ field: 'nth', operator: 'BETWEEN', value: [3, 4] }, ['list-03', 'list-04']],
      [
        { field: 'team', operator: 'EQUAL', value: 'red' },
        ['list-07', 'list-08', 'list-09', 'list-10', 'list-11', 'list-12'],
      ],
      [{ field: 'email', operator: 'NOT_NULL' }, []],
      [{ field: 'status', operator: 'EQUAL', value: 'Suspended' }, []],
      [{ field: 'createdAt', operator: 'LESSER', value: '2001-01-01T00:00:00.000Z' }, []],
      [{ field: 'id', operator: 'EQUAL', value: 'not an id' }, []],
    ])('filters by %o', async (condition, expected) => {
      expect(names(await filtered([condition]))).toEqual(expected);
    });

    test('keywords look in the usual fields, or in those that are named', async () => {
      expect(names(await client.listUsers!({ keywords: 'list-07' }))).toEqual(['list-07']);
      expect((await client.listUsers!({ keywords: 'Listing' })).data.totalCount).toBe(0);
      expect(
        (await client.listUsers!({ keywords: 'listing', options: { fuzzySearchOn: ['company'] } })).data.totalCount,
      ).toBe(12);
      expect((await client.listUsers!({ keywords: '100%_' })).data.totalCount).toBe(0);
    });

    test('refuses what it cannot answer', async () => {
      const refused: [object, number][] = [
        [{ options: { pagination: { page: 0 } } }, 400],
        [{ options: { pagination: { limit: 51 } } }, 400],
        [{ advancedFilter: [{ field: 'name', operator: 'LIKE', value: 'x' }] }, 400],
        [{ advancedFilter: [{ field: 'name', operator: 'EQUAL', value: { a: 1 } }] }, 400],
        [{ advancedFilter: [{ field: 'loggedInApps', operator: 'IN', value: ['a'] }] }, 501],
        [{ searchQuery: { query: { match_all: {} } } }, 501],
        [{ options: { sort: [{ field: 'lastMfaTime' }] } }, 501],
      ];
      for (const [input, status] of refused)
        expect([input, (await client.listUsers!(input)).statusCode]).toEqual([input, status]);
    });

    test('listUsersLegacy pages and filters', async () => {
      await createUser({ username: 'legacy', status: 'Suspended' });
      const suspended = await client.listUsersLegacy!({
        status: 'Suspended',
        page: 1,
        limit: 50,
        withIdentities: true,
      });
      expect(names(suspended)).toContain('legacy');
      expect(names(suspended)).not.toContain('list-01');
      expect(suspended.data.list[0].identities).toEqual([]);
      const now = Math.floor(Date.now() / 1000);
      expect((await client.listUsersLegacy!({ updatedAtStart: now + 3600 })).data).toEqual({ totalCount: 0, list: [] });
      expect(
        (await client.listUsersLegacy!({ updatedAtStart: now - 3600, updatedAtEnd: now + 3600 })).data.totalCount,
      ).toBeGreaterThan(12);
      expect((await client.listUsersLegacy!({ page: 0 })).statusCode).toBe(400);
      expect((await client.listUsersLegacy!({ limit: 220 })).statusCode).toBe(400);
    });
  });

  describe('identities', () => {
    test('linkIdentity is seen at once, may be repeated, and tells whose the identity is', async () => {
      const [owner, another] = [await createUser(), await createUser()];
      expect(await link(owner.userId, google, 'link-1')).toMatchObject({ statusCode: 200, data: { success: true } });
      expect(await link(owner.userId, google, 'link-1')).toMatchObject({ statusCode: 200, data: { success: true } });
      expect(await identitiesOf(owner.userId)).toEqual([
        {
          identityId: expect.stringMatching(/^[0-9a-f]{32}$/),
          extIdpId: extIdpId(google),
          provider: 'google',
          type: 'generic',
          userIdInIdp: 'link-1',
          userInfoInIdp: {},
          originConnIds: [],
        },
      ]);
      expect(await link(another.userId, google, 'link-1')).toMatchObject({ statusCode: 409 });
      expect(await identitiesOf(another.userId)).toEqual([]);
      const { data } = await client.getUser!({ userId: `${extIdpId(google)}:link-1`, userIdType: 'identity' });
      expect(data.userId).toBe(owner.userId);
    });

    test('linkIdentity keeps the type and what the provider says', async () => {
      const { userId } = await createUser();
      await link(userId, google, 'typed', {
        type: 'openid',
        isSocial: true,
        userInfoInIdp: { email: 'p@example.com', name: 'P' },
      });
      await link(userId, google, 'typed', { type: 'unionid' });
      expect(await identitiesOf(userId)).toMatchObject([
        { type: 'openid', userIdInIdp: 'typed', userInfoInIdp: { email: 'p@example.com', name: 'P' } },
        { type: 'unionid', userIdInIdp: 'typed', userInfoInIdp: {} },
      ]);
    });

    test('linkIdentity refuses what is unknown or malformed', async () => {
      const { userId } = await createUser();
      expect(await link(unknownId, google, 'x')).toMatchObject({ statusCode: 404, apiCode: 2004 });
      expect(await link('nonsense', google, 'x')).toMatchObject({ statusCode: 404, apiCode: 2004 });
      const input = { userIdInIdp: 'x', userId };
      expect((await client.linkIdentity!({ ...input, extIdpId: unknownId })).statusCode).toBe(404);
      expect((await client.linkIdentity!({ ...input, extIdpId: 'nonsense' })).statusCode).toBe(404);
      expect((await client.linkIdentity!(input)).statusCode).toBe(400);
      expect((await link(userId, google, '')).statusCode).toBe(400);
      expect((await link(userId, google, 'x'.repeat(300))).statusCode).toBe(400);
      expect((await otherTenant.linkIdentity!({ ...input, extIdpId: extIdpId(google) })).statusCode).toBe(404);
      expect(await identitiesOf(userId)).toEqual([]);
    });

    test('unlinkIdentity takes one type or all of a source, never the last one', async () => {
      const { userId } = await createUser();
      const unlink = (provider: IdentityProvider, more = {}) =>
        client.unlinkIdentity!({ extIdpId: extIdpId(provider), userId, ...more });
      await link(userId, google, 'g', { type: 'openid' });
      await link(userId, google, 'g', { type: 'unionid' });
      await link(userId, google, 'g');
      await link(userId, github, 'h');

      expect((await unlink(google, { type: 'absent' })).statusCode).toBe(404);
      expect(await unlink(google, { type: 'generic' })).toMatchObject({ statusCode: 200, data: { success: true } });
      expect((await identitiesOf(userId)).map(({ type }: { type: string }) => type)).toEqual([
        'openid',
        'unionid',
        'generic',
      ]);
      expect((await unlink(google)).statusCode).toBe(200);
      expect(await identitiesOf(userId)).toMatchObject([{ provider: 'github' }]);

      expect((await unlink(github)).statusCode).toBe(409);
      expect((await unlink(google)).statusCode).toBe(404);
      expect(await identitiesOf(userId)).toHaveLength(1);
      expect(await client.unlinkIdentity!({ extIdpId: extIdpId(github), userId: unknownId })).toMatchObject({
        statusCode: 404,
        apiCode: 2004,
      });
      expect((await otherTenant.unlinkIdentity!({ extIdpId: extIdpId(github), userId })).statusCode).toBe(404);
    });

    test('the last identities of a source are not taken together either', async () => {
      const { userId } = await createUser();
      await link(userId, google, 'both', { type: 'openid' });
      await link(userId, google, 'both', { type: 'unionid' });
      expect((await client.unlinkIdentity!({ extIdpId: extIdpId(google), userId })).statusCode).toBe(409);
      expect(await identitiesOf(userId)).toHaveLength(2);
    });

    test('what was unlinked can be linked to another user', async () => {
      const [from, to] = [await createUser(), await createUser()];
      await link(from.userId, google, 'wanders');
      await link(from.userId, github, 'stays');
      await client.unlinkIdentity!({ extIdpId: extIdpId(google), userId: from.userId });
      expect((await link(to.userId, google, 'wanders')).statusCode).toBe(200);
      expect(await identitiesOf(to.userId)).toMatchObject([{ userIdInIdp: 'wanders' }]);
    });

    test('sync relations are the identities that a directory keeps', async () => {
      const { userId } = await createUser({ username: 'synced' });
      const { id } = await it.operations.users.findOne(it.actor, { by: 'username', username: 'synced' });
      await link(userId, google, 'by-hand');
      await it.operations.identities.link(it.actor, {
        userId: id,
        identityProviderId: github.id,
        subject: 'synced-1',
        linkedBy: 'scim',
      });
      expect((await client.getUserSyncRelations!({ userId: 'synced', userIdType: 'username' })).data).toEqual([
        { provider: 'scim', userIdInIdp: 'synced-1', userInfoInIdp: {} },
      ]);
      const remove = (provider: string) => client.deleteUserSyncRelations!({ userId, provider });
      expect((await remove('lark')).statusCode).toBe(404);
      expect((await remove('fax')).statusCode).toBe(400);
      expect((await remove('scim')).data).toEqual({ success: true });
      expect((await remove('scim')).statusCode).toBe(404);
      expect((await client.getUserSyncRelations!({ userId })).data).toEqual([]);
    });
  });

  describe('what users did', () => {
    test('sign-ins show in history and logged-in identities; links by hand do not', async () => {
      const connection = await it.operations.connections.create(it.actor, {
        identityProviderId: google.id,
        identifier: 'google-1',
        displayName: 'Google',
      });
      const arrived = await arriveAt(it, google, connection, { subject: 'signed-in', displayName: 'Sig' });
      await arriveAt(it, google, connection, { subject: 'signed-in' }, '198.51.100.9');
      const userId = toHex(arrived.user!.id);
      await link(userId, github, 'never-used');

      const { data: user } = await client.getUser!({ userId });
      expect(user).toMatchObject({ loginsCount: 2, userSourceType: 'register' });
      expect(user.lastLogin).toMatch(/Z$/);
      expect((await identitiesOf(userId))[0].originConnIds).toEqual([toHex(connection.id)]);
      expect((await client.getUserLoggedinIdentities!({ userId })).data).toEqual([
        {
          identityId: toHex(arrived.identity!.id),
          idpName: 'google',
          idpNameEn: 'google',
          idpLogo: '',
          idpId: extIdpId(google),
        },
      ]);

      const history = async (more = {}) => (await client.getUserLoginHistory!({ userId, ...more })).data;
      expect(await history()).toMatchObject({
        totalCount: 2,
        list: [{ clientIp: '198.51.100.9' }, { clientIp: '203.0.113.7' }],
      });
      expect((await history({ limit: 1, page: 2 })).list).toMatchObject([{ clientIp: '203.0.113.7' }]);
      expect((await history({ clientIp: '203.0.113.7' })).totalCount).toBe(1);
      expect((await history({ start: Date.now() + 60_000 })).totalCount).toBe(0);
      expect((await history({ start: Date.now() - 60_000, end: Date.now() + 60_000 })).totalCount).toBe(2);
      expect((await history({ appId: 'any' })).totalCount).toBe(0);
    });

    test('a sign-in finds an identity that was linked under a name for its type', async () => {
      const connection = await it.operations.connections.create(it.actor, {
        identityProviderId: github.id,
        identifier: 'github-1',
      });
      const { userId } = await createUser();
      await link(userId, github, 'typed-by-hand', { type: 'openid' });
      const arrived = await arriveAt(it, github, connection, { subject: 'typed-by-hand' });
      expect(toHex(arrived.user!.id)).toBe(userId);
      expect(await identitiesOf(userId)).toMatchObject([
        { type: 'openid', userIdInIdp: 'typed-by-hand', originConnIds: [toHex(connection.id)] },
      ]);
      expect((await client.getUserLoggedinIdentities!({ userId })).data).toHaveLength(1);
    });

    test('kickUsers ends sessions; applications are none yet', async () => {
      const { userId } = await createUser();
      const id = fromHex(userId);
      const session = {
        id: fromHex('0'.repeat(31).concat('1')),
        tenantId: it.tenant.id,
        userId: id,
        identityId: null,
        secretHash: new Uint8Array(32),
        ip: null,
        userAgent: null,
        createdAt: '2026-01-01T00:00:00.000Z',
        lastSeenAt: '2026-01-01T00:00:00.000Z',
        expiresAt: '2099-01-01T00:00:00.000Z',
        endedAt: null,
        ending: null,
        replacedBy: null,
      };
      await it.app.store.transaction((rows) => rows.sessions.insert(session));
      expect((await client.kickUsers!({ userId, appIds: ['a'] })).data).toEqual({ success: true });
      expect(await it.operations.sessions.ofUser(it.actor, id)).toMatchObject([{ endedAt: expect.any(String) }]);
      expect(await client.kickUsers!({ userId: unknownId, appIds: ['a'] })).toMatchObject({
        statusCode: 404,
        apiCode: 2004,
      });
      expect((await client.kickUsers!({ userId })).statusCode).toBe(400);
      expect((await client.getUserLoggedinApps!({ userId })).data).toEqual([]);
      expect((await client.getUserLoggedinApps!({ userId: unknownId })).statusCode).toBe(404);
      expect((await client.getUserLoginHistory!({ userId: unknownId })).statusCode).toBe(404);
      expect((await client.getUserLoggedinIdentities!({ userId: unknownId })).statusCode).toBe(404);
    });
  });

  describe('identity sources', () => {
    const create = (type: string, name: string) => client.createExtIdp!({ type, name });

    test('a source is made, listed, read, renamed and removed', async () => {
      const { data: source } = await create('oidc', '公司 OIDC');
      expect(source).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        name: '公司 OIDC',
        type: 'oidc',
        logo: '',
      });
      const { data: list } = await client.listExtIdp!({});
      expect(list.totalCount).toBe(list.list.length);
      expect(list.list).toContainEqual(source);
      expect(list.list).toContainEqual({ id: extIdpId(google), name: 'google', type: 'google', logo: '' });
      expect((await client.listTenantExtIdp!({ type: 'oidc' })).data).toEqual({ totalCount: 1, list: [source] });
      expect((await client.listTenantExtIdp!({ page: 2, limit: 1 })).data.list).toHaveLength(1);
      expect((await client.getExtIdp!({ id: source.id })).data).toEqual({
        ...source,
        connections: [],
        autoJoin: false,
      });
      expect((await client.updateExtIdp!({ id: source.id, name: 'Renamed' })).data).toEqual({
        ...source,
        name: 'Renamed',
      });
      expect((await client.deleteExtIdp!({ id: source.id })).data).toEqual({ success: true });
      expect((await client.getExtIdp!({ id: source.id })).statusCode).toBe(404);
      expect((await client.deleteExtIdp!({ id: source.id })).statusCode).toBe(404);
    });

    test('two sources may have one name', async () => {
      const [one, two] = [await create('github', 'Twin'), await create('github', 'Twin')];
      expect([one.data.name, two.data.name]).toEqual(['Twin', 'Twin']);
      expect(one.data.id).not.toBe(two.data.id);
    });

    test('refusals', async () => {
      const oneTap = await create('yidun', 'One tap');
      expect([oneTap.statusCode, oneTap.message]).toEqual([501, expect.stringMatching(/`yidun` are not supported: /)]);
      expect((await create('carrier-pigeon', 'Pigeon')).statusCode).toBe(400);
      expect((await client.createExtIdp!({ name: 'x' })).statusCode).toBe(400);
      expect((await client.getExtIdp!({ id: unknownId })).statusCode).toBe(404);
      expect((await client.updateExtIdp!({ id: unknownId, name: 'x' })).statusCode).toBe(404);
      expect((await client.listExtIdp!({ tenantId: unknownId })).statusCode).toBe(404);
      expect((await client.listExtIdp!({ tenantId: toHex(it.tenant.id) })).statusCode).toBe(200);
      for (const call of ['getExtIdp', 'deleteExtIdp'])
        expect((await otherTenant[call]!({ id: extIdpId(google) })).statusCode).toBe(404);
    });

    test('a source with identities stays', async () => {
      const { data: source } = await create('google', 'Kept');
      const { userId } = await createUser();
      await client.linkIdentity!({ extIdpId: source.id, userIdInIdp: 'holds-it', userId });
      const { statusCode, message } = await client.deleteExtIdp!({ id: source.id });
      expect(statusCode).toBe(409);
      expect(message).toContain('unlink them first');
      expect(await identitiesOf(userId)).toHaveLength(1);
    });

    test('a connection is made, merged into, switched and removed; its secret never comes back', async () => {
      const { data: source } = await create('oidc', 'With connection');
      const fields = {
        issuer: 'https://idp.example.com',
        clientId: 'client',
        clientSecret: 'hush-hush',
        mode: 'backchannel',
      };
      const made = await client.createExtIdpConn!({
        extIdpId: source.id,
        type: 'oidc',
        identifier: 'conn-1',
        displayName: 'One',
        fields,
        loginOnly: true,
      });
      expect(made).toMatchObject({
        statusCode: 200,
        data: {
          type: 'oidc',
          extIdpId: source.id,
          logo: '',
          identifier: 'conn-1',
          displayName: 'One',
          loginOnly: true,
          associationMode: 'field',
          challengeBindingMethods: [],
        },
      });
      const { id } = made.data;
      const read = async () => (await client.getExtIdp!({ id: source.id })).data.connections[0];
      const updated = await client.updateExtIdpConn!({
        id,
        displayName: 'Two',
        fields: { mode: 'implicit', scope: 'openid' },
      });
      expect(updated.data).toMatchObject({ displayName: 'Two', loginOnly: true });
      expect((await read()).fields).toEqual({
        issuer: 'https://idp.example.com',
        clientId: 'client',
        mode: 'implicit',
        scope: 'openid',
      });
      // A kept secret is not sent to an issuer that its owner never saw.
      expect(
        (await client.updateExtIdpConn!({ id, displayName: 'Two', fields: { issuer: 'https://evil.example' } }))
          .statusCode,
      ).toBe(400);
      expect((await read()).fields.issuer).toBe('https://idp.example.com');

      expect((await client.changeExtIdpConnState!({ id, enabled: false, appId: 'app' })).data).toEqual({
        success: true,
      });
      expect((await read()).enabled).toBe(false);
      expect(
        (await client.changeUserpoolTenanExtIdpConnState!({ connIds: [id, unknownId], enabled: true })).statusCode,
      ).toBe(404);
      expect((await read()).enabled).toBe(false);
      expect((await client.changeUserpoolTenanExtIdpConnState!({ connIds: [id], enabled: true })).data).toEqual({
        success: true,
      });
      expect((await client.changeExtIdpConnAssociationState!({ id, association: true })).data).toEqual({
        success: true,
      });
      expect(await read()).toMatchObject({ enabled: true, associationMode: 'field' });
      expect((await client.extIdpConnStateByApps!({ id })).data).toEqual({ totalCount: 0, list: [] });

      const everything = JSON.stringify([
        made,
        updated,
        await read(),
        await client.listExtIdp!({}),
        (await it.operations.events.list(it.actor, { limit: 200, descending: true })).items,
      ]);
      expect(everything).not.toContain('hush-hush');

      expect((await otherTenant.deleteExtIdpConn!({ id })).statusCode).toBe(404);
      expect((await client.deleteExtIdpConn!({ id })).data).toEqual({ success: true });
      expect((await client.deleteExtIdpConn!({ id })).statusCode).toBe(404);
      expect(await read()).toBeUndefined();
    });

    test('connections that cannot work are refused', async () => {
      const { data: source } = await create('oidc', 'Refusing');
      const input = {
        extIdpId: source.id,
        type: 'oidc',
        identifier: 'refused',
        displayName: 'R',
        fields: { issuer: 'https://idp.example.com' },
      };
      const refused: [object, number][] = [
        [{ type: 'github' }, 400],
        [{ type: 'telepathy' }, 400],
        [{ fields: {} }, 400],
        [{ fields: { issuer: 'not a url' } }, 400],
        [{ fields: { issuer: 'https://idp.example.com', privateKeySecret: 'x' } }, 400],
        [{ identifier: 'has spaces!' }, 400],
        [{ extIdpId: unknownId }, 404],
        [{ displayName: undefined }, 400],
      ];
      for (const [wrong, status] of refused)
        expect([wrong, (await client.createExtIdpConn!({ ...input, ...wrong })).statusCode]).toEqual([wrong, status]);
      expect((await client.createExtIdpConn!(input)).statusCode).toBe(200);
      expect((await client.createExtIdpConn!(input)).statusCode).toBe(409);
      for (const call of ['deleteExtIdpConn', 'extIdpConnStateByApps'])
        expect((await client[call]!({ id: unknownId })).statusCode).toBe(404);
      expect((await client.changeExtIdpConnState!({ id: unknownId, enabled: true, appId: 'a' })).statusCode).toBe(404);
      expect((await client.updateExtIdpConn!({ id: unknownId, displayName: 'x', fields: {} })).statusCode).toBe(404);
      expect((await client.changeExtIdpConnAssociationState!({ id: unknownId, association: true })).statusCode).toBe(
        404,
      );
    });
  });

  describe('credentials', () => {
    test('a wrong secret is a bad signature, a wrong key is nobody', async () => {
      const wrongSecret = connect({ publicId: it.key.publicId, secret: it.other.key.secret });
      expect(await wrongSecret.listExtIdp!({})).toMatchObject({ statusCode: 401, apiCode: 1300 });
      const nobody = connect({ publicId: '0'.repeat(43), secret: 'x' });
      expect(await nobody.listExtIdp!({})).toMatchObject({ statusCode: 401, apiCode: 2020 });
      const revoked = await it.createKey(['users:read']);
      await it.operations.apiKeys.revoke(it.actor, revoked.apiKey.id);
      expect(await connect(revoked).listUsers!({})).toMatchObject({ statusCode: 401, apiCode: 2020 });
    });

    test('the host may end in a slash', async () => {
      const slashed = new ManagementClient({
        accessKeyId: it.key.publicId,
        accessKeySecret: it.key.secret,
        host: `${it.baseUrl}/`,
      }) as unknown as Loose;
      expect((await slashed.isUserExists!({ username: 'x' })).statusCode).toBe(200);
    });

    test('a missing scope is 403, and nothing happens', async () => {
      const reader = connect(await it.createKey(['users:read', 'identities:read', 'identity_providers:read']));
      const { userId } = await createUser();
      const refused: [string, object][] = [
        ['createUser', { username: 'scopeless' }],
        ['updateUser', { userId, name: 'x' }],
        ['deleteUsersBatch', { userIds: [userId] }],
        ['linkIdentity', { extIdpId: extIdpId(google), userIdInIdp: 'scopeless', userId }],
        ['createExtIdp', { name: 'x', type: 'oidc' }],
        ['deleteExtIdp', { id: extIdpId(google) }],
        ['kickUsers', { userId, appIds: [] }],
        ['getUserLoginHistory', { userId }],
      ];
      for (const [call, input] of refused) expect([call, (await reader[call]!(input)).statusCode]).toEqual([call, 403]);
      expect((await client.getUser!({ userId })).data).not.toHaveProperty('name');
      expect(await identitiesOf(userId)).toEqual([]);
      const identitiesOnly = connect(await it.createKey(['identities:read']));
      expect((await identitiesOnly.getUserIdentities!({ userId })).data).toEqual([]);
    });

    test('methods of the vendor that are not served say so', async () => {
      for (const call of ['listGroups', 'listRoles', 'getUserMfaInfo', 'listOrganizations']) {
        const { statusCode, message } = await client[call]!({ userId: 'x' });
        expect([call, statusCode]).toEqual([call, 501]);
        expect(message).toContain('is not supported');
      }
    });
  });
});
