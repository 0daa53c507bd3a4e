/** A proof is of one account, for one arrival, and once. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createOutbox } from '../../src/mail/outbox.ts';
import { Browser } from '../support/browser.ts';
import { believed, openStage, type Row, type SignInPlace, type Stage, signedInAs } from './stage.ts';

const minute = 60_000;
let ahead = 0;
const now = () => Date.now() + ahead;
const outbox = createOutbox(now);
let stage: Stage;
/** Where V has an account. */
let home: SignInPlace;
/** Believed in nothing, so whoever arrives is asked. */
let asks: SignInPlace;

beforeAll(async () => {
  stage = await openStage({ mailer: outbox, now });
  home = await stage.addProvider('home', believed);
  asks = await stage.addProvider('asks', { mode: 'ask', emailProof: 'never' });
});
afterAll(() => stage.close());
afterEach(() => {
  ahead = 0;
});

const cookieName = 'selfsame_pending_link';

/** A browser that was asked whose account it is, with all that its page gave it. */
interface Asked {
  browser: Browser;
  subject: string;
  csrf_token: string;
  cookie: string;
}

async function createVictim(name: string): Promise<{ userId: string; email: string }> {
  const email = `${name}@example.com`;
  const { userId } = await home.signIn({ sub: `${name}-home`, email, email_verified: true });
  return { userId: userId!, email };
}

async function arrive(subject: string, email: string): Promise<Asked> {
  const browser = new Browser(stage.it.baseUrl);
  const callback = await browser.get(await asks.approach({ sub: subject, email }, browser));
  expect([callback.status, callback.location]).toEqual([303, '/sign-in/link']);
  const { html } = await browser.get('/sign-in/link');
  const [, csrf_token = ''] = /name="csrf_token" value="([^"]+)"/.exec(html) ?? [];
  return { browser, subject, csrf_token, cookie: browser.cookies.get(cookieName)! };
}

/** Puts back what an answer took away, so that what refuses is not the missing cookie. */
function remember({ browser, cookie }: Asked): void {
  browser.cookies.set(cookieName, cookie);
}

async function sendCode(asked: Asked, email: string): Promise<string> {
  const before = outbox.messages().length;
  const { status } = await asked.browser.post('/sign-in/link/send-code', { csrf_token: asked.csrf_token });
  expect(status).toBe(303);
  expect(outbox.messages().length).toBe(before + 1);
  const [message] = outbox.messages();
  expect(message!.to).toBe(email);
  return /(\d{3} \d{3})/.exec(message!.text)![1]!;
}

async function enterCode(asked: Asked, code: string) {
  remember(asked);
  return asked.browser.post('/sign-in/link/code', { csrf_token: asked.csrf_token, code });
}

const ownerOf = async (subject: string): Promise<string | null> => (await stage.bySubject(subject))[0]!.user_id;

/** Signs in at home to prove the account; as far as the callback, which nobody has opened yet. */
async function approachProof(asked: Asked, claims: object): Promise<string> {
  remember(asked);
  const start = await asked.browser.get(
    `/sign-in/link/with/home?${new URLSearchParams({ csrf_token: asked.csrf_token })}`,
  );
  const callback = home.scripted.approve(new URL(start.location!), { ...claims });
  return `${callback.pathname}${callback.search}`;
}

describe('18: what proves an account to one subject proves it to no other', () => {
  test('a code', async () => {
    const { userId, email } = await createVictim('eighteen');
    const [one, two] = [await arrive('eighteen-S1', email), await arrive('eighteen-S2', email)];
    const code = await sendCode(one, email);
    const theirs = await enterCode(two, code);
    expect(theirs.status).toBe(403);
    // Nor after a code of its own was sent.
    if ((await sendCode(two, email)) !== code) expect((await enterCode(two, code)).status).toBe(403);
    // Nor with the other page's token on it.
    remember(two);
    const mixed = await two.browser.post('/sign-in/link/code', { csrf_token: one.csrf_token, code });
    expect(mixed.status).toBe(403);
    expect(await ownerOf('eighteen-S2')).toBeNull();
    expect(await signedInAs(two.browser)).toBeNull();
    // It was sent for the first, and that is who it proves.
    expect((await enterCode(one, code)).status).toBe(303);
    expect(await signedInAs(one.browser)).toBe(userId);
    expect((await stage.identitiesOf(userId)).map(({ subject }: Row) => subject)).toEqual([
      'eighteen-home',
      'eighteen-S1',
    ]);
  });

  test('half a token of one and half of the other', async () => {
    const { email } = await createVictim('eighteen-half');
    const [one, two] = [await arrive('half-S1', email), await arrive('half-S2', email)];
    const code = await sendCode(one, email);
    const mixed = `${two.cookie.split('.')[0]}.${one.cookie.split('.')[1]}`;
    two.browser.cookies.set(cookieName, mixed);
    const answer = await two.browser.post('/sign-in/link/code', { csrf_token: one.csrf_token, code });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect([await ownerOf('half-S1'), await ownerOf('half-S2')]).toEqual([null, null]);
  });

  test('a sign-in to the account, finished in the browser of another subject', async () => {
    const { userId, email } = await createVictim('eighteen-way');
    const [one, two] = [await arrive('way-S1', email), await arrive('way-S2', email)];
    const callback = await approachProof(one, { sub: 'eighteen-way-home', email, email_verified: true });
    // In a browser that did not start it.
    expect((await two.browser.get(callback)).status).toBe(403);
    // With the starting browser's cookie of the sign-in, but another question: it signs V in, and links nothing.
    for (const [name, value] of one.browser.cookies)
      if (name.startsWith('selfsame_sign_in_')) two.browser.cookies.set(name, value);
    await two.browser.get(callback);
    expect([await ownerOf('way-S1'), await ownerOf('way-S2')]).toEqual([null, null]);
    expect(await stage.identitiesOf(userId)).toHaveLength(1);
  });

  test('a sign-in to another account than the one that is meant', async () => {
    const { userId, email } = await createVictim('eighteen-meant');
    const attacker = await home.signIn({
      sub: 'eighteen-attacker',
      email: 'attacker@example.net',
      email_verified: true,
    });
    const asked = await arrive('meant-S1', email);
    const claims = { sub: 'eighteen-attacker', email: 'attacker@example.net', email_verified: true };
    await asked.browser.get(await approachProof(asked, claims));
    expect(await ownerOf('meant-S1')).toBeNull();
    for (const id of [userId, attacker.userId!]) expect(await stage.identitiesOf(id)).toHaveLength(1);
  });
});

describe('19: a proof works once, and not after its question is over', () => {
  const over = async (asked: Asked, code: string, owner: string | null) => {
    const before = await stage.snapshot();
    const linked = await stage.events('identity.linked');
    const again = await enterCode(asked, code);
    expect(again.status).toBeGreaterThanOrEqual(400);
    expect(again.headers.getSetCookie().join()).not.toMatch(/selfsame_session=[^;]/);
    remember(asked);
    const asNew = await asked.browser.post('/sign-in/link/new', { csrf_token: asked.csrf_token });
    expect(asNew.status).toBeGreaterThanOrEqual(400);
    expect(await ownerOf(asked.subject)).toBe(owner);
    expect(await stage.events('identity.linked')).toEqual(linked);
    expect(await stage.snapshot()).toEqual(before);
  };

  test('after it succeeded', async () => {
    const { userId, email } = await createVictim('nineteen-success');
    const asked = await arrive('success-S1', email);
    const code = await sendCode(asked, email);
    expect((await enterCode(asked, code)).status).toBe(303);
    await over(asked, code, userId);
  });

  test.each(['detach', 'split', 'delete'])('after the identity was unlinked again (%s)', async (outcome) => {
    const { userId, email } = await createVictim(`nineteen-${outcome}`);
    const asked = await arrive(`${outcome}-S1`, email);
    const code = await sendCode(asked, email);
    expect((await enterCode(asked, code)).status).toBe(303);
    const [identity] = await stage.bySubject(asked.subject);
    const path = `/v1/users/${userId}/identities/${identity!.id}?outcome=${outcome}`;
    expect((await stage.native.send('DELETE', path)).status).toBe(200);
    const before = await stage.snapshot();
    expect((await enterCode(asked, code)).status).toBeGreaterThanOrEqual(400);
    expect(await stage.snapshot()).toEqual(before);
    expect(await stage.identitiesOf(userId)).toHaveLength(1);
  });

  test('after the person said to be new', async () => {
    const { userId, email } = await createVictim('nineteen-cancel');
    const asked = await arrive('cancel-S1', email);
    const code = await sendCode(asked, email);
    expect((await asked.browser.post('/sign-in/link/new', { csrf_token: asked.csrf_token })).status).toBe(303);
    const own = await signedInAs(asked.browser);
    expect(own).not.toBeNull();
    expect(own).not.toBe(userId);
    await over(asked, code, own);
  });

  test('after it expired', async () => {
    const { email } = await createVictim('nineteen-expiry');
    const asked = await arrive('expiry-S1', email);
    const code = await sendCode(asked, email);
    ahead = 11 * minute;
    expect((await enterCode(asked, code)).status).toBe(403);
    expect(await ownerOf(asked.subject)).toBeNull();
    ahead = 16 * minute;
    await over(asked, code, null);
  });

  test('after a newer question replaced it', async () => {
    const { email } = await createVictim('nineteen-newer');
    const asked = await arrive('newer-S1', email);
    const code = await sendCode(asked, email);
    await arrive('newer-S1', email);
    await over(asked, code, null);
  });

  test('a sign-in that proved it, opened twice, and after an unlink', async () => {
    const { userId, email } = await createVictim('nineteen-way');
    const asked = await arrive('way19-S1', email);
    const callback = await approachProof(asked, { sub: 'nineteen-way-home', email, email_verified: true });
    const cookies = new Map(asked.browser.cookies);
    expect((await asked.browser.get(callback)).location).toBe('/account?linked');
    expect(await ownerOf(asked.subject)).toBe(userId);
    const [identity] = await stage.bySubject(asked.subject);
    await stage.native.send('DELETE', `/v1/users/${userId}/identities/${identity!.id}?outcome=detach`);
    const before = await stage.snapshot();
    for (const [name, value] of cookies) asked.browser.cookies.set(name, value);
    expect((await asked.browser.get(callback)).status).toBe(403);
    expect(await ownerOf(asked.subject)).toBeNull();
    expect(await stage.snapshot()).toEqual(before);
  });
});
