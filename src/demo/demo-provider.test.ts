import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseAtDemoProvider } from '../../test/support/demo-browser.ts';
import { expectRefusal, makeStart } from '../connectors/conformance.ts';
import type { ConnectionSettings } from '../connectors/connector.ts';
import { createConnectors } from '../connectors/index.ts';
import { loadOidcProvider } from '../openid/quiet-oidc-provider.ts';
import { createGuardedFetch } from '../server/guarded-fetch.ts';
import { type DemoProvider, startDemoProvider } from './demo-provider.ts';
import { demoPeople } from './people.ts';

const redirectUri = 'http://localhost:3000/sign-in/callback';
const strategies = ['google-oauth2', 'github', 'oidc'] as const;
type StrategyName = (typeof strategies)[number];

const clients = strategies.map((name) => ({
  client_id: `demo-${name}`,
  client_secret: `secret-of-${name}`,
  redirect_uris: [redirectUri, 'http://127.0.0.1:3000/sign-in/callback'],
  client_name: 'Selfsame <test>',
}));

// As a development installation is wired: through the guarded fetch, with loopback and plain http allowed.
const guarded = createGuardedFetch({ insecureAllowHttp: true, allowedNetworks: ['127.0.0.0/8'] });
const deps = { fetch: guarded.fetch, now: () => new Date(), insecureDevelopmentEndpoints: true };
const connectors = createConnectors(deps);
const printed: string[] = [];
let demo: DemoProvider;

beforeAll(async () => {
  const { info, warn, error, log } = console;
  for (const name of ['info', 'warn', 'error', 'log'] as const)
    console[name] = (...args: unknown[]) => void printed.push(args.join(' '));
  demo = await startDemoProvider({ port: 0, clients });
  Object.assign(console, { info, warn, error, log });
});
afterAll(async () => {
  await guarded.close();
  await demo.close();
});

function connectionOf(strategy: StrategyName): ConnectionSettings {
  return {
    strategy,
    config: demo.connectionConfigs[strategy],
    clientId: `demo-${strategy}`,
    clientSecret: `secret-of-${strategy}`,
  };
}

async function signIn(strategy: StrategyName, personId: string) {
  const start = { ...makeStart(), redirectUri };
  const connector = connectors.get(strategy)!.connector!;
  const authorization = await connector.start(connectionOf(strategy), start);
  const callback = await chooseAtDemoProvider(authorization, personId);
  return (await connector.finish(connectionOf(strategy), start, callback)).claims;
}

test('prints nothing', () => {
  expect(printed).toEqual([]);
});

describe.each(strategies)('signing in through %s', (strategy) => {
  test.each(demoPeople.map((person) => [person.id, person] as const))('as %s', async (_id, person) => {
    const claims = await signIn(strategy, person.id);
    expect(claims).toMatchObject({
      subjectType: '',
      displayName: person.name,
      username: person.login,
      emailVerified: person.emailVerified ?? false,
    });
    expect(claims.email).toBe(person.email);
    expect(claims.subject).toMatch(strategy === 'github' ? /^5830\d$/ : /^\d{21}$/);
    expect(claims.hostedDomain).toBe(strategy === 'google-oauth2' ? person.hostedDomain : undefined);
  });

  test('gives everybody a subject of their own, the same at every sign-in', async () => {
    const subjects = await Promise.all(demoPeople.map(async ({ id }) => (await signIn(strategy, id)).subject));
    expect(new Set(subjects).size).toBe(demoPeople.length);
    expect((await signIn(strategy, 'ada')).subject).toBe(subjects[0]);
  });

  test('comes back with a refusal when the person chooses to be nobody', async () => {
    await expectRefusal(signIn(strategy, ''), 'access_denied', []);
  });
});

test('knows the same person under another subject at each application', async () => {
  const subjects = await Promise.all(strategies.map(async (strategy) => (await signIn(strategy, 'ada')).subject));
  expect(new Set(subjects).size).toBe(strategies.length);
});

test('knows everybody again after a start with new keys', async () => {
  const before = await signIn('oidc', 'ada');
  await demo.close();
  demo = await startDemoProvider({ port: Number(new URL(demo.url).port), clients });
  expect((await signIn('oidc', 'ada')).subject).toBe(before.subject);
});

test('asks who the person is at every sign-in of the same browser, and insists on PKCE', async () => {
  const start = { ...makeStart(), redirectUri };
  const authorization = await connectors.get('oidc')!.connector!.start(connectionOf('oidc'), start);
  authorization.searchParams.delete('code_challenge');
  authorization.searchParams.delete('code_challenge_method');
  const callback = await chooseAtDemoProvider(authorization, 'ada');
  expect(callback.searchParams.get('error')).toBe('invalid_request');

  const silent = await connectors.get('oidc')!.connector!.start(connectionOf('oidc'), start);
  silent.searchParams.set('prompt', 'none');
  expect((await chooseAtDemoProvider(silent, 'ada')).searchParams.get('error')).toBe('login_required');
});

test('serves a page that needs no script, with nothing inline, and lets the form lead on to whoever asked', async () => {
  const start = { ...makeStart(), redirectUri };
  const authorization = await connectors.get('oidc')!.connector!.start(connectionOf('oidc'), start);
  const redirect = await fetch(authorization, { redirect: 'manual' });
  const cookie = redirect.headers
    .getSetCookie()
    .map((header) => header.split(';')[0])
    .join('; ');
  const page = await fetch(new URL(redirect.headers.get('location')!, authorization), { headers: { cookie } });
  const html = await page.text();
  expect(page.headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
  expect(html).toContain('<strong>Selfsame &lt;test></strong>');
  for (const person of demoPeople) expect(html).toContain(`value="${person.id}"`);
  const stylesheet = await fetch(new URL(/href="([^"]+\.css)"/.exec(html)?.[1] ?? '', demo.url));
  expect([stylesheet.status, stylesheet.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
});

test.each(['/choose/unknown', '/choose/', '/choose'])('tells who comes to `%s` to start again', async (path) => {
  for (const method of ['GET', 'POST']) {
    const response = await fetch(new URL(path, demo.url), { method });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('This sign-in has expired');
  }
});

test('shows its own page for a request that it cannot answer', async () => {
  const response = await fetch(new URL('/auth?client_id=nobody', demo.url));
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('This sign-in cannot go on');
});

test("answers GitHub's API in GitHub's shape, and only to its own tokens", async () => {
  for (const authorization of ['', 'Bearer', 'Bearer made-up', 'Basic YTpi']) {
    const response = await fetch(new URL('/github/user', demo.url), { headers: { authorization } });
    expect([response.status, await response.json()]).toEqual([401, { message: 'Bad credentials' }]);
  }
});

test('cannot be reached where loopback is not allowed, which is said', async () => {
  const strict = createGuardedFetch({ insecureAllowHttp: true });
  const connector = createConnectors({ ...deps, fetch: strict.fetch }).get('oidc')!.connector!;
  const refused = connector.start(connectionOf('oidc'), { ...makeStart(), redirectUri });
  await expect(refused).rejects.toMatchObject({
    code: 'provider_unreachable',
    message: expect.stringContaining('`127.0.0.1` is not a public address'),
  });
  await strict.close();
});

test('draws the people', async () => {
  const avatar = await fetch(new URL('/avatars/eleni.svg', demo.url));
  expect(avatar.headers.get('content-type')).toBe('image/svg+xml');
  expect(await avatar.text()).toContain('<title>Ελένη Παπαδάκη</title>');
  expect((await fetch(new URL('/avatars/nobody.svg', demo.url))).status).toBe(404);
});

test('says that its port is taken as a server does', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  await expect(startDemoProvider({ port, clients })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await new Promise((resolve) => taken.close(resolve));
});

test('keeps quiet about its library alone, and leaves the console as it was', async () => {
  const { warn } = console;
  const heard: unknown[] = [];
  const listen = (...args: unknown[]) => void heard.push(...args);
  console.warn = listen;
  const loading = loadOidcProvider();
  console.warn('oidc-provider WARNING: not for you');
  console.warn('still heard');
  await loading;
  expect(console.warn).toBe(listen);
  console.warn = warn;
  expect(heard).toEqual(['still heard']);
});
