import { ManagementClient, ManagementError } from 'auth0';
import { ManagementClient as LegacyClient, ManagementApiError } from 'auth0/legacy';
import { UsersClient } from 'auth0/users';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** The SDKs make `https://` of a domain, and the server of a test has no TLS. Nothing else of them is changed. */
const plainHttp: typeof fetch = (input, init) => fetch(String(input).replace('https://', 'http://'), init);

const database = 'Username-Password-Authentication';

describe('the official auth0 SDK, only its address replaced', () => {
  let it: TestApp;
  let domain: string;
  let client: ManagementClient;
  let legacy: LegacyClient;
  let github: IdentityProvider;
  let google: IdentityProvider;
  let corp: IdentityProvider;

  beforeAll(async () => {
    it = await startTestApp();
    domain = it.baseUrl.replace('http://', '');
    const credentials = { domain, clientId: it.key.publicId, clientSecret: it.key.secret, fetch: plainHttp };
    client = new ManagementClient({ ...credentials, maxRetries: 0 });
    legacy = new LegacyClient(credentials);
    await client.connections.create({ name: database, strategy: 'auth0' });
    github = await it.createProvider('github');
    google = await it.createProvider('google-oauth2');
    corp = await it.createProvider('oidc', 'corp');
  });
  afterAll(() => it.close());

  let people = 0;
  /** A user who came through a provider: called after the identity that it was born with. */
  async function arrived(provider: IdentityProvider, subject = `subject-${++people}`) {
    const userId = [provider.strategy, ...(provider === corp ? ['corp'] : []), subject].join('|');
    const email = `person-${++people}@example.com`;
    await it.operations.users.create(it.actor, {
      profile: { email, name: `Person ${subject}`, userMetadata: { from: subject } },
      originKey: userId,
      identities: [
        {
          identityProviderId: provider.id,
          subject,
          email,
          emailVerified: true,
          displayName: `Person ${subject}`,
          claims: { sub: subject, given_name: 'Per' },
        },
      ],
    });
    return { user_id: userId, subject, email };
  }

  async function failure(work: PromiseLike<unknown>): Promise<ManagementError> {
    const error = await Promise.resolve(work).then(
      () => expect.unreachable('it should have been refused'),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ManagementError);
    return error as ManagementError;
  }
  const idsOf = async (userId: string) =>
    (await client.users.get(userId)).identities!.map(({ provider, user_id }) => `${provider}|${user_id}`);

  describe('clients', () => {
    test('a wrong secret is told apart, and nothing is asked with it', async () => {
      const wrong = new ManagementClient({
        domain,
        clientId: it.key.publicId,
        clientSecret: 'wrong',
        fetch: plainHttp,
        maxRetries: 0,
      });
      expect(await failure(wrong.users.list())).toMatchObject({ statusCode: 401, body: { error: 'invalid_client' } });
    });

    test('a fixed token, and a part of the SDK by itself, work too', async () => {
      const fixed = new ManagementClient({ domain, token: it.key.rawKey, fetch: plainHttp });
      const user = await arrived(github);
      expect((await fixed.users.get(user.user_id)).email).toBe(user.email);
      const part = new UsersClient({ baseUrl: `${it.baseUrl}/api/v2`, token: it.key.rawKey });
      expect((await part.get(user.user_id)).email).toBe(user.email);
    });

    test('a client assertion is refused in words', async () => {
      const { privateKey } = await crypto.subtle.generateKey(
        { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
        true,
        ['sign', 'verify'],
      );
      const pem = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey)).toString('base64');
      const asserting = new ManagementClient({
        domain,
        clientId: it.key.publicId,
        clientAssertionSigningKey: `-----BEGIN PRIVATE KEY-----\n${pem}\n-----END PRIVATE KEY-----`,
        fetch: plainHttp,
        maxRetries: 0,
      });
      expect(await failure(asserting.users.list())).toMatchObject({
        statusCode: 400,
        body: { error: 'unauthorized_client', error_description: expect.stringContaining('client_secret') },
      });
    });

    test('a scope that the key lacks is named', async () => {
      const narrow = await it.createKey(['users:read', 'identities:read']);
      const reader = new ManagementClient({
        domain,
        clientId: narrow.publicId,
        clientSecret: narrow.secret,
        fetch: plainHttp,
        maxRetries: 0,
      });
      const { user_id } = await arrived(github);
      expect((await reader.users.get(user_id)).user_id).toBe(user_id);
      expect(await failure(reader.users.delete(user_id))).toMatchObject({
        statusCode: 403,
        body: {
          statusCode: 403,
          error: 'Forbidden',
          message: expect.stringContaining('delete:users'),
          errorCode: 'insufficient_scope',
        },
      });
      expect((await client.users.get(user_id)).user_id).toBe(user_id);
    });
  });

  describe('users', () => {
    test('are created in a database connection, with the defaults of one', async () => {
      const user = await client.users.create({
        connection: database,
        email: 'Ada@Example.com',
        password: 'not kept anywhere 1!',
        verify_email: false,
        email_verified: true,
        given_name: 'Ada',
        user_metadata: { plan: 'pro' },
        app_metadata: { roles: ['admin'] },
      });
      expect(user).toEqual({
        user_id: expect.stringMatching(/^auth0\|[0-9a-f]{24}$/),
        email: 'ada@example.com',
        email_verified: true,
        name: 'ada@example.com',
        nickname: 'ada',
        given_name: 'Ada',
        blocked: false,
        user_metadata: { plan: 'pro' },
        app_metadata: { roles: ['admin'] },
        identities: [
          { connection: database, provider: 'auth0', isSocial: false, user_id: user.user_id!.slice('auth0|'.length) },
        ],
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        updated_at: expect.any(String),
      });
      expect(await client.users.get(user.user_id!)).toEqual(user);
    });

    test('keep the id that they come with, once; an address is one a connection', async () => {
      const body = { connection: database, email: 'kept@example.com', user_id: 'my-custom-db|x/1' };
      expect((await client.users.create(body)).user_id).toBe('auth0|my-custom-db|x/1');
      expect((await client.users.get('auth0|my-custom-db|x/1')).email).toBe('kept@example.com');
      expect(await failure(client.users.create({ ...body, email: 'other@example.com' }))).toMatchObject({
        statusCode: 409,
      });
      expect(await failure(client.users.create({ connection: database, email: 'KEPT@example.com' }))).toMatchObject({
        statusCode: 409,
        body: { statusCode: 409, error: 'Conflict', message: expect.any(String), errorCode: 'auth0_idp_error' },
      });
      await client.connections.create({ name: 'second-database', strategy: 'auth0' });
      const second = await client.users.create({ connection: 'second-database', email: 'kept@example.com' });
      const both = await client.users.listUsersByEmail({ email: 'kept@example.com' });
      expect(both.map(({ user_id }) => user_id).sort()).toEqual([second.user_id, 'auth0|my-custom-db|x/1'].sort());
    });

    test.each([
      ['no such connection', { connection: 'none', email: 'a@example.com' }, 400, 'inexistent_connection'],
      ['a connection that is no database', { connection: 'github', email: 'a@example.com' }, 400, 'invalid_body'],
      ['nobody', { connection: database }, 400, 'invalid_body'],
      ['a bad address', { connection: database, email: 'not an address' }, 400, 'invalid_body'],
      ['a bad phone', { connection: database, phone_number: '0800' }, 400, 'invalid_body'],
      ['an over-long name', { connection: database, email: 'a@b.co', name: 'x'.repeat(301) }, 400, 'invalid_body'],
      ['an unknown field', { connection: database, email: 'a@b.co', shoe_size: 44 }, 400, 'invalid_body'],
      ['a bad key', { connection: database, email: 'a@b.co', user_metadata: { 'a.b': 1 } }, 400, 'invalid_body'],
      ['a reserved key', { connection: database, email: 'a@b.co', app_metadata: { email: 1 } }, 400, 'invalid_body'],
    ])('are not created: %s', async (_case, body, statusCode, errorCode) => {
      const before = (await client.users.list({ per_page: 1 })).response.total;
      expect(await failure(client.users.create(body))).toMatchObject({ statusCode, body: { statusCode, errorCode } });
      expect((await client.users.list({ per_page: 1 })).response.total).toBe(before);
    });

    test('are changed: root fields replaced, metadata merged at the first level', async () => {
      const { user_id: id } = await client.users.create({
        connection: database,
        email: 'patch@example.com',
        user_metadata: { keep: 1, nested: { a: 1 }, drop: true },
        app_metadata: { all: 'of it' },
      });
      const changed = await client.users.update(id!, {
        email: 'Patched@example.com',
        name: 'Patched',
        nickname: null,
        user_metadata: { nested: { b: 2 }, drop: null },
        app_metadata: {},
      });
      expect(changed).toMatchObject({
        email: 'patched@example.com',
        email_verified: false,
        name: 'Patched',
        user_metadata: { keep: 1, nested: { b: 2 } },
      });
      expect(changed).not.toHaveProperty('nickname');
      expect(changed).not.toHaveProperty('app_metadata');
      expect((await client.users.update(id!, { blocked: true })).blocked).toBe(true);
      expect((await client.users.update(id!, { blocked: false })).blocked).toBe(false);
      expect(await failure(client.users.update(id!, { password: 'Another one 2!' }))).toMatchObject({
        statusCode: 400,
        body: { errorCode: 'not_supported' },
      });
      expect(await failure(client.users.update('auth0|nobody', { name: 'x' }))).toMatchObject({
        statusCode: 404,
        body: { errorCode: 'inexistent_user' },
      });
      await client.users.create({ connection: database, email: 'patch@example.com' });
      expect(await failure(client.users.update(id!, { email: 'patch@example.com' }))).toMatchObject({
        statusCode: 409,
      });
      expect((await client.users.get(id!)).email).toBe('patched@example.com');
    });

    test('say the same as their identity in a database connection', async () => {
      const body = {
        connection: database,
        email: 'same@example.com',
        email_verified: true,
        phone_number: '+4512345678',
      };
      const { user_id: id } = await client.users.create({ ...body, phone_verified: true });
      await client.users.update(id!, { email: 'same@example.com', name: 'Same', phone_number: '+4587654321' });
      const primary = await arrived(github);
      const linked = await client.users.identities.link(primary.user_id, { provider: 'auth0', user_id: id! });
      expect(linked[1]!.profileData).toEqual({
        email: 'same@example.com',
        email_verified: true,
        phone_number: '+4587654321',
        phone_verified: false,
        name: 'Same',
        nickname: 'same',
      });
    });

    test('are changed in what an application keeps of them, by a client that may do no more', async () => {
      const { user_id: id } = await client.users.create({ connection: database, email: 'narrow@example.com' });
      const narrow = await it.createKey(['users:read', 'users:write', 'identities:read']);
      const clientOfNarrow = new ManagementClient({ domain, token: narrow.rawKey, fetch: plainHttp, maxRetries: 0 });
      const changed = await clientOfNarrow.users.update(id!, { app_metadata: { plan: 'pro' } });
      expect(changed.app_metadata).toEqual({ plan: 'pro' });
    });

    test('are deleted, and deleting them again is no error', async () => {
      const { user_id } = await arrived(github);
      await client.users.delete(user_id);
      await client.users.delete(user_id);
      expect(await failure(client.users.get(user_id))).toMatchObject({
        statusCode: 404,
        body: { statusCode: 404, error: 'Not Found', message: expect.any(String), errorCode: 'inexistent_user' },
      });
    });

    test('are listed page by page until an empty one', async () => {
      const made = await Promise.all(Array.from({ length: 5 }, () => arrived(google)));
      const q = `user_id:(${made.map(({ user_id }) => `"${user_id}"`).join(' OR ')})`;
      const first = await client.users.list({ q, search_engine: 'v3', per_page: 2, sort: 'created_at:1' });
      expect(first.response).toMatchObject({ start: 0, limit: 2, length: 2, total: 5 });
      const seen: string[] = [];
      for await (const user of first) seen.push(user.user_id!);
      expect(seen).toEqual(expect.arrayContaining(made.map(({ user_id }) => user_id)));
      expect(seen).toHaveLength(5);
      // Without a page size the SDK asks until it meets an empty page.
      const all = await client.users.list({ q });
      let count = 0;
      for await (const _ of all) count += 1;
      expect(count).toBe(5);
      expect((await client.users.list({ q, page: 99 })).data).toEqual([]);
    });

    test('are found by the query language', async () => {
      const made = await client.users.create({
        connection: database,
        email: 'Search.Me@example.org',
        name: 'Søren "Quoted" Person',
        given_name: 'Søren',
        phone_number: '+4512345678',
        user_metadata: { plan: 'gold', age: 41, tags: ['a', 'b'] },
      });
      const secondary = await arrived(corp, 'search/1');
      await client.users.identities.link(made.user_id!, { provider: 'oidc', user_id: 'corp|search/1' });
      const found = async (q: string) => {
        const { data } = await client.users.list({ q: `(${q}) AND email.domain:example.org` });
        return data.map(({ user_id }) => user_id).includes(made.user_id);
      };
      for (const q of [
        'email:"search.me@EXAMPLE.org"',
        'email:search*',
        'email:*.me@*',
        'name:"søren \\"quoted\\" person"',
        'given_name:søren',
        'phone_number:"+4512345678"',
        'user_metadata.plan:"gold"',
        'user_metadata.age:41',
        'user_metadata.age:[40 TO 42}',
        'user_metadata.tags:b',
        '_exists_:user_metadata.plan',
        'NOT user_metadata.plan:silver',
        `user_id:"${made.user_id}"`,
        'identities.connection:corp AND identities.provider:oidc',
        'identities.user_id:"corp|search/1"',
        'identities.user_id:"search/1"',
        `identities.profileData.email:"${secondary.email}"`,
        'identities.isSocial:false',
        'email_verified:false AND blocked:false',
        'created_at:[2020-01-01 TO *]',
        'logins_count:0',
        'Søren',
      ])
        expect(await found(q), q).toBe(true);
      for (const q of [
        'email:nobody*',
        'user_metadata.plan:GOLD',
        'user_metadata.age:{41 TO 50]',
        'phone_number:"+45"',
        'blocked:true',
        'identities.isSocial:true',
        'created_at:[* TO 2020-01-01]',
        'shoe_size:44',
        '_exists_:username',
      ])
        expect(await found(q), q).toBe(false);
      for (const q of ['email:(', 'name:/regex/', 'created_at:[yesterday TO now]', 'blocked:perhaps'])
        expect(await failure(client.users.list({ q })), q).toMatchObject({
          statusCode: 400,
          body: { errorCode: 'invalid_query_string' },
        });
      expect(await failure(client.users.list({ search_engine: 'v1' }))).toMatchObject({ statusCode: 400 });
    });

    test('show the fields that are asked for', async () => {
      const { user_id, email } = await arrived(github);
      expect(await client.users.get(user_id, { fields: 'user_id,email' })).toEqual({ user_id, email });
      const without = await client.users.get(user_id, { fields: 'identities', include_fields: false });
      expect(without).not.toHaveProperty('identities');
      expect(without).toHaveProperty('email');
      expect(await client.users.listUsersByEmail({ email: email.toUpperCase(), fields: 'user_id' })).toEqual([
        { user_id },
      ]);
      expect(await client.users.listUsersByEmail({ email: 'nobody@example.com' })).toEqual([]);
    });

    test('lose their sessions when access is revoked', async () => {
      const { user_id } = await arrived(github);
      await client.users.revokeAccess(user_id, {});
      expect(await failure(client.users.revokeAccess(user_id, { session_id: 'none' }))).toMatchObject({
        statusCode: 404,
      });
    });

    test('without an identity are called by their own id', async () => {
      const { user } = await it.operations.users.create(it.actor, { profile: { email: 'native@example.com' } });
      const user_id = `auth0|${user.id.replaceAll('-', '')}`;
      expect(await client.users.get(user_id)).toMatchObject({ user_id, identities: [] });
      expect((await client.users.list({ q: `user_id:"${user_id}"` })).data).toHaveLength(1);
      const primary = await arrived(github);
      await client.users.identities.link(primary.user_id, { provider: 'auth0', user_id });
      expect(await failure(client.users.get(user_id))).toMatchObject({ statusCode: 404 });
    });
  });

  describe('linking', () => {
    test('makes the secondary user part of the primary one, and unlinking gives it a user again', async () => {
      const [primary, secondary] = [await arrived(github), await arrived(google)];
      const linked = await client.users.identities.link(primary.user_id, {
        provider: 'google-oauth2',
        user_id: secondary.subject,
      });
      expect(linked).toEqual([
        {
          connection: 'github',
          provider: 'github',
          user_id: primary.subject,
          isSocial: true,
          profileData: expect.objectContaining({ email: primary.email }),
        },
        {
          connection: 'google-oauth2',
          provider: 'google-oauth2',
          user_id: secondary.subject,
          isSocial: true,
          profileData: {
            email: secondary.email,
            email_verified: true,
            name: `Person ${secondary.subject}`,
            given_name: 'Per',
          },
        },
      ]);
      expect(await client.users.get(primary.user_id)).toMatchObject({
        email: primary.email,
        user_metadata: { from: primary.subject },
        identities: [
          expect.not.objectContaining({ profileData: expect.anything() }),
          expect.objectContaining({ profileData: expect.objectContaining({ email: secondary.email }) }),
        ],
      });
      expect(await failure(client.users.get(secondary.user_id))).toMatchObject({ statusCode: 404 });
      // Deleting it by its old name touches neither it nor the primary one.
      await client.users.delete(secondary.user_id);
      expect(await idsOf(primary.user_id)).toHaveLength(2);

      const remaining = await client.users.identities.delete(primary.user_id, 'google-oauth2', secondary.subject);
      expect(remaining).toMatchObject([{ provider: 'github', user_id: primary.subject, profileData: {} }]);
      const again = await client.users.get(secondary.user_id);
      expect(again).toMatchObject({ email: secondary.email, name: `Person ${secondary.subject}` });
      expect(again).not.toHaveProperty('user_metadata');
    });

    test.each([
      ['bare', (subject: string) => subject],
      ['after its connection', (subject: string) => `corp|${subject}`],
      ['after its provider', (subject: string) => `oidc|${subject}`],
      ['as a whole user id', (subject: string) => `oidc|corp|${subject}`],
    ])('takes the id of the secondary %s, with pipes and slashes in it', async (_how, spell) => {
      const primary = await arrived(corp, `a b|c/d@${++people}`);
      const secondary = await arrived(corp, `x|y/z@${++people}`);
      const user_id = spell(secondary.subject);
      await client.users.identities.link(primary.user_id, { provider: 'oidc', user_id });
      expect(await idsOf(primary.user_id)).toEqual([primary.user_id, secondary.user_id]);
      const remaining = await client.users.identities.delete(primary.user_id, 'oidc', user_id);
      expect(remaining).toMatchObject([{ user_id: `corp|${primary.subject}` }]);
    });

    test('takes a number for an id, and the connection where several have it', async () => {
      const primary = await arrived(google);
      await arrived(github, '583231');
      await client.users.identities.link(primary.user_id, { provider: 'github', user_id: 583231 as unknown as string });
      const other = await it.createProvider('github', 'github-enterprise');
      await it.operations.users.create(it.actor, {
        profile: {},
        identities: [
          { identityProviderId: other.id, subject: '777' },
          { identityProviderId: other.id, subject: '778' },
        ],
      });
      const second = await arrived(github, '777');
      expect(
        await failure(client.users.identities.link(primary.user_id, { provider: 'github', user_id: '777' })),
      ).toMatchObject({ statusCode: 400, body: { errorCode: 'ambiguous_identity' } });
      const [connection] = (await client.connections.list({ name: 'github-enterprise' })).data;
      const linked = await client.users.identities.link(primary.user_id, {
        provider: 'github',
        user_id: '777',
        connection_id: connection!.id!,
      });
      // The user that it belonged to had two: all of them come along.
      expect(linked.map(({ connection: name, user_id }) => [name, user_id])).toEqual([
        ['google-oauth2', primary.subject],
        ['github', '583231'],
        ['github-enterprise', '777'],
        ['github-enterprise', '778'],
      ]);
      expect((await client.users.get(second.user_id)).email).toBe(second.email);
    });

    test('takes an identity that is nobody’s', async () => {
      const [primary, other] = [await arrived(github), await arrived(google)];
      const { id } = await it.operations.users.findOne(it.actor, { by: 'originKey', originKey: other.user_id });
      const [identity] = await it.operations.identities.ofUser(it.actor, id);
      await it.operations.identities.unlink(it.actor, {
        userId: id,
        which: { identityId: identity!.id },
        allowLast: true,
      });
      await client.users.identities.link(primary.user_id, { provider: 'google-oauth2', user_id: other.subject });
      expect(await idsOf(primary.user_id)).toEqual([primary.user_id, other.user_id]);
    });

    test('refuses what the vendor refuses, and changes nothing', async () => {
      const [primary, taken, owner] = [await arrived(github), await arrived(google), await arrived(github)];
      await client.users.identities.link(owner.user_id, { provider: 'google-oauth2', user_id: taken.subject });
      const link = (userId: string, body: object) => failure(client.users.identities.link(userId, body));
      const main = { provider: 'github', user_id: primary.subject };
      const elsewhere = { provider: 'google-oauth2', user_id: taken.subject };

      const refusals: [string, object, number, string][] = [
        [primary.user_id, {}, 400, 'invalid_body'],
        [primary.user_id, { ...elsewhere, shoe_size: 44 }, 400, 'invalid_body'],
        [primary.user_id, { provider: 'github' }, 400, 'invalid_body'],
        [primary.user_id, { user_id: 'x' }, 400, 'inexistent_connection'],
        [primary.user_id, { ...elsewhere, connection_id: 'con_short' }, 400, 'invalid_body'],
        [primary.user_id, { ...elsewhere, link_with: 'a.b.c' }, 400, 'invalid_body'],
        [primary.user_id, { link_with: 'a.b.c' }, 400, 'link_with_malformed'],
        [primary.user_id, { provider: 'samlp', user_id: 'x' }, 400, 'inexistent_connection'],
        [primary.user_id, { provider: 'github', user_id: 'nobody' }, 400, 'inexistent_identity'],
        [primary.user_id, { provider: 'github', user_id: 'x'.repeat(601) }, 400, 'invalid_body'],
        [primary.user_id, main, 400, 'main_identity'],
        [owner.user_id, elsewhere, 409, 'identity_already_linked'],
        [primary.user_id, elsewhere, 409, 'identity_linked_elsewhere'],
        ['github|nobody', elsewhere, 404, 'inexistent_user'],
        [taken.user_id, main, 404, 'inexistent_user'],
      ];
      for (const [userId, body, statusCode, errorCode] of refusals) {
        expect(await link(userId, body), JSON.stringify(body)).toMatchObject({
          statusCode,
          body: { statusCode, errorCode },
        });
      }
      // As auth0-python does on a conflict: three times, the same answer each time.
      for (let time = 0; time < 3; time += 1) expect((await link(primary.user_id, elsewhere)).statusCode).toBe(409);
      expect(await idsOf(primary.user_id)).toEqual([primary.user_id]);
      expect(await idsOf(owner.user_id)).toEqual([owner.user_id, taken.user_id]);
    });

    test('refuses a blocked side', async () => {
      const [primary, blocked] = [await arrived(github), await arrived(google)];
      await client.users.update(blocked.user_id, { blocked: true });
      expect(
        await failure(
          client.users.identities.link(primary.user_id, { provider: 'google-oauth2', user_id: blocked.subject }),
        ),
      ).toMatchObject({ statusCode: 400, body: { errorCode: 'unlinkable_user' } });
    });

    test('unlinking refuses the main identity and what is not there', async () => {
      const [primary, secondary] = [await arrived(github), await arrived(google)];
      await client.users.identities.link(primary.user_id, { provider: 'google-oauth2', user_id: secondary.subject });
      const unlink = (userId: string, provider: string, subject: string) =>
        failure(client.users.identities.delete(userId, provider as 'github', subject));
      expect(await unlink(primary.user_id, 'github', primary.subject)).toMatchObject({
        statusCode: 400,
        body: { errorCode: 'main_identity' },
      });
      expect(await unlink(primary.user_id, 'github', secondary.subject)).toMatchObject({
        statusCode: 404,
        body: { errorCode: 'inexistent_identity' },
      });
      expect(await unlink('github|nobody', 'github', 'x')).toMatchObject({
        statusCode: 404,
        body: { errorCode: 'inexistent_user' },
      });
      expect(await idsOf(primary.user_id)).toHaveLength(2);
    });

    test('of a user by two primaries at once: one wins, the other is told', async () => {
      const [a, b, wanted] = [await arrived(github), await arrived(github), await arrived(google)];
      const body = { provider: 'google-oauth2' as const, user_id: wanted.subject };
      const answers = await Promise.allSettled(
        [a, b].map(({ user_id }) => client.users.identities.link(user_id, body)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const refused = answers.find((answer) => answer.status === 'rejected');
      expect(refused?.reason).toMatchObject({ statusCode: 409 });
      expect([...(await idsOf(a.user_id)), ...(await idsOf(b.user_id))]).toHaveLength(3);
    });
  });

  describe('connections', () => {
    test('are made, read, changed and removed; a secret is written and never shown', async () => {
      const made = await client.connections.create({
        name: 'my-github',
        strategy: 'github',
        display_name: 'My GitHub',
        options: { client_id: 'id', client_secret: 'top secret', scope: ['email'] },
        metadata: { team: 'one' },
      });
      expect(made).toEqual({
        id: expect.stringMatching(/^con_[A-Za-z0-9]{16}$/),
        name: 'my-github',
        display_name: 'My GitHub',
        strategy: 'github',
        options: { client_id: 'id', scope: ['email'], set_user_root_attributes: 'on_first_login' },
        realms: ['my-github'],
        is_domain_connection: false,
        metadata: { team: 'one' },
        enabled_clients: [],
      });
      expect(await client.connections.get(made.id!)).toEqual(made);
      const changed = await client.connections.update(made.id!, {
        display_name: 'Renamed',
        options: { client_id: 'other' },
        show_as_button: true,
      });
      expect(changed).toMatchObject({ display_name: 'Renamed', options: { client_id: 'other' }, show_as_button: true });
      expect(JSON.stringify(changed)).not.toContain('secret');
      await client.connections.checkStatus(made.id!);
      expect((await client.connections.clients.get(made.id!)).data).toEqual([]);
      expect(await failure(client.connections.create({ name: 'my-github', strategy: 'github' }))).toMatchObject({
        statusCode: 409,
      });
      expect(await failure(client.connections.create({ name: 'x', strategy: 'samlp' }))).toMatchObject({
        statusCode: 400,
      });
      expect(await failure(client.connections.create({ name: 'no spaces', strategy: 'github' }))).toMatchObject({
        statusCode: 400,
        body: { errorCode: 'invalid_body' },
      });
      await client.connections.delete(made.id!);
      await client.connections.delete(made.id!);
      expect(await failure(client.connections.get(made.id!))).toMatchObject({
        statusCode: 404,
        body: { errorCode: 'inexistent_connection' },
      });
    });

    test('say whether the profile follows the provider, and keep it in the linking rule', async () => {
      const made = await client.connections.create({
        name: 'follows',
        strategy: 'github',
        options: { client_id: 'id', set_user_root_attributes: 'on_each_login', domain_aliases: ['example.com'] },
      });
      const rule = async () => (await it.operations.identityProviders.byName(it.actor, 'follows'))!.linkingRule;
      const write = async (word: unknown) => {
        const options = { client_id: 'id', set_user_root_attributes: word, domain_aliases: ['example.com'] };
        return (await client.connections.update(made.id!, { options } as never)).options;
      };
      // Where an address is sent to sign in, not whom it joins: kept as it came.
      expect(made.options).toMatchObject({
        set_user_root_attributes: 'on_each_login',
        domain_aliases: ['example.com'],
      });
      expect(await rule()).toMatchObject({ version: 1, mode: 'ask', jit: true, updateProfile: 'always' });
      expect(await write('never_on_login')).toMatchObject({ set_user_root_attributes: 'never_on_login' });
      expect(await rule()).toMatchObject({ version: 2, jit: false, updateProfile: 'never' });
      expect(await write('on_first_login')).toMatchObject({ set_user_root_attributes: 'on_first_login' });
      expect(await rule()).toMatchObject({ version: 3, jit: true, updateProfile: 'first_link' });
      const { message } = await failure(write('sometimes'));
      expect(message).toContain('set_user_root_attributes');

      // What this API has no word for is not undone by writing back what it showed.
      const { id } = (await it.operations.identityProviders.byName(it.actor, 'follows'))!;
      await it.operations.identityProviders.update(it.actor, id, { linkingRule: { jit: false } });
      const { options } = await client.connections.get(made.id!);
      await client.connections.update(made.id!, { options } as never);
      await write(undefined);
      expect(await rule()).toMatchObject({ version: 4, jit: false, updateProfile: 'first_link' });
      expect((await it.operations.connections.ofProvider(it.actor, id))[0]!.config).toEqual({
        domain_aliases: ['example.com'],
      });
      await client.connections.delete(made.id!);
    });

    test('that cannot work are not made, not even in part', async () => {
      const body = { name: 'half', strategy: 'oidc' as const, options: { client_id: 'id', issuer: 'no address' } };
      expect(await failure(client.connections.create(body as never))).toMatchObject({ statusCode: 400 });
      expect((await client.connections.list({ name: 'half' })).data).toEqual([]);
    });

    test('are listed from a cursor on, and by strategy', async () => {
      const all: string[] = [];
      for await (const connection of await client.connections.list({ take: 1 })) all.push(connection.name!);
      expect(all).toEqual(expect.arrayContaining([database, 'github', 'google-oauth2', 'corp']));
      expect(new Set(all).size).toBe(all.length);
      const some = await client.connections.list({ strategy: ['auth0', 'oidc'] });
      expect(new Set(some.data.map(({ strategy }) => strategy))).toEqual(new Set(['auth0', 'oidc']));
      expect((await client.connections.list({ name: 'corp', fields: 'name' })).data).toEqual([{ name: 'corp' }]);
    });

    test('take their identities with them, and leave the users', async () => {
      const made = await client.connections.create({ name: 'passing', strategy: 'auth0' });
      const { user_id } = await client.users.create({ connection: 'passing', email: 'stays@example.com' });
      await client.connections.delete(made.id!);
      expect(await client.users.get(user_id!)).toMatchObject({ email: 'stays@example.com', identities: [] });
    });
  });

  describe('logs', () => {
    test('of a user tell who did what, newest first', async () => {
      const [primary, secondary] = [await arrived(github), await arrived(google)];
      await client.users.identities.link(primary.user_id, { provider: 'google-oauth2', user_id: secondary.subject });
      await client.users.identities.delete(primary.user_id, 'google-oauth2', secondary.subject);
      const page = await client.users.logs.list(primary.user_id, { per_page: 2 });
      expect(page.response).toMatchObject({ start: 0, limit: 2, length: 2, total: 3 });
      expect(page.data).toMatchObject([
        {
          type: 'sapi',
          description: 'Unlink a User Identity',
          user_id: primary.user_id,
          client_id: it.key.publicId,
          client_name: 'everything',
          ip: expect.any(String),
          date: expect.stringMatching(/Z$/),
          details: { event: 'identity.unlinked', dialect: 'auth0' },
        },
        { type: 'sapi', description: 'Link a User Account', user_id: primary.user_id },
      ]);
      const [oldest] = (await client.users.logs.list(primary.user_id, { sort: 'date:1' })).data;
      expect(oldest).toMatchObject({ description: 'Create a User', user_id: primary.user_id });
      expect(await client.logs.get(oldest!.log_id!)).toEqual(oldest);
      expect(await failure(client.users.logs.list('github|nobody'))).toMatchObject({ statusCode: 404 });
    });

    test('of all are paged to the end', async () => {
      const total = (await client.logs.list({ per_page: 1 })).response.total!;
      let count = 0;
      for await (const log of await client.logs.list({ per_page: 20 })) {
        expect(log.log_id).toMatch(/^[0-9a-f]{32}$/);
        count += 1;
      }
      expect(count).toBe(total);
      expect(await failure(client.logs.get('none'))).toMatchObject({
        statusCode: 404,
        body: { errorCode: 'inexistent_log' },
      });
      expect(await failure(client.logs.list({ search: 'type:s' }))).toMatchObject({ statusCode: 400 });
    });
  });

  test('what is not answered says so', async () => {
    const { user_id } = await arrived(github);
    for (const call of [
      () => client.users.roles.list(user_id),
      () => client.users.enrollments.get(user_id),
      () => client.jobs.get('job_1'),
      () => client.tickets.changePassword({ user_id }),
      () => client.userBlocks.list(user_id),
    ])
      expect(await failure(call())).toMatchObject({ statusCode: 501, body: { errorCode: 'not_supported' } });
  });

  test('another tenant’s ids are unknown', async () => {
    const stranger = new ManagementClient({
      domain,
      clientId: it.other.key.publicId,
      clientSecret: it.other.key.secret,
      fetch: plainHttp,
      maxRetries: 0,
    });
    const { user_id, subject, email } = await arrived(github);
    const [connection] = (await client.connections.list({ name: 'github' })).data;
    const [log] = (await client.users.logs.list(user_id)).data;
    const own = await stranger.connections.create({ name: 'own-db', strategy: 'auth0' });
    const mine = await stranger.users.create({ connection: own.name!, email: 'mine@example.com' });

    expect((await stranger.users.list({ q: `email:${email}` })).data).toEqual([]);
    expect(await stranger.users.listUsersByEmail({ email })).toEqual([]);
    for (const call of [
      () => stranger.users.get(user_id),
      () => stranger.users.update(user_id, { name: 'x' }),
      () => stranger.users.identities.link(user_id, { provider: 'auth0', user_id: mine.user_id! }),
      () => stranger.users.identities.delete(user_id, 'github', subject),
      () => stranger.users.logs.list(user_id),
      () => stranger.connections.get(connection!.id!),
      () => stranger.connections.update(connection!.id!, { display_name: 'x' }),
      () => stranger.logs.get(log!.log_id!),
    ])
      expect(await failure(call()), String(call)).toMatchObject({ statusCode: 404 });
    const link = stranger.users.identities.link(mine.user_id!, { provider: 'github', user_id: subject });
    expect(await failure(link)).toMatchObject({ statusCode: 400, body: { errorCode: 'inexistent_connection' } });
    await stranger.users.delete(user_id);
    await stranger.connections.delete(connection!.id!);
    expect(await client.users.get(user_id)).toMatchObject({ email, name: `Person ${subject}` });
    expect(await client.connections.get(connection!.id!)).toMatchObject({ name: 'github' });
  });

  describe('of the 4.x line', () => {
    test('gets bare arrays, links and unlinks', async () => {
      const [primary, secondary] = [await arrived(github), await arrived(google)];
      const { data: users } = await legacy.users.getAll({ q: `user_id:"${primary.user_id}"` });
      expect(users).toMatchObject([{ user_id: primary.user_id }]);
      const { data: paged } = await legacy.users.getAll({ per_page: 2, page: 0, include_totals: true });
      expect(paged).toMatchObject({ start: 0, limit: 2, length: 2 });
      expect((await legacy.usersByEmail.getByEmail({ email: primary.email })).data).toHaveLength(1);
      const linked = await legacy.users.link(
        { id: primary.user_id },
        { provider: 'google-oauth2', user_id: secondary.subject },
      );
      expect(linked).toMatchObject({ status: 201, data: [{ provider: 'github' }, { provider: 'google-oauth2' }] });
      const unlinked = await legacy.users.unlink({
        id: primary.user_id,
        provider: 'google-oauth2',
        user_id: secondary.subject,
      });
      expect(unlinked).toMatchObject({ status: 200, data: [{ provider: 'github' }] });
      expect((await legacy.connections.getAll()).data).toEqual(expect.any(Array));
      expect((await legacy.logs.getAll({ take: 3 })).data).toHaveLength(3);
      const refused = await legacy.users.get({ id: 'auth0|nobody' }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ManagementApiError);
      expect(refused).toMatchObject({ statusCode: 404, errorCode: 'inexistent_user', error: 'Not Found' });
    });
  });
});
