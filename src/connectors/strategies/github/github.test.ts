import { describe, expect, test } from 'vitest';
import { testRecorded } from '../../../../test/support/test-recorded.ts';
import { expectRefusal, makeStart } from '../../conformance.ts';
import { createConnectors } from '../../index.ts';
import { readGithubClaims } from './github-claims.ts';

testRecorded('github');

test('is GitHub itself unless development moves it', async () => {
  const moved = {
    strategy: 'github',
    config: {
      issuer: 'http://127.0.0.1:1',
      authorization_endpoint: 'http://127.0.0.1:1/authorize',
      token_endpoint: 'http://127.0.0.1:1/token',
      userinfo_endpoint: 'http://127.0.0.1:1/user',
      emails_endpoint: 'http://127.0.0.1:1/user/emails',
    },
    clientId: 'selfsame',
    clientSecret: 'correct-horse-battery-staple',
  };
  const open = (insecureDevelopmentEndpoints: boolean) =>
    createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints }).get('github')!.connector!;
  expect(open(false).checkConfig({})).toEqual([]);
  expect(open(false).checkConfig(moved.config)).toHaveLength(5);
  await expectRefusal(open(false).start(moved, makeStart()), 'configuration_invalid', []);
  expect((await open(true).start(moved, makeStart())).href).toMatch(/^http:\/\/127\.0\.0\.1:1\/authorize\?/);
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
