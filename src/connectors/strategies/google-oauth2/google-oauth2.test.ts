import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOidcFixture } from '../../../../test/support/oidc-fixture.ts';
import { makeStart, testConnector } from '../../conformance.ts';
import { createConnectors } from '../../index.ts';

testConnector('google-oauth2', () => openOidcFixture('google-oauth2'));

let fixture: Awaited<ReturnType<typeof openOidcFixture>>;
beforeAll(async () => {
  fixture = await openOidcFixture('google-oauth2');
});
afterAll(() => fixture.close());

async function signIn(claims: Record<string, unknown>) {
  const start = makeStart();
  const authorization = await fixture.strategy.connector!.start(fixture.connection, start);
  const callback = fixture.provider.approve(authorization, claims);
  return (await fixture.strategy.connector!.finish(fixture.connection, start, callback)).claims;
}

test.each([
  ['example.com', 'example.com'],
  ['Example.COM', 'example.com'],
  [undefined, undefined],
  [null, undefined],
  ['', undefined],
  [['example.com'], undefined],
  ['ada@example.com', undefined],
])('reads the hosted domain %j as %j', async (hd, read) => {
  const claims = await signIn({ sub: '1', email: 'ada@example.com', email_verified: true, hd });
  expect(claims.hostedDomain).toBe(read);
});

test('believes Google on e-mail only where Google is the authority', () => {
  expect(fixture.strategy.defaultLinkingRule).toEqual({
    mode: 'verified_match',
    emailProof: 'authoritative_domains',
    authoritativeDomains: ['gmail.com', 'googlemail.com'],
  });
});

test('asks the real Google unless development moves it', () => {
  const strict = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: false });
  const connector = strict.get('google-oauth2')!.connector!;
  expect(connector.checkConfig({})).toEqual([]);
  expect(connector.checkConfig({ issuer: 'https://evil.example' })).toEqual([
    '`issuer` is fixed for this strategy and can be pointed elsewhere in development only',
  ]);
});
