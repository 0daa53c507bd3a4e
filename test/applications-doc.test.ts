// The pieces of docs/applications.md, as printed: extracted, and run against a server that was started as it says.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from './support/browser.ts';
import { addDemoSignIn, type DemoSignIn } from './support/demo-sign-in.ts';
import { readCurl } from './support/read-curl.ts';
import { createRelyingParty, follow } from './support/relying-party.ts';
import { type DevelopmentServer, freePort, startDevelopment } from './support/selfsame.ts';
import { startTestApp, type TestApp } from './support/test-app.ts';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/applications.md'), 'utf8');
const piecesIn = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code!);
const [serverPiece = '', linkPiece = '', ...otherScripts] = piecesIn('js');
const [registerPiece = '', exchangePiece = '', ...otherCommands] = piecesIn('sh');
/** The address that the page has for a server that was just started. */
const printed = 'http://localhost:3000';

test('has no piece that is not run here', () => {
  expect([otherScripts, otherCommands]).toEqual([[], []]);
  expect([...page.matchAll(/^```(\w*)$/gm)].map(([, language]) => language).filter(Boolean)).toHaveLength(4);
});

describe('with what `npm start` has made', () => {
  // Inside the project, where the library is found.
  mkdirSync(join(root, 'test-output'), { recursive: true });
  const place = mkdtempSync(join(root, 'test-output', 'applications-'));
  let server: DevelopmentServer;
  beforeAll(async () => {
    server = await startDevelopment(join(place, '.selfsame'));
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(place, { recursive: true, force: true });
  });

  test('an application is registered', async () => {
    const { tenant_id: TENANT, api_key: KEY } = server.firstRun;
    const { url, init } = readCurl(registerPiece.replace(printed, server.baseUrl), { TENANT, KEY });
    const answer = await fetch(url, init);
    expect(answer.status).toBe(201);
    const made = await answer.json();
    expect(made).toMatchObject({
      name: 'Shop',
      redirect_uris: ['http://localhost:8080/callback'],
      client_id: expect.any(String),
      client_secret: expect.any(String),
    });
  });

  test('the example signs Ada in, and it is the same Ada by another provider', async () => {
    const file = join(place, 'shop.mjs');
    writeFileSync(file, serverPiece);
    const mover = pathToFileURL(join(root, 'test/support/move-port.js')).href;
    const example = spawn(process.execPath, ['--import', mover, file], {
      cwd: place,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let problems = '';
    example.stderr!.on('data', (chunk: Buffer) => {
      problems += chunk;
    });
    const ended = once(example, 'close');
    try {
      const [told] = await Promise.race([
        once(example, 'message'),
        ended.then(() => Promise.reject(new Error(`the example ended: ${problems}`))),
      ]);
      const at = (url: string) => url.replace('http://localhost:8080', `http://127.0.0.1:${told.port}`);
      const signIn = async (way: string) => {
        const { headers } = await fetch(at('http://localhost:8080/'), { redirect: 'manual' });
        const target = new URL(headers.get('location')!);
        const callback = await follow(new Browser(server.baseUrl), server.baseUrl, target, { way, id: 'ada' });
        expect(callback.origin + callback.pathname).toBe('http://localhost:8080/callback');
        return (await fetch(at(callback.href))).json();
      };
      const byGoogle = await signIn('google-oauth2');
      expect(byGoogle).toMatchObject({ email: 'ada@example.com', sub: expect.any(String) });
      expect((await signIn('github')).sub).toBe(byGoogle.sub);
      expect(problems).toBe('');
    } finally {
      example.kill();
      await ended;
    }
  });
});

describe('with an application that may', () => {
  let it: TestApp;
  let demo: DemoSignIn;
  beforeAll(async () => {
    it = await startTestApp({ port: await freePort() });
    demo = await addDemoSignIn(it);
  });
  afterAll(async () => {
    await demo?.close();
    await it?.close();
  });

  test('a person links an account of their own', async () => {
    const app = await createRelyingParty(it, { subjectFormat: 'auth0' });
    const browser = new Browser(it.baseUrl);
    const first = await app.signIn(
      browser,
      { audience: `${it.baseUrl}/api/v2/`, scope: 'openid update:current_user_identities' },
      { way: 'demo-google-oauth2', id: 'ada' },
    );
    const github = { way: 'demo-github', id: 'bjorn' };
    const second = await app.signIn(browser, { prompt: 'login', connection: github.way }, github);
    let answer: Response | undefined;
    const given = {
      base: it.baseUrl,
      sub: first.claims()!.sub,
      accessToken: first.access_token,
      otherIdToken: second.id_token,
      fetch: async (...asked: Parameters<typeof fetch>) => {
        answer = await fetch(...asked);
        return answer;
      },
    };
    const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
    await new AsyncFunction(...Object.keys(given), linkPiece)(...Object.values(given));
    expect(answer?.status).toBe(201);
    const linked = (await answer!.json()) as { provider: string }[];
    expect(linked.map(({ provider }) => provider).sort()).toEqual(['github', 'google-oauth2']);
  });

  test('an application is given the token of a linked provider', async () => {
    const grantTypes = ['authorization_code', 'urn:ietf:params:oauth:grant-type:token-exchange'] as const;
    const app = await createRelyingParty(it, { grantTypes: [...grantTypes] });
    const person = { way: 'demo-github', id: 'eleni' };
    const tokens = await app.signIn(new Browser(it.baseUrl), {}, person);
    const { url, init } = readCurl(exchangePiece.replace(printed, it.baseUrl), {
      CLIENT_ID: app.created.application.clientId,
      CLIENT_SECRET: app.created.clientSecret!,
      ACCESS_TOKEN: tokens.access_token,
    });
    const answer = await fetch(url, init);
    expect([answer.status, (await answer.json()).token_type]).toEqual([200, 'Bearer']);
  });
});
