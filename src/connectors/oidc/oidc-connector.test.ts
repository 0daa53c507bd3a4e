import { exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOidcFixture } from '../../../test/support/oidc-fixture.ts';
import { expectRefusal, makeStart } from '../conformance.ts';
import { createConnectors } from '../index.ts';

let fixture: Awaited<ReturnType<typeof openOidcFixture>>;
beforeEach(async () => {
  fixture = await openOidcFixture('oidc');
});
afterEach(() => fixture.close());

const configured = (config: Record<string, unknown>, secret?: string) => ({
  ...fixture.connection,
  config: { ...fixture.connection.config, ...config },
  ...(secret !== undefined && { clientSecret: secret }),
});

async function signIn(claims: Record<string, unknown>, options?: { inIdToken: boolean }) {
  const start = makeStart();
  const authorization = await fixture.strategy.connector!.start(fixture.connection, start);
  const callback = fixture.provider.approve(authorization, { sub: 'subject-1', ...claims }, options);
  return (await fixture.strategy.connector!.finish(fixture.connection, start, callback)).claims;
}

test('reads every standard claim, and keeps what else was said without the one-time values', async () => {
  const claims = await signIn({
    email: 'Zoe@Example.com',
    email_verified: true,
    phone_number: '+15550100',
    phone_number_verified: true,
    preferred_username: 'zoe',
    name: 'Zoë Ångström',
    given_name: 'Zoë',
    family_name: 'Ångström',
    picture: 'https://pictures.example/zoe.png',
    locale: 'sv-SE',
    groups: ['staff'],
  });
  expect(claims).toEqual({
    subject: 'subject-1',
    subjectType: '',
    email: 'Zoe@Example.com',
    emailVerified: true,
    phone: '+15550100',
    phoneVerified: true,
    username: 'zoe',
    displayName: 'Zoë Ångström',
    givenName: 'Zoë',
    familyName: 'Ångström',
    picture: 'https://pictures.example/zoe.png',
    locale: 'sv-SE',
    raw: expect.objectContaining({ sub: 'subject-1', groups: ['staff'], iss: fixture.provider.url }),
  });
  for (const oneTime of ['nonce', 'iat', 'exp']) expect(claims.raw).not.toHaveProperty(oneTime);
});

test('asks UserInfo when the ID token names no address', async () => {
  const claims = await signIn({ email: 'ada@example.com', email_verified: true, name: 'Ada' }, { inIdToken: false });
  expect(claims).toMatchObject({ email: 'ada@example.com', emailVerified: true, displayName: 'Ada' });
  expect(fixture.provider.requests).toContain('/userinfo');
});

test('does not ask UserInfo when the ID token names an address', async () => {
  await signIn({ email: 'ada@example.com' });
  expect(fixture.provider.requests).not.toContain('/userinfo');
});

test('refuses a UserInfo about somebody else', async () => {
  fixture.provider.lie = { userinfo: (honest) => ({ ...honest, sub: 'subject-2' }) };
  await expect(signIn({ email: 'ada@example.com' }, { inIdToken: false })).rejects.toMatchObject({
    name: 'ConnectorError',
    code: 'provider_error',
  });
});

test('never lets the bit of one address vouch for another', async () => {
  fixture.provider.lie = {
    claims: (honest) => ({ ...honest, email_verified: true }),
    userinfo: (honest) => ({ ...honest, email: 'victim@example.com', email_verified: false }),
  };
  const claims = await signIn({}, { inIdToken: false });
  expect([claims.email, claims.emailVerified]).toEqual(['victim@example.com', false]);
  expect(claims.raw).toMatchObject({ email: 'victim@example.com', email_verified: false });
});

test('discovers a provider once, also when many people arrive at once, and asks for its keys once', async () => {
  await Promise.all(Array.from({ length: 10 }, () => signIn({ email: 'ada@example.com' })));
  await signIn({ email: 'ada@example.com' });
  const count = (path: string) => fixture.provider.requests.filter((request) => request === path).length;
  expect(count('/.well-known/openid-configuration')).toBe(1);
  const afterCrowd = count('/jwks');
  await signIn({ email: 'ada@example.com' });
  expect(count('/jwks')).toBe(afterCrowd);
});

test('follows a provider that changes its signing key, at once and again', async () => {
  for (let rotation = 0; rotation < 3; rotation++) {
    await expect(signIn({ email: 'ada@example.com' })).resolves.toMatchObject({ subject: 'subject-1' });
    await fixture.provider.rotateKeys();
  }
});

test('does not remember that a provider could not be reached', async () => {
  let down = true;
  const deps = {
    now: () => new Date(),
    insecureDevelopmentEndpoints: true,
    fetch: (input: string, init?: RequestInit) => (down ? Promise.reject(new TypeError('down')) : fetch(input, init)),
  };
  const connector = createConnectors(deps).get('oidc')!.connector!;
  await expectRefusal(connector.start(fixture.connection, makeStart()), 'provider_unreachable', ['down']);
  down = false;
  await expect(connector.start(fixture.connection, makeStart())).resolves.toBeInstanceOf(URL);
});

test('discovers again after a while', async () => {
  let now = Date.now();
  const connectors = createConnectors({ fetch, now: () => new Date(now), insecureDevelopmentEndpoints: true });
  const connector = connectors.get('oidc')!.connector!;
  await connector.start(fixture.connection, makeStart());
  fixture.provider.metadata = { authorization_endpoint: `${fixture.provider.url}/moved` };
  const before = await connector.start(fixture.connection, makeStart());
  now += 16 * 60 * 1000;
  const after = await connector.start(fixture.connection, makeStart());
  expect([before.pathname, after.pathname]).toEqual(['/authorize', '/moved']);
});

test.each([
  ['has no signing keys', { jwks_uri: undefined }, 'configuration_invalid'],
  ['has a token endpoint that is no text', { token_endpoint: ['https://a.example'] }, 'configuration_invalid'],
  ['calls itself something else', { issuer: 'https://evil.example' }, 'configuration_invalid'],
  ['has no authorization endpoint', { authorization_endpoint: undefined }, 'configuration_invalid'],
  [
    'has an authorization endpoint that is no address',
    { authorization_endpoint: 'javascript:alert(1)' },
    'configuration_invalid',
  ],
] as const)('refuses metadata that %s', async (_what, metadata, code) => {
  fixture.provider.metadata = metadata;
  await expectRefusal(fixture.strategy.connector!.start(fixture.connection, makeStart()), code, ['evil']);
});

test('refuses a callback without `iss` from a provider that promises one', async () => {
  const start = makeStart();
  const authorization = await fixture.strategy.connector!.start(fixture.connection, start);
  const callback = fixture.provider.approve(authorization, {});
  callback.searchParams.delete('iss');
  await expectRefusal(
    fixture.strategy.connector!.finish(fixture.connection, start, callback),
    'callback_invalid',
    fixture.handedOut(),
  );
});

test('accepts a callback without `iss` from a provider that promises none', async () => {
  fixture.provider.metadata = { authorization_response_iss_parameter_supported: undefined };
  const start = makeStart();
  const authorization = await fixture.strategy.connector!.start(fixture.connection, start);
  const callback = fixture.provider.approve(authorization, {});
  callback.searchParams.delete('iss');
  await expect(fixture.strategy.connector!.finish(fixture.connection, start, callback)).resolves.toBeDefined();
});

test('sends the redirect URI that the person was sent with, whatever address the callback arrived under', async () => {
  const start = makeStart();
  const authorization = await fixture.strategy.connector!.start(fixture.connection, start);
  const { search } = fixture.provider.approve(authorization, {});
  const behindProxy = new URL(`http://10.0.0.7:3000/sign-in/callback${search}`);
  await fixture.strategy.connector!.finish(fixture.connection, start, behindProxy);
  expect(fixture.provider.tokenRequests[0]?.get('redirect_uri')).toBe(start.redirectUri);
});

test('authenticates by header to a provider that knows nothing else', async () => {
  fixture.provider.metadata = { token_endpoint_auth_methods_supported: undefined };
  // The scripted provider wants the secret in the body, so a refusal here shows that it was not sent there.
  await expect(signIn({})).rejects.toMatchObject({ code: 'client_refused' });
  expect(fixture.provider.tokenRequests[0]?.has('client_secret')).toBe(false);
});

test.each([
  [{}, '`issuer` must be a URL'],
  [{ issuer: 42 }, '`issuer` must be a URL'],
  [{ issuer: 'provider.example' }, '`issuer` must be a URL'],
  [{ issuer: 'http://provider.example' }, '`issuer` must be an https URL'],
  [{ issuer: 'https://user:pass@provider.example' }, '`issuer` must not carry a user name or password'],
  [{ issuer: 'https://provider.example/#a' }, '`issuer` must not have a fragment'],
])('says what is wrong with the config %j', async (config, problem) => {
  const strict = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: false });
  const connector = strict.get('oidc')!.connector!;
  expect(connector.checkConfig(config)).toEqual([problem]);
  const connection = { strategy: 'oidc', config, clientId: 'selfsame' };
  await expectRefusal(connector.start(connection, makeStart()), 'configuration_invalid', []);
});

test('asks for what the connection wants asked, and for nothing else', async () => {
  const connector = fixture.strategy.connector!;
  const options = { prompt: 'login consent', max_age: 0, acr_values: 'urn:mfa phr', response_mode: 'form_post' };
  const asked = await connector.start(configured({ ...options, scopes: ['openid', 'groups'] }), makeStart());
  const parameters = Object.fromEntries(asked.searchParams);
  expect(parameters).toMatchObject({ ...options, max_age: '0', scope: 'openid groups' });
  const plain = (await connector.start(fixture.connection, makeStart())).searchParams;
  expect(Object.keys(options).filter((name) => plain.has(name))).toEqual([]);
  expect(plain.get('scope')).toBe('openid email profile');
});

test('asks again whoever is to be asked again, beside what the connection wants', async () => {
  const connector = fixture.strategy.connector!;
  const again = { ...makeStart(), again: true };
  const promptOf = async (config: Record<string, unknown>) =>
    (await connector.start(configured(config), again)).searchParams.getAll('prompt');
  expect(await promptOf({})).toEqual(['login']);
  expect(await promptOf({ prompt: 'consent' })).toEqual(['consent login']);
  expect(await promptOf({ prompt: 'login' })).toEqual(['login']);
});

test.each([
  [{ scopes: ['email'] }, '`scopes` must be a list of scopes, with `openid` among them'],
  [{ scopes: 'openid' }, '`scopes` must be a list of scopes, with `openid` among them'],
  [{ scopes: ['openid', 'a b'] }, '`scopes` must be a list of scopes, with `openid` among them'],
  [{ prompt: 'none' }, '`prompt` must be of `login`, `consent`, `select_account`, with spaces between'],
  [{ max_age: '60' }, '`max_age` must be a number of seconds, of a year at most'],
  [{ max_age: -1 }, '`max_age` must be a number of seconds, of a year at most'],
  [{ acr_values: 'a  b' }, '`acr_values` must be names with spaces between'],
  [{ response_mode: 'fragment' }, '`response_mode` must be one of `query`, `form_post`'],
  [
    { client_authentication: 'none' },
    '`client_authentication` must be one of `client_secret_basic`, `client_secret_post`, `private_key_jwt`',
  ],
  [{ logout_at_provider: 'yes' }, '`logout_at_provider` must be true or false'],
])('says what is wrong with asking for %j', (config, problem) => {
  expect(fixture.strategy.connector!.checkConfig({ issuer: fixture.provider.url, ...config })).toEqual([problem]);
});

test.each([
  ['without an `auth_time`', () => ({})],
  ['of long ago', () => ({ auth_time: Math.floor(Date.now() / 1000) - 3600 })],
])('with `max_age`, refuses a sign-in at the provider %s', async (_what, said) => {
  const connection = configured({ max_age: 60 });
  const start = makeStart();
  const authorization = await fixture.strategy.connector!.start(connection, start);
  const callback = fixture.provider.approve(authorization, said());
  await expectRefusal(
    fixture.strategy.connector!.finish(connection, start, callback),
    'token_invalid',
    fixture.handedOut(),
  );
});

test('with `max_age`, takes a fresh one', async () => {
  const connection = configured({ max_age: 60 });
  const start = makeStart();
  const authorization = await fixture.strategy.connector!.start(connection, start);
  const callback = fixture.provider.approve(authorization, { sub: 'fresh', auth_time: Math.floor(Date.now() / 1000) });
  const { claims } = await fixture.strategy.connector!.finish(connection, start, callback);
  expect(claims.subject).toBe('fresh');
});

test('shows who it is by a signed assertion where the connection keeps a key (RFC 7523)', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const secret = JSON.stringify({ ...(await exportJWK(privateKey)), alg: 'ES256', kid: 'key-1' });
  const connection = configured({ client_authentication: 'private_key_jwt' }, secret);
  const start = makeStart();
  const authorization = await fixture.strategy.connector!.start(connection, start);
  // The scripted provider wants a secret, so that it refuses what it was sent; what that was is looked at here.
  await expectRefusal(
    fixture.strategy.connector!.finish(connection, start, fixture.provider.approve(authorization, {})),
    'client_refused',
    [secret],
  );
  const [sent] = fixture.provider.tokenRequests;
  expect(sent?.has('client_secret')).toBe(false);
  expect(sent?.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  const { payload, protectedHeader } = await jwtVerify(sent?.get('client_assertion') ?? '', publicKey);
  expect(payload).toMatchObject({ iss: 'selfsame', sub: 'selfsame' });
  expect(protectedHeader.kid).toBe('key-1');
});

test.each(['not-a-key', '{}', '{"kty":"EC","alg":"ES256"}'])('says that %s is no private key', async (secret) => {
  const connection = configured({ client_authentication: 'private_key_jwt' }, secret);
  await expectRefusal(fixture.strategy.connector!.start(connection, makeStart()), 'configuration_invalid', []);
});

test('signs out where the provider says, and nowhere where it says nothing or nonsense', async () => {
  const logOut = async (end_session_endpoint?: unknown) => {
    fixture.provider.metadata = { end_session_endpoint };
    const fresh = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: true });
    return fresh.get('oidc')!.connector!.logOut!(fixture.connection, 'https://id.example/sign-in');
  };
  const url = await logOut(`${fixture.provider.url}/logout`);
  expect(url?.pathname).toBe('/logout');
  expect(Object.fromEntries(url!.searchParams)).toEqual({
    client_id: 'selfsame',
    post_logout_redirect_uri: 'https://id.example/sign-in',
  });
  expect(await logOut()).toBeNull();
  expect(await logOut('javascript:alert(1)')).toBeNull();
});
