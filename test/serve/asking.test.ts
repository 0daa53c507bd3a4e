// A person who is asked whose account it is, from the provider to the session: over HTTP, with codes by SMTP.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmtpMailer } from '../../src/mail/smtp.ts';
import { openStage, type Row, type SignInPlace, type Stage, signedInAs } from '../abuse/stage.ts';
import { type Answer, Browser } from '../support/browser.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';

const minute = 60_000;
let ahead = 0;
let mail: MailServer;
let stage: Stage;
/** Proves nothing, and asks. */
let asking: SignInPlace;
/** Proves its addresses, and asks. */
let proving: SignInPlace;
/** Where the people are known. */
let home: SignInPlace;

beforeAll(async () => {
  mail = await startMailServer({ refuses: ['bounces@example.com'] });
  const mailer = createSmtpMailer({ url: mail.url, from: 'Selfsame <no-reply@selfsame.example>' });
  stage = await openStage({ mailer, now: () => Date.now() + ahead });
  asking = await stage.addProvider('asking', { mode: 'ask', emailProof: 'never' });
  proving = await stage.addProvider('proving', { mode: 'ask', emailProof: 'provider_verified_bit' });
  home = await stage.addProvider('home', { mode: 'verified_match', emailProof: 'provider_verified_bit' });
});

afterAll(async () => {
  await stage?.close();
  await mail?.close();
});

const open = () => new Browser(stage.it.baseUrl);

let people = 0;
/** Somebody with an account, whose way in is `home`. */
async function createPerson(email = `person-${people + 1}@example.com`): Promise<Row & { subject: string }> {
  people += 1;
  const subject = `home-${people}`;
  const { userId } = await home.signIn({ sub: subject, email, email_verified: true });
  return { id: userId, email, subject };
}

/** As far as the question: what the callback answered, and the page that it led to. */
async function arrive(place: SignInPlace, claims: object, browser = open()) {
  const callback = await browser.get(await place.approach(claims as Record<string, unknown>, browser));
  const page = await browser.get('/sign-in/link');
  return { browser, callback, page };
}

const csrfOf = ({ html }: Answer): string => /name="csrf_token" value="([^"]+)"/.exec(html)?.[1] ?? '';
const codeIn = ({ raw }: { raw: string }): string => /^ +(\d{3} \d{3})\r?$/m.exec(raw)?.[1] ?? 'no code';

/** Asks for a code, and reads it from the mail. */
async function askForCode(browser: Browser, page: Answer, address: string): Promise<{ code: string; page: Answer }> {
  const seen = mail.received.filter(({ to }) => to.includes(address)).length;
  const sent = await browser.post('/sign-in/link/send-code', { csrf_token: csrfOf(page) });
  expect([sent.status, sent.location]).toEqual([303, '/sign-in/link/code']);
  const code = codeIn(await mail.mailTo(address, seen));
  return { code, page: await browser.get('/sign-in/link/code') };
}

const type = (browser: Browser, page: Answer, code: string) =>
  browser.post('/sign-in/link/code', { csrf_token: csrfOf(page), code });
const another = (code: string) => (code.startsWith('1') ? '200 000' : '100 000');

describe('a person who is asked', () => {
  test('gets a code by mail, types it, and is in the account they had; the next time nobody asks', async () => {
    const person = await createPerson();
    const claims = { sub: 'known', email: person.email };
    const { browser, callback, page } = await arrive(asking, claims);
    expect([callback.status, callback.location]).toEqual([303, '/sign-in/link']);
    expect(await signedInAs(browser)).toBeNull();
    expect(page.html).toContain('Do you have an account already?');

    const asked = await askForCode(browser, page, person.email);
    const { from, to, raw } = await mail.mailTo(person.email);
    expect([from, to]).toEqual(['no-reply@selfsame.example', [person.email]]);
    expect(raw).toMatch(/^Subject: Your code for acme\r$/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(raw).toMatch(/^Content-Type: text\/plain/m);

    const done = await type(browser, asked.page, asked.code);
    expect([done.status, done.location]).toEqual([303, '/account?linked']);
    expect(await signedInAs(browser)).toBe(person.id);
    expect((await browser.get('/account?linked')).html).toContain('That is your account');
    expect(browser.cookies.has('selfsame_pending_link')).toBe(false);
    expect((await stage.identitiesOf(person.id)).map(({ subject }) => subject)).toEqual([person.subject, 'known']);

    const again = await asking.signIn(claims);
    expect([again.status, again.userId]).toEqual([303, person.id]);
  });

  test('comes back to where the way began', async () => {
    const person = await createPerson();
    const browser = open();
    const start = await browser.get('/sign-in/with/asking?return_to=%2Faccount%3Ffrom%3Dmail');
    const back = asking.scripted.approve(new URL(start.location!), { sub: 'returning', email: person.email });
    await browser.get(`${back.pathname}${back.search}`);
    const { code, page } = await askForCode(browser, await browser.get('/sign-in/link'), person.email);
    expect((await type(browser, page, code)).location).toBe('/account?from=mail');
  });

  test('types a wrong code: is told how many tries are left, then that it is enough; the right one is too late', async () => {
    const person = await createPerson();
    const { browser, page } = await arrive(asking, { sub: 'mistyping', email: person.email });
    const { code, page: codePage } = await askForCode(browser, page, person.email);
    for (const left of ['4 tries are left', '3 tries are left', '2 tries are left', 'one try is left']) {
      const refused = await type(browser, codePage, another(code));
      expect(refused.status).toBe(403);
      expect(refused.html).toContain(left);
      expect(refused.html).toContain('aria-invalid="true"');
      expect(refused.html).not.toContain(another(code));
    }
    expect((await type(browser, codePage, another(code))).html).toContain('one wrong code too many');
    expect((await type(browser, codePage, code)).status).toBe(403);
    expect((await browser.get('/sign-in/link/code')).location).toBe('/sign-in/link');
    expect((await browser.get('/sign-in/link')).html).not.toContain('send-code');
    expect(await signedInAs(browser)).toBeNull();
    expect(await stage.identitiesOf(person.id)).toHaveLength(1);
  });

  test('who takes too long is told so, and nothing is linked', async () => {
    const person = await createPerson();
    const { browser, page } = await arrive(asking, { sub: 'slow', email: person.email });
    const { code, page: codePage } = await askForCode(browser, page, person.email);
    try {
      ahead = 10 * minute;
      const late = await type(browser, codePage, code);
      expect(late.status).toBe(403);
      expect(late.html).toContain('or it has expired');
      ahead = 15 * minute;
      for (const answer of [await type(browser, codePage, code), await browser.get('/sign-in/link')]) {
        expect(answer.html).toContain('This is over');
        expect(answer.html).toContain('href="/sign-in"');
      }
    } finally {
      ahead = 0;
    }
    expect(await stage.identitiesOf(person.id)).toHaveLength(1);
  });

  test('says to be new: has an account of their own, and is not asked again', async () => {
    const person = await createPerson();
    const claims = { sub: 'newcomer', email: person.email, email_verified: true };
    const { browser, page } = await arrive(proving, claims);
    expect(page.html).toContain('We found an account that may be yours');
    const done = await browser.post('/sign-in/link/new', { csrf_token: csrfOf(page) });
    expect([done.status, done.location]).toEqual([303, '/account?new']);
    const userId = await signedInAs(browser);
    expect(userId).not.toBe(person.id);
    expect((await proving.signIn(claims)).userId).toBe(userId);
    expect((await browser.get('/sign-in/link')).html).toContain('This is over');
  });

  test('signs in as before: both are linked, and no code is needed', async () => {
    const person = await createPerson();
    const { browser, page } = await arrive(proving, { sub: 'as-before', email: person.email, email_verified: true });
    const ways = [...page.html.matchAll(/href="(\/sign-in\/link\/with\/[^"]+)"/g)].map(([, href]) => href!);
    expect(ways).toHaveLength(1);
    const start = await browser.get(ways[0]!.replaceAll('&amp;', '&'));
    const back = home.scripted.approve(new URL(start.location!), { sub: person.subject, email: person.email });
    const done = await browser.get(`${back.pathname}${back.search}`);
    expect([done.status, done.location]).toEqual([303, '/account?linked']);
    expect(await signedInAs(browser)).toBe(person.id);
    expect((await stage.identitiesOf(person.id)).map(({ subject }) => subject)).toEqual([person.subject, 'as-before']);
    const [linked] = (await stage.events('identity.linked')).filter(({ user_id }) => user_id === person.id).slice(-1);
    expect(linked!.decision).toMatchObject({ action: 'link', proof: 'sign_in' });
  });

  test('signs in to another account than the one asked about: is in it, and nothing is linked', async () => {
    const [person, somebody] = [await createPerson(), await createPerson()];
    const { browser, page } = await arrive(proving, { sub: 'mistaken', email: person.email, email_verified: true });
    const start = await browser.get(`/sign-in/link/with/home?csrf_token=${csrfOf(page)}`);
    const back = home.scripted.approve(new URL(start.location!), { sub: somebody.subject, email: somebody.email });
    const done = await browser.get(`${back.pathname}${back.search}`);
    expect(done.location).toBe('/account?not_linked');
    expect(await signedInAs(browser)).toBe(somebody.id);
    for (const { id } of [person, somebody]) expect(await stage.identitiesOf(id)).toHaveLength(1);
    // The question still waits.
    expect((await browser.get('/sign-in/link')).status).toBe(200);
  });

  test('who has never signed in that way gets no new account by trying', async () => {
    const person = await createPerson();
    const { browser, page } = await arrive(proving, { sub: 'astray', email: person.email, email_verified: true });
    const start = await browser.get(`/sign-in/link/with/home?csrf_token=${csrfOf(page)}`);
    const back = home.scripted.approve(new URL(start.location!), { sub: 'never-seen', email: 'never@example.com' });
    const refused = await browser.get(`${back.pathname}${back.search}`);
    expect(refused.status).toBe(403);
    expect(refused.html).toContain('That is not the account');
    expect(refused.html).toContain('href="/sign-in/link"');
    expect(await stage.bySubject('never-seen')).toEqual([]);
    expect((await browser.get('/sign-in/link')).status).toBe(200);
  });

  test('whose mail is refused by the mail server sees what everybody sees', async () => {
    const person = await createPerson('bounces@example.com');
    const { browser, page } = await arrive(asking, { sub: 'bouncing', email: person.email });
    const sent = await browser.post('/sign-in/link/send-code', { csrf_token: csrfOf(page) });
    expect([sent.status, sent.location]).toEqual([303, '/sign-in/link/code']);
    expect((await browser.get('/sign-in/link/code')).status).toBe(200);
  });
});

describe('the forms', () => {
  const forms = ['/sign-in/link/send-code', '/sign-in/link/code', '/sign-in/link/new'];

  test.each(forms)('of %s take nothing without the token of this very question', async (path) => {
    const person = await createPerson();
    const { browser } = await arrive(asking, { sub: `csrf-${path}`, email: person.email });
    const { page: foreign } = await arrive(asking, { sub: `csrf-foreign-${path}`, email: person.email });
    const before = await stage.snapshot();
    for (const form of [{}, { csrf_token: '' }, { csrf_token: 'made-up' }, { csrf_token: csrfOf(foreign) }]) {
      const refused = await browser.post(path, { ...form, code: '123456' });
      expect(refused.status).toBe(403);
      expect(refused.html).toContain('This did not come from a page of ours');
    }
    expect(await stage.snapshot()).toEqual(before);
  });

  test.each(forms)('of %s take nothing from another browser', async (path) => {
    const person = await createPerson();
    const { page } = await arrive(asking, { sub: `browser-${path}`, email: person.email });
    const before = await stage.snapshot();
    const other = open();
    expect((await other.post(path, { csrf_token: csrfOf(page), code: '123456' })).html).toContain('This is over');
    expect((await other.get('/sign-in/link')).html).toContain('This is over');
    expect(await stage.snapshot()).toEqual(before);
    expect(other.cookies.size).toBe(0);
  });

  test('believe no one about whose account it is (case 21)', async () => {
    const [person, victim] = [await createPerson(), await createPerson()];
    const { browser, page } = await arrive(asking, { sub: 'meddling', email: person.email });
    const { code, page: codePage } = await askForCode(browser, page, person.email);
    await browser.post('/sign-in/link/code', {
      csrf_token: csrfOf(codePage),
      code,
      user_id: victim.id,
      identity_id: victim.id,
      email: victim.email,
      return_to: 'https://evil.example/',
    });
    expect(await signedInAs(browser)).toBe(person.id);
    expect(await stage.identitiesOf(victim.id)).toHaveLength(1);
  });

  test('a way in that proves the account is started by our own page, and finished in the same browser', async () => {
    const person = await createPerson();
    const { browser, page } = await arrive(proving, { sub: 'bound', email: person.email, email_verified: true });
    for (const query of ['', '?csrf_token=made-up'])
      expect((await browser.get(`/sign-in/link/with/home${query}`)).status).toBe(403);
    const start = await browser.get(`/sign-in/link/with/home?csrf_token=${csrfOf(page)}`);
    const back = home.scripted.approve(new URL(start.location!), { sub: person.subject, email: person.email });
    expect((await open().get(`${back.pathname}${back.search}`)).status).toBe(403);
    expect(await stage.identitiesOf(person.id)).toHaveLength(1);
  });
});

describe('a stranger (case 52)', () => {
  /** What is the same for everybody, with what only names this one person, this moment or this request taken out. */
  const plain = (answer: Answer, own: Record<string, string>) => {
    const strip = (text: string): string => {
      let stripped = text
        .replaceAll(/csrf_token(=|" value=")[\w-]{43}/g, 'csrf_token$1…')
        .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'an id')
        .replaceAll(/\d\d:\d\d(:\d\d(\.\d+)?)?/g, 'a time')
        .replaceAll(/(state|nonce|code_challenge)=[\w.-]+/g, '$1=…');
      for (const [name, value] of Object.entries(own).toSorted(([, a], [, b]) => b.length - a.length))
        stripped = stripped.replaceAll(value, `<${name}>`);
      return stripped;
    };
    const { status, location, headers, html } = answer;
    const unlike = ['date', 'set-cookie', 'x-request-id', 'location'];
    return {
      status,
      location: location && strip(location),
      headers: [...headers].filter(([name]) => !unlike.includes(name)),
      cookies: headers.getSetCookie().map((cookie) => strip(cookie).replace(/^(\w+?)(_[0-9a-f]{16})?=[^;]*/, '$1=…')),
      length: html.length,
      html: strip(html),
    };
  };

  const walk = async (claims: { sub: string; email: string }, last: 'new' | 'five wrong codes') => {
    const answers: Answer[] = [];
    const browser = open();
    const keep = async (answer: Promise<Answer>) => {
      answers.push(await answer);
      return answer;
    };
    await keep(browser.get(await asking.approach(claims, browser)));
    const page = await keep(browser.get('/sign-in/link'));
    const form = { csrf_token: csrfOf(page) };
    await keep(browser.get('/sign-in/link/code'));
    for (let sent = 0; sent < 4; sent += 1) await keep(browser.post('/sign-in/link/send-code', form));
    await keep(browser.get('/sign-in/link'));
    await keep(browser.get('/sign-in/link/code'));
    await keep(browser.get(`/sign-in/link/with/home?csrf_token=${form.csrf_token}`));
    if (last === 'new') {
      await keep(browser.post('/sign-in/link/new', form));
      await keep(browser.get('/account?new'));
    } else {
      for (let typed = 0; typed < 6; typed += 1)
        await keep(browser.post('/sign-in/link/code', { ...form, code: 'wrong!' }));
      await keep(browser.get('/sign-in/link'));
    }
    return answers.map((answer) => plain(answer, claims));
  };

  test.each(['new', 'five wrong codes'] as const)('sees no difference, byte for byte: %s', async (last) => {
    const [sub, otherSub] = last === 'new' ? ['stranger-1', 'stranger-2'] : ['stranger-3', 'stranger-4'];
    const { email } = await createPerson(`known-${sub}@example.com`);
    const withAccount = await walk({ sub, email }, last);
    const without = await walk({ sub: otherSub, email: `knows-${otherSub}@example.com` }, last);
    expect(withAccount).toEqual(without);
    expect(without[1]).toMatchObject({ status: 200, html: expect.stringContaining('<email>') });
    expect(mail.received.filter(({ to }) => to[0]!.startsWith('knows-'))).toEqual([]);
  });
});
