import { ManagementClient, ManagementError } from 'auth0';
import { ManagementClient as LegacyClient } from 'auth0/legacy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** The SDKs build `https://` and a domain; the server of a test has no TLS. Nothing else of them is changed. */
const plainHttp: typeof fetch = (input, init) => fetch(String(input).replace('https://', 'http://'), init);

const database = 'Username-Password-Authentication';

describe('the official auth0 SDK, only its address replaced', () => {
  let it: TestApp;
  let domain: string;
  let client: ManagementClient;
  let github: IdentityProvider;
  let google: IdentityProvider;
  let oidc: IdentityProvider;

  beforeAll(async () => {
    it = await startTestApp();
    domain = it.baseUrl.replace('http://', '');
    client = new ManagementClient({
      domain,
      clientId: it.key.publicId,
      clientSecret: it.key.secret,
      fetch: plainHttp,
      maxRetries: 0,
    });
    await client.connections.create({ name: database, strategy: 'auth0' });
    github = await it.createProvider('github');
    google = await it.createProvider('google-oauth2');
    oidc = await it.createProvider('oidc', 'corp');
  });
  afterAll(() => it.close());

  /** A user who came through a provider: called after the identity that it was born with. */
  async function arrived(provider: IdentityProvider, subject: string, email: string) {
    const name = provider.strategy === 'oidc' ? `${provider.name}|${subject}` : subject;
    const { user } = await it.operations.users.create(it.actor, {
      profile: { email, name: `Person ${subject}` },
      originKey: `${provider.strategy}|${name}`,
      unique: [],
      identities: [
        {
          identityProviderId: provider.id,
          subject,
          email,
          emailVerified: true,
          displayName: `Person ${subject}`,
          claims: { sub: subject, given_name: 'Per', family_name: 'Son' },
        },
      ],
    });
    return { ...user, user_id: `${provider.strategy}|${name}` };
  }

  const failure = async (work: Promise<unknown>): Promise<ManagementError> => {
    const error = await work.then(
      () => expect.unreachable('it should have been refused'),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ManagementError);
    return error as ManagementError;
  };

  describe('users', () => {
    test('are created in a database connection, with the defaults of one', async () => {
      const user = await client.users.create({
        connection: database,
        email: 'Ada@Example.com',
        password: 'not kept anywhere 1!',
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

    test('keep the id that they come with, once', async () => {
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
    });
  });

  describe('identities', () => {
    test('link makes the secondary user part of the primary one, and unlink gives it a user again', async () => {
      const primary = await arrived(github, '100', 'link-a@example.com');
      const secondary = await arrived(google, '200', 'link-b@example.com');
      const linked = await client.users.identities.link(primary.user_id, { provider: 'google-oauth2', user_id: '200' });
      expect(linked).toEqual([
        {
          connection: 'github',
          provider: 'github',
          user_id: '100',
          isSocial: true,
          profileData: expect.objectContaining({ email: 'link-a@example.com' }),
        },
        {
          connection: 'google-oauth2',
          provider: 'google-oauth2',
          user_id: '200',
          isSocial: true,
          profileData: {
            email: 'link-b@example.com',
            email_verified: true,
            name: 'Person 200',
            given_name: 'Per',
            family_name: 'Son',
          },
        },
      ]);
      expect(await failure(client.users.get(secondary.user_id))).toMatchObject({ statusCode: 404 });
      const remaining = await client.users.identities.delete(primary.user_id, 'google-oauth2', '200');
      expect(remaining).toMatchObject([{ provider: 'github', user_id: '100' }]);
      expect(await client.users.get(secondary.user_id)).toMatchObject({ email: 'link-b@example.com' });
    });
  });
});
void LegacyClient;
