// Which language a person is spoken to in, on pages and in mail: what they asked for, else the tenant's, else English.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { KeptMessage } from '../../src/mail/mailer.ts';
import { createOutbox } from '../../src/mail/outbox.ts';
import { openStage, type SignInPlace, type Stage } from '../abuse/stage.ts';
import { Browser } from '../support/browser.ts';

const outbox = createOutbox(Date.now);
let stage: Stage;
let home: SignInPlace;
let asking: SignInPlace;

beforeAll(async () => {
  stage = await openStage({ mailer: outbox });
  home = await stage.addProvider('home', { mode: 'verified_match', emailProof: 'provider_verified_bit' });
  asking = await stage.addProvider('asking', { mode: 'ask', emailProof: 'never' });
});
afterAll(() => stage?.close());
afterEach(() => settle({}));

const settle = (pages: object) =>
  stage.it.operations.tenants.update(stage.it.actor, stage.it.tenant.id, { settings: { pages } as never });

const langOf = ({ html }: { html: string }) => /<html lang="([^"]+)"/.exec(html)?.[1];
const open = () => new Browser(stage.it.baseUrl);
const csrfOf = ({ html }: { html: string }): string => /name="csrf_token" value="([^"]+)"/.exec(html)?.[1] ?? '';

async function lastMailTo(address: string): Promise<KeptMessage> {
  await nextTurn();
  return outbox.messages().find(({ to }) => to === address)!;
}

describe.each([
  ['the sign-in page', 200, '/sign-in'],
  ['a page that is not there', 404, '/no/such/page'],
  ['a refusal', 403, '/sign-in/callback?code=x&state=y'],
  ['a refusal of the OpenID provider', 400, '/authorize?client_id=nobody'],
  ['a test that is over', 409, '/sign-in/test?token=x'],
])('%s (%i)', (_what, status, path) => {
  test.each([
    [undefined, null, 'en'],
    ['tlh, de-AT;q=0.8', null, 'de'],
    ['tlh', 'fr', 'fr'],
    ['es', 'fr', 'es'],
    ['tlh', null, 'en'],
  ])('for a browser that asks for %j, at a tenant of %j, is in %s', async (accepts, language, tag) => {
    await settle({ language });
    const page = await open().get(path, accepts === undefined ? {} : { 'accept-language': accepts });
    expect([page.status, langOf(page)]).toEqual([status, tag]);
    expect(page.headers.get('vary')).toContain('Accept-Language');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });
});

test('what a person chose stays, on every page, against browser and tenant', async () => {
  await settle({ language: 'de' });
  const browser = open();
  expect(langOf(await browser.get('/sign-in?ui_locales=zh-CN', { 'accept-language': 'fr' }))).toBe('zh-Hans');
  for (const path of ['/sign-in', '/no/such/page', '/sign-in/callback?state=y'])
    expect([path, langOf(await browser.get(path, { 'accept-language': 'fr' }))]).toEqual([path, 'zh-Hans']);
});

test('the look of the tenant is on the page that is not there, and on refusals', async () => {
  await settle({ name: 'Example & Sons', colours: { accent: '#884400' } });
  for (const path of ['/no/such/page', '/sign-in/callback?state=y', '/authorize?client_id=nobody']) {
    const { html } = await open().get(path);
    expect([path, html.includes('Example &amp; Sons'), html.includes('/assets/theme/')]).toEqual([path, true, true]);
    expect(html).not.toContain('Selfsame');
  }
});

test('a program is answered as ever', async () => {
  const answer = await fetch(`${stage.it.baseUrl}/no/such/page`, { headers: { accept: 'application/json' } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
});

describe('mail', () => {
  test('that proves an account is in the language of the page that asked', async () => {
    await settle({ name: 'Beispiel' });
    const email = 'frau@example.com';
    await home.signIn({ sub: 'frau', email, email_verified: true });
    const browser = open();
    await browser.get('/sign-in?ui_locales=de');
    await browser.get(await asking.approach({ sub: 'asked', email }, browser));
    const page = await browser.get('/sign-in/link');
    expect(langOf(page)).toBe('de');
    await browser.post('/sign-in/link/send-code', { csrf_token: csrfOf(page) });
    const { subject, text } = await lastMailTo(email);
    expect(subject).toBe('Ihr Code für Beispiel');
    expect(text).toMatch(/^Jemand hat sich mit asking bei Beispiel angemeldet/);
    expect(text).toMatch(/^ {4}\d{3} \d{3}$/m);
  });

  test.each([
    ['fr-CH, en;q=0.5', null, 'Votre code pour'],
    [undefined, 'es', 'Tu código para'],
    ['tlh', 'es', 'Tu código para'],
    [undefined, null, 'Your code for'],
  ])('that an application asks for with %j, of a tenant of %j, is in that', async (accepts, language, subject) => {
    await settle({ language });
    const email = `app-${subject.length}-${String(accepts).length}@example.com`;
    const answer = await fetch(`${stage.it.baseUrl}/user_management/magic_auth`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stage.it.key.rawKey}`,
        'content-type': 'application/json',
        ...(accepts !== undefined && { 'accept-language': accepts }),
      },
      body: JSON.stringify({ email }),
    });
    expect(answer.status).toBe(201);
    expect((await lastMailTo(email)).subject).toContain(subject);
  });
});
