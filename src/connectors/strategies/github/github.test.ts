import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ScriptedProvider,
  scriptedClient,
  startScriptedProvider,
} from '../../../../test/support/scripted-provider.ts';
import { type ConformanceFixture, expectRefusal, makeStart, testConnector } from '../../conformance.ts';
import { createConnectors } from '../../index.ts';
import { readGithubClaims } from './github-claims.ts';

async function openFixture(): Promise<ConformanceFixture & { provider: ScriptedProvider }> {
  const provider = await startScriptedProvider();
  const deps = { fetch, now: () => new Date(), insecureDevelopmentEndpoints: true };
  return {
    provider,
    strategy: createConnectors(deps).get('github')!,
    connection: {
      strategy: 'github',
      config: {
        issuer: provider.url,
        authorization_endpoint: `${provider.url}/authorize`,
        token_endpoint: `${provider.url}/token`,
        userinfo_endpoint: `${provider.url}/user`,
        emails_endpoint: `${provider.url}/user/emails`,
      },
      ...scriptedClient,
    },
    subject: { said: 583231, read: '583231' },
    approve: (authorization, { subject, email, emailVerified }) => {
      provider.github = {
        user: { id: subject, login: 'octocat', name: 'The Octocat', email: 'profile@example.com' },
        emails: [
          { email: 'second@example.com', primary: false, verified: true },
          { email, primary: true, verified: emailVerified },
        ],
      };
      return provider.approve(authorization, {});
    },
    lies: {
      bad_verification_code: 'code_refused',
      incorrect_client_credentials: 'client_refused',
      redirect_uri_mismatch: 'configuration_invalid',
      'a page in place of tokens': 'provider_unreachable',
      'a failing server': 'provider_unreachable',
      'tokens without a token': 'token_invalid',
    },
    tell: (name) => {
      provider.lie = name === undefined ? {} : { token: lie(name) };
    },
    handedOut: () => provider.handedOut,
    exchanges: () => provider.tokenRequests.length,
    close: provider.close,
  };
}

function lie(name: string) {
  if (name === 'a page in place of tokens') return { status: 200, body: '<html>', contentType: 'text/html' };
  if (name === 'a failing server') return { status: 502, body: '' };
  if (name === 'tokens without a token') return { status: 200, body: '{}' };
  // GitHub's refusals come with status 200.
  return { status: 200, body: JSON.stringify({ error: name, error_description: 'the-provider-said-this' }) };
}

testConnector('github', openFixture);

describe('github', () => {
  let fixture: Awaited<ReturnType<typeof openFixture>>;
  beforeAll(async () => {
    fixture = await openFixture();
  });
  afterAll(() => fixture.close());

  test('asks for the profile and the addresses, and for nothing else', async () => {
    const authorization = await fixture.strategy.connector!.start(fixture.connection, makeStart());
    expect(authorization.searchParams.get('scope')).toBe('read:user user:email');
  });

  test('gives up when the API does not answer as itself', async () => {
    const start = makeStart();
    const authorization = await fixture.strategy.connector!.start(fixture.connection, start);
    const callback = fixture.provider.approve(authorization, {});
    const connection = {
      ...fixture.connection,
      config: { ...fixture.connection.config, userinfo_endpoint: `${fixture.provider.url}/gone` },
    };
    await expectRefusal(
      fixture.strategy.connector!.finish(connection, start, callback),
      'provider_error',
      fixture.handedOut(),
    );
  });

  test('is GitHub itself unless development moves it', async () => {
    const deps = { fetch, now: () => new Date(), insecureDevelopmentEndpoints: false };
    const connector = createConnectors(deps).get('github')!.connector!;
    expect(connector.checkConfig({})).toEqual([]);
    expect(connector.checkConfig(fixture.connection.config)).toHaveLength(5);
    const url = await connector.start({ strategy: 'github', config: {}, ...scriptedClient }, makeStart());
    expect(url.origin + url.pathname).toBe('https://github.com/login/oauth/authorize');
    await expectRefusal(connector.start(fixture.connection, makeStart()), 'configuration_invalid', []);
  });
});

describe('what GitHub says', () => {
  const user = {
    id: 1,
    login: 'octocat',
    name: null,
    avatar_url: 'https://avatars.example/1',
    email: 'shown@example.com',
  };

  test('is read from the account and its primary address', () => {
    expect(readGithubClaims(user, [{ email: 'ada@example.com', primary: true, verified: true }])).toMatchObject({
      subject: '1',
      username: 'octocat',
      displayName: 'octocat',
      picture: 'https://avatars.example/1',
      email: 'ada@example.com',
      emailVerified: true,
    });
  });

  test.each([
    ['no list', { message: 'Not Found' }],
    ['an empty list', []],
    ['no primary address', [{ email: 'second@example.com', primary: false, verified: true }]],
    ['a primary address by text', [{ email: 'ada@example.com', primary: 'true', verified: true }]],
  ])('has no address when there is %s, whatever the profile shows', (_what, emails) => {
    const claims = readGithubClaims(user, emails);
    expect([claims.email, claims.emailVerified]).toEqual([undefined, false]);
  });

  test.each([1.5, -1, Number.MAX_SAFE_INTEGER + 1, '1', null])('has no subject when the id is %j', (id) => {
    expect(() => readGithubClaims({ ...user, id }, [])).toThrow('no subject');
  });
});
