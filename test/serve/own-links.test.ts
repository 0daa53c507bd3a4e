// A signed-in person and their own account, over HTTP: linking another way in, unlinking, devices, data. The abuse cases that
// this could open are told by their numbers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type ProviderClaims, type SignInPlace, type Stage, signedInAs } from '../abuse/stage.ts';
import { type Answer, Browser } from '../support/browser.ts';

const minute = 60_000;
let ahead = 0;
let stage: Stage;
let home: SignInPlace;
let other: SignInPlace;

beforeAll(async () => {
  stage = await openStage({ now: () => Date.now() + ahead });
  home = await stage.addProvider('home', { mode: 'never' });
  other = await stage.addProvider('other', { mode: 'never' });
});
afterAll(() => stage?.close());

const csrfOf = ({ html }: Answer): string => /csrf_token(?:=|" value=")([A-Za-z0-9_-]+)/.exec(html)?.[1] ?? '';

let people = 0;
async function createPerson(): Promise<{ browser: Browser; id: string; subject: string }> {
  people += 1;
  const subject = `person-${people}`;
  const { browser, userId } = await home.signIn({ sub: subject, name: `Person ${people}` });
  return { browser, id: userId!, subject };
}

/** From the page that offers it, as far as the provider's answer, which nobody has opened yet. */
async function approachLink(browser: Browser, place: SignInPlace, claims: ProviderClaims): Promise<string> {
  const page = await browser.get('/account/link');
  expect(page.status).toBe(200);
  const start = await browser.get(
    `/account/link/with/${place.connection.identifier}?csrf_token=${encodeURIComponent(csrfOf(page))}`,
  );
  expect(start.status).toBe(303);
  const callback = place.scripted.approve(new URL(start.location!), claims);
  return `${callback.pathname}${callback.search}`;
}

async function link(browser: Browser, place: SignInPlace, claims: ProviderClaims): Promise<Answer> {
  return browser.get(await approachLink(browser, place, claims));
}

describe('linking another way in', () => {
  test('takes a sign-in there, keeps the user, and makes the session anew', async () => {
    const ada = await createPerson();
    const before = new Map(ada.browser.cookies);
    const { status, location } = await link(ada.browser, other, { sub: 'ada-there', name: 'Ada' });
    expect([status, location]).toEqual([303, '/account?added']);
    expect(await signedInAs(ada.browser)).toBe(ada.id);
    expect((await stage.identitiesOf(ada.id)).map(({ subject }) => subject)).toEqual([ada.subject, 'ada-there']);
    expect(ada.browser.cookies.get('selfsame_session')).not.toBe(before.get('selfsame_session'));
    expect(await stage.openSessionsOf(ada.id)).toHaveLength(1);
    // From now on it signs in by itself.
    expect((await other.signIn({ sub: 'ada-there' })).userId).toBe(ada.id);
    const [event] = (await stage.events('identity.linked')).slice(-1);
    expect(event).toMatchObject({ user_id: ada.id, actor: { kind: 'user', id: ada.id } });
    expect(event!.decision).toMatchObject({ action: 'link', proof: 'both_sign_ins' });
    expect(event!.decision.signedInWith).toBe((await stage.bySubject(ada.subject))[0]!.id);
  });

  test('says so when it leads elsewhere, and not to whom', async () => {
    const [ada, bob] = [await createPerson(), await createPerson()];
    const before = await stage.snapshot();
    const { status, html } = await link(ada.browser, home, { sub: bob.subject, email: 'bob@example.com' });
    expect(status).toBe(409);
    expect(html).toContain('That leads to another account here already');
    for (const told of [bob.id, 'bob@example.com', 'Person']) expect(html).not.toContain(told);
    expect(await stage.snapshot()).toEqual(before);
    expect(await signedInAs(ada.browser)).toBe(ada.id);
  });

  test('15: a callback works once, and never without its state', async () => {
    const ada = await createPerson();
    const callback = await approachLink(ada.browser, other, { sub: 'once' });
    expect((await ada.browser.get(callback)).status).toBe(303);
    const before = await stage.snapshot();
    expect((await ada.browser.get(callback)).status).toBe(403);
    const fresh = await approachLink(ada.browser, other, { sub: 'never' });
    expect((await ada.browser.get(fresh.replace(/state=[^&]+/, ''))).status).toBe(403);
    expect((await ada.browser.get(fresh.replace(/state=[^&]+/, 'state=made-up'))).status).toBe(403);
    ahead += 16 * minute;
    expect((await ada.browser.get(fresh)).status).toBe(403);
    ahead = 0;
    expect(await stage.snapshot()).toEqual(before);
  });

  test("16, 18: an attacker's finished callback links nothing to whoever is made to open it", async () => {
    const [attacker, victim] = [await createPerson(), await createPerson()];
    const before = await stage.snapshot();
    const callback = await approachLink(attacker.browser, other, { sub: 'of-the-attacker' });
    expect((await victim.browser.get(callback)).status).toBe(403);
    // Not even with the cookie that binds it to the attacker's browser.
    for (const [name, value] of attacker.browser.cookies)
      if (name.startsWith('selfsame_sign_in_')) victim.browser.cookies.set(name, value);
    const { status, html } = await victim.browser.get(callback);
    expect(status).toBe(403);
    expect(html).toContain('This was not begun by who is signed in here now');
    expect(html).not.toContain(attacker.id);
    expect(await stage.snapshot()).toEqual(before);
    expect(await stage.bySubject('of-the-attacker')).toEqual([]);
  });

  test('16: in the browser that began, somebody else who signed in meanwhile gets nothing linked', async () => {
    const ada = await createPerson();
    const callback = await approachLink(ada.browser, other, { sub: 'left-behind' });
    const second = await home.signIn({ sub: 'second-person' }, ada.browser);
    const { status, html } = await ada.browser.get(callback);
    expect(status).toBe(403);
    expect(html).toContain('This was not begun by who is signed in here now');
    expect(await stage.bySubject('left-behind')).toEqual([]);
    expect(await stage.identitiesOf(second.userId!)).toHaveLength(1);
  });

  test('16: after signing out, the callback links nothing and signs nobody in', async () => {
    const ada = await createPerson();
    const callback = await approachLink(ada.browser, other, { sub: 'too-late' });
    const { csrfToken } = await ada.browser.readAccount();
    await ada.browser.post('/sign-out', { csrf_token: csrfToken });
    expect((await ada.browser.get(callback)).status).toBe(403);
    expect(await signedInAs(ada.browser)).toBeNull();
    expect(await stage.bySubject('too-late')).toEqual([]);
  });

  test('20: a session that is not fresh is asked to sign in again, whatever it calls', async () => {
    const ada = await createPerson();
    const linkPage = await ada.browser.get('/account/link');
    const [{ id }] = (await stage.identitiesOf(ada.id)) as [{ id: string }];
    ahead += 11 * minute;
    const confirm = '/account/confirm?return_to=%2Faccount%2Flink';
    expect((await ada.browser.get('/account/link')).location).toBe(confirm);
    const straight = await ada.browser.get(`/account/link/with/other?csrf_token=${csrfOf(linkPage)}`);
    expect(straight.status).toBe(403);
    expect(straight.html).toContain('It is a while since you signed in');
    const { csrfToken } = await ada.browser.readAccount();
    const unlink = await ada.browser.post(`/account/unlink/${id}`, { csrf_token: csrfToken });
    expect(unlink.location).toMatch(/^\/account\/confirm\?/);
    expect(await stage.identitiesOf(ada.id)).toHaveLength(1);

    // Signing in again is with what leads to the account, and leads back to what was wanted.
    const page = await ada.browser.get(confirm);
    expect(page.html).toContain('Continue with home');
    expect(page.html).not.toContain('Continue with other');
    const path = /href="(\/account\/confirm\/with\/home[^"]+)"/.exec(page.html)![1]!.replaceAll('&amp;', '&');
    const start = await ada.browser.get(path);
    const wrong = home.scripted.approve(new URL(start.location!), { sub: 'somebody-new' });
    const refused = await ada.browser.get(`${wrong.pathname}${wrong.search}`);
    expect(refused.status).toBe(403);
    expect(refused.html).toContain('That does not lead to the account that you are signed in to');
    expect(await stage.bySubject('somebody-new')).toEqual([]);

    const again = await ada.browser.get(path);
    const right = home.scripted.approve(new URL(again.location!), { sub: ada.subject });
    expect((await ada.browser.get(`${right.pathname}${right.search}`)).location).toBe('/account/link');
    expect((await ada.browser.get('/account/link')).status).toBe(200);
    ahead = 0;
  });

  test('20, 21: it is begun by our own page alone, and what the browser adds is ignored', async () => {
    const [ada, bob] = [await createPerson(), await createPerson()];
    for (const query of ['', '?csrf_token=made-up', `?csrf_token=${(await bob.browser.readAccount()).csrfToken}`])
      expect((await ada.browser.get(`/account/link/with/other${query}`)).status).toBe(403);
    const callback = await approachLink(ada.browser, other, { sub: 'with-more' });
    const added = new URLSearchParams({
      user_id: bob.id,
      provider: home.provider.id,
      sub: bob.subject,
      intent: 'confirm',
    });
    expect((await ada.browser.get(`${callback}&${added}`)).location).toBe('/account?added');
    expect((await stage.bySubject('with-more'))[0]!.user_id).toBe(ada.id);
    expect(await stage.identitiesOf(bob.id)).toHaveLength(1);
  });

  test('what is linked already stays as it is', async () => {
    const ada = await createPerson();
    expect((await link(ada.browser, home, { sub: ada.subject })).location).toBe('/account?added');
    expect(await stage.identitiesOf(ada.id)).toHaveLength(1);
  });
});

describe('unlinking', () => {
  test('is asked about, keeps the identity without a user, and never takes the last way in', async () => {
    const ada = await createPerson();
    await link(ada.browser, other, { sub: 'to-go', email: 'to-go@example.com' });
    const [, gone] = await stage.identitiesOf(ada.id);
    const page = await ada.browser.get(`/account/unlink/${gone!.id}`);
    expect(page.html).toContain('Unlink other?');
    expect(page.html).toContain('to-go@example.com');
    expect((await ada.browser.post(`/account/unlink/${gone!.id}`, { csrf_token: 'made-up' })).status).toBe(403);
    // The session began with what goes.
    const done = await ada.browser.post(`/account/unlink/${gone!.id}`, { csrf_token: csrfOf(page) });
    expect(done.location).toBe('/sign-in?unlinked');
    expect((await stage.bySubject('to-go'))[0]!.user_id).toBeNull();

    await home.signIn({ sub: ada.subject }, ada.browser);
    const account = await ada.browser.readAccount();
    expect(account.html).not.toContain('/account/unlink/');
    const [last] = await stage.identitiesOf(ada.id);
    const refused = await ada.browser.post(`/account/unlink/${last!.id}`, { csrf_token: account.csrfToken });
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('It is the last way into your account that works');
    expect(await stage.identitiesOf(ada.id)).toHaveLength(1);
  });

  test('counts ways in that work: one that is switched off leads nowhere', async () => {
    const closing = await stage.addProvider('closing', { mode: 'never' });
    const ada = await createPerson();
    await link(ada.browser, closing, { sub: 'closing-1' });
    await home.signIn({ sub: ada.subject }, ada.browser);
    await stage.it.operations.connections.update(stage.it.actor, closing.connection.id, { enabled: false });
    const [first] = await stage.identitiesOf(ada.id);
    const { html, csrfToken } = await ada.browser.readAccount();
    // What is switched off may go; what works may not.
    expect([...html.matchAll(/href="\/account\/unlink\/([^"]+)"/g)]).toHaveLength(1);
    expect(html).not.toContain(`/account/unlink/${first!.id}`);
    expect((await ada.browser.post(`/account/unlink/${first!.id}`, { csrf_token: csrfToken })).status).toBe(409);
  });

  test("of somebody else's is not found, as of nobody's", async () => {
    const [ada, bob] = [await createPerson(), await createPerson()];
    const [theirs] = await stage.identitiesOf(bob.id);
    const { csrfToken } = await ada.browser.readAccount();
    const answers = [];
    for (const id of [theirs!.id, '00000000-0000-7000-8000-000000000000', 'made-up'])
      answers.push((await ada.browser.post(`/account/unlink/${id}`, { csrf_token: csrfToken })).status);
    expect(answers).toEqual([404, 404, 404]);
    expect((await ada.browser.get(`/account/unlink/${theirs!.id}`)).status).toBe(404);
  });
});

describe('devices', () => {
  test('are listed with where and when; one is signed out, then all others', async () => {
    const ada = await createPerson();
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const second = new Browser(stage.it.baseUrl);
    await second.get(await home.approach({ sub: ada.subject }, second), { 'user-agent': firefox });
    const third = await home.signIn({ sub: ada.subject });
    const { html, csrfToken } = await ada.browser.readAccount();
    expect(html).toContain('Firefox on Linux');
    const ends = [...html.matchAll(/action="(\/account\/sessions\/[0-9a-f-]+\/end)"/g)].map(([, path]) => path!);
    expect(ends).toHaveLength(2);
    // The newest first.
    expect((await ada.browser.post(ends[0]!, { csrf_token: 'made-up' })).status).toBe(403);
    expect((await ada.browser.post(ends[0]!, { csrf_token: csrfToken })).location).toBe('/account?signed_out_device');
    expect(await signedInAs(third.browser)).toBeNull();
    expect(await signedInAs(second)).toBe(ada.id);
    await ada.browser.post('/account/sessions/end-others', { csrf_token: csrfToken });
    expect(await signedInAs(second)).toBeNull();
    expect(await signedInAs(ada.browser)).toBe(ada.id);
  });

  test("somebody else's session is not found", async () => {
    const [ada, bob] = [await createPerson(), await createPerson()];
    const [theirs] = await stage.openSessionsOf(bob.id);
    const { csrfToken } = await ada.browser.readAccount();
    expect((await ada.browser.post(`/account/sessions/${theirs!.id}/end`, { csrf_token: csrfToken })).status).toBe(404);
    expect(await stage.openSessionsOf(bob.id)).toHaveLength(1);
  });

  test('a session notes when it was last seen', async () => {
    const ada = await createPerson();
    const seen = async () => (await stage.it.operations.sessions.ofUser(stage.it.actor, ada.id)).at(-1)!.lastSeenAt;
    const before = await seen();
    ahead += 6 * minute;
    await ada.browser.get('/account');
    expect(Date.parse(await seen()) - Date.parse(before)).toBeGreaterThanOrEqual(6 * minute);
    ahead = 0;
  });
});

describe('data', () => {
  test('is everything about the person, and no secret and nobody else', async () => {
    const [ada, bob] = [await createPerson(), await createPerson()];
    await link(ada.browser, other, { sub: 'data-there', email: 'ada@example.com' });
    const answer = await ada.browser.get('/account/data');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="my-data.json"');
    const data = JSON.parse(answer.html);
    expect(data.user.id).toBe(ada.id);
    expect(data.identities.map(({ subject }: { subject: string }) => subject)).toEqual([ada.subject, 'data-there']);
    expect(data.sessions).toHaveLength(2);
    expect(data.events.map(({ type }: { type: string }) => type)).toContain('identity.linked');
    expect(answer.html).not.toMatch(/secret|hash|token|sealed/i);
    expect(answer.html).not.toContain(bob.id);
    expect((await new Browser(stage.it.baseUrl).get('/account/data')).status).toBe(303);
  });

  test('recent activity is told in words', async () => {
    const ada = await createPerson();
    const { html } = await ada.browser.readAccount();
    expect(html).toContain('Your account was made');
    expect(html).toContain('<span class="soft"> · home</span>');
  });
});
