/** A link is of the session that began it, of what was kept on our side at its start, and of somebody who has just signed in. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createOutbox } from '../../src/mail/outbox.ts';
import { Browser } from '../support/browser.ts';
import { openStage, type Row, type SignInPlace, type Stage, signedInAs } from './stage.ts';

const minute = 60_000;
let ahead = 0;
const now = () => Date.now() + ahead;
const outbox = createOutbox(now);
let stage: Stage;
let home: SignInPlace;
let other: SignInPlace;
beforeAll(async () => {
  stage = await openStage({ mailer: outbox, now });
  home = await stage.addProvider('home', { mode: 'never' });
  other = await stage.addProvider('other', { mode: 'never' });
  const provider = await stage.it.createProvider('email', 'email', { mode: 'never' });
  await stage.it.operations.connections.create(stage.it.actor, {
    identityProviderId: provider.id,
    identifier: 'email',
  });
});
afterAll(() => stage.close());
afterEach(() => {
  ahead = 0;
});

let people = 0;
async function createPerson() {
  people += 1;
  const subject = `person-${people}`;
  const { browser, userId } = await home.signIn({ sub: subject });
  return { browser, id: userId!, subject };
}
const csrfOf = (html: string) => /csrf_token(?:=|" value=")([A-Za-z0-9_-]+)/.exec(html)?.[1] ?? '';

/** From the page that offers it, as far as the provider's answer, which nobody has opened yet. */
async function approachLink(browser: Browser, subject: string): Promise<URL> {
  const { html } = await browser.get('/account/link');
  const start = await browser.get(`/account/link/with/other?csrf_token=${csrfOf(html)}`);
  return other.scripted.approve(new URL(start.location!), { sub: subject });
}
const pathOf = ({ pathname, search }: URL) => pathname + search;
const subjectsOf = async (id: string) => (await stage.identitiesOf(id)).map(({ subject }: Row) => subject);

async function expectNothingLinked(subject: string, work: () => Promise<unknown>): Promise<void> {
  const before = await stage.snapshot();
  await work();
  expect(await stage.bySubject(subject)).toEqual([]);
  expect(await stage.snapshot()).toEqual(before);
}

describe('15: the callback of a link, with a state that is not its own', () => {
  test.each<[string, (query: URLSearchParams, foreign: URLSearchParams) => void]>([
    ['is absent', (query) => query.delete('state')],
    ['is empty', (query) => query.set('state', '')],
    ['is made up', (query) => query.set('state', `${'a'.repeat(43)}.${'b'.repeat(36)}`)],
    ['is cut', (query) => query.set('state', query.get('state')!.slice(0, -1))],
    ['stands there twice', (query) => query.append('state', query.get('state')!)],
    ['is of somebody else’s link', (query, foreign) => query.set('state', foreign.get('state')!)],
    ['is of a sign-in of the same browser', (query) => query.set('state', query.get('own')!)],
  ])('that %s', async (what, forge) => {
    const [ada, bob] = [await createPerson(), await createPerson()];
    const subject = `fifteen-${what}`;
    const callback = await approachLink(ada.browser, subject);
    const foreign = await approachLink(bob.browser, 'foreign');
    const signIn = await ada.browser.get('/sign-in/with/other');
    callback.searchParams.set('own', new URL(signIn.location!).searchParams.get('state')!);
    forge(callback.searchParams, foreign.searchParams);
    callback.searchParams.delete('own');
    await expectNothingLinked(subject, async () => {
      expect((await ada.browser.get(pathOf(callback))).status).toBe(403);
    });
    expect(await signedInAs(ada.browser)).toBe(ada.id);
  });

  test('that was used, or has expired', async () => {
    const ada = await createPerson();
    const used = pathOf(await approachLink(ada.browser, 'fifteen-once'));
    const cookies = new Map(ada.browser.cookies);
    expect((await ada.browser.get(used)).location).toBe('/account?added');
    const sessionNow = ada.browser.cookies.get('selfsame_session')!;
    for (const [name, value] of cookies) ada.browser.cookies.set(name, value);
    ada.browser.cookies.set('selfsame_session', sessionNow);
    const before = await stage.snapshot();
    expect((await ada.browser.get(used)).status).toBe(403);
    const late = pathOf(await approachLink(ada.browser, 'fifteen-late'));
    ahead = 16 * minute;
    expect((await ada.browser.get(late)).status).toBe(403);
    expect(await stage.snapshot()).toEqual(before);
  });
});

describe("16: an attacker's finished link, opened by whoever is signed in", () => {
  test('links nothing to them, even with the cookie that binds it', async () => {
    const [attacker, victim] = [await createPerson(), await createPerson()];
    const callback = pathOf(await approachLink(attacker.browser, 'sixteen'));
    await expectNothingLinked('sixteen', async () => {
      expect((await victim.browser.get(callback)).status).toBe(403);
      for (const [name, value] of attacker.browser.cookies)
        if (name.startsWith('selfsame_sign_in_')) victim.browser.cookies.set(name, value);
      expect((await victim.browser.get(callback)).status).toBe(403);
    });
    expect(await signedInAs(victim.browser)).toBe(victim.id);
  });

  test('nor when somebody else has signed in, or out, in the browser that began it', async () => {
    const ada = await createPerson();
    const left = pathOf(await approachLink(ada.browser, 'sixteen-left'));
    const next = await home.signIn({ sub: 'sixteen-next' }, ada.browser);
    expect((await ada.browser.get(left)).status).toBe(403);
    expect(await subjectsOf(next.userId!)).toEqual(['sixteen-next']);
    const out = pathOf(await approachLink(ada.browser, 'sixteen-out'));
    ada.browser.cookies.delete('selfsame_session');
    expect((await ada.browser.get(out)).status).toBe(403);
    expect(await signedInAs(ada.browser)).toBeNull();
    expect([...(await stage.bySubject('sixteen-left')), ...(await stage.bySubject('sixteen-out'))]).toEqual([]);
    expect(await subjectsOf(ada.id)).toEqual([ada.subject]);
  });
});

describe('20: whoever has only said who they are, or said it long ago, links nothing', () => {
  test('a name that was typed is no session: not a code that waits, not a question that is open', async () => {
    const browser = new Browser(stage.it.baseUrl);
    const page = await browser.get('/sign-in');
    await browser.post('/sign-in/email', { csrf_token: csrfOf(page.html), email: 'twenty@example.com' });
    const asks = await stage.addProvider('asks-20', { mode: 'ask', emailProof: 'never' });
    await stage.createUser({ email: 'asked-20@example.com', email_verified: true });
    const arrival = await asks.signIn({ sub: 'asked-20', email: 'asked-20@example.com' }, browser);
    expect(arrival.userId).toBeNull();
    expect((await browser.get('/account/link')).location).toMatch(/^\/sign-in\?/);
    for (const token of ['', csrfOf(page.html), browser.cookies.get('selfsame_pending_link')!])
      expect((await browser.get(`/account/link/with/other?csrf_token=${token}`)).status).toBe(403);
    expect((await browser.get('/account/unlink/00000000-0000-7000-8000-000000000000')).location).toMatch(/^\/sign-in/);
  });

  test('one that is not fresh is sent to sign in again, through every door', async () => {
    const ada = await createPerson();
    const link = await ada.browser.get('/account/link');
    const form = await ada.browser.get(
      (await ada.browser.get(`/account/link/with/email?csrf_token=${csrfOf(link.html)}`)).location!,
    );
    ahead = 11 * minute;
    const confirm = '/account/confirm?return_to=%2Faccount%2Flink';
    expect((await ada.browser.get('/account/link')).location).toBe(confirm);
    const straight = await ada.browser.get(`/account/link/with/other?csrf_token=${csrfOf(link.html)}`);
    expect(straight.status).toBe(403);
    const typed = { csrf_token: csrfOf(form.html), for: 'link', email: 'twenty-late@example.com' };
    expect((await ada.browser.post('/sign-in/email', typed)).status).toBe(403);
    const { csrfToken } = await ada.browser.readAccount();
    const [{ id }] = (await stage.identitiesOf(ada.id)) as [Row];
    const unlink = await ada.browser.post(`/account/unlink/${id}`, { csrf_token: csrfToken });
    expect(unlink.location).toMatch(/^\/account\/confirm\?/);
    expect(await subjectsOf(ada.id)).toEqual([ada.subject]);
  });

  test('signing in as somebody else makes it no fresher', async () => {
    const [ada, bob] = [await createPerson(), await createPerson()];
    ahead = 11 * minute;
    const page = await ada.browser.get('/account/confirm?return_to=%2Faccount%2Flink');
    const path = /href="(\/account\/confirm\/with\/home[^"]+)"/.exec(page.html)![1]!.replaceAll('&amp;', '&');
    for (const sub of [bob.subject, 'twenty-nobody']) {
      const start = await ada.browser.get(path);
      const answer = home.scripted.approve(new URL(start.location!), { sub });
      expect((await ada.browser.get(pathOf(answer))).status).toBe(403);
    }
    expect((await ada.browser.get('/account/link')).location).toMatch(/^\/account\/confirm/);
    expect(await signedInAs(ada.browser)).toBe(ada.id);
    expect(await stage.bySubject('twenty-nobody')).toEqual([]);
  });
});

describe('21: what the client says of whom and what is not listened to', () => {
  const claims = (victim: { id: string; subject: string }) => ({
    user_id: victim.id,
    userId: victim.id,
    provider: home.provider.id,
    identity_provider_id: home.provider.id,
    connection_id: home.connection.id,
    external_id: victim.subject,
    sub: victim.subject,
    subject: victim.subject,
    email: 'victim-21@example.com',
    email_verified: 'true',
    tenant_id: stage.it.other.tenant.id,
    intent: 'confirm',
    session_id: 'another',
  });

  test('in the query of a callback, got or posted', async () => {
    const [ada, victim] = [await createPerson(), await createPerson()];
    const callback = await approachLink(ada.browser, 'twenty-one');
    for (const [name, value] of Object.entries(claims(victim))) callback.searchParams.set(name, value);
    expect((await ada.browser.get(pathOf(callback))).location).toBe('/account?added');
    expect(await subjectsOf(ada.id)).toEqual([ada.subject, 'twenty-one']);
    const posted = await approachLink(ada.browser, 'twenty-one-posted');
    const form = { ...Object.fromEntries(posted.searchParams), ...claims(victim) };
    const kept = await new Browser(stage.it.baseUrl).post('/sign-in/callback', form);
    expect((await ada.browser.get(kept.location!)).location).toBe('/account?added');
    expect(await subjectsOf(ada.id)).toEqual([ada.subject, 'twenty-one', 'twenty-one-posted']);
    expect(await subjectsOf(victim.id)).toEqual([victim.subject]);
  });

  test('in the form of a code that completes a link', async () => {
    const [ada, victim] = [await createPerson(), await createPerson()];
    const link = await ada.browser.get('/account/link');
    const { location } = await ada.browser.get(`/account/link/with/email?csrf_token=${csrfOf(link.html)}`);
    const form = await ada.browser.get(location!);
    const typed = { csrf_token: csrfOf(form.html), for: 'link', email: 'twenty-one@example.com' };
    expect((await ada.browser.post('/sign-in/email', typed)).location).toBe('/sign-in/email/code');
    const codePage = await ada.browser.get('/sign-in/email/code');
    await expect.poll(() => outbox.messages().some(({ to }) => to === 'twenty-one@example.com')).toBe(true);
    const message = outbox.messages().find(({ to }) => to === 'twenty-one@example.com')!;
    const code = /(\d{3} \d{3})/.exec(message.text)![1]!;
    const said = { ...claims(victim), csrf_token: csrfOf(codePage.html), code };
    expect((await ada.browser.post('/sign-in/email/code', said)).location).toBe('/account');
    expect(await subjectsOf(ada.id)).toEqual([ada.subject, 'twenty-one@example.com']);
    expect(await subjectsOf(victim.id)).toEqual([victim.subject]);
    expect(await stage.bySubject('victim-21@example.com')).toEqual([]);
  });

  test('in the answer to a question, where the person says to be new', async () => {
    const victim = await createPerson();
    const asks = await stage.addProvider('asks-21', { mode: 'ask', emailProof: 'never' });
    await stage.createUser({ email: 'asked-21@example.com', email_verified: true });
    const { browser } = await asks.signIn({ sub: 'asked-21', email: 'asked-21@example.com' });
    const { html } = await browser.get('/sign-in/link');
    const said = { ...claims(victim), csrf_token: csrfOf(html), pending_link_id: 'another' };
    expect((await browser.post('/sign-in/link/new', said)).status).toBe(303);
    const own = await signedInAs(browser);
    expect(own).not.toBe(victim.id);
    expect(await subjectsOf(own!)).toEqual(['asked-21']);
    expect(await stage.user(own!)).toMatchObject({ email_verified: false, tenant_id: stage.it.tenant.id });
    expect(await subjectsOf(victim.id)).toEqual([victim.subject]);
  });
});
