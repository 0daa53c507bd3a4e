// Signing in by a code to one's mailbox, and by the domain of one's address: over HTTP, with mail by SMTP.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmtpMailer } from '../../src/mail/smtp.ts';
import { believed, openStage, type SignInPlace, type Stage, signedInAs } from '../abuse/stage.ts';
import { type Answer, Browser } from '../support/browser.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';

const minute = 60_000;
let ahead = 0;
let mail: MailServer;
let stage: Stage;
let home: SignInPlace;
let emailConnectionId: string;

beforeAll(async () => {
  mail = await startMailServer();
  const mailer = createSmtpMailer({ url: mail.url, from: 'Selfsame <no-reply@selfsame.example>' });
  stage = await openStage({ mailer, now: () => Date.now() + ahead });
  home = await stage.addProvider('home', believed);
});
afterAll(async () => {
  await stage?.close();
  await mail?.close();
});

const open = () => new Browser(stage.it.baseUrl);
const csrfOf = ({ html }: Answer): string => /name="csrf_token" value="([^"]+)"/.exec(html)?.[1] ?? '';
const codeIn = ({ raw }: { raw: string }): string => /^ +(\d{3} \d{3})\r?$/m.exec(raw)?.[1] ?? 'no code';
const another = (code: string) => (code.startsWith('1') ? '200 000' : '100 000');
const sentTo = (address: string) => mail.received.filter(({ to }) => to.includes(address)).length;

async function settlePages(pages: object): Promise<void> {
  const { status } = await stage.put(`/v1/tenants/${stage.it.tenant.id}`, { settings: { pages } });
  expect(status).toBe(200);
}

/** Types an address on the sign-in page. */
async function typeAddress(browser: Browser, email: string, query = ''): Promise<Answer> {
  const page = await browser.get(`/sign-in${query}`);
  const returnTo = /name="return_to" value="([^"]+)"/.exec(page.html)?.[1];
  return browser.post('/sign-in/email', { csrf_token: csrfOf(page), email, ...(returnTo && { return_to: returnTo }) });
}

async function askForCode(browser: Browser, email: string, query = ''): Promise<{ code: string; page: Answer }> {
  const seen = sentTo(email.toLowerCase());
  const { status, location } = await typeAddress(browser, email, query);
  expect([status, location]).toEqual([303, '/sign-in/email/code']);
  const code = codeIn(await mail.mailTo(email.toLowerCase(), seen));
  return { code, page: await browser.get('/sign-in/email/code') };
}

const typeCode = (browser: Browser, page: Answer, code: string) =>
  browser.post('/sign-in/email/code', { csrf_token: csrfOf(page), code });

describe('by a code', () => {
  test('nothing is asked for until the tenant registers it', async () => {
    expect((await open().get('/sign-in')).html).not.toContain('name="email"');
    expect((await open().get('/sign-in/email')).status).toBe(404);
    const provider = await stage.it.createProvider('email', 'email');
    const connection = await stage.it.operations.connections.create(stage.it.actor, {
      identityProviderId: provider.id,
      identifier: 'email',
    });
    emailConnectionId = connection.id;
    expect((await open().get('/sign-in')).html).toContain('name="email"');
  });

  test('somebody new gets an account whose address is proved; the second time, the same one', async () => {
    const browser = open();
    const { code, page } = await askForCode(browser, 'New@Example.com', '?return_to=%2Faccount%3Fhere');
    expect(page.html).toContain('New@Example.com');
    const done = await typeCode(browser, page, code);
    expect([done.status, done.location]).toEqual([303, '/account?here']);
    const userId = await signedInAs(browser);
    expect(await stage.user(userId!)).toMatchObject({ email: 'New@Example.com', email_verified: true });
    expect(await stage.bySubject('new@example.com')).toHaveLength(1);
    const again = open();
    const second = await askForCode(again, 'new@example.com');
    await typeCode(again, second.page, second.code);
    expect(await signedInAs(again)).toBe(userId);
  });

  test('who has proved the address elsewhere is the same user', async () => {
    const { userId } = await home.signIn({ sub: 'ada', email: 'ada@example.com', email_verified: true });
    const browser = open();
    const { code, page } = await askForCode(browser, 'ada@example.com');
    await typeCode(browser, page, code);
    expect(await signedInAs(browser)).toBe(userId);
    expect((await stage.identitiesOf(userId!)).map(({ subject }) => subject)).toEqual(['ada', 'ada@example.com']);
  });

  test('52: nothing that is answered tells whether anybody has the address', async () => {
    await home.signIn({ sub: 'known', email: 'known@example.com', email_verified: true });
    const answers = [];
    for (const address of ['known@example.com', 'nobody@example.com']) {
      const browser = open();
      const { page } = await askForCode(browser, address);
      const wrong = await typeCode(browser, page, '000 000');
      const plain = (html: string) =>
        html.replaceAll(address, 'ADDRESS').replaceAll(/value="[\w-]{20,}"|<code>[^<]+/g, '');
      answers.push([page.status, plain(page.html), wrong.status, plain(wrong.html), [...browser.cookies.keys()]]);
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  test('18, 19: a code is good in its own browser, for its own address, once', async () => {
    const [mine, theirs] = [open(), open()];
    const first = await askForCode(mine, 'first@example.com');
    const second = await askForCode(theirs, 'second@example.com');
    expect((await typeCode(theirs, second.page, first.code)).status).toBe(403);
    expect((await typeCode(theirs, first.page, second.code)).status).toBe(403);
    expect((await typeCode(mine, first.page, first.code)).status).toBe(303);
    const replay = open();
    for (const [name, value] of mine.cookies) if (!name.endsWith('session')) replay.cookies.set(name, value);
    expect((await typeCode(replay, first.page, first.code)).status).toBeGreaterThanOrEqual(400);
    expect(await signedInAs(replay)).toBeNull();
  });

  test('a code expires; five wrong ones end it, and then the right one is none', async () => {
    const late = open();
    const expired = await askForCode(late, 'late@example.com');
    ahead += 11 * minute;
    expect((await typeCode(late, expired.page, expired.code)).status).toBe(403);
    ahead = 0;
    const browser = open();
    const { code, page } = await askForCode(browser, 'guesser@example.com');
    for (const said of ['4 tries are left', '3 tries', '2 tries', 'one try is left', 'one wrong code too many'])
      expect((await typeCode(browser, page, another(code))).html).toContain(said);
    expect((await typeCode(browser, page, code)).status).toBe(403);
    expect(await signedInAs(browser)).toBeNull();
  });

  test('three codes are sent for one sign-in and five an hour to one address, and nobody is told', async () => {
    const browser = open();
    const { page } = await askForCode(browser, 'often@example.com');
    for (let count = 0; count < 2; count += 1) {
      const seen = sentTo('often@example.com');
      await browser.post('/sign-in/email/send-code', { csrf_token: csrfOf(page) });
      await mail.mailTo('often@example.com', seen);
    }
    const over = await browser.post('/sign-in/email/send-code', { csrf_token: csrfOf(page) });
    expect(over.status).toBe(429);
    try {
      ahead += 2 * minute;
      await askForCode(open(), 'often@example.com');
      await askForCode(open(), 'often@example.com');
      const sixth = await typeAddress(open(), 'often@example.com');
      expect([sixth.status, sixth.location]).toEqual([303, '/sign-in/email/code']);
    } finally {
      ahead = 0;
    }
    const [refused] = (await stage.events('sign_in.code_refused')).slice(-1);
    expect(refused!.decision).toMatchObject({ action: 'withhold_code', address: 'often@example.com' });
    expect(sentTo('often@example.com')).toBe(5);
  });

  test('what is no address is said to be none, beside the field', async () => {
    const { status, html } = await typeAddress(open(), 'not an address"><b>');
    expect(status).toBe(400);
    expect(html).toContain('This is no e-mail address');
    expect(html).toContain('value="not an address&quot;>&lt;b>"');
  });

  test('forms of elsewhere are refused', async () => {
    const browser = open();
    await browser.get('/sign-in');
    for (const form of [{}, { csrf_token: 'made-up' }])
      expect((await browser.post('/sign-in/email', { ...form, email: 'a@example.com' })).status).toBe(403);
    expect((await open().post('/sign-in/email/code', { code: '123456' })).status).toBe(403);
  });

  test('the mail is in the language of the page', async () => {
    const browser = open();
    await browser.get('/sign-in?ui_locales=de');
    await askForCode(browser, 'deutsch@example.com');
    const { raw } = await mail.mailTo('deutsch@example.com');
    expect(raw).toMatch(/^Subject: =\?UTF-8\?Q\?Ihr_Code_f/m);
  });

  test('it is linked to the account that one is signed in to, in the same session', async () => {
    const { browser, userId } = await home.signIn({ sub: 'linker' });
    const page = await browser.get('/account/link');
    const path = /href="(\/account\/link\/with\/email[^"]+)"/.exec(page.html)![1]!.replaceAll('&amp;', '&');
    const form = await browser.get(path);
    expect(form.location).toMatch(/^\/sign-in\/email\?for=link/);
    const typed = await browser.get(form.location!);
    const fields = Object.fromEntries(
      [...typed.html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name!,
        value!,
      ]),
    );
    await browser.post('/sign-in/email', { ...fields, email: 'linker@example.com' });
    const code = codeIn(await mail.mailTo('linker@example.com'));
    const codePage = await browser.get('/sign-in/email/code');
    // 16: with the attacker's cookie of the address, somebody else links nothing.
    const victim = await home.signIn({ sub: 'victim' });
    for (const [name, value] of browser.cookies) if (name.includes('email')) victim.browser.cookies.set(name, value);
    expect((await typeCode(victim.browser, codePage, code)).status).toBe(403);
    expect(await stage.bySubject('linker@example.com')).toEqual([]);
    // What was tried is used up; the person begins again.
    await browser.post('/sign-in/email', { ...fields, email: 'linker@example.com' });
    const next = codeIn(await mail.mailTo('linker@example.com', 1));
    const done = await typeCode(browser, await browser.get('/sign-in/email/code'), next);
    expect(done.location).toBe('/account?added');
    expect((await stage.bySubject('linker@example.com'))[0]!.user_id).toBe(userId);
  });

  test('switched off, it is gone, and codes that are under way with it', async () => {
    const browser = open();
    const { code, page } = await askForCode(browser, 'too-late@example.com');
    await stage.it.operations.connections.update(stage.it.actor, emailConnectionId, { enabled: false });
    expect((await typeCode(browser, page, code)).status).toBeGreaterThanOrEqual(400);
    expect(await signedInAs(browser)).toBeNull();
    expect((await open().get('/sign-in')).html).not.toContain('name="email"');
  });
});

describe('by the domain of the address', () => {
  test('the browser is sent on with the address; without a script, by the page', async () => {
    await settlePages({ home_domains: { 'Corp.Example': 'home' } });
    const browser = open();
    const { status, html, headers } = await typeAddress(browser, 'dan@corp.example', '?return_to=%2Faccount%3Fmine');
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("form-action 'self'");
    const [, href = ''] = /<a class="button wide" href="([^"]+)"/.exec(html) ?? [];
    const authorization = new URL(href.replaceAll('&amp;', '&'));
    expect(authorization.searchParams.get('login_hint')).toBe('dan@corp.example');
    expect(html).toContain(`content="0;url=${href}"`);
    const callback = home.scripted.approve(authorization, { sub: 'dan' });
    expect((await browser.get(`${callback.pathname}${callback.search}`)).location).toBe('/account?mine');
  });

  test('52: any other domain is answered alike, whoever has an account there', async () => {
    await home.signIn({ sub: 'there', email: 'there@elsewhere.example', email_verified: true });
    const answers = [];
    for (const address of ['there@elsewhere.example', 'nobody@elsewhere.example', 'nobody@nowhere.example']) {
      const { status, html } = await typeAddress(open(), address);
      answers.push([status, html.replaceAll(address, 'ADDRESS').replaceAll(/value="[\w-]{20,}"/g, '')]);
    }
    expect(answers[0]![1]).toContain('Choose one of the ways below');
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  test.each([
    ['a domain that is none', { home_domains: { 'not a domain': 'home' } }],
    ['a way in that is none', { home_domains: { 'example.com': 1 } }],
    ['a colour by name', { colours: { accent: 'red' } }],
    ['another colour', { colours: { background: '#ffffff' } }],
    ['a logo without TLS', { logo: 'http://pictures.example/logo.png' }],
    [
      'a drawing with a script',
      { logo: `data:image/svg+xml;base64,${Buffer.from('<svg onload="x()"></svg>').toString('base64')}` },
    ],
    ['a picture that is none', { logo: `data:image/png;base64,${Buffer.from('no picture').toString('base64')}` }],
    [
      'a drawing that is too large',
      { logo: `data:image/svg+xml;base64,${Buffer.from(`<svg>${' '.repeat(40_000)}</svg>`).toString('base64')}` },
    ],
    ['a name of two lines', { name: 'two\nlines' }],
    ['a language that there is not', { language: 'tlh' }],
    ['a word that is no setting', { theme: 'dark' }],
  ])('%s is refused', async (_what, pages) => {
    const { status } = await stage.put(`/v1/tenants/${stage.it.tenant.id}`, { settings: { pages } });
    expect(status).toBe(400);
  });
});

describe('a theme', () => {
  test('has its name, its colours made legible, and its logo in a sandbox', async () => {
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>';
    await settlePages({
      name: 'Example & Sons',
      logo: `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`,
      colours: { accent: '#ffcc00' },
    });
    const { html } = await open().get('/sign-in');
    expect(html).toContain('Example &amp; Sons');
    expect(html).toContain('to <strong>Example &amp; Sons</strong>');
    expect(html).not.toContain('Selfsame');
    const [, styles = ''] = /href="(\/assets\/theme\/[^"]+)"/.exec(html) ?? [];
    const sheet = await open().get(styles);
    expect(sheet.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(sheet.headers.get('cache-control')).toContain('immutable');
    expect(sheet.html).toMatch(/^:root \{ --accent: #[0-9a-f]{6};/);
    expect(sheet.html).not.toContain('#ffcc00; --on-accent: #ffffff');
    const [, picture = ''] = /<img class="logo" src="([^"]+)"/.exec(html) ?? [];
    const logo = await open().get(picture);
    expect(logo.html).toBe(drawing);
    expect(logo.headers.get('content-type')).toContain('image/svg+xml');
    expect(logo.headers.get('content-security-policy')).toContain('sandbox');
    expect((await open().get('/assets/theme/old.css')).headers.get('cache-control')).toBe('no-store');
    await settlePages({});
    expect((await open().get(styles)).status).toBe(404);
    expect((await open().get('/sign-in')).html).toContain('Selfsame');
  });
});
